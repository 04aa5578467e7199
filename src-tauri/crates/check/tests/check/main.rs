//! Tests of the rules.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod faults;
mod planted;
mod rulebook;
