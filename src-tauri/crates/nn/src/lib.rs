//! The decoder of the LLaMA and Mistral families and its layers, LoRA, and the loss.
//!
//! No files, no tokenizers, no medicine: weights come in through [`WeightSource`], token ids through
//! [`DecoderInput`]. On the CPU each layer is one fused operation with its own proven backward; NVIDIA cards
//! have kernels of their own (`card`); elsewhere the plain differentiable form runs. Gradients of a frozen base are never computed.

mod arithmetic;
mod attention;
#[cfg(feature = "cuda")]
mod card;
mod config;
mod decoder;
mod decoder_layer;
pub mod differentiable;
mod error;
mod fused;
mod input;
mod kv_cache;
mod kv_rows;
mod kv_tensors;
mod linear;
mod lora;
mod lora_placement;
mod masked_cross_entropy;
mod mlp;
mod packed;
mod rms_norm;
mod rotary;
mod seeded_random;
mod wakeful;
mod weights;

pub use arithmetic::Arithmetic;
#[cfg(feature = "cuda")]
pub use card::{CardMemory, prepare};
pub use config::{DecoderConfig, RopeScaling};
pub use decoder::{AdapterStep, Decoder, StepWorkspace};
pub use error::Error;
pub use fused::Precision;
pub use input::DecoderInput;
pub use kv_cache::{KvCache, PackedProducts, Wanted};
pub use lora::{Adapter, LoraDropout, LoraWeights};
pub use lora_placement::{AdapterKey, Projection, projection_shape};
pub use masked_cross_entropy::cross_entropy_sum;
pub use packed::{BaseMatrix, NESTED_BLOCK, NF4_BLOCK, Nf4Numbers, Nf4Scales, PackedMatrix, SharedBytes, WeightFormat};
pub use weights::{BaseWeights, WeightSource};
