//! The decoder held to transformers, to its plain differentiable form, to finite differences, and to itself.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod adapter_gradients;
mod adapters;
mod cache;
#[cfg(feature = "cuda")]
mod card;
mod checkpointing;
mod config;
mod golden;
mod gradients;
mod measure;
mod packed;
mod packed_base;
mod packing;
mod padding;
