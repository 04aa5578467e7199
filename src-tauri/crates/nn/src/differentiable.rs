//! The layers in plain tensor operations with candle's own gradients: for devices other than the CPU, and the
//! oracle the fused operations are tested against.

use candle_core::{D, DType, Tensor};

use crate::{Error, LoraWeights};

/// x / √(mean x² + ε) · w over the last axis, in f32 inside. `x`: (rows, width).
///
/// # Errors
/// Shapes that do not fit.
pub fn rms_norm(x: &Tensor, weight: &Tensor, epsilon: f64) -> Result<Tensor, Error> {
    let dtype = x.dtype();
    let x = x.to_dtype(DType::F32)?;
    let mean_square = x.sqr()?.mean_keepdim(D::Minus1)?;
    let normed = x.broadcast_div(&(mean_square + epsilon)?.sqrt()?)?;
    Ok(normed.to_dtype(dtype)?.broadcast_mul(weight)?)
}

/// Heads turned by their positions. `x`: (batch, heads, tokens, width); `cos`, `sin`: (batch, 1, tokens, width / 2).
///
/// # Errors
/// Shapes that do not fit.
pub fn rotate(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor, Error> {
    let half = x.dim(D::Minus1)? / 2;
    let (low, high) = (x.narrow(D::Minus1, 0, half)?, x.narrow(D::Minus1, half, half)?);
    let turned_low = (low.broadcast_mul(cos)? - high.broadcast_mul(sin)?)?;
    let turned_high = (high.broadcast_mul(cos)? + low.broadcast_mul(sin)?)?;
    Ok(Tensor::cat(&[turned_low, turned_high], D::Minus1)?)
}

/// softmax(q kᵀ / √width + mask) v, softmax in f32. `queries`: (batch, heads, tokens, width); `keys`, `values`:
/// (batch, kv_heads, keys, width); `mask`: (batch, 1, tokens, keys), 0 or very negative.
///
/// # Errors
/// Shapes that do not fit.
pub fn attention(queries: &Tensor, keys: &Tensor, values: &Tensor, mask: &Tensor) -> Result<Tensor, Error> {
    let (batch, heads, tokens, width) = queries.dims4()?;
    let (_, kv_heads, held, _) = keys.dims4()?;
    let group = heads / kv_heads;
    let repeat = |x: &Tensor| -> Result<Tensor, Error> {
        if group == 1 {
            return Ok(x.contiguous()?);
        }
        let x = x.unsqueeze(2)?.expand((batch, kv_heads, group, held, width))?;
        Ok(x.contiguous()?.reshape((batch, heads, held, width))?)
    };
    let scores = queries.contiguous()?.matmul(&repeat(keys)?.transpose(2, 3)?.contiguous()?)?;
    let scores = (scores * (1.0 / (width as f64).sqrt()))?.broadcast_add(mask)?;
    let chances = softmax(&scores.to_dtype(DType::F32)?)?.to_dtype(queries.dtype())?;
    debug_assert_eq!(chances.dims(), [batch, heads, tokens, held]);
    Ok(chances.matmul(&repeat(values)?)?)
}

/// Softmax over the last axis.
fn softmax(x: &Tensor) -> Result<Tensor, Error> {
    let shifted = x.broadcast_sub(&x.detach().max_keepdim(D::Minus1)?)?.exp()?;
    Ok(shifted.broadcast_div(&shifted.sum_keepdim(D::Minus1)?)?)
}

/// silu(`gate`) · `up`.
///
/// # Errors
/// Shapes that do not fit.
pub fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor, Error> {
    Ok((gate.silu()? * up)?)
}

/// scale · (x Aᵀ) Bᵀ. `x`: (rows, in) to (rows, out).
///
/// # Errors
/// Shapes that do not fit.
pub fn low_rank(x: &Tensor, lora: &LoraWeights) -> Result<Tensor, Error> {
    let (a, b) = (lora.a.to_dtype(x.dtype())?, lora.b.to_dtype(x.dtype())?);
    Ok((x.matmul(&a.t()?)?.matmul(&b.t()?)? * lora.scale)?)
}

/// Sum of -log p(target) over rows of `logits`: (rows, vocab), in f32.
///
/// # Errors
/// Shapes that do not fit.
pub fn cross_entropy_sum(logits: &Tensor, targets: &[u32]) -> Result<Tensor, Error> {
    let logits = logits.to_dtype(DType::F32)?;
    let ids = Tensor::new(targets, logits.device())?.unsqueeze(1)?;
    let shifted = logits.broadcast_sub(&logits.detach().max_keepdim(1)?)?;
    let log_sum = shifted.exp()?.sum_keepdim(1)?.log()?;
    Ok((log_sum - shifted.gather(&ids, 1)?)?.sum_all()?)
}
