//! Letter studies, from outside. Everything here is invented.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod export;
mod golden;
mod invented;
mod ledger;
mod numbers;
mod order;
mod protocol;
mod report;
