//! What is measured of a letter without a rater.

use isocenter_letter::{Distance, Facts, check_letter, revision};
use isocenter_rating::ItemMeasures;

use crate::count::count;
use crate::letters::overlap;

/// Measures a letter against the facts and the physician's own letter.
pub(crate) fn measured(facts: &Facts, reference: &str, letter: &str) -> ItemMeasures {
    let scores = overlap(reference, letter);
    let counts = check_letter(facts, letter).counts;
    ItemMeasures {
        rouge1: scores.rouge1.f1,
        rouge2: scores.rouge2.f1,
        rouge_l: scores.rouge_l.f1,
        claims: count(counts.claims),
        unsupported: count(counts.unsupported),
        contradicted: count(counts.contradicted),
        missing: Some(count(counts.missing)),
        edits: match revision(letter, reference).distance {
            Distance::Exactly(edits) | Distance::MoreThan(edits) => Some(count(edits)),
        },
    }
}
