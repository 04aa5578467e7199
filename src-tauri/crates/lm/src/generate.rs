//! Writing answers token by token for a batch of prompts. What may be said freely; for answers from a list see
//! `constrained_beam`, for many samples of each prompt `scan`.

use isocenter_nn::PackedProducts;

use crate::decoding::{Decoding, Draw, Drawn, Limits};
use crate::sampling::RowSampler;
use crate::{CancelToken, Engine, Error, TextTokenizer};

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
    pub(crate) fn check(&self) -> Result<(), Error> {
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
#[derive(Clone, Copy)]
pub struct TokenEvent<'a> {
    /// Which prompt, from 0.
    pub row: usize,
    /// Every token of the answer so far.
    pub ids: &'a [u32],
    tokenizer: &'a TextTokenizer,
}

impl TokenEvent<'_> {
    /// The whole answer so far. A character whose bytes have not all come is held back.
    #[must_use]
    pub fn text_so_far(&self) -> String {
        let mut text = self.tokenizer.decode(self.ids);
        text.truncate(whole_characters(&text).len());
        text
    }
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
    /// A prompt holds its BOS itself ([`crate::TextTokenizer::encode`] puts it there). On the CPU an answer is the same to
    /// the last token whatever stands beside it in the batch; over a packed base, whose sums are rounded otherwise
    /// for a few rows than for many, that holds only as far as no choice hangs on a rounding.
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
        let prompts: Vec<&[u32]> = prompts.iter().map(Vec::as_slice).collect();
        self.check_prompts(&prompts)?;
        let mut answers =
            vec![Generated { ids: Vec::new(), text: String::new(), finish: Finish::Length }; prompts.len()];
        if options.max_tokens == 0 && !cancel.is_cancelled() {
            return Ok(answers);
        }
        let draws =
            (0..prompts.len()).map(|row| Draw { prompt: row, sampler: RowSampler::new(options, row) }).collect();
        let tokenizer = self.tokenizer();
        Decoding::new(self.decoder(), adapter, &prompts, self.limits(options.max_tokens), PackedProducts::Fastest)
            .run(draws, cancel, &mut |drawn| match drawn {
                Drawn::Token { draw, ids } => on_token(TokenEvent { row: draw, ids, tokenizer }),
                Drawn::Ended { draw, ids, finish } => {
                    answers[draw] = Generated { text: tokenizer.decode(&ids), ids, finish };
                }
            })?;
        Ok(answers)
    }

    /// Where answers of this model end.
    pub(crate) fn limits(&self, max_tokens: usize) -> Limits<'_> {
        Limits { eos_ids: self.eos_ids(), max_tokens, context_tokens: self.config().max_position_embeddings }
    }

    /// Refuses prompts that cannot be answered.
    pub(crate) fn check_prompts(&self, prompts: &[&[u32]]) -> Result<(), Error> {
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
}

/// The text without a character whose bytes have not all come: decoders show its bytes as U+FFFD until then.
fn whole_characters(text: &str) -> &str {
    text.trim_end_matches(char::REPLACEMENT_CHARACTER)
}
