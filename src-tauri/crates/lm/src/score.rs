//! Log-probabilities of given tokens: of a text, or of several continuations of one prompt. Draws nothing.

use candle_core::Tensor;
use isocenter_nn::{Adapter, DecoderInput, Wanted};

use crate::engine::ReadPrompt;
use crate::{CancelToken, Engine, Error};

/// Continuations read at once.
const ROWS_AT_ONCE: usize = 32;
/// Positions whose logits are held at once; with 128k tokens a row is half a megabyte.
const LOGIT_ROWS_AT_ONCE: usize = 128;

impl Engine {
    /// log p of each token given those before it (natural logarithm); none for the first.
    ///
    /// # Errors
    /// Ids that are none, too many or unknown; an adapter nobody added; a failing model.
    pub fn score(&self, ids: &[u32], adapter: Option<&str>) -> Result<Vec<Option<f32>>, Error> {
        if ids.is_empty() {
            return Err(Error::EmptyPrompt { row: 0 });
        }
        self.check_ids(ids)?;
        self.check_context(ids.len())?;
        let adapter = self.adapter(adapter)?;
        let input = DecoderInput::from_rows(&[ids.to_vec()], self.tokenizer().pad_id(), self.device())?;
        let hidden = self.decoder().hidden(&input, adapter)?.squeeze(0)?;
        let places: Vec<ScoredPlace> =
            ids.iter().skip(1).enumerate().map(|(row, target)| ScoredPlace { row, target: *target }).collect();
        let scores = self.log_probabilities(&hidden, &places)?;
        #[expect(clippy::cast_possible_truncation, reason = "logits are f32: more digits would be noise")]
        Ok(std::iter::once(None).chain(scores.into_iter().map(|score| Some(score as f32))).collect())
    }

    /// log p of each continuation after the prompt: the sum over every token given, so the caller appends the EOS where
    /// it is to count.
    /// The prompt is read once.
    ///
    /// # Errors
    /// As [`Engine::score`]; [`Error::Cancelled`].
    pub fn score_continuations(
        &self,
        prompt: &[u32],
        continuations: &[Vec<u32>],
        adapter: Option<&str>,
        cancel: &CancelToken,
    ) -> Result<Vec<f64>, Error> {
        let adapter = self.adapter(adapter)?;
        for continuation in continuations {
            self.check_ids(continuation)?;
            self.check_context(prompt.len() + continuation.len())?;
        }
        let read = self.read_prompt(prompt, adapter)?;
        let mut scores = Vec::with_capacity(continuations.len());
        for rows in continuations.chunks(ROWS_AT_ONCE) {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            scores.extend(self.score_rows(&read, rows, adapter)?);
        }
        Ok(scores)
    }

    fn score_rows(&self, read: &ReadPrompt, rows: &[Vec<u32>], adapter: Option<&Adapter>) -> Result<Vec<f64>, Error> {
        let normaliser = log_sum_exp(&read.logits)?;
        let mut scores: Vec<f64> = rows
            .iter()
            .map(|row| row.first().map_or(0.0, |id| f64::from(read.logits[*id as usize]) - normaliser))
            .collect();
        // The last token of a continuation is scored but never read.
        let reading: Vec<(usize, &[u32])> = rows
            .iter()
            .enumerate()
            .filter_map(|(owner, row)| Some((owner, row.split_last()?.1)))
            .filter(|(_, known)| !known.is_empty())
            .collect();
        if reading.is_empty() {
            return Ok(scores);
        }
        let mut cache = read.cache.repeat(reading.len())?;
        let tokens: Vec<&[u32]> = reading.iter().map(|(_, known)| *known).collect();
        let hidden = self.decoder().read(&tokens, Wanted::All, adapter, &mut cache)?;
        let mut places = Vec::new();
        let mut owners = Vec::new();
        for (owner, _) in &reading {
            for target in &rows[*owner][1..] {
                places.push(ScoredPlace { row: places.len(), target: *target });
                owners.push(*owner);
            }
        }
        for (owner, score) in owners.into_iter().zip(self.log_probabilities(&hidden, &places)?) {
            scores[owner] += score;
        }
        Ok(scores)
    }

    /// log p of each place's target; `hidden`: (rows, hidden).
    fn log_probabilities(&self, hidden: &Tensor, places: &[ScoredPlace]) -> Result<Vec<f64>, Error> {
        let mut scores = Vec::with_capacity(places.len());
        for chunk in places.chunks(LOGIT_ROWS_AT_ONCE) {
            let rows: Vec<u32> = chunk.iter().map(|place| u32::try_from(place.row).unwrap_or(u32::MAX)).collect();
            let rows = Tensor::from_slice(&rows, chunk.len(), self.device())?;
            let logits: Vec<Vec<f32>> = self.decoder().logits(&hidden.index_select(&rows, 0)?)?.to_vec2()?;
            for (place, row) in chunk.iter().zip(&logits) {
                scores.push(f64::from(row[place.target as usize]) - log_sum_exp(row)?);
            }
        }
        Ok(scores)
    }
}

/// A hidden row and the token that follows it.
struct ScoredPlace {
    row: usize,
    target: u32,
}

/// log Σ exp of the logits.
pub(crate) fn log_sum_exp(logits: &[f32]) -> Result<f64, Error> {
    let top = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    let sum = top + logits.iter().map(|logit| (f64::from(*logit) - top).exp()).sum::<f64>().ln();
    if sum.is_finite() { Ok(sum) } else { Err(Error::NonFiniteLogits) }
}
