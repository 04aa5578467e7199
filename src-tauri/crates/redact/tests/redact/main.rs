//! The finders against real-looking notes, planted identifiers and the whole synthetic cohort.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod cohort;
mod fixture;
mod identify;
mod leak;
mod planted;
mod planted_forms;
