//! How near a letter is to another one, by the words they share.

use isocenter_eval::Rates;
use isocenter_stats::{Rouge, Stemming, rouge, rouge_tokens};
use serde::Serialize;

/// Overlap of one pair of texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterOverlap {
    /// Of single words.
    pub rouge1: Rates,
    /// Of neighbouring words.
    pub rouge2: Rates,
    /// Of the longest common subsequence of words.
    #[serde(rename = "rougeL")]
    pub rouge_l: Rates,
}

/// Overlap of a letter with the one that it is held against.
pub(crate) fn overlap(reference: &str, letter: &str) -> LetterOverlap {
    let scores = rouge(reference, letter, Stemming::None);
    let words = |text| rouge_tokens(text, Stemming::None).len();
    let (reference, letter) = (words(reference), words(letter));
    // What is divided by nothing is undefined, never 0: pairs of words need two.
    let rates = |found: Rouge, least: usize| Rates {
        precision: (letter >= least).then_some(found.precision),
        recall: (reference >= least).then_some(found.recall),
        f1: (letter >= least && reference >= least).then_some(found.f1),
    };
    LetterOverlap {
        rouge1: rates(scores.rouge1, 1),
        rouge2: rates(scores.rouge2, 2),
        rouge_l: rates(scores.rouge_l, 1),
    }
}
