//! A part of the site that the text names, for which the table has a code of its own, beside a code that leaves it out.

use isocenter_domain::{Icd10Catalog, Icd10Code};
use isocenter_reading::Site;

use super::Outcome;
use super::code::known;
use crate::code_facts::CodeFacts;
use crate::facts::{Facts, in_diagnosis};

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let code = match known(facts, "Detail of the code") {
        Ok(code) => code,
        Err(outcome) => return outcome,
    };
    let of_code = facts.code_sites();
    // A code of overlapping parts names its parts by not naming one.
    let is_overlapping = code.title.is_some_and(|title| title.contains("overlapping"));
    if of_code.is_empty() || is_overlapping {
        return Outcome::not_checked(format!("Detail of the code: {} names no single site, not checked", code.code));
    }
    let is_part = |site: Site| !of_code.contains(&site) && site.with_parents().any(|parent| of_code.contains(&parent));
    let parts: Vec<Site> = facts.diagnosis_sites().into_iter().filter(|site| is_part(*site)).collect();
    let finer = parts.iter().find_map(|part| Some((*part, finer(code, *part, facts.input.catalog)?)));
    match finer {
        Some((part, finer)) => {
            let places = facts.input.diagnosis_reading.facts().iter().filter(|fact| fact.site() == Some(part));
            Outcome::fires(
                format!("The text names {}, which {} leaves out", part.name(), code.code),
                format!("{}: {}", finer.code, finer.title.unwrap_or_default()),
            )
            .at(places.map(|fact| in_diagnosis(fact.span)))
        }
        None => Outcome::passes(format!("{} is as fine as the text", code.code)),
    }
}

/// The code of the part with the same side and sex in the same category, without finer codes below it.
fn finer<'a>(code: &CodeFacts<'_>, part: Site, catalog: &'a Icd10Catalog) -> Option<CodeFacts<'a>> {
    let category = code.code.category();
    let in_category = catalog.entries().filter(|entry| entry.is_billable && entry.code.starts_with(category.as_str()));
    in_category
        .filter_map(|entry| CodeFacts::of(entry.code, catalog))
        .find(|other| other.side == code.side && other.sex == code.sex && is_of(&other.code, part))
}

fn is_of(code: &Icd10Code, part: Site) -> bool {
    Site::of_code(code) == [part]
}
