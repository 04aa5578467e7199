//! The side of the plan against the sides of the diagnosis and of the code.

use isocenter_domain::Laterality;
use isocenter_reading::Site;

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
    let agrees = |sides: &[Laterality]| sides.is_empty() || plan.iter().all(|side| covers(*side, sides));
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
    if exceeds(facts, &plan, &text) {
        let statement = format!("Both sides in the plan, {} in the text", words(&text));
        return Outcome::doubtful(statement, "Whether the other side is meant to be treated too").at(places());
    }
    match (text.is_empty(), code) {
        (true, None) => {
            Outcome::not_checked(format!("Laterality: {said} in the plan, the text names no side, not checked"))
        }
        (true, Some(_)) => Outcome::passes(format!("Laterality matches: {said} in plan and code")).at(places()),
        (false, _) if said != words(&text) => {
            Outcome::passes(format!("Laterality fits: {said} in the plan, {} in the text", words(&text))).at(places())
        }
        (false, Some(code)) if agrees(&[code]) => {
            Outcome::passes(format!("Laterality matches: {said} in text, plan and code")).at(places())
        }
        (false, _) => Outcome::passes(format!("Laterality matches: {said} in text and plan")).at(places()),
    }
}

/// Whether a plan to `side` has its reason in disease of `sides`; both sides may be treated for disease of one, necks for example.
fn covers(side: Laterality, sides: &[Laterality]) -> bool {
    side == Laterality::Bilateral || sides.contains(&side) || sides.contains(&Laterality::Bilateral)
}

/// Whether both organs of a pair are treated where the text says one: no nodes, no neck, nothing else that is treated on both sides as a rule.
fn exceeds(facts: &Facts<'_>, plan: &[Laterality], text: &[Laterality]) -> bool {
    let is_one_of_pair = |site: Site| site.is_paired() && !site.is_nodal() && site.id() != "neck";
    let sites = facts.plan_sites();
    plan == [Laterality::Bilateral]
        && matches!(text, [Laterality::Left | Laterality::Right])
        && sites.into_iter().all(is_one_of_pair)
}

fn places(facts: &Facts<'_>) -> Vec<Place> {
    let plan = facts.input.plan_reading.sides.iter().map(|found| in_plan(found.span));
    plan.chain(facts.diagnosis_side_spans().into_iter().map(in_diagnosis)).collect()
}

fn words(sides: &[Laterality]) -> String {
    list(&sides.iter().map(|side| side.word()).collect::<Vec<_>>())
}
