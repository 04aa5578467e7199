//! Dose = fractions × dose per fraction, in every phase that states all three, in summary and delivered part alike; and phases against the total
//! of the course, where it is stated.

use isocenter_reading::plan::{Counting, PlanPhase, StatedDose};

use super::Outcome;
use crate::Rulebook;
use crate::facts::{Facts, in_plan};
use crate::rule_id::LimitId;
use crate::words::{NO_BREAK, course, gray, number};

/// The difference between two doses that is still rounding, Gy.
pub(super) fn rounding(dose: f64, book: &Rulebook) -> f64 {
    let share = dose * book.value(LimitId::ArithmeticPercent) / 100.0;
    book.value(LimitId::ArithmeticGray).max(share) + f64::EPSILON * dose
}

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let mut agreeing = None;
    for phase in facts.stated_phases() {
        let Some(stated) = Stated::of(phase) else { continue };
        let product = f64::from(stated.fractions) * stated.per_fraction;
        let each = gray(stated.per_fraction, 2, phase.modality);
        let words = format!("{} with {each} per fraction", course(stated.total, stated.fractions, phase.modality));
        let apart = (product - stated.total).abs();
        if apart > rounding(stated.total, book) {
            let product =
                format!("{}{NO_BREAK}×{NO_BREAK}{each} is {}", stated.fractions, gray(product, 2, phase.modality));
            let weigh = format!(
                "Find out which of the three is meant ({}{NO_BREAK}Gy apart); suggest again or write the plan yourself",
                number(apart, 2)
            );
            return Outcome::fires(format!("Dose and fractions contradict each other: {words}, but {product}"), weigh)
                .at([in_plan(phase.span)]);
        }
        agreeing.get_or_insert((words, phase.span));
    }
    if let Some(outcome) = course_total(facts, book) {
        return outcome;
    }
    match agreeing {
        Some((words, span)) => {
            Outcome::passes(format!("Dose, fractions and dose per fraction agree: {words}")).at([in_plan(span)])
        }
        None => {
            Outcome::not_checked("Dose per fraction: not stated, so its product with the fractions was not checked")
        }
    }
}

/// The total of the course, where it is neither the sum of the phases nor one of them.
fn course_total(facts: &Facts<'_>, book: &Rulebook) -> Option<Outcome> {
    let stated = facts.input.plan_reading.course_total?;
    let total = stated.gray()?;
    let phases = facts.whole_phases()?;
    let sum: f64 = phases.iter().map(|phase| phase.dose.gray()).sum();
    let is_near = |dose: f64| (dose - total).abs() <= rounding(total, book);
    if is_near(sum) || phases.iter().any(|phase| is_near(phase.dose.gray())) {
        return None;
    }
    let modality = facts.modality();
    let statement = format!(
        "The phases add up to {}, the total is said to be {}",
        gray(sum, 2, modality),
        gray(total, 2, modality)
    );
    let weigh = "Find out which is meant; suggest again or write the plan yourself";
    Some(Outcome::fires(statement, weigh).at([in_plan(stated.span)]).at(facts.phase_places()))
}

struct Stated {
    total: f64,
    fractions: u32,
    per_fraction: f64,
}

impl Stated {
    fn of(phase: &PlanPhase) -> Option<Self> {
        if phase.counting == Counting::Cumulative {
            return None;
        }
        Some(Self {
            total: phase.dose.and_then(StatedDose::gray)?,
            fractions: phase.fraction_count()?.count(),
            per_fraction: phase.per_fraction.and_then(StatedDose::gray)?,
        })
    }
}
