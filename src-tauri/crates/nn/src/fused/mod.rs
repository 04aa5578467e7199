//! The layers as single operations on the CPU in f32, each with its own backward.
//!
//! candle's own fused operations cut the gradient silently; these do not, and the tests hold each to the plain form
//! and to finite differences. A backward never builds a graph: it works on raw slices and returns plain tensors.

mod attention;
mod attention_core;
mod cross_entropy;
mod exponential;
mod few_rows;
mod frozen_matrix;
mod generation;
mod layer_pass;
mod linear;
mod lora_linear;
mod matrix_product;
mod number_pool;
mod output_loss;
mod panels;
mod pull_back;
mod reduction;
mod residual;
mod rms_norm;
mod rotary;
mod slices;
mod swiglu;
#[cfg(test)]
mod tests;

pub(crate) use attention::{cached_attention, self_attention};
pub(crate) use cross_entropy::cross_entropy_sum;
pub(crate) use exponential::vectorised;
pub(crate) use generation::generation_linear;
pub(crate) use layer_pass::{InputGradient, LayerOutput, LayerPass, LayerTrace, PairGradients, normalise, pull_norm};
pub(crate) use linear::{frozen_linear, trainable_linear};
pub(crate) use lora_linear::{DropoutMask, lora_linear};
pub(crate) use number_pool::NumberPool;
pub(crate) use output_loss::output_loss_sum;
pub(crate) use pull_back::pull_back;
pub(crate) use residual::add_to_stream;
pub(crate) use rms_norm::rms_norm;
pub(crate) use rotary::{Heads, rotate_heads, split_heads};
pub(crate) use slices::serves;
pub(crate) use swiglu::swiglu;
