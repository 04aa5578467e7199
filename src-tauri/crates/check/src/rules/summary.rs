//! Whether a plan was read at all, and whether its opening summary and its delivered part say the same.

use isocenter_reading::Span;
use isocenter_reading::plan::PlanPhase;

use super::Outcome;
use super::arithmetic::rounding;
use crate::Rulebook;
use crate::facts::{Facts, in_plan};
use crate::words::{course, gray};

const WHICH: &str = "The suggestion contradicts itself; find out which part is meant, or suggest again";

pub(super) fn plan_unread(facts: &Facts<'_>) -> Outcome {
    let phases = facts.phases();
    let written =
        |phase: &PlanPhase| Some(course(phase.total_gray()?, phase.fraction_count()?.count(), phase.modality));
    let read: Vec<String> = phases.iter().filter_map(written).collect();
    if phases.is_empty() || read.len() < phases.len() {
        let what = if phases.is_empty() { "No plan was read" } else { "Of the plan, dose or fractions were not read" };
        return Outcome::fires(
            format!("{what} from the suggestion"),
            "Suggest again, or write the plan yourself; nothing else of it can be checked",
        )
        .at(facts.phase_places());
    }
    Outcome::passes(format!("The plan was read: {}", read.join(" + "))).at(facts.phase_places())
}

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let reading = facts.input.plan_reading;
    let (summary, delivered) = (reading.summary.as_slice(), reading.delivered.as_slice());
    if summary.is_empty() || delivered.is_empty() {
        return Outcome::not_checked("Summary and delivered part: the plan is stated once, nothing to compare");
    }
    let places = || summary.iter().chain(delivered).map(|phase| in_plan(phase.span));
    let found = if summary.len() == delivered.len() {
        summary.iter().zip(delivered).find_map(|(one, other)| difference(one, other, book))
    } else {
        sums(summary, delivered, book).map(|statement| (statement, Vec::new()))
    };
    match found {
        Some((statement, spans)) if spans.is_empty() => Outcome::fires(statement, WHICH).at(places()),
        Some((statement, spans)) => Outcome::fires(statement, WHICH).at(spans.into_iter().map(in_plan)),
        None => Outcome::passes("Summary and delivered part agree in dose, fractions and radiation").at(places()),
    }
}

/// What two statements of one phase differ in, and where they stand.
fn difference(one: &PlanPhase, other: &PlanPhase, book: &Rulebook) -> Option<(String, Vec<Span>)> {
    if let (Some(first), Some(second)) = (one.total_gray(), other.total_gray())
        && one.counting == other.counting
        && (first - second).abs() > rounding(first.max(second), book)
    {
        let (first, second) = (gray(first, 2, one.modality), gray(second, 2, other.modality));
        return Some((format!("The summary says {first}, the delivered part {second}"), vec![one.span, other.span]));
    }
    if let (Some(first), Some(second)) = (one.fractions, other.fractions)
        && first.count != second.count
    {
        let (count, other) = (first.count.count(), second.count.count());
        let statement = format!("The summary says {count} fractions, the delivered part {other}");
        return Some((statement, vec![first.span, second.span]));
    }
    if let (Some(first), Some(second)) = (one.modality, other.modality)
        && first != second
    {
        let statement = format!("The summary says {}, the delivered part {}", first.plural(), second.plural());
        return Some((statement, vec![one.span, other.span]));
    }
    None
}

/// Parts with another number of phases: a summary of the whole course adds up to what is delivered.
fn sums(summary: &[PlanPhase], delivered: &[PlanPhase], book: &Rulebook) -> Option<String> {
    let sum = |phases: &[PlanPhase]| phases.iter().map(PlanPhase::total_gray).sum::<Option<f64>>();
    let (first, second) = (sum(summary)?, sum(delivered)?);
    if summary.len() > 1 {
        return Some(format!("The summary has {} phases, the delivered part {}", summary.len(), delivered.len()));
    }
    ((first - second).abs() > rounding(first.max(second), book)).then(|| {
        let modality = delivered.first().and_then(|phase| phase.modality);
        let (first, second) = (gray(first, 2, modality), gray(second, 2, modality));
        format!("The summary says {first}, the delivered phases add up to {second}")
    })
}
