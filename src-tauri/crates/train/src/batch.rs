//! Sequences computed at once, with the places of their labels: rows padded on the left, or all in one row without
//! padding. Chooses no order of the data.

use crate::Error;
use crate::tokenized_example::Sequence;
use candle_core::{Device, Tensor};
use isocenter_nn::DecoderInput;

/// How the sequences of a micro-batch lie beside each other. The loss is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// One a row, padded, in the order given.
    RowsAsGiven,
    /// One a row, padded, longest first, so that the rows of a micro-batch need little padding.
    RowsByLength,
    /// One behind the other in one row, without padding, each seeing only itself.
    Packed,
}

/// One micro-batch.
pub(crate) struct Batch {
    pub(crate) input: DecoderInput,
    /// Rows of the flattened (batch × tokens) hidden states that predict a label, ascending.
    pub(crate) label_rows: Vec<u32>,
    /// The label of each of those rows.
    pub(crate) targets: Vec<u32>,
    /// Tokens of the sequences, padding not counted.
    pub(crate) tokens: usize,
}

impl Batch {
    /// A batch with one sequence a row.
    pub(crate) fn rows(sequences: &[&Sequence], pad_id: u32, device: &Device) -> Result<Self, Error> {
        let rows: Vec<Vec<u32>> = sequences.iter().map(|s| s.input().to_vec()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let ends = (1..=rows.len()).map(|row| row * width);
        Ok(Self::new(DecoderInput::from_rows(&rows, pad_id, device)?, sequences, ends))
    }

    /// A batch with all sequences in one row.
    pub(crate) fn packed(sequences: &[&Sequence], device: &Device) -> Result<Self, Error> {
        let texts: Vec<&[u32]> = sequences.iter().map(|s| s.input()).collect();
        let ends = texts.iter().scan(0, |end, text| {
            *end += text.len();
            Some(*end)
        });
        Ok(Self::new(DecoderInput::packed(&texts, device)?, sequences, ends))
    }

    /// `ends`: behind which of the flattened rows each sequence ends.
    fn new(input: DecoderInput, sequences: &[&Sequence], ends: impl Iterator<Item = usize>) -> Self {
        let (mut label_rows, mut targets) = (Vec::new(), Vec::new());
        for (end, sequence) in ends.zip(sequences) {
            let labels = sequence.labels();
            label_rows.extend((end - labels.len()..end).map(|place| place as u32));
            targets.extend_from_slice(labels);
        }
        let tokens = sequences.iter().map(|s| s.ids.len()).sum();
        Self { input, label_rows, targets, tokens }
    }

    /// The label rows as an index on the device; none when every row predicts a label.
    pub(crate) fn label_index(&self) -> Result<Option<Tensor>, Error> {
        match self.label_rows.len() == self.input.ids.elem_count() {
            true => Ok(None),
            false => Ok(Some(Tensor::new(self.label_rows.as_slice(), self.input.ids.device())?)),
        }
    }
}

/// The micro-batches of a window: at most `micro_batch` sequences each, or packed, at most as many tokens as
/// `micro_batch` rows of the longest have.
pub(crate) fn micro_batches(
    mut window: Vec<&Sequence>,
    micro_batch: usize,
    arrangement: Arrangement,
    pad_id: u32,
    device: &Device,
) -> Result<Vec<Batch>, Error> {
    let micro_batch = micro_batch.max(1);
    if arrangement != Arrangement::RowsAsGiven {
        window.sort_by_key(|sequence| std::cmp::Reverse(sequence.ids.len()));
    }
    if arrangement != Arrangement::Packed {
        return window.chunks(micro_batch).map(|rows| Batch::rows(rows, pad_id, device)).collect();
    }
    let longest = window.first().map_or(0, |sequence| sequence.input().len());
    first_fit(&window, micro_batch * longest).iter().map(|bin| Batch::packed(bin, device)).collect()
}

/// First-fit decreasing (Johnson 1973) of sequences sorted by falling length into bins of at most `capacity` tokens.
fn first_fit<'a>(sorted: &[&'a Sequence], capacity: usize) -> Vec<Vec<&'a Sequence>> {
    let mut bins: Vec<(usize, Vec<&Sequence>)> = Vec::new();
    for sequence in sorted {
        let tokens = sequence.input().len();
        match bins.iter_mut().find(|(filled, _)| filled + tokens <= capacity) {
            Some((filled, bin)) => {
                *filled += tokens;
                bin.push(sequence);
            }
            None => bins.push((tokens, vec![sequence])),
        }
    }
    bins.into_iter().map(|(_, bin)| bin).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn sequences(lengths: &[usize]) -> Vec<Sequence> {
        lengths.iter().map(|length| Sequence { ids: vec![7; length + 1], first_label: 1 }).collect()
    }

    #[test]
    fn bins_are_filled_first_fit_and_never_over_their_capacity() {
        let sequences = sequences(&[9, 8, 5, 4, 2, 1]);
        let bins = first_fit(&sequences.iter().collect::<Vec<_>>(), 14);
        let lengths: Vec<Vec<usize>> =
            bins.iter().map(|bin| bin.iter().map(|sequence| sequence.input().len()).collect()).collect();
        assert_eq!(lengths, [vec![9, 5], vec![8, 4, 2], vec![1]]);
    }

    #[test]
    fn packing_needs_no_more_batches_and_no_padding() {
        let sequences = sequences(&[3, 30, 9, 8, 29, 4, 12, 5]);
        let window: Vec<&Sequence> = sequences.iter().collect();
        let cut = |arrangement| micro_batches(window.clone(), 2, arrangement, 0, &Device::Cpu).unwrap();
        let (packed, rows) = (cut(Arrangement::Packed), cut(Arrangement::RowsByLength));
        let computed = |batches: &[Batch]| batches.iter().map(|batch| batch.input.ids.elem_count()).sum::<usize>();
        assert_eq!(computed(&packed), 100, "every token once");
        assert!(packed.len() <= rows.len() && computed(&rows) > 100);
        let labels = |batches: &[Batch]| batches.iter().map(|batch| batch.targets.len()).sum::<usize>();
        assert_eq!(labels(&packed), labels(&rows));
        assert!(packed.iter().all(|batch| batch.input.ids.elem_count() <= 2 * 30));
    }
}
