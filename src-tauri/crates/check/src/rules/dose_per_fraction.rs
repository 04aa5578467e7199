//! Dose per fraction of each phase against the usual range for its technique.

use std::ops::RangeInclusive;

use isocenter_domain::{Modality, Phase};
use isocenter_reading::diagnosis::Intent;

use super::technique_kind::{TechniqueKind, kind_of};
use super::{Outcome, schedules};
use crate::Rulebook;
use crate::facts::Facts;
use crate::rule_id::LimitId;
use crate::words::{gray, range};

/// From so many fractions on, a course that is not stereotactic is conventional.
const CONVENTIONAL_FROM: u32 = 30;
/// Up to so many, it is a short course.
const SHORT_UP_TO: u32 = 10;

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let Some(phases) = facts.whole_phases() else {
        return Outcome::not_checked("Dose per fraction: dose or fractions were not read, not checked");
    };
    let rows = schedules::for_site(facts);
    let mut usual: Vec<String> = Vec::new();
    for phase in &phases {
        let each = phase.dose_per_fraction_gray();
        let Some(band) = band(phase, facts, book) else { continue };
        let words =
            format!("{} for {}", range(*band.gray.start(), *band.gray.end(), 2, Some(phase.modality)), band.words);
        if band.gray.contains(&rounded(each)) {
            usual
                .push(format!("{} per fraction lies in the usual range, {words}", gray(each, 2, Some(phase.modality))));
            continue;
        }
        if let Some(row) = schedules::equal(&rows, phase) {
            usual.push(format!(
                "{} per fraction is that of a library schedule for this site ({})",
                gray(each, 2, Some(phase.modality)),
                row.id
            ));
            continue;
        }
        let statement = format!("{} per fraction is outside {words}", gray(each, 2, Some(phase.modality)));
        return Outcome::fires(
            statement,
            "Whether this fractionation is meant; the library has no such schedule for this site",
        )
        .at(facts.phase_places());
    }
    match usual.into_iter().next() {
        Some(words) => Outcome::passes(words).at(facts.phase_places()),
        None => Outcome::not_checked("Dose per fraction: a permanent source has none, not checked"),
    }
}

/// As it is written: two decimals.
fn rounded(gray: f64) -> f64 {
    (gray * 100.0).round() / 100.0
}

struct Band {
    gray: RangeInclusive<f64>,
    words: &'static str,
}

/// The usual range; nothing for a permanent source.
fn band(phase: &Phase, facts: &Facts<'_>, book: &Rulebook) -> Option<Band> {
    use LimitId as L;
    let of = |least: L, most: L, words| Some(Band { gray: book.value(least)..=book.value(most), words });
    let fractions = phase.fractions.count();
    if facts.is_functional(book.value(L::FunctionalLeast)) {
        return of(L::FunctionalLeast, L::FunctionalMost, "functional radiosurgery");
    }
    match kind_of(facts.input.plan_reading, phase.modality) {
        TechniqueKind::PermanentSource | TechniqueKind::Plaque => None,
        TechniqueKind::Radiosurgery if fractions == 1 => {
            of(L::RadiosurgeryLeast, L::RadiosurgeryMost, "radiosurgery in one fraction")
        }
        TechniqueKind::Radiosurgery | TechniqueKind::FractionatedStereotactic if fractions <= SHORT_UP_TO => {
            of(L::FractionatedStereotacticLeast, L::FractionatedStereotacticMost, "stereotactic treatment of the brain")
        }
        TechniqueKind::StereotacticBody if fractions <= SHORT_UP_TO => {
            of(L::StereotacticBodyLeast, L::StereotacticBodyMost, "stereotactic body radiotherapy")
        }
        TechniqueKind::Brachytherapy => of(L::HighDoseRateLeast, L::HighDoseRateMost, "high-dose-rate brachytherapy"),
        TechniqueKind::TotalBody => of(L::TotalBodyLeast, L::TotalBodyMost, "total body or total skin irradiation"),
        _ => external(phase, facts, book),
    }
}

fn external(phase: &Phase, facts: &Facts<'_>, book: &Rulebook) -> Option<Band> {
    use LimitId as L;
    let of = |least: L, most: L, words| Some(Band { gray: book.value(least)..=book.value(most), words });
    let fractions = phase.fractions.count();
    if is_twice_daily(facts) {
        return of(L::TwiceDailyLeast, L::TwiceDailyMost, "twice daily");
    }
    if facts.is_benign() && phase.dose_per_fraction_gray() <= book.value(L::LowDoseBenignMost) {
        return of(L::LowDoseBenignLeast, L::LowDoseBenignMost, "low-dose treatment of benign disease");
    }
    match fractions {
        CONVENTIONAL_FROM.. => of(L::ConventionalLeast, L::ConventionalMost, "conventional fractionation"),
        SHORT_UP_TO..CONVENTIONAL_FROM => {
            of(L::ConventionalLeast, L::ModerateMost, "conventional fractionation to moderate hypofractionation")
        }
        // Few fractions without a technique that is named: a boost, a palliative or an ultra-hypofractionated course.
        2.. if facts.intent() == Some(Intent::Palliative) => {
            of(L::ConventionalLeast, L::PalliativeMost, "few palliative fractions")
        }
        2.. => of(L::ConventionalLeast, L::UltraMost, "few fractions that are not stereotactic"),
        _ => of(L::PalliativeLeast, L::StereotacticBodyMost, "a single fraction"),
    }
}

pub(super) fn is_stereotactic(facts: &Facts<'_>) -> bool {
    let modality = facts.modality().unwrap_or(Modality::Photon);
    matches!(kind_of(facts.input.plan_reading, modality), TechniqueKind::Radiosurgery | TechniqueKind::StereotacticBody)
}

pub(super) fn is_twice_daily(facts: &Facts<'_>) -> bool {
    facts.is_twice_daily()
}
