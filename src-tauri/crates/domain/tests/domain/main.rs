//! Behaviour of the domain, a file for each of its files.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod fractionation;
mod icd10;
mod plan_comparison;
mod regimen;
mod sample_agreement;
mod words;
