//! The real binary from outside: the journey from a cohort to a suggestion, wrong usage, and every bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bad_input;
mod bench;
mod evaluating;
mod fine_tuning;
mod import;
mod journey;
mod letters;
mod program;
mod usage;
mod vault;
