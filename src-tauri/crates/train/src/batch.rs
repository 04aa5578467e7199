//! Rows computed at once: padded on the left, with the places of their labels. Chooses no order of the data.

use crate::Error;
use crate::tokenized_example::Sequence;
use candle_core::{Device, Tensor};
use isocenter_nn::DecoderInput;

/// Whether micro-batches of one window may be regrouped by length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// In the order given.
    AsGiven,
    /// Longest first, so that rows of a micro-batch need little padding. The window's gradient is the same.
    ByLength,
}

/// One padded micro-batch.
pub(crate) struct Batch {
    pub(crate) input: DecoderInput,
    /// Rows of the flattened (batch × tokens) hidden states that predict a label; none when all do.
    pub(crate) label_rows: Option<Tensor>,
    /// The label of each of those rows.
    pub(crate) targets: Vec<u32>,
    /// Tokens of the sequences, padding not counted.
    pub(crate) tokens: usize,
}

impl Batch {
    pub(crate) fn new(sequences: &[&Sequence], pad_id: u32, device: &Device) -> Result<Self, Error> {
        let rows: Vec<Vec<u32>> = sequences.iter().map(|s| s.input().to_vec()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut places = Vec::new();
        let mut targets = Vec::new();
        for (row, sequence) in sequences.iter().enumerate() {
            let end = (row + 1) * width;
            let labels = sequence.labels();
            places.extend((end - labels.len()..end).map(|place| place as u32));
            targets.extend_from_slice(labels);
        }
        let label_rows = match places.len() == rows.len() * width {
            true => None,
            false => Some(Tensor::from_vec(places, targets.len(), device)?),
        };
        let tokens = sequences.iter().map(|s| s.ids.len()).sum();
        Ok(Self { input: DecoderInput::from_rows(&rows, pad_id, device)?, label_rows, targets, tokens })
    }
}

/// Cuts a window of sequences into micro-batches of at most `micro_batch` rows.
pub(crate) fn micro_batches(mut window: Vec<&Sequence>, micro_batch: usize, grouping: Grouping) -> Vec<Vec<&Sequence>> {
    if grouping == Grouping::ByLength {
        window.sort_by_key(|sequence| std::cmp::Reverse(sequence.ids.len()));
    }
    window.chunks(micro_batch.max(1)).map(<[&Sequence]>::to_vec).collect()
}
