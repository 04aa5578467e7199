//! What a decoder reads: token ids of a batch, rows padded on the left to one length.

use candle_core::{Device, Tensor};

use crate::Error;

/// A batch of token ids.
#[derive(Debug, Clone)]
pub struct DecoderInput {
    /// Token ids, u32: (batch, tokens).
    pub ids: Tensor,
    /// Pad tokens in front of each row, of the whole sequence including what a cache already holds.
    pub left_padding: Vec<usize>,
}

impl DecoderInput {
    /// Pads the rows on the left to the longest of them.
    ///
    /// # Errors
    /// [`Error::EmptyInput`] without rows or with only empty ones; a failure to make the tensor.
    pub fn from_rows(rows: &[Vec<u32>], pad_id: u32, device: &Device) -> Result<Self, Error> {
        let tokens = rows.iter().map(Vec::len).max().unwrap_or(0);
        if tokens == 0 {
            return Err(Error::EmptyInput);
        }
        let left_padding: Vec<usize> = rows.iter().map(|row| tokens - row.len()).collect();
        let ids: Vec<u32> = rows
            .iter()
            .zip(&left_padding)
            .flat_map(|(row, pads)| std::iter::repeat_n(pad_id, *pads).chain(row.iter().copied()))
            .collect();
        let ids = Tensor::from_vec(ids, (rows.len(), tokens), device)?;
        Ok(Self { ids, left_padding })
    }
}
