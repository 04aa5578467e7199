//! The dose-fractionation library: its rows, and what is looked up in them. The table comes as text; whether a plan is sensible is not decided here.

mod entry;
mod error;
mod library;

pub use entry::{IntentClass, RegimenEntry, Verification};
pub use error::Error;
pub use library::{RegimenLibrary, UsualAlphaBeta};
