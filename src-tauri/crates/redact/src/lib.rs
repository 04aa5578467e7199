//! What a model must not read in a diagnosis text: plan text (`leak`) and identifiers (`identify`). Text in, spans out;
//! `clean` takes accepted spans out again. No files, no clock; which columns hold what is the importer's business.

mod clean;
mod error;
pub mod identify;
pub mod leak;
mod sentences;
mod span;
mod words;

pub use clean::{Edit, clean, cut, edited, tidy};
pub use error::Error;
pub use span::{Certainty, TextSpan};
