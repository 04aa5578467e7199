//! Behaviour of the synthetic cohort and the prose, over one cohort of the published size.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod exports;
mod fixture;
mod learnability;
mod letters;
mod prose;
mod truth;
