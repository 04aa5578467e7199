//! A text as the model reads it, in one vector: the mean of its hidden states after the final norm. Nothing is drawn; what nearness of such
//! vectors means is the caller's to say.

use isocenter_nn::{KvCache, Wanted};

use crate::{CancelToken, Engine, Error};

/// Tokens read at once, at most, unless one text alone has more.
const TOKENS_AT_ONCE: usize = 2048;

impl Engine {
    /// A vector of [`hidden_size`](isocenter_nn::DecoderConfig) numbers for each text, given as tokens: the mean over its tokens of the base's
    /// hidden states after the final norm. On the CPU a text's vector does not depend on the texts beside it. A text that is longer than
    /// the model's context is read as far as that. `tick` hears how many are read.
    ///
    /// # Errors
    /// A text without tokens, or with unknown ones; a failing model; [`Error::Cancelled`].
    pub fn text_vectors(
        &self,
        texts: &[Vec<u32>],
        cancel: &CancelToken,
        tick: &mut dyn FnMut(usize),
    ) -> Result<Vec<Vec<f32>>, Error> {
        let longest = self.config().max_position_embeddings;
        let texts: Vec<&[u32]> = texts.iter().map(|text| &text[..text.len().min(longest)]).collect();
        for (row, text) in texts.iter().enumerate() {
            if text.is_empty() {
                return Err(Error::EmptyPrompt { row });
            }
            self.check_ids(text)?;
        }
        let mut vectors = Vec::with_capacity(texts.len());
        while vectors.len() < texts.len() {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let left = &texts[vectors.len()..];
            let mut tokens = 0;
            let fitting = left.iter().take_while(|text| {
                tokens += text.len();
                tokens <= TOKENS_AT_ONCE
            });
            let rows = &left[..fitting.count().max(1)];
            let mut cache = KvCache::new(self.config().num_layers);
            let hidden = self.decoder().read(rows, Wanted::All, None, &mut cache)?;
            let mut from = 0;
            for row in rows {
                let mean = hidden.narrow(0, from, row.len())?.to_dtype(candle_core::DType::F32)?.mean(0)?;
                vectors.push(mean.to_vec1()?);
                from += row.len();
            }
            tick(vectors.len());
        }
        Ok(vectors)
    }
}
