//! Model folders, tokenizers, adapters on disk, sampling and generation; no training, no medicine.
//!
//! [`ModelFolder`] reads a Hugging Face folder, [`Engine`] answers with it. An adapter is read and written as PEFT does
//! it by [`adapter_file`].

mod adapter_config;
pub mod adapter_file;
mod base_file;
mod cancel;
mod chat_template;
mod constrained_beam;
mod device;
mod engine;
mod error;
mod generate;
mod json_file;
mod manifest;
pub mod memory_budget;
mod model_folder;
mod piece_trie;
mod safetensors;
mod sampling;
mod score;
mod staged_folder;
mod tensor_names;
mod text_constraint;
mod tokenizer;

pub use base_file::write_base;
pub use cancel::CancelToken;
pub use chat_template::{ChatMessage, ChatTemplate};
pub use constrained_beam::ScoredText;
pub use device::{DeviceChoice, open_device};
pub use engine::Engine;
pub use error::Error;
pub use generate::{Finish, Generated, GenerationOptions, TokenEvent};
pub use isocenter_nn::{DecoderConfig, RopeScaling};
pub use manifest::Architecture;
pub use model_folder::ModelFolder;
pub use text_constraint::TextConstraint;
pub use tokenizer::TextTokenizer;
