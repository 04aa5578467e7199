//! A projection on the card, y = x Wᵀ + scale · (d(x) Aᵀ) Bᵀ, and its three gradients.

use std::collections::BTreeMap;

use candle_core::{DType, Tensor};

use super::operations::{
    add_to_sums, are_few_rows, few_rows_onto, few_rows_or_product, gated_few_rows, three_of_few_rows,
};
use crate::fused::DropoutMask;
use crate::linear::Linear;
use crate::weights::Pass;
use crate::{Adapter, AdapterKey, BaseMatrix, Error};

/// A pair in the type the card computes in.
pub(super) struct CardPair {
    /// A: (rank, in).
    a: Tensor,
    /// scale · B: (out, rank).
    scaled_b: Tensor,
    scale: f64,
}

impl CardPair {
    /// All pairs of an adapter.
    pub(super) fn all(adapter: &Adapter, dtype: DType) -> Result<BTreeMap<AdapterKey, Self>, Error> {
        let pairs = adapter.iter().map(|(key, pair)| -> Result<_, Error> {
            let a = pair.a.detach().to_dtype(dtype)?.contiguous()?;
            let scaled_b = (pair.b.detach() * pair.scale)?.to_dtype(dtype)?.contiguous()?;
            Ok((key, Self { a, scaled_b, scale: pair.scale }))
        });
        pairs.collect()
    }
}

/// The gradients of an adapter as they are added up on the card, in f32.
pub(crate) struct GradientSums {
    /// All numbers, A and B of each pair in the adapter's order.
    pub(crate) flat: Tensor,
    /// Where the A and the B of a place begin.
    places: BTreeMap<AdapterKey, (usize, usize)>,
}

impl GradientSums {
    /// Zeros for every pair of the adapter.
    pub(crate) fn new(adapter: &Adapter, like: &Tensor) -> Result<Self, Error> {
        let (mut places, mut numbers) = (BTreeMap::new(), 0);
        for (key, pair) in adapter.iter() {
            let b = numbers + pair.a.elem_count();
            places.insert(key, (numbers, b));
            numbers = b + pair.b.elem_count();
        }
        Ok(Self { flat: Tensor::zeros(numbers, DType::F32, like.device())?, places })
    }

    fn add(&self, start: usize, gradient: &Tensor, factor: f64) -> Result<(), Error> {
        let sums = self.flat.narrow(0, start, gradient.elem_count())?;
        Ok(add_to_sums(&gradient.contiguous()?, &sums, factor)?)
    }
}

/// The base weight as numbers: (out, in).
fn base(linear: &Linear) -> Result<Tensor, Error> {
    match linear.weight.at(Pass::Infer)? {
        BaseMatrix::Dense(weight) => Ok(weight),
        BaseMatrix::Packed(matrix) => Err(Error::PackedFormat { format: matrix.format(), what: "numbers on a card" }),
    }
}

/// What the numbers of `x` are multiplied with where some are dropped.
fn factors(x: &Tensor, mask: Option<DropoutMask>) -> Result<Option<Tensor>, Error> {
    let Some(mask) = mask else { return Ok(None) };
    let factors: Vec<f32> = (0..x.elem_count()).map(|index| mask.factor(index)).collect();
    Ok(Some(Tensor::from_vec(factors, x.shape(), x.device())?.to_dtype(x.dtype())?))
}

fn times(x: Tensor, factors: Option<&Tensor>) -> Result<Tensor, Error> {
    Ok(match factors {
        Some(factors) => (x * factors)?,
        None => x,
    })
}

/// `x`: (rows, in) to (rows, out).
pub(super) fn project(
    linear: &Linear,
    x: &Tensor,
    pair: Option<&CardPair>,
    mask: Option<DropoutMask>,
) -> Result<Tensor, Error> {
    let y = few_rows_or_product(x, &base(linear)?)?;
    let Some(pair) = pair else { return Ok(y) };
    let low = few_rows_or_product(&times(x.clone(), factors(x, mask)?.as_ref())?, &pair.a)?;
    Ok((y + few_rows_or_product(&low, &pair.scaled_b)?)?)
}

/// `stream` + the projection of `x`.
pub(super) fn project_onto(
    stream: &Tensor,
    linear: &Linear,
    x: &Tensor,
    pair: Option<&CardPair>,
    mask: Option<DropoutMask>,
) -> Result<Tensor, Error> {
    match pair {
        None if are_few_rows(x)? => Ok(few_rows_onto(stream, x, &base(linear)?)?),
        pair => Ok((stream + project(linear, x, pair, mask)?)?),
    }
}

/// The projections of few rows `x` without pairs, in one pass.
pub(super) fn project_three(linears: [&Linear; 3], x: &Tensor) -> Result<[Tensor; 3], Error> {
    let [first, second, third] = linears;
    Ok(three_of_few_rows(x, [&base(first)?, &base(second)?, &base(third)?])?)
}

/// silu(gate) · up of few rows `x` without pairs, in one pass.
pub(super) fn project_gated(gate: &Linear, up: &Linear, x: &Tensor) -> Result<Tensor, Error> {
    Ok(gated_few_rows(x, &base(gate)?, &base(up)?)?)
}

/// The gradient of the input `x` when that of the result is `dy`; those of the pair are added to `sums`.
pub(super) fn pull(
    linear: &Linear,
    x: &Tensor,
    dy: &Tensor,
    pair: Option<&CardPair>,
    mask: Option<DropoutMask>,
    sums: &GradientSums,
) -> Result<Tensor, Error> {
    let dx = dy.matmul(&base(linear)?)?;
    let (Some(pair), Some((a_start, b_start))) = (pair, sums.places.get(&linear.place)) else { return Ok(dx) };
    let factors = factors(x, mask)?;
    let kept = times(x.clone(), factors.as_ref())?;
    let low = kept.matmul(&pair.a.t()?)?;
    let d_low = dy.matmul(&pair.scaled_b)?;
    sums.add(*b_start, &dy.t()?.matmul(&low)?, pair.scale)?;
    sums.add(*a_start, &d_low.t()?.matmul(&kept)?, 1.0)?;
    let change = times(d_low.matmul(&pair.a)?, factors.as_ref())?;
    Ok((dx + change)?)
}
