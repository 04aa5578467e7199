//! How many tokens each case has, and the histogram of it. Texts become tokens exactly as training makes them.

use std::sync::Arc;

use isocenter_train::{LossOn, example_tokens};

use super::base_model::OpenedBase;
use super::data_set::{DataCase, DataSet};
use crate::error::Error;
use crate::failure;
use crate::wire::{LengthBin, LengthHistogram};

/// Bins of the histogram; the last may be narrower.
const BINS: usize = 24;
/// A bin is a multiple of this, tokens.
const BIN_STEP: usize = 8;

/// Tokens of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CaseLength {
    /// Prompt, answer and end token.
    pub(crate) tokens: usize,
    /// Of the prompt with what stands before it.
    pub(crate) prompt_tokens: usize,
}

/// Lengths of the cases to learn from, in their order; none for an empty prompt or answer.
pub(crate) type Lengths = Vec<Option<CaseLength>>;

/// Lengths of a data set in the words of one base.
///
/// # Errors
/// A tokenizer that fails.
pub(crate) fn lengths_of(base: &OpenedBase, set: &DataSet) -> Result<Arc<Lengths>, Error> {
    set.learning.iter().map(|case| length_of(base, case)).collect::<Result<Lengths, Error>>().map(Arc::new)
}

fn length_of(base: &OpenedBase, case: &DataCase) -> Result<Option<CaseLength>, Error> {
    if case.example.prompt.trim().is_empty() || case.example.answer.trim().is_empty() {
        return Ok(None);
    }
    let tokens = example_tokens(&base.tokenizer, &case.example, LossOn::Answer).map_err(failure::train)?;
    Ok(Some(CaseLength { tokens: tokens.ids.len(), prompt_tokens: tokens.first_label }))
}

/// The histogram against a limit.
pub(crate) fn histogram(lengths: impl Iterator<Item = usize>, limit: usize) -> LengthHistogram {
    let mut sorted: Vec<usize> = lengths.collect();
    sorted.sort_unstable();
    let longest = sorted.last().copied().unwrap_or(0);
    let width = longest.div_ceil(BINS).max(1).next_multiple_of(BIN_STEP);
    let bins = longest.div_ceil(width).max(1);
    let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let bins = (0..bins).map(|bin| {
        let (from, to) = (bin * width + 1, (bin + 1) * width);
        let cases = sorted.iter().filter(|length| (from..=to).contains(*length)).count();
        LengthBin { from: count(from), to: count(to), cases: count(cases) }
    });
    LengthHistogram {
        bins: bins.collect(),
        limit: count(limit),
        median: count(sorted.get(sorted.len() / 2).copied().unwrap_or(0)),
        longest: count(longest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_in_one_bin_and_bins_leave_no_gap() {
        let lengths = [1_usize, 8, 9, 100, 255, 256, 1_000];
        let shown = histogram(lengths.into_iter(), 512);
        assert_eq!(shown.bins.iter().map(|bin| bin.cases).sum::<u32>(), 7);
        assert!(shown.bins.windows(2).all(|pair| pair[0].to + 1 == pair[1].from));
        assert_eq!((shown.bins[0].from, shown.longest, shown.median, shown.limit), (1, 1_000, 100, 512));
        assert!(shown.bins.last().is_some_and(|bin| bin.to >= 1_000));
    }

    #[test]
    fn no_case_is_an_empty_bin() {
        let shown = histogram(std::iter::empty(), 512);
        assert_eq!((shown.bins.len(), shown.bins[0].cases, shown.longest), (1, 0, 0));
    }
}
