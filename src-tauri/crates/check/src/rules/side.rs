//! The side of the plan against the sides of the diagnosis and of the code.

use isocenter_domain::Laterality;

use super::Outcome;
use crate::Place;
use crate::facts::{Facts, in_diagnosis, in_plan};
use crate::words::list;

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let plan = facts.plan_sides();
    let code = facts.code.as_ref().and_then(|code| code.side);
    let text = facts.diagnosis_sides(&facts.plan_sites());
    if plan.is_empty() {
        return Outcome::not_checked("Laterality: the plan names no side, not checked");
    }
    let places = || places(facts);
    let said = words(&plan);
    // Both sides may be treated for disease of one, necks for example; what is asked is whether the diseased side is among them.
    let agrees = |sides: &[Laterality]| {
        sides.is_empty()
            || plan.iter().any(|side| covers(*side, sides)) && plan.iter().all(|side| is_known(*side, sides))
    };
    if !agrees(&text) {
        let statement = format!("Laterality contradicts: {said} in the plan, {} in the text", words(&text));
        return Outcome::fires(statement, "Find out which side is meant; write the plan yourself or suggest again")
            .at(places());
    }
    if let Some(code) = code
        && text.is_empty()
        && !agrees(&[code])
    {
        let statement = format!("Laterality contradicts: {said} in the plan, {} in the code", code.word());
        return Outcome::fires(statement, "Find out which side is meant; the text names none").at(places());
    }
    match (text.is_empty(), code) {
        (true, None) => {
            Outcome::not_checked(format!("Laterality: {said} in the plan, the text names no side, not checked"))
        }
        (true, Some(_)) => Outcome::passes(format!("Laterality matches: {said} in plan and code")).at(places()),
        (false, Some(code)) if agrees(&[code]) => {
            Outcome::passes(format!("Laterality matches: {said} in text, plan and code")).at(places())
        }
        (false, _) => Outcome::passes(format!("Laterality matches: {said} in text and plan")).at(places()),
    }
}

/// Whether a plan to `side` reaches disease of `sides`.
fn covers(side: Laterality, sides: &[Laterality]) -> bool {
    side == Laterality::Bilateral || sides.contains(&side) || sides.contains(&Laterality::Bilateral)
}

/// Whether a side of the plan has its reason: it is a diseased one, or both are treated.
fn is_known(side: Laterality, sides: &[Laterality]) -> bool {
    covers(side, sides)
}

fn places(facts: &Facts<'_>) -> Vec<Place> {
    let plan = facts.input.plan_reading.sides.iter().map(|found| in_plan(found.span));
    plan.chain(facts.diagnosis_side_spans().into_iter().map(in_diagnosis)).collect()
}

fn words(sides: &[Laterality]) -> String {
    list(&sides.iter().map(|side| side.word()).collect::<Vec<_>>())
}
