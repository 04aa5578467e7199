//! The shipped table read whole, the look-ups, and tables with faults.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod faults;
mod shipped;
