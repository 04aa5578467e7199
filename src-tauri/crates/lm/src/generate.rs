//! Writing answers token by token for a batch of prompts. What may be said freely; for answers from a list see
//! `constrained_beam`.

use isocenter_nn::{DecoderInput, KvCache};

use crate::sampling::RowSampler;
use crate::{CancelToken, Engine, Error};

/// How answers are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenerationOptions {
    /// 0 takes the most probable token each time; else logits are divided by it before drawing.
    pub temperature: f64,
    /// Draw only among the most probable tokens that hold this share, in (0, 1]; none draws among all.
    pub top_p: Option<f64>,
    /// The same seed gives the same answers; row r of a batch draws from the seed's stream r.
    pub seed: u64,
    /// The longest answer, in tokens.
    pub max_tokens: usize,
}

impl GenerationOptions {
    fn check(&self) -> Result<(), Error> {
        if !(self.temperature.is_finite() && self.temperature >= 0.0) {
            return Err(Error::OptionOutOfRange { option: "temperature", value: self.temperature });
        }
        match self.top_p {
            Some(top_p) if !(top_p > 0.0 && top_p <= 1.0) => {
                Err(Error::OptionOutOfRange { option: "top_p", value: top_p })
            }
            _ => Ok(()),
        }
    }
}

/// One token was added to one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenEvent<'a> {
    /// Which prompt, from 0.
    pub row: usize,
    /// The token.
    pub id: u32,
    /// The whole answer so far. A character whose bytes have not all come is held back.
    pub text_so_far: &'a str,
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The model ended it.
    Eos,
    /// `max_tokens` or the model's context was reached.
    Length,
    /// The caller cancelled.
    Cancelled,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Every token that was drawn, the ending one included.
    pub ids: Vec<u32>,
    /// Their text without special tokens.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
}

impl Engine {
    /// Answers every prompt. Finished answers leave the batch; `on_token` hears of each token as it comes.
    ///
    /// A prompt holds its BOS itself ([`crate::TextTokenizer::encode`] puts it there).
    ///
    /// # Errors
    /// A prompt that is empty, too long or holds an unknown token; an adapter nobody added; an option outside its
    /// range; a failing model.
    /// Cancelling is no error: the answers so far come back with [`Finish::Cancelled`].
    pub fn generate(
        &self,
        prompts: &[Vec<u32>],
        adapter: Option<&str>,
        options: &GenerationOptions,
        cancel: &CancelToken,
        on_token: &mut dyn FnMut(TokenEvent<'_>),
    ) -> Result<Vec<Generated>, Error> {
        options.check()?;
        let adapter = self.adapter(adapter)?;
        self.check_prompts(prompts)?;
        let mut answers: Vec<Answer> =
            prompts.iter().enumerate().map(|(row, prompt)| Answer::new(row, prompt.len(), options)).collect();
        if prompts.is_empty() || options.max_tokens == 0 || cancel.is_cancelled() {
            let finish = if cancel.is_cancelled() { Finish::Cancelled } else { Finish::Length };
            return Ok(answers.into_iter().map(|answer| answer.end(finish, self)).collect());
        }
        let mut cache = KvCache::new(self.config().num_layers);
        let input = DecoderInput::from_rows(prompts, self.tokenizer().pad_id(), self.device())?;
        let mut left_padding = input.left_padding.clone();
        let mut logits = self.last_logits(&input, adapter, &mut cache)?;
        let mut alive: Vec<usize> = (0..prompts.len()).collect();
        loop {
            let mut next_ids = Vec::with_capacity(alive.len());
            let mut staying = Vec::with_capacity(alive.len());
            for (position, (row, row_logits)) in alive.iter().zip(&logits).enumerate() {
                let answer = &mut answers[*row];
                let id = answer.sampler.choose(row_logits)?;
                answer.ids.push(id);
                on_token(TokenEvent {
                    row: *row,
                    id,
                    text_so_far: whole_characters(&self.tokenizer().decode(&answer.ids)),
                });
                answer.finish = self.reason_to_end(answer, id, options);
                if answer.finish.is_none() {
                    next_ids.push(id);
                    staying.push(position);
                }
            }
            if staying.is_empty() || cancel.is_cancelled() {
                break;
            }
            if staying.len() < alive.len() {
                cache = cache.select_rows(&staying)?;
                left_padding = staying.iter().map(|position| left_padding[*position]).collect();
                alive = staying.iter().map(|position| alive[*position]).collect();
            }
            logits = self.last_logits(&self.one_token_each(&next_ids, left_padding.clone())?, adapter, &mut cache)?;
        }
        Ok(answers.into_iter().map(|answer| answer.end(Finish::Cancelled, self)).collect())
    }

    fn check_prompts(&self, prompts: &[Vec<u32>]) -> Result<(), Error> {
        for (row, prompt) in prompts.iter().enumerate() {
            if prompt.is_empty() {
                return Err(Error::EmptyPrompt { row });
            }
            self.check_ids(prompt)?;
            // An answer needs at least one position of its own.
            self.check_context(prompt.len() + 1)?;
        }
        Ok(())
    }

    fn reason_to_end(&self, answer: &Answer, id: u32, options: &GenerationOptions) -> Option<Finish> {
        let used = answer.prompt_tokens + answer.ids.len();
        if self.eos_ids().contains(&id) {
            Some(Finish::Eos)
        } else if answer.ids.len() >= options.max_tokens || used >= self.config().max_position_embeddings {
            Some(Finish::Length)
        } else {
            None
        }
    }
}

/// An answer in the making.
struct Answer {
    prompt_tokens: usize,
    ids: Vec<u32>,
    finish: Option<Finish>,
    sampler: RowSampler,
}

impl Answer {
    fn new(row: usize, prompt_tokens: usize, options: &GenerationOptions) -> Self {
        Self { prompt_tokens, ids: Vec::new(), finish: None, sampler: RowSampler::new(options, row) }
    }

    /// The finished answer; `otherwise` is the reason for one that did not end by itself.
    fn end(self, otherwise: Finish, engine: &Engine) -> Generated {
        let text = engine.tokenizer().decode(&self.ids);
        Generated { text, ids: self.ids, finish: self.finish.unwrap_or(otherwise) }
    }
}

/// The text without a character whose bytes have not all come: decoders show its bytes as U+FFFD until then.
fn whole_characters(text: &str) -> &str {
    text.trim_end_matches(char::REPLACEMENT_CHARACTER)
}
