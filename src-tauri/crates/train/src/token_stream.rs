//! Documents as one stream of tokens, cut into windows. A window may begin in one document and end in the next.

use crate::Error;
use crate::tokenized_example::Sequence;
use isocenter_lm::TextTokenizer;

/// All documents' tokens, end token after each, in windows of equal length.
pub(crate) struct TokenStream {
    ids: Vec<u32>,
    context_tokens: usize,
}

impl TokenStream {
    /// Tokenises and joins the documents: BOS (as the tokenizer puts it), text, EOS.
    ///
    /// # Errors
    /// When the text does not fill one window.
    pub(crate) fn new(documents: &[String], tokenizer: &TextTokenizer, context_tokens: usize) -> Result<Self, Error> {
        let end_id = tokenizer.eos_id();
        let mut ids = Vec::new();
        for document in documents {
            ids.extend(tokenizer.encode(document)?);
            ids.push(end_id);
        }
        if ids.len() <= context_tokens {
            return Err(Error::TooLittleText { tokens: ids.len(), window: context_tokens + 1 });
        }
        Ok(Self { ids, context_tokens })
    }

    /// Tokens of all documents.
    pub(crate) fn tokens(&self) -> usize {
        self.ids.len()
    }

    /// Whole windows.
    pub(crate) fn windows(&self) -> usize {
        (self.ids.len() - 1) / self.context_tokens
    }

    /// The window of this index: `context_tokens` inputs, each with its next token for label.
    pub(crate) fn window(&self, index: usize) -> Option<Sequence> {
        let start = index * self.context_tokens;
        let ids = self.ids.get(start..start + self.context_tokens + 1)?.to_vec();
        Some(Sequence { ids, first_label: 1 })
    }
}
