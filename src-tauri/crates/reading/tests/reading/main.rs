//! Readings of plans and diagnoses, looked at from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod plan;
mod sides;
