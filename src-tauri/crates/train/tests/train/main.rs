//! What the training crate promises, one module a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adamw;
mod clip;
mod config;
mod examples;
mod failures;
mod fixture;
mod killed;
mod pretraining;
mod qlora;
mod resuming;
mod schedule;
mod stopping;
mod tokenizers;
mod tuning;
