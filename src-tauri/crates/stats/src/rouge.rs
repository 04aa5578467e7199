//! ROUGE-1, ROUGE-2 and ROUGE-L as Google's rouge-score 0.1.2 computes them. S1's headline is the recall of ROUGE-1.
//! ROUGE-Lsum, which splits at line ends, is not here.

use std::collections::HashMap;

use crate::porter;

/// Overlap between a reference and a hypothesis; all zero when either has no token or no pair of tokens (as rouge-score has it).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rouge {
    /// Overlap over what the hypothesis has.
    pub precision: f64,
    /// Overlap over what the reference has.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// The three scores of one pair of texts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RougeScores {
    /// Of single tokens.
    pub rouge1: Rouge,
    /// Of neighbouring tokens.
    pub rouge2: Rouge,
    /// Of the longest common subsequence of tokens.
    pub rouge_l: Rouge,
}

/// Whether tokens of more than three characters are stemmed before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stemming {
    /// Tokens stay as they are; the default of rouge-score, and of this product.
    #[default]
    None,
    /// Porter's stemmer with NLTK's extensions.
    Porter,
}

/// Tokens of rouge-score: lower case, runs of `a-z0-9`; every other character separates. A text of other letters has none.
#[must_use]
pub fn rouge_tokens(text: &str, stemming: Stemming) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|token| !token.is_empty())
        .map(
            |token| {
                if stemming == Stemming::Porter && token.len() > 3 { porter::stem(token) } else { token.to_owned() }
            },
        )
        .collect()
}

/// ROUGE-1, ROUGE-2 and ROUGE-L of `hypothesis` against `reference`. An n-gram counts as often as both have it (Lin 2004, eq. 1);
/// ROUGE-L takes one longest common subsequence over the whole text (Lin 2004, eqs. 2 to 4 with β = 1).
#[must_use]
pub fn rouge(reference: &str, hypothesis: &str, stemming: Stemming) -> RougeScores {
    let (reference, hypothesis) = (rouge_tokens(reference, stemming), rouge_tokens(hypothesis, stemming));
    RougeScores {
        rouge1: of_n_grams(&reference, &hypothesis, 1),
        rouge2: of_n_grams(&reference, &hypothesis, 2),
        rouge_l: of_overlap(longest_common_subsequence(&reference, &hypothesis), reference.len(), hypothesis.len()),
    }
}

/// ROUGE-1 of `hypothesis` against `reference`, without stemming.
#[must_use]
pub fn rouge1(reference: &str, hypothesis: &str) -> Rouge {
    of_n_grams(&rouge_tokens(reference, Stemming::None), &rouge_tokens(hypothesis, Stemming::None), 1)
}

fn of_n_grams(reference: &[String], hypothesis: &[String], n: usize) -> Rouge {
    let mut left: HashMap<&[String], usize> = HashMap::new();
    for gram in reference.windows(n) {
        *left.entry(gram).or_default() += 1;
    }
    let mut overlap = 0_usize;
    for gram in hypothesis.windows(n) {
        if let Some(count) = left.get_mut(gram).filter(|count| **count > 0) {
            *count -= 1;
            overlap += 1;
        }
    }
    of_overlap(overlap, reference.windows(n).len(), hypothesis.windows(n).len())
}

fn of_overlap(overlap: usize, in_reference: usize, in_hypothesis: usize) -> Rouge {
    if overlap == 0 {
        return Rouge::default();
    }
    let precision = overlap as f64 / in_hypothesis as f64;
    let recall = overlap as f64 / in_reference as f64;
    Rouge { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}

fn longest_common_subsequence(a: &[String], b: &[String]) -> usize {
    // One row of the table: entry j is the longest of the rows of `a` so far and the first j of `b`.
    let mut row = vec![0_usize; b.len() + 1];
    for token in a {
        let mut diagonal = 0;
        for (j, other) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if token == other { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}
