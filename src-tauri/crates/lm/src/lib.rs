//! Model folders, tokenizers, adapters on disk, sampling and generation; no training, no medicine.
//!
//! [`ModelSource`] opens a Hugging Face folder or a GGUF file, [`Engine`] answers with it. An adapter is read and written as PEFT does
//! it by [`adapter_file`].

mod adapter_binding;
mod adapter_config;
pub mod adapter_file;
mod base_file;
mod cancel;
mod chat_template;
mod constrained_beam;
mod decoding;
mod device;
mod engine;
mod error;
mod export;
mod folder_weights;
mod free_memory;
mod generate;
mod gguf;
mod json_file;
mod manifest;
mod mapped_file;
pub mod memory_budget;
mod merged_weights;
mod model_identity;
mod model_source;
mod piece_trie;
mod probe;
mod process_memory;
mod safetensors;
mod sampling;
mod scan;
mod scan_benchmark;
mod score;
mod softmax_weights;
mod staged_folder;
mod stored_tensor;
mod tensor_names;
mod text_constraint;
mod text_vectors;
mod tokenizer;
mod weight_form;

pub use adapter_binding::{AdapterBinding, BINDING_FILE, BoundBase, BoundTemplate};
pub use base_file::write_base;
pub use cancel::{CancelToken, StopRequest};
pub use chat_template::{ChatMessage, ChatTemplate};
pub use constrained_beam::ScoredText;
pub use device::{DeviceChoice, open_device, peak_card_bytes};
pub use engine::Engine;
pub use error::Error;
pub use export::{ExportFormat, ExportJob, ExportPhase, ExportReference, ExportReport, export_merged};
pub use generate::{Finish, Generated, GenerationOptions, TokenEvent};
pub use isocenter_nn::{DecoderConfig, RopeScaling, WeightFormat};
pub use manifest::Architecture;
pub use model_identity::sha256_of_model;
pub use model_source::{ModelSource, is_gguf_file};
pub use process_memory::ProcessMemory;
pub use scan::{AdapterUse, Ending, SampleKey, ScanCase, ScanPlan, ScanSample};
pub use scan_benchmark::{DecodingMeasurement, ScanBenchmark, ScanMeasurement};
pub use text_constraint::TextConstraint;
pub use tokenizer::TextTokenizer;
pub use weight_form::{LoadOptions, Quantize, SixteenBit, WeightForm};
