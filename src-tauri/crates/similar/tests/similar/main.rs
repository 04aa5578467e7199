//! The index of similar cases, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod cohort;
mod data;
mod fixture;
mod properties;
mod refusals;
mod search;
mod stored;
mod tokens;
