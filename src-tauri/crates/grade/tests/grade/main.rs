//! Studies of grades, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod invented;
mod numbers;
mod scale;
