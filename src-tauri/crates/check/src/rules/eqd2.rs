//! EQD2 of the whole course against the library's schedules for the site, all at one α/β.

use isocenter_domain::{AlphaBeta, Modality, Phase, PhaseRole, eqd2_gray};
use isocenter_reading::diagnosis::Intent;
use isocenter_regimens::RegimenEntry;

use super::{Outcome, schedules};
use crate::Rulebook;
use crate::facts::Facts;
use crate::rule_id::LimitId;
use crate::words::{NO_BREAK, gray, number, range};

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let (Some(phases), Some(alpha_beta)) = (facts.whole_phases(), facts.alpha_beta()) else {
        return Outcome::not_checked("EQD2: dose or fractions were not read, not checked");
    };
    if phases.iter().any(|phase| phase.modality == Modality::Brachytherapy && phase.fractions.count() == 1) {
        return Outcome::not_checked("EQD2: not defined for a single insertion whose dose rate is not told");
    }
    if facts.is_functional(book.value(LimitId::FunctionalLeast)) {
        return Outcome::not_checked("EQD2: not defined for functional radiosurgery");
    }
    let value = eqd2_gray(&phases, alpha_beta);
    let words = format!("EQD2 {} (α/β{NO_BREAK}{}{NO_BREAK}Gy)", gray(value, 1, None), number(alpha_beta.gray(), 1));
    let at = |outcome: Outcome| outcome.at(facts.phase_places());
    if value > book.value(LimitId::Eqd2Stop) {
        let statement = format!("{words} is more than any course has");
        return at(Outcome::implausible(statement, "Write the plan yourself, or suggest again"));
    }
    let Some(usual) = Usual::of(facts, phases.len() > 1, alpha_beta) else {
        if value > book.value(LimitId::Eqd2Most) {
            let statement = format!("{words} is high for any course");
            return at(Outcome::fires(statement, "Whether so much is meant for this site"));
        }
        let statement = format!("{words}: the library has no schedule for this site to compare with");
        return at(Outcome::not_checked(statement));
    };
    let beyond = book.value(LimitId::Eqd2Percent) / 100.0;
    let range = range(usual.least, usual.most, 1, None);
    // Relief may take less than any course that the library lists.
    let is_low = value < usual.least * (1.0 - beyond) && facts.intent() != Some(Intent::Palliative);
    if is_low || value > usual.most * (1.0 + beyond) {
        let side = if is_low { "below" } else { "above" };
        let noun = if usual.rows == 1 { "schedule" } else { "schedules" };
        let weigh = format!("The range is that of {} {noun} of the library for this site", usual.rows);
        return at(Outcome::fires(format!("{words} lies {side} the usual range, {range}"), weigh));
    }
    at(Outcome::passes(format!("{words} lies in the usual range, {range}")))
}

/// The range of the library, Gy EQD2.
struct Usual {
    least: f64,
    most: f64,
    rows: usize,
}

impl Usual {
    /// Of courses with several phases, the highest boost of the library comes on top.
    fn of(facts: &Facts<'_>, has_boost: bool, alpha_beta: AlphaBeta) -> Option<Self> {
        let of_row = |row: &RegimenEntry| eqd2_gray(&[phase_of(row)], alpha_beta);
        let whole = schedules::whole_courses(facts);
        let values: Vec<f64> = whole.iter().filter(|row| row.eqd2_gray.is_some()).map(|row| of_row(row)).collect();
        let (least, most) = (values.iter().copied().reduce(f64::min)?, values.iter().copied().reduce(f64::max)?);
        let boosts = schedules::for_site(facts).into_iter().filter(|row| row.is_component && row.eqd2_gray.is_some());
        let boost = if has_boost { boosts.map(of_row).fold(USUAL_BOOST_GRAY, f64::max) } else { 0.0 };
        Some(Self { least, most: most + boost, rows: values.len() })
    }
}

/// A boost where the library lists none: 16 Gy in 8 fractions.
const USUAL_BOOST_GRAY: f64 = 16.0;

fn phase_of(row: &RegimenEntry) -> Phase {
    Phase {
        role: PhaseRole::Primary,
        label: String::new(),
        modality: row.modality,
        dose: row.dose,
        fractions: row.fractions,
    }
}
