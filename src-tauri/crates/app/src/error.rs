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

    /// The same, caused by `source`: the whole chain of causes becomes the detail, a line of each (candle puts a backtrace below its
    /// own, where one was asked for).
    #[must_use]
    pub fn caused_by(self, source: &dyn std::error::Error) -> Self {
        let mut detail = first_line(source);
        let mut next = source.source();
        while let Some(cause) = next {
            let text = first_line(cause);
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

fn first_line(error: &dyn std::error::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

impl From<Error> for ErrorView {
    fn from(error: Error) -> Self {
        error.view()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("shape mismatch in matmul\n   0: candle_core::error::Error::bt")]
    struct WithBacktrace;

    #[derive(Debug, thiserror::Error)]
    #[error("the weights cannot be read")]
    struct Outer(#[source] WithBacktrace);

    #[test]
    fn the_detail_names_every_cause_but_no_backtrace() {
        let error = Error::new(ErrorCode::Internal, "x", "y").caused_by(&Outer(WithBacktrace));
        assert_eq!(error.detail(), Some("the weights cannot be read: shape mismatch in matmul"));
    }
}
