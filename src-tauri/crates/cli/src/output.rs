//! What is printed: answers on standard output, everything else on standard error.

#![expect(clippy::print_stderr, reason = "only the command line prints")]

use std::io::{self, Write};

use isocenter_app::{Error, ErrorCode};
use serde::Serialize;

/// `error: <what> — <what to do>`, in one line.
pub(crate) fn print_error(error: &Error) {
    eprintln!("error: {}", one_line(&error.to_string()));
    if let Some(detail) = error.detail().filter(|_| std::env::var_os("ISOCENTER_DETAILS").is_some()) {
        eprintln!("details: {}", one_line(detail));
    }
}

/// A remark that stops nothing.
pub(crate) fn print_note(text: &str) {
    eprintln!("note: {}", one_line(text));
}

/// A line for people.
pub(crate) fn print_line(text: &str) {
    // OK if nobody reads it any more, as in `… | head`.
    let _ = writeln!(io::stdout(), "{text}");
}

/// One JSON document on one line.
///
/// # Errors
/// When standard output is closed or full.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_string(value).map_err(|error| {
        Error::new(ErrorCode::Internal, "the answer cannot be written as JSON", "report this")
            .with_detail(error.to_string())
    })?;
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| {
        Error::new(ErrorCode::DiskFull, "standard output cannot be written", "check where it leads")
            .with_detail(error.to_string())
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
