//! Studies of grades, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod amendment;
mod assignment;
mod discrepancy;
mod drawing;
mod export;
mod fixture;
mod golden;
mod invented;
mod ledger;
mod number_properties;
mod numbers;
mod packet;
mod panel;
mod protocol;
mod record;
mod report;
mod scale;
