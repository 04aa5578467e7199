//! The logits after a prompt, to compare a base with itself and with an adapter. Draws nothing.

use crate::{Engine, Error};

impl Engine {
    /// Logits of the token that follows the prompt, one for each token of the vocabulary.
    ///
    /// # Errors
    /// Ids that are none, too many or unknown; an adapter nobody added; a failing model.
    pub fn next_logits(&self, prompt: &[u32], adapter: Option<&str>) -> Result<Vec<f32>, Error> {
        Ok(self.read_prompt(prompt, self.adapter(adapter)?)?.logits)
    }
}
