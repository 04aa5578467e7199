//! Metrics of generated text and of classes, each with its interval or baseline; nothing of ours, no IO. Tests of significance are not here.

mod classification;
mod interval;
mod rouge;

pub use classification::{LengthMismatch, accuracy, majority_share};
pub use interval::{Interval, wilson_interval};
pub use rouge::{Rouge, rouge_tokens, rouge1};
