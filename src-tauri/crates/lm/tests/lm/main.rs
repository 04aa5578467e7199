//! Behaviour of model folders, adapters, generation and scoring, one file a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adapter_folders;
mod base_folders;
mod chat_templates;
mod configurations;
mod constrained_answers;
mod fixture;
mod generation;
mod model_folders;
mod scoring;
mod tokenizers;
