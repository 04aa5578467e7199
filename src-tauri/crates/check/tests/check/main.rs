//! Tests of the rules: the rulebook, single rules word by word, alarm rates, planted faults.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod alarms;
mod faults;
mod hostile;
mod planted;
mod rulebook;
mod rules;
