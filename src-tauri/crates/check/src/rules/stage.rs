//! T, N and M that the plan names against those of the diagnosis. What a plan does not name is not looked at.

use isocenter_reading::diagnosis::{FactValue, Standing};
use isocenter_reading::{DiagnosisReading, Span};

use super::Outcome;
use crate::facts::{Facts, in_diagnosis, in_plan};
use crate::words::list;

/// A category as it was read, with its place.
struct Category {
    words: String,
    span: Span,
}

impl Category {
    /// `T1c` of `ypT1c(m)`: what is compared.
    fn core(&self) -> String {
        let from = self.words.find(['T', 'N', 'M']).unwrap_or(0);
        let core = self.words[from..].split('(').next().unwrap_or_default();
        core.trim().to_lowercase()
    }

    /// Whether both say the same, one perhaps with more detail; what was not assessed contradicts nothing.
    fn goes_with(&self, other: &Self) -> bool {
        let (one, other) = (self.core(), other.core());
        one.ends_with('x') || other.ends_with('x') || one.starts_with(&other) || other.starts_with(&one)
    }
}

pub(super) fn outcome(facts: &Facts<'_>) -> Outcome {
    let plan = categories(&DiagnosisReading::read(facts.input.plan));
    let text = categories(facts.input.diagnosis_reading);
    let named = plan.iter().flatten().count();
    if named == 0 {
        return Outcome::not_checked("Stage: the plan names none, not checked");
    }
    let others = |of_plan: &[Category], of_text: &[Category]| {
        let differs = |one: &&Category| !of_text.iter().any(|other| one.goes_with(other));
        of_plan.iter().filter(differs).map(|one| (one.words.clone(), one.span)).collect::<Vec<_>>()
    };
    let made_up: Vec<(String, Span)> =
        plan.iter().zip(&text).flat_map(|(of_plan, of_text)| others(of_plan, of_text)).collect();
    if made_up.is_empty() {
        let said: Vec<&str> = plan.iter().flatten().map(|one| one.words.as_str()).collect();
        return Outcome::passes(format!("Stage matches: {} in plan and text", list(&said)));
    }
    let words: Vec<&str> = made_up.iter().map(|(words, _)| words.as_str()).collect();
    let stated: Vec<&str> = text.iter().flatten().map(|one| one.words.as_str()).collect();
    let of_text = if stated.is_empty() { "no stage".to_owned() } else { list(&stated) };
    let places = made_up.iter().map(|(_, span)| in_plan(*span));
    let places = places.chain(text.iter().flatten().map(|one| in_diagnosis(one.span)));
    Outcome::fires(
        format!("The plan names {}, the text {of_text}", list(&words)),
        "The reason given was made up; weigh whether the plan is for this patient",
    )
    .at(places)
}

/// T, N and M of a text that are said to be so.
fn categories(reading: &DiagnosisReading) -> [Vec<Category>; 3] {
    let mut found = [const { Vec::new() }; 3];
    for fact in reading.facts() {
        let FactValue::Tnm(tnm) = &fact.value else { continue };
        if matches!(fact.standing, Standing::Negated | Standing::Family) {
            continue;
        }
        for (place, words) in [&tnm.t, &tnm.n, &tnm.m].into_iter().enumerate() {
            if let Some(words) = words {
                let category = Category { words: words.clone(), span: fact.span };
                found[place].push(category);
            }
        }
    }
    found
}
