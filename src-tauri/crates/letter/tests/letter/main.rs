//! Letters, from outside. Every patient and every letter here is invented, written as a physician would write it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod claims;
mod draft;
mod draft_properties;
mod fact_check;
mod facts;
mod intake;
mod invented;
mod pairs;
mod prompt;
mod properties;
mod revision;
mod section;
mod synthetic;
