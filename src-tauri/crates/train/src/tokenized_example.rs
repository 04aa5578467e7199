//! What the loop trains on: token ids and from where on they are labels. Knows no text and no padding.

use crate::example::{Example, check_filled};
use crate::{Error, LossOn};
use isocenter_lm::TextTokenizer;

/// A row of tokens; those from `first_label` on are predicted and count in the loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// Token ids, at least two.
    pub(crate) ids: Vec<u32>,
    /// Index of the first token that is a label, at least 1.
    pub(crate) first_label: usize,
}

impl Sequence {
    /// What the decoder reads: all but the last token, which predicts nothing.
    pub(crate) fn input(&self) -> &[u32] {
        self.ids.split_last().map_or(&[], |(_, input)| input)
    }

    /// The tokens to predict.
    pub(crate) fn labels(&self) -> &[u32] {
        self.ids.get(self.first_label..).unwrap_or(&[])
    }
}

/// How an example becomes tokens.
pub(crate) struct ExampleTokenizer<'a> {
    pub(crate) tokenizer: &'a TextTokenizer,
    pub(crate) end_id: u32,
    pub(crate) loss_on: LossOn,
    pub(crate) max_length: usize,
}

impl ExampleTokenizer<'_> {
    /// tokens(prompt + "\n") with BOS, tokens(answer) without, end token.
    ///
    /// # Errors
    /// An empty or a too long example, by `line` (from 1); nothing is ever cut.
    pub(crate) fn tokenize(&self, line: usize, example: &Example) -> Result<Sequence, Error> {
        check_filled(line, example)?;
        let mut ids = self.tokenizer.encode(&format!("{}\n", example.prompt))?;
        let prompt_tokens = ids.len();
        let answer = self.tokenizer.encode_without_special(&example.answer)?;
        if answer.is_empty() {
            return Err(Error::ExampleEmpty { line, field: "answer" });
        }
        ids.extend(answer);
        ids.push(self.end_id);
        if ids.len() > self.max_length {
            return Err(Error::ExampleTooLong { line, tokens: ids.len(), max_length: self.max_length });
        }
        let first_label = match self.loss_on {
            LossOn::Answer => prompt_tokens.max(1),
            LossOn::All => 1,
        };
        Ok(Sequence { ids, first_label })
    }

    /// Every example, in order; line numbers are positions from 1.
    pub(crate) fn tokenize_all(&self, examples: &[Example]) -> Result<Vec<Sequence>, Error> {
        examples.iter().enumerate().map(|(index, example)| self.tokenize(index + 1, example)).collect()
    }
}
