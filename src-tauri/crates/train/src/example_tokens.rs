//! The tokens of one example exactly as training makes them, for whoever shows or counts them beforehand.

use isocenter_lm::TextTokenizer;

use crate::tokenized_example::{ExampleTokenizer, Sequence};
use crate::{Error, Example, LossOn};

/// An example as tokens; nothing is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleTokens {
    /// Prompt, answer and end token.
    pub ids: Vec<u32>,
    /// Index of the first token that is learned.
    pub first_label: usize,
}

/// The tokens of an example.
///
/// # Errors
/// An empty prompt or answer.
pub fn example_tokens(tokenizer: &TextTokenizer, example: &Example, loss_on: LossOn) -> Result<ExampleTokens, Error> {
    let tokenizer = ExampleTokenizer { tokenizer, end_id: tokenizer.eos_id(), loss_on, max_length: usize::MAX };
    let Sequence { ids, first_label } = tokenizer.tokenize(1, example)?;
    Ok(ExampleTokens { ids, first_label })
}
