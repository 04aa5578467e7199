//! ROUGE-1 as Google's rouge-score computes it, without stemmer. S1's headline is the recall.

use std::collections::HashMap;

/// Overlap of single tokens between a reference and a hypothesis; all zero when either has no token (as rouge-score has it).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rouge {
    /// Overlap over tokens of the hypothesis.
    pub precision: f64,
    /// Overlap over tokens of the reference.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// Tokens of rouge-score: lower case, runs of `a-z0-9`; every other character separates.
pub fn rouge_tokens(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect()
}

/// ROUGE-1 of `hypothesis` against `reference`: each token counts as often as both have it (Lin 2004).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "token counts are far below 2^52")]
pub fn rouge1(reference: &str, hypothesis: &str) -> Rouge {
    let (reference, hypothesis) = (rouge_tokens(reference), rouge_tokens(hypothesis));
    let mut left: HashMap<&str, usize> = HashMap::new();
    for token in &reference {
        *left.entry(token).or_default() += 1;
    }
    let mut overlap = 0_usize;
    for token in &hypothesis {
        if let Some(count) = left.get_mut(token.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            overlap += 1;
        }
    }
    if overlap == 0 {
        return Rouge::default();
    }
    let precision = overlap as f64 / hypothesis.len() as f64;
    let recall = overlap as f64 / reference.len() as f64;
    Rouge { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}
