//! EQD2 of the whole course against the library's schedules for the site, all at one α/β.

use isocenter_domain::{Modality, Phase, PhaseRole, eqd2_gray};
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
    let has_source =
        phases.iter().any(|phase| phase.modality == Modality::Brachytherapy && phase.fractions.count() == 1);
    if has_source {
        return Outcome::not_checked("EQD2: not defined for a single insertion whose dose rate is not told");
    }
    let value = eqd2_gray(&phases, alpha_beta);
    let words = format!("EQD2 {} (α/β{NO_BREAK}{}{NO_BREAK}Gy)", gray(value, 1, None), number(alpha_beta.gray(), 1));
    let at = |outcome: Outcome| outcome.at(facts.phase_places());
    if value > book.value(LimitId::Eqd2Stop) {
        let statement = format!("{words} is more than any course has");
        return at(Outcome::implausible(statement, "Write the plan yourself, or suggest again"));
    }
    let rows = schedules::whole_courses(facts);
    let values: Vec<f64> =
        rows.iter().filter(|row| row.eqd2_gray.is_some()).map(|row| eqd2_gray(&[phase_of(row)], alpha_beta)).collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    if values.is_empty() {
        if value > book.value(LimitId::Eqd2Most) {
            return at(Outcome::fires(
                format!("{words} is high for any course"),
                "Whether so much is meant for this site",
            ));
        }
        return at(Outcome::not_checked(format!("{words}: the library has no schedule for this site to compare with")));
    }
    let beyond = book.value(LimitId::Eqd2Percent) / 100.0;
    let usual = range(least, most, 1, None);
    let schedules = if values.len() == 1 { "schedule" } else { "schedules" };
    if value < least * (1.0 - beyond) || value > most * (1.0 + beyond) {
        let below = if value < least { "below" } else { "above" };
        let statement = format!("{words} lies {below} the usual range, {usual}");
        let weigh = format!("The range is that of {} {schedules} of the library for this site", values.len());
        return at(Outcome::fires(statement, weigh));
    }
    at(Outcome::passes(format!("{words} lies in the usual range, {usual}")))
}

fn phase_of(row: &RegimenEntry) -> Phase {
    Phase {
        role: PhaseRole::Primary,
        label: String::new(),
        modality: row.modality,
        dose: row.dose,
        fractions: row.fractions,
    }
}
