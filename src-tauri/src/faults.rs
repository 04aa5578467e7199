//! Panics: a command that panics answers with code `internal` and the window lives on; the log names the place, never the message,
//! because a panic's message may quote a diagnosis.

use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use isocenter_app::wire::{ErrorCode, ErrorView};

/// Replaces the standard report of a panic by one line with its place.
pub fn report_places_only() {
    std::panic::set_hook(Box::new(|info| {
        let _ = writeln!(std::io::stderr(), "{}", line(info));
    }));
}

fn line(info: &PanicHookInfo<'_>) -> String {
    match info.location() {
        Some(place) => format!("isocenter: a fault at {}:{}", place.file(), place.line()),
        None => "isocenter: a fault".to_owned(),
    }
}

fn internal() -> ErrorView {
    ErrorView {
        code: ErrorCode::Internal,
        message:
            "Isocenter met a fault of its own; nothing was saved from this step — try again, and restart if it returns"
                .to_owned(),
        detail: None,
    }
}

/// Runs one command's work; a panic in it becomes an error with code `internal`.
///
/// # Errors
/// What `work` refuses, or `internal`.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, ErrorView>) -> Result<T, ErrorView> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(internal()))
}

/// Like [`guarded`], on a thread of its own that may compute for minutes.
///
/// # Errors
/// What `work` refuses, or `internal`.
pub async fn guarded_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorView> + Send + 'static,
) -> Result<T, ErrorView> {
    let done = tauri::async_runtime::spawn_blocking(move || guarded(work)).await;
    done.unwrap_or_else(|_| Err(internal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_command_becomes_an_internal_error_without_its_message() {
        let answer: Result<(), _> = guarded(|| panic!("LEFT breast of J. Doe"));
        assert!(!format!("{answer:?}").contains("Doe"), "a panic's message may hold patient text");
        assert_eq!(answer.map_err(|error| error.code), Err(ErrorCode::Internal));
    }

    #[test]
    fn a_panic_on_a_working_thread_becomes_an_internal_error() {
        let answer = tauri::async_runtime::block_on(guarded_thread::<()>(|| panic!("anything")));
        assert_eq!(answer.map_err(|error| error.code), Err(ErrorCode::Internal));
    }

    #[test]
    fn what_a_command_answers_passes_unchanged() {
        assert_eq!(guarded(|| Ok(7)), Ok(7));
    }
}
