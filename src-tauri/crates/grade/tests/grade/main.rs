//! Studies of grades, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod amendment;
mod assignment;
mod discrepancy;
mod drawing;
mod export;
mod fixture;
mod invented;
mod ledger;
mod numbers;
mod packet;
mod panel;
mod protocol;
mod record;
mod scale;
