//! Gray against centigray, and the total where the dose per fraction belongs. Nothing is converted: the finding asks.

use isocenter_reading::plan::{DoseUnit, PlanPhase, StatedDose};

use super::{Outcome, schedules};
use crate::Rulebook;
use crate::facts::{Facts, in_plan};
use crate::rule_id::LimitId;
use crate::words::{NO_BREAK, course, gray, number};

/// A factor of a hundred between two statements of one dose, give or take rounding.
const HUNDRED: std::ops::RangeInclusive<f64> = 99.0..=101.0;
/// A dose per fraction is written to two decimals.
const SAME_PER_FRACTION_GRAY: f64 = 0.015;

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let mut doses = 0;
    for phase in facts.stated_phases() {
        doses += usize::from(phase.dose.or(phase.per_fraction).is_some());
        let found = of_dose(phase, book).or_else(|| of_size(phase, book)).or_else(|| swapped(phase, facts));
        if let Some(statement) = found {
            return asked(statement).at([in_plan(phase.span)]);
        }
    }
    if let Some(outcome) = between_parts(facts) {
        return outcome;
    }
    match doses {
        0 => Outcome::not_checked("Unit of the dose: no dose was read, not checked"),
        _ => Outcome::passes("Every dose is of a size that its unit can have"),
    }
}

fn asked(statement: String) -> Outcome {
    Outcome::fires(statement, "Find out what is meant and write the plan yourself; nothing was converted")
}

fn stated(dose: StatedDose) -> String {
    let unit = match dose.unit {
        DoseUnit::GrayRbe => "Gy\u{a0}(RBE)",
        DoseUnit::CentigrayRbe => "cGy\u{a0}(RBE)",
        unit => unit.symbol(),
    };
    format!("{}{NO_BREAK}{unit}", number(dose.value, 2)).trim_end().to_owned()
}

const fn is_centigray(unit: DoseUnit) -> bool {
    matches!(unit, DoseUnit::Centigray | DoseUnit::CentigrayRbe)
}

fn of_dose(phase: &PlanPhase, book: &Rulebook) -> Option<String> {
    let total = phase.dose?;
    if is_centigray(total.unit) {
        let is_small = total.value < book.value(LimitId::UnitLeastCentigray);
        return is_small.then(|| format!("{} is less than any treatment gives: Gy may be meant", stated(total)));
    }
    let is_large = total.value > book.value(LimitId::UnitMostGray);
    is_large.then(|| match total.unit {
        DoseUnit::Unwritten => format!("{} has no unit: cGy may be meant", stated(total)),
        _ => format!("{} is more than any treatment gives: cGy may be meant", stated(total)),
    })
}

fn of_size(phase: &PlanPhase, book: &Rulebook) -> Option<String> {
    let least = book.value(LimitId::UnitLeastPerFraction);
    if let Some(each) = phase.per_fraction {
        if !is_centigray(each.unit) && each.value > book.value(LimitId::UnitMostGray) {
            return Some(format!("{} per fraction is more than any treatment gives: cGy may be meant", stated(each)));
        }
        if each.gray().is_some_and(|gray| gray < least) {
            return Some(format!("{} per fraction is less than any treatment gives", stated(each)));
        }
    }
    let (total, fractions) = (phase.dose?.gray()?, phase.fraction_count()?.count());
    let each = total / f64::from(fractions);
    (each < least).then(|| {
        format!(
            "{} is {} per fraction: total and dose per fraction may be swapped",
            course(total, fractions, phase.modality),
            gray(each, 2, phase.modality)
        )
    })
}

/// A total that is, for this site and these fractions, the library's dose per fraction and no schedule's total.
fn swapped(phase: &PlanPhase, facts: &Facts<'_>) -> Option<String> {
    let (total, fractions) = (phase.dose?.gray()?, phase.fraction_count()?);
    if fractions.count() < 2 {
        return None;
    }
    let rows = schedules::for_site(facts);
    let with_fractions = || rows.iter().filter(|row| row.fractions == fractions);
    let is_near = |one: f64, other: f64| (one - other).abs() < SAME_PER_FRACTION_GRAY;
    if with_fractions().any(|row| is_near(row.dose.gray(), total)) {
        return None;
    }
    let row = with_fractions().find(|row| is_near(row.dose_per_fraction.gray(), total))?;
    Some(format!(
        "{} may be the dose per fraction of {}, which the library has for this site",
        gray(total, 2, phase.modality),
        course(row.dose.gray(), fractions.count(), phase.modality)
    ))
}

fn between_parts(facts: &Facts<'_>) -> Option<Outcome> {
    let reading = facts.input.plan_reading;
    reading.summary.iter().zip(&reading.delivered).find_map(|(summary, delivered)| {
        let (one, other) = (summary.dose?, delivered.dose?);
        let (first, second) = (one.gray()?, other.gray()?);
        HUNDRED.contains(&(first.max(second) / first.min(second))).then(|| {
            asked(format!("{} and {} differ by a hundred: Gy and cGy may be mixed up", stated(one), stated(other)))
                .at([in_plan(one.span), in_plan(other.span)])
        })
    })
}
