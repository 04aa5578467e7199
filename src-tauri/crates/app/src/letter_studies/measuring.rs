//! What is measured of a letter without a rater.

use isocenter_letter::{Distance, Facts, check_letter, revision};
use isocenter_rating::ItemMeasures;
use isocenter_stats::{Stemming, rouge, rouge_tokens};

use crate::count::count;

/// Measures a letter against the facts and the physician's own letter.
pub(crate) fn measured(facts: &Facts, reference: &str, letter: &str) -> ItemMeasures {
    let scores = rouge(reference, letter, Stemming::None);
    let words = rouge_tokens(reference, Stemming::None).len().min(rouge_tokens(letter, Stemming::None).len());
    // What is divided by nothing is undefined, never 0: pairs of words need two.
    let defined = |f1: f64, least: usize| (words >= least).then_some(f1);
    let counts = check_letter(facts, letter).counts;
    ItemMeasures {
        rouge1: defined(scores.rouge1.f1, 1),
        rouge2: defined(scores.rouge2.f1, 2),
        rouge_l: defined(scores.rouge_l.f1, 1),
        claims: count(counts.claims),
        unsupported: count(counts.unsupported),
        contradicted: count(counts.contradicted),
        missing: Some(count(counts.missing)),
        edits: match revision(letter, reference).distance {
            Distance::Exactly(edits) | Distance::MoreThan(edits) => Some(count(edits)),
        },
    }
}
