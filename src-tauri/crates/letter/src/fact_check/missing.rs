//! Facts that a letter must state. Numbers, sides, stages and drugs are looked for among its claims, sentences by their words.

use std::collections::HashSet;

use super::MissingFact;
use super::support::Support;
use crate::{Claim, ClaimKind, ClaimValue, Fact, FactKind, Facts};

/// Of the words of a fact so many must stand in two sentences of the letter that follow each other.
const SHARE_OF_WORDS: f64 = 0.6;
/// Words are held against each other by their first letters: endings differ.
const STEM: usize = 6;

/// The kind of claim that states a fact; nothing for a fact that a letter may leave out, or that its words state.
const fn stated_by(kind: FactKind) -> Option<ClaimKind> {
    Some(match kind {
        FactKind::Site => ClaimKind::Site,
        FactKind::Side => ClaimKind::Side,
        FactKind::Tnm => ClaimKind::Tnm,
        FactKind::Stage => ClaimKind::Stage,
        FactKind::Margins => ClaimKind::Margins,
        FactKind::Drug => ClaimKind::Drug,
        FactKind::Dose => ClaimKind::Dose,
        FactKind::Fractions => ClaimKind::Fractions,
        _ => return None,
    })
}

const fn is_stated_by_words(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Diagnosis
            | FactKind::Histology
            | FactKind::Treatment
            | FactKind::Recommendation
            | FactKind::Appointment
    )
}

fn stems(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3 || word.parse::<u32>().is_ok());
    words.map(|word| word.chars().take(STEM).collect()).collect()
}

/// The words of each sentence of a letter together with those of the next: what is said, is said in one place.
fn places(letter: &str) -> Vec<HashSet<String>> {
    let sentences: Vec<HashSet<String>> =
        letter.split(['\n', '.', ';']).map(stems).filter(|words| !words.is_empty()).collect();
    let next = |at: usize| sentences.get(at + 1).into_iter().flatten();
    (0..sentences.len()).map(|at| sentences[at].iter().chain(next(at)).cloned().collect()).collect()
}

fn words_stand_in(text: &str, places: &[HashSet<String>]) -> bool {
    let wanted = stems(text);
    #[expect(clippy::cast_precision_loss, reason = "a sentence has fewer words than f64 counts")]
    let share = |place: &HashSet<String>| {
        wanted.iter().filter(|word| place.contains(*word)).count() as f64 / wanted.len() as f64
    };
    wanted.is_empty() || places.iter().any(|place| share(place) >= SHARE_OF_WORDS)
}

pub(super) fn missing(facts: &Facts, support: &Support<'_>, claims: &[Claim], letter: &str) -> Vec<MissingFact> {
    let words = places(letter);
    let is_stated = |fact: &Fact| {
        let Some(kind) = stated_by(fact.kind) else {
            return !is_stated_by_words(fact.kind) || words_stand_in(fact.text(), &words);
        };
        let values = support.values_of(&fact.id, kind);
        if values.is_empty() {
            return words_stand_in(fact.text(), &words);
        }
        let claims = || claims.iter().filter(|claim| claim.kind == kind);
        // A TNM has three parts and each must be said; a dose that is said as its course's sum is said.
        let needs_all = kind == ClaimKind::Tnm;
        match needs_all {
            true => values.iter().all(|value| {
                let single = |claim: &Claim| support.says(&fact.id, claim) && same_part(&claim.value, value);
                claims().any(single)
            }),
            false => claims().any(|claim| support.says(&fact.id, claim)),
        }
    };
    let missing = facts.all().iter().filter(|fact| !is_stated(fact));
    missing.map(|fact| MissingFact { fact: fact.id.clone(), kind: fact.kind }).collect()
}

/// Whether both are the same letter of TNM.
fn same_part(claim: &ClaimValue, fact: &ClaimValue) -> bool {
    let letter = |value: &ClaimValue| match value {
        ClaimValue::Word(word) => word.reveal().chars().find(|c| matches!(c, 'T' | 'N' | 'M')),
        _ => None,
    };
    letter(claim) == letter(fact)
}
