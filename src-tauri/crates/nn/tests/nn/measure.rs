//! How the tests compare tensors.

use candle_core::Tensor;

pub fn flat(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

/// The largest absolute difference.
pub fn largest_difference(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    flat(a)
        .iter()
        .zip(flat(b))
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |worst, next| if next <= worst { worst } else { next })
}

/// |a - b| / |b| over all numbers.
pub fn relative_difference(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    let (a, b) = (flat(a), flat(b));
    let off: f32 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    let size: f32 = b.iter().map(|b| b * b).sum();
    (off / size.max(1e-20)).sqrt()
}
