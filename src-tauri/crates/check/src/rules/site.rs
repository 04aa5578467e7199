//! The sites of the plan against those of the diagnosis, and against organs that are gone.

use isocenter_reading::{Site, SiteRelation};

use super::Outcome;
use crate::Place;
use crate::facts::{Facts, in_diagnosis, in_plan};
use crate::words::list;

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let plan = facts.plan_sites();
    if plan.is_empty() {
        return Outcome::not_checked("Site: the plan names none, not checked");
    }
    let mut text = facts.diagnosis_sites();
    let is_from_code = text.is_empty();
    if is_from_code {
        text = facts.code_sites();
    }
    if text.is_empty() {
        return Outcome::not_checked(format!("Site: {} in the plan, the text names none, not checked", names(&plan)));
    }
    let whose = if is_from_code { "code" } else { "text" };
    let apart: Vec<Site> = plan.iter().copied().filter(|site| is_apart(*site, &text)).collect();
    if !apart.is_empty() {
        let statement = format!("The plan treats {}, the {whose} names {}", names(&apart), names(&text));
        return Outcome::fires(statement, "Write the plan yourself for the site that is meant, or suggest again")
            .at(places(facts, &apart));
    }
    let statement = format!("Site matches: {} in plan and {whose}", names(&plan));
    Outcome::passes(statement).at(places(facts, &plan))
}

pub(super) fn removed(facts: &Facts<'_>) -> Outcome {
    let removed = facts.input.diagnosis_reading.removed_sites();
    if removed.is_empty() {
        return Outcome::not_checked("Removed organs: none mentioned, not checked");
    }
    let plan = facts.plan_sites();
    let gone: Vec<Site> = plan.iter().copied().filter(|site| is_gone(*site, &removed, facts)).collect();
    if !gone.is_empty() {
        let statement = format!("The plan treats {}, which the text says is removed or free of disease", names(&gone));
        return Outcome::fires(statement, "Write the plan yourself: the bed may be meant, or another site")
            .at(places(facts, &gone));
    }
    if plan.is_empty() {
        return Outcome::not_checked(format!(
            "Removed organs: {}; the plan names no site, not checked",
            names(&removed)
        ));
    }
    Outcome::passes(format!("No removed organ is treated ({})", names(&removed)))
}

/// Apart from every site that may be treated.
pub(super) fn is_apart(site: Site, treated: &[Site]) -> bool {
    treated.iter().all(|of_text| site.relation(*of_text) == SiteRelation::Apart)
}

/// The organ itself or a part of it; not the region that held it, and not its bed.
fn is_gone(site: Site, removed: &[Site], facts: &Facts<'_>) -> bool {
    let lies_in_removed = removed.iter().any(|gone| site == *gone || site.with_parents().any(|parent| parent == *gone));
    let is_bed = removed.iter().any(|gone| gone.bed() == Some(site));
    lies_in_removed && !is_bed && !facts.plan_says_bed(site)
}

fn places(facts: &Facts<'_>, sites: &[Site]) -> Vec<Place> {
    let plan = facts.input.plan_reading.sites.iter().filter(|found| sites.contains(&found.value));
    plan.map(|found| in_plan(found.span)).chain(facts.diagnosis_site_spans().into_iter().map(in_diagnosis)).collect()
}

pub(super) fn names(sites: &[Site]) -> String {
    list(&sites.iter().map(|site| site.name()).collect::<Vec<_>>())
}
