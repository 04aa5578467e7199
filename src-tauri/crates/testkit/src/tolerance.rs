//! How far two computations of the same thing may lie apart, named by what sets them apart.

/// Logits of a tiny model here and in transformers, absolute: other orders of summation in f32, layer on layer.
pub const F32_LOGITS: f32 = 2e-4;

/// One f32 operation in two orders of summation, relative to the largest number of the result.
pub const F32_REORDERED: f32 = 2e-5;

/// Gradients of a tiny model in two orders of summation, relative to the norm of the gradient.
pub const F32_GRADIENT: f32 = 1e-4;

/// A gradient against central differences in f32, relative to the norm of the gradient: rounding of the loss,
/// divided by the step.
pub const FINITE_DIFFERENCE: f32 = 2e-2;

/// Loss and gradient norm along a short training run here and in PyTorch, relative: f32 differences that training amplifies.
pub const F32_TRAJECTORY: f64 = 2e-3;

/// A product with activations rounded to eight bits against the exact one, relative to the norm.
pub const EIGHT_BIT_ACTIVATIONS: f32 = 1.2e-2;
