//! Earlier radiotherapy that the text mentions, against the plan's site.

use isocenter_reading::diagnosis::{FactValue, PriorCourse, PriorRadiotherapy};
use isocenter_reading::{Site, SiteRelation};

use super::Outcome;
use crate::facts::{Facts, in_diagnosis};
use crate::words::{gray, list};

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let courses = match facts.input.diagnosis_reading.prior_radiotherapy() {
        PriorRadiotherapy::NotMentioned => {
            return Outcome::not_checked("Earlier radiotherapy: not mentioned, not checked");
        }
        PriorRadiotherapy::Denied => return Outcome::passes("Earlier radiotherapy: the text says there was none"),
        PriorRadiotherapy::Mentioned(courses) => courses,
    };
    let mut sites = facts.plan_sites();
    if sites.is_empty() {
        sites = facts.diagnosis_sites();
    }
    let overlapping: Vec<&PriorCourse> = courses.iter().filter(|course| may_overlap(course, &sites)).collect();
    let places = || {
        let priors = facts
            .input
            .diagnosis_reading
            .facts()
            .iter()
            .filter(|fact| matches!(fact.value, FactValue::PriorRadiotherapy(_)));
        priors.map(|fact| in_diagnosis(fact.span))
    };
    if overlapping.is_empty() {
        let words: Vec<String> = courses.iter().map(words_of).collect();
        return Outcome::passes(format!("Earlier radiotherapy lies elsewhere: {}", list(&words))).at(places());
    }
    let words: Vec<String> = overlapping.iter().map(|course| words_of(course)).collect();
    Outcome::fires(
        format!("Earlier radiotherapy may overlap the plan: {}", list(&words)),
        "Doses already given to the organs at risk; the suggestion knows nothing of them",
    )
    .at(places())
}

/// Said to overlap, of an unknown site, or of a site that is or holds the plan's.
fn may_overlap(course: &PriorCourse, sites: &[Site]) -> bool {
    let is_near =
        |site: Site| sites.is_empty() || sites.iter().any(|treated| site.relation(*treated) != SiteRelation::Apart);
    course.overlap || course.site.is_none_or(is_near)
}

fn words_of(course: &PriorCourse) -> String {
    let mut words = course.site.map_or_else(|| "site not told".to_owned(), |site| site.name().to_owned());
    if let Some(dose) = course.dose_gray {
        words.push_str(&format!(", {}", gray(dose, 2, None)));
    }
    if let Some(year) = course.year {
        words.push_str(&format!(", {year}"));
    }
    words
}
