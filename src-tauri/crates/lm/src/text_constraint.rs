//! What a constrained answer may say, asked one text at a time; the list itself lives with the caller.

/// A set of allowed texts.
///
/// Texts are given without leading white space: a tokenizer's first token often carries a space that is no part of the
/// answer.
pub trait TextConstraint {
    /// Whether some allowed text starts with `text` (prefix-closed: true for `"C5"` when it is true for `"C50"`).
    fn may_continue(&self, text: &str) -> bool;

    /// Whether `text` itself is allowed, so that the answer may end here.
    fn is_complete(&self, text: &str) -> bool;
}
