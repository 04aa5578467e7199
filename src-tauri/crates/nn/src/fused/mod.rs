//! The layers as single operations on the CPU in f32, each with its own backward.
//!
//! candle's own fused operations cut the gradient silently; these do not, and the tests hold each to the plain form
//! and to finite differences. A backward never builds a graph: it works on raw slices and returns plain tensors.

mod attention;
mod attention_core;
mod cached_attention;
mod cached_pass;
mod cross_entropy;
mod exponential;
mod few_rows;
mod frozen_matrix;
mod layer_pass;
mod linear;
mod lora_linear;
mod matrix_product;
mod number_pool;
mod output_loss;
mod panels;
mod projections;
mod pull_back;
mod reduction;
mod residual;
mod rms_norm;
mod rotary;
mod row_product;
#[cfg(target_arch = "x86_64")]
mod row_product_avx512;
mod slices;
mod swiglu;
#[cfg(test)]
mod tests;
mod weighted_values;

pub(crate) use attention::self_attention;
pub(crate) use cached_attention::CachedShape;
pub(crate) use cached_pass::CachedPass;
pub(crate) use cross_entropy::cross_entropy_sum;
pub(crate) use exponential::vectorised;
pub(crate) use layer_pass::{InputGradient, LayerOutput, LayerPass, LayerTrace, PairGradients, normalise, pull_norm};
pub(crate) use linear::{frozen_linear, trainable_linear};
pub(crate) use lora_linear::{DropoutMask, lora_linear};
pub use matrix_product::Precision;
pub(crate) use number_pool::NumberPool;
pub(crate) use output_loss::output_loss_sum;
pub(crate) use projections::head;
pub(crate) use pull_back::pull_back;
pub(crate) use residual::add_to_stream;
pub(crate) use rms_norm::rms_norm;
pub(crate) use slices::serves;
pub(crate) use swiglu::swiglu;
