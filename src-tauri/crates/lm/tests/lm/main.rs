//! Behaviour of model folders, adapters, generation and scoring, one file a subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adapter_bindings;
mod adapter_folders;
mod base_folders;
mod chat_templates;
mod configurations;
mod constrained_answers;
mod exports;
mod fixture;
mod generation;
mod gguf_files;
mod model_folders;
mod quantized_loading;
mod scanning;
mod scoring;
mod text_vectors;
mod tokenizers;
