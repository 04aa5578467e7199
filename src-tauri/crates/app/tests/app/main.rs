//! The use-cases over a host made of nothing but the trait, with the small random models of the golden pack.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod broken_models;
mod cohort_and_dose;
mod curation;
mod deciding;
mod demonstration;
mod finetuning;
mod fixture;
mod gguf_models;
mod gradings;
mod letters;
mod permissions;
mod privacy;
mod raw_text;
mod studies;
mod suggesting;
mod training;
mod vault_administration;
mod vault_studies;
