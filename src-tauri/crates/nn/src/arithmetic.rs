//! In which form the layers are computed.

/// The form of the layers' arithmetic. Both give the same numbers up to rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// One operation per layer part with its own backward; on the CPU in f32.
    Fused,
    /// Own kernels on an NVIDIA card, with gradients of an adapter; only with the feature `cuda`. What is recorded for
    /// candle's backward pass there takes the plain form.
    Card,
    /// Plain tensor operations with candle's gradients; on every device.
    Differentiable,
}
