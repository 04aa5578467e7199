//! The number of fractions of the whole course.

use isocenter_domain::Modality;

use super::{Outcome, schedules};
use crate::Rulebook;
use crate::facts::Facts;
use crate::rule_id::LimitId;
use crate::rules::dose_per_fraction::is_stereotactic;
use crate::words::number;

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let Some(phases) = facts.whole_phases() else {
        return Outcome::not_checked("Number of fractions: not read, not checked");
    };
    let count: u32 = phases.iter().map(|phase| phase.fractions.count()).sum();
    let rows = schedules::for_site(facts);
    let is_stereotactic = is_stereotactic(facts);
    let listed =
        phases.iter().all(|phase| rows.iter().any(|row| schedules::has_fractions_of(row, phase, is_stereotactic)));
    let most = |limit| book.value(limit);
    let is_brachytherapy = phases.iter().all(|phase| phase.modality == Modality::Brachytherapy);
    let (above, kind) = if is_stereotactic {
        (most(LimitId::StereotacticFractionsMost), "a stereotactic course")
    } else if is_brachytherapy {
        (most(LimitId::BrachytherapyFractionsMost), "brachytherapy")
    } else if facts.is_twice_daily() {
        (most(LimitId::FractionsStop), "twice daily")
    } else {
        (most(LimitId::FractionsMost), "one course")
    };
    let count_ = f64::from(count);
    if count_ > most(LimitId::FractionsStop) {
        let statement =
            format!("{count} fractions are more than {} of any course", number(most(LimitId::FractionsStop), 0));
        return Outcome::implausible(statement, "Write the plan yourself, or suggest again").at(facts.phase_places());
    }
    if count_ > above && !listed {
        let statement = format!("{count} fractions are more than {} of {kind}", number(above, 0));
        return Outcome::fires(statement, "Whether so many fractions are meant").at(facts.phase_places());
    }
    let noun = if count == 1 { "fraction is" } else { "fractions are" };
    Outcome::passes(format!("{count} {noun} usual")).at(facts.phase_places())
}
