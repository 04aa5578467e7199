//! The radiation of the plan against its technique, its phases, its unit, the depth of the site and the answer of the modality task.

use isocenter_domain::Modality;

use super::Outcome;
use crate::facts::{Facts, in_plan};
use crate::words::{list, sentence};

/// Sites deeper than electrons reach (about 6 cm), by the ids of the lexicon.
const DEEP: &[&str] = &[
    "prostate",
    "lung",
    "brain",
    "liver",
    "pancreas",
    "rectum",
    "cervix",
    "bladder",
    "esophagus",
    "stomach",
    "kidney",
    "endometrium",
    "mediastinum",
    "spine",
];
const WHICH: &str = "Find out which radiation is meant before the plan is used";

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let Some(first) = facts.modality() else {
        return Outcome::not_checked("Radiation: the plan names none, not checked");
    };
    let reading = facts.input.plan_reading;
    // Where one phase does not say what it is given with, nothing can contradict the others.
    let of_phases: Vec<Modality> =
        facts.phases().iter().map(|phase| phase.modality).collect::<Option<_>>().unwrap_or_default();
    let places = || reading.modalities.iter().map(|found| in_plan(found.span)).chain(facts.phase_places());
    let found = technique(facts, &of_phases)
        .or_else(|| named(facts, &of_phases))
        .or_else(|| weighted(facts))
        .or_else(|| answered(facts, &of_phases));
    if let Some(statement) = found {
        return Outcome::fires(statement, WHICH).at(places());
    }
    if !of_phases.is_empty()
        && of_phases.iter().all(|modality| *modality == Modality::Electron)
        && let Some(site) = facts.plan_sites().into_iter().find(|site| DEEP.contains(&site.id()))
    {
        let statement = format!("Electrons reach about 6\u{a0}cm, the plan treats {}", site.name());
        return Outcome::fires(statement, "Whether electrons are meant for this depth").at(places());
    }
    if of_phases.is_empty() && (reading.technique().is_some() || facts.input.modality.is_some()) {
        return Outcome::not_checked("Radiation: a phase names none, so it was not compared");
    }
    let what = if of_phases.is_empty() { first.plural().to_owned() } else { plurals(&of_phases) };
    let mut with = vec!["plan"];
    with.extend(reading.technique().map(|_| "technique"));
    with.extend(facts.input.modality.map(|_| "modality answer"));
    Outcome::passes(sentence(&format!("{what} in {}", list(&with)))).at(places())
}

/// A technique that has one radiation only, beside phases of which none has it.
fn technique(facts: &Facts<'_>, of_phases: &[Modality]) -> Option<String> {
    if of_phases.is_empty() {
        return None;
    }
    facts.input.plan_reading.techniques.iter().find_map(|found| {
        let fitting = found.value.modality()?;
        (!of_phases.contains(&fitting)).then(|| {
            format!(
                "{} is a technique of {}, the plan delivers {}",
                found.value.name(),
                fitting.plural(),
                plurals(of_phases)
            )
        })
    })
}

/// A radiation that the summary names and no phase delivers.
fn named(facts: &Facts<'_>, of_phases: &[Modality]) -> Option<String> {
    if of_phases.is_empty() {
        return None;
    }
    let named = &facts.input.plan_reading.modalities;
    let other = named.iter().find(|found| !of_phases.contains(&found.value))?;
    Some(format!("The plan says {} and delivers {}", other.value.plural(), plurals(of_phases)))
}

/// A dose weighted for protons, of another radiation.
fn weighted(facts: &Facts<'_>) -> Option<String> {
    facts.stated_phases().find_map(|phase| {
        let is_weighted = phase.dose.or(phase.per_fraction).is_some_and(|dose| dose.unit.is_weighted());
        let other = phase.modality.filter(|modality| is_weighted && *modality != Modality::Proton)?;
        Some(format!("Gy\u{a0}(RBE) is a dose of protons, the plan says {}", other.plural()))
    })
}

/// Another answer of the modality task.
fn answered(facts: &Facts<'_>, of_phases: &[Modality]) -> Option<String> {
    let answer = facts.input.modality?;
    (!of_phases.is_empty() && !of_phases.contains(&answer))
        .then(|| format!("The plan delivers {}, the modality answer is {}", plurals(of_phases), answer.label()))
}

fn plurals(modalities: &[Modality]) -> String {
    list(&modalities.iter().map(|modality| modality.plural()).collect::<Vec<_>>())
}
