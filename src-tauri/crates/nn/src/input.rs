//! What a decoder reads: token ids of a batch, rows padded on the left to one length; or rows that hold several texts
//! one behind the other, none of which sees another.

use std::sync::Arc;

use candle_core::{Device, Tensor};

use crate::Error;

/// A batch of token ids.
#[derive(Debug, Clone)]
pub struct DecoderInput {
    /// Token ids, u32: (batch, tokens).
    pub ids: Tensor,
    /// Pad tokens in front of each row, of the whole sequence including what a cache already holds.
    pub left_padding: Vec<usize>,
    /// For packed rows, (batch · tokens): the index in its row of the first token of the text that a token belongs to.
    pub(crate) text_starts: Option<Arc<[u32]>>,
}

impl DecoderInput {
    /// One text a row. `ids`: u32, (batch, tokens); `left_padding`: see the field.
    #[must_use]
    pub fn new(ids: Tensor, left_padding: Vec<usize>) -> Self {
        Self { ids, left_padding, text_starts: None }
    }

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
        Ok(Self::new(ids, left_padding))
    }

    /// All texts in one row, one behind the other, without padding. Positions begin anew with each text, and a token
    /// sees tokens of its own text only: the hidden states are those of the texts alone. No cache goes with it.
    ///
    /// # Errors
    /// [`Error::EmptyInput`] without texts or with only empty ones; a failure to make the tensor.
    pub fn packed(texts: &[&[u32]], device: &Device) -> Result<Self, Error> {
        let ids: Vec<u32> = texts.concat();
        if ids.is_empty() {
            return Err(Error::EmptyInput);
        }
        let mut text_starts = Vec::with_capacity(ids.len());
        for text in texts {
            text_starts.extend(std::iter::repeat_n(text_starts.len() as u32, text.len()));
        }
        let ids = Tensor::from_vec(ids, (1, text_starts.len()), device)?;
        Ok(Self { ids, left_padding: vec![0], text_starts: Some(text_starts.into()) })
    }
}
