//! The dose of the whole course against the usual range for technique and intent, and against the highest schedule of the library for the site.

use isocenter_domain::Modality;
use isocenter_reading::diagnosis::Intent;

use super::technique_kind::{TechniqueKind, kind_of};
use super::{Outcome, schedules};
use crate::Rulebook;
use crate::facts::Facts;
use crate::rule_id::LimitId;
use crate::words::{gray, range};

const WEIGH: &str = "Whether so much, or so little, is meant for this site and intent";

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let Some(phases) = facts.whole_phases() else {
        return Outcome::not_checked("Total dose: not read, not checked");
    };
    let modality = facts.modality();
    let total: f64 = phases.iter().map(|phase| phase.dose.gray()).sum();
    let class = class(facts, book);
    let rows = schedules::for_site(facts);
    let at = |outcome: Outcome| outcome.at(facts.phase_places());
    if let Some(stop) = class.stop.map(|limit| book.value(limit))
        && total > stop
    {
        let (total, stop) = (gray(total, 2, modality), gray(stop, 2, modality));
        let statement = format!("{total} in total is above {stop}, more than is plausible for {}", class.words);
        return at(Outcome::implausible(statement, "Write the plan yourself, or suggest again"));
    }
    // A single phase that is a schedule of the library for this site is usual, whatever the ranges say.
    if let [phase] = phases.as_slice()
        && let Some(row) = schedules::equal(&rows, phase)
    {
        return at(Outcome::passes(format!(
            "{} is the total of a library schedule for this site ({})",
            gray(total, 2, modality),
            row.id
        )));
    }
    let (mut least, mut most) = (book.value(class.least), book.value(class.most));
    let whole = schedules::whole_courses(facts);
    let doses = || whole.iter().map(|row| row.dose.gray());
    let is_functional = facts.is_functional(book.value(LimitId::FunctionalLeast));
    if !whole.is_empty() && !is_functional {
        let beyond = book.value(LimitId::SitePercent) / 100.0;
        let highest = doses().fold(0.0, f64::max);
        let lowest = doses().fold(f64::INFINITY, f64::min);
        // A further phase, such as a boost, comes on top of what the library lists as a course.
        let room = if phases.len() > 1 { boost_room(&rows) } else { 0.0 };
        most = most.max(highest * (1.0 + beyond)).min(highest * (1.0 + beyond) + room);
        least = least.min(lowest * (1.0 - beyond));
    }
    let words = format!("{} for {}", range(least, most, 1, modality), class.words);
    if total < least || total > most {
        return at(Outcome::fires(format!("{} in total is outside {words}", gray(total, 2, modality)), WEIGH));
    }
    at(Outcome::passes(format!("{} in total lies in the usual range, {words}", gray(total, 2, modality))))
}

/// The highest boost of the library for the site, Gy; sixteen where it lists none.
fn boost_room(rows: &[&isocenter_regimens::RegimenEntry]) -> f64 {
    const USUAL_BOOST_GRAY: f64 = 16.0;
    rows.iter().filter(|row| row.is_component).map(|row| row.dose.gray()).fold(USUAL_BOOST_GRAY, f64::max)
}

struct Class {
    least: LimitId,
    most: LimitId,
    stop: Option<LimitId>,
    words: &'static str,
}

fn class(facts: &Facts<'_>, book: &Rulebook) -> Class {
    use LimitId as L;
    let kind = kind_of(facts.input.plan_reading, facts.modality().unwrap_or(Modality::Photon));
    if facts.is_functional(book.value(L::FunctionalLeast)) {
        return Class {
            least: L::FunctionalLeast,
            most: L::FunctionalMost,
            stop: None,
            words: "functional radiosurgery",
        };
    }
    match kind {
        TechniqueKind::PermanentSource => {
            Class { least: L::ImplantLeast, most: L::ImplantMost, stop: None, words: "a permanent implant" }
        }
        TechniqueKind::Plaque => {
            Class { least: L::PlaqueLeast, most: L::PlaqueMost, stop: None, words: "an eye plaque" }
        }
        TechniqueKind::Radiosurgery | TechniqueKind::StereotacticBody => Class {
            least: L::StereotacticTotalLeast,
            most: L::StereotacticTotalMost,
            stop: Some(L::StereotacticStop),
            words: "stereotactic treatment",
        },
        _ if facts.intent() == Some(Intent::Palliative) => Class {
            least: L::PalliativeTotalLeast,
            most: L::PalliativeTotalMost,
            stop: Some(L::CurativeStop),
            words: "palliative treatment",
        },
        _ => Class {
            least: L::CurativeLeast,
            most: L::CurativeMost,
            stop: (kind != TechniqueKind::Brachytherapy).then_some(L::CurativeStop),
            words: "this site",
        },
    }
}
