//! Clipping by the global norm, as `torch.nn.utils.clip_grad_norm_`.

use rayon::prelude::*;

/// PyTorch's guard against division by zero.
const NORM_GUARD: f64 = 1e-6;

/// Scales all gradients so that their global L2 norm is at most `max_norm`, and returns the norm before.
///
/// A `max_norm` of 0 measures without clipping.
pub fn clip_gradients(gradients: &mut [Vec<f32>], max_norm: f64) -> f64 {
    // Tensor by tensor, added in their order whatever thread is first.
    let squares: Vec<f64> = gradients.par_iter().map(|gradient| sum_of_squares(gradient)).collect();
    let squares: f64 = squares.iter().sum();
    let norm = squares.sqrt();
    let coefficient = max_norm / (norm + NORM_GUARD);
    if max_norm > 0.0 && coefficient < 1.0 {
        let factor = coefficient as f32;
        gradients.par_iter_mut().for_each(|gradient| gradient.iter_mut().for_each(|value| *value *= factor));
    }
    norm
}

/// Eight running sums, so that the loop is vectorised; in f64, so that the order hardly matters.
fn sum_of_squares(values: &[f32]) -> f64 {
    let mut lanes = [0f64; 8];
    let mut chunks = values.chunks_exact(8);
    for chunk in &mut chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(value) * f64::from(value);
        }
    }
    let rest: f64 = chunks.remainder().iter().map(|&v| f64::from(v) * f64::from(v)).sum();
    lanes.iter().sum::<f64>() + rest
}
