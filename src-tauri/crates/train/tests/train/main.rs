//! What the training crate promises, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adamw;
mod clip;
mod config;
mod examples;
mod failures;
mod fixture;
mod pretraining;
mod resuming;
mod schedule;
mod tokenizers;
mod tuning;
