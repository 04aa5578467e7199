//! The one error of this crate: a closed code, what happened, what to do. The cause is kept as text for the details.

use crate::wire::{ErrorCode, ErrorView};

/// A failure with words for a person. Holds names, sizes and line numbers, never patient text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} — {remedy}")]
pub struct Error {
    code: ErrorCode,
    what: String,
    remedy: String,
    detail: Option<String>,
}

impl Error {
    /// A failure of kind `code`: `what` happened, `remedy` is what to do. Both without a full stop.
    pub fn new(code: ErrorCode, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, what: what.into(), remedy: remedy.into(), detail: None }
    }

    /// The same with the technical cause.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same, caused by `source`: the whole chain of causes becomes the detail.
    #[must_use]
    pub fn caused_by(self, source: &dyn std::error::Error) -> Self {
        let mut detail = source.to_string();
        let mut next = source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            if !detail.ends_with(&text) {
                detail.push_str(": ");
                detail.push_str(&text);
            }
            next = cause.source();
        }
        self.with_detail(detail)
    }

    /// Which failure.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What happened.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    /// The technical cause.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// As the window gets it.
    pub fn view(&self) -> ErrorView {
        ErrorView { code: self.code, message: self.to_string(), detail: self.detail.clone() }
    }
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        error.view()
    }
}
