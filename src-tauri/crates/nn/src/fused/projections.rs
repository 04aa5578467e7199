//! Linear maps of one input in a forward-only pass, with the LoRA pair where the adapter has one. Dense weights, sixteen-bit
//! floats and NF4 are multiplied exactly; blocks of whole-number
//! codes meet activations in eight bits (what llama.cpp does too).

use std::ops::Deref;

use candle_core::{Layout, Storage, bail};

use super::row_product::{Part, RowWeight, RowWrite, multiply_rows};
use super::slices::{for_rows, numbers};
use crate::linear::Linear;
use crate::packed::integer::{self, EightBitRows, STEADY_ROWS};
use crate::weights::{MatrixWeight, Pass};
use crate::{Adapter, BaseMatrix, Error, LoraWeights, PackedMatrix, PackedProducts};

/// Where a projection goes.
pub(super) struct Projected<'a> {
    pub(super) linear: &'a Linear,
    /// Replaced by (rows, out), or added to if `write` says so.
    pub(super) out: &'a mut Vec<f32>,
    pub(super) write: RowWrite,
}

impl<'a> Projected<'a> {
    /// A projection that `out` becomes.
    pub(super) fn new(linear: &'a Linear, out: &'a mut Vec<f32>) -> Self {
        Self { linear, out, write: RowWrite::Replace }
    }
}

/// The projections of `x`: (rows, depth).
pub(super) fn project(
    x: &[f32],
    depth: usize,
    adapter: Option<&Adapter>,
    packed_products: PackedProducts,
    mut targets: Vec<Projected<'_>>,
) -> Result<(), Error> {
    let products = targets
        .iter_mut()
        .map(|target| Product { weight: &target.linear.weight, out: &mut *target.out, write: target.write })
        .collect();
    multiply(x, depth, packed_products, products)?;
    let Some(adapter) = adapter else { return Ok(()) };
    for target in targets {
        if let Some(lora) = adapter.get(target.linear.place) {
            add_low_rank(x, depth, lora, target.out)?;
        }
    }
    Ok(())
}

/// The output head on `x`: (rows, depth) to (rows, vocab).
pub(crate) fn head(
    x: &[f32],
    depth: usize,
    weight: &MatrixWeight,
    packed_products: PackedProducts,
    out: &mut Vec<f32>,
) -> Result<(), Error> {
    multiply(x, depth, packed_products, vec![Product { weight, out, write: RowWrite::Replace }])
}

/// A product with a weight of the base.
struct Product<'a> {
    weight: &'a MatrixWeight,
    out: &'a mut Vec<f32>,
    write: RowWrite,
}

fn multiply(x: &[f32], depth: usize, packed_products: PackedProducts, products: Vec<Product<'_>>) -> Result<(), Error> {
    let is_integer =
        |product: &Product<'_>| product.weight.packed().is_some_and(|matrix| integer::serves(matrix.format()));
    let (in_integers, mut exact): (Vec<_>, Vec<_>) = products.into_iter().partition(is_integer);
    if !in_integers.is_empty() {
        multiply_in_integers(x, depth, packed_products, in_integers);
    }
    let matrices =
        exact.iter().map(|product| product.weight.at(Pass::Infer)).collect::<Result<Vec<BaseMatrix>, _>>()?;
    let weights: Vec<_> = matrices.iter().map(lend).collect();
    let mut parts = Vec::with_capacity(exact.len());
    for (product, weight) in exact.iter_mut().zip(&weights) {
        if product.write == RowWrite::Replace {
            product.out.resize(x.len() / depth * product.weight.size().0, 0.0);
        }
        parts.push(Part {
            weight: weight.rows(packed_products)?,
            out: product.out.as_mut_slice(),
            write: product.write,
        });
    }
    multiply_rows(x, depth, &mut parts);
    Ok(())
}

fn multiply_in_integers(x: &[f32], depth: usize, packed_products: PackedProducts, products: Vec<Product<'_>>) {
    let rows = x.len() / depth;
    let x = if packed_products == PackedProducts::Steady && rows < STEADY_ROWS {
        let filled: Vec<f32> = x.iter().copied().cycle().take(STEADY_ROWS * depth).collect();
        EightBitRows::new(&filled, depth)
    } else {
        EightBitRows::new(x, depth)
    };
    let matrices: Vec<&PackedMatrix> = products.iter().filter_map(|product| product.weight.packed()).collect();
    let found: Vec<Vec<f32>> = match matrices[..] {
        [one, two, three] => integer::products([one, two, three], &x).into(),
        [one, two] => integer::products([one, two], &x).into(),
        _ => matrices.into_iter().flat_map(|matrix| integer::products([matrix], &x)).collect(),
    };
    for (product, mut found) in products.into_iter().zip(found) {
        found.truncate(rows * product.weight.size().0);
        match product.write {
            RowWrite::Replace => *product.out = found,
            RowWrite::AddScaled(factor) => for_rows(product.out, 1, |first, out| {
                out.iter_mut().zip(&found[first..]).for_each(|(out, found)| *out += factor * found);
            }),
        }
    }
}

/// `out` gains scale · (x Aᵀ) Bᵀ.
fn add_low_rank(x: &[f32], depth: usize, lora: &LoraWeights, out: &mut [f32]) -> Result<(), Error> {
    let (a, b) = (BaseMatrix::Dense(lora.a.contiguous()?), BaseMatrix::Dense(lora.b.contiguous()?));
    let (a, b, rank) = (lend(&a), lend(&b), lora.a.dim(0)?);
    let mut low = vec![0f32; x.len() / depth * rank];
    multiply_rows(
        x,
        depth,
        &mut [Part { weight: a.rows(PackedProducts::Steady)?, out: &mut low, write: RowWrite::Replace }],
    );
    let write = RowWrite::AddScaled(lora.scale as f32);
    multiply_rows(&low, rank, &mut [Part { weight: b.rows(PackedProducts::Steady)?, out, write }]);
    Ok(())
}

/// A matrix held for reading.
enum Lent<'a, G> {
    Dense(G, &'a Layout),
    Packed(&'a PackedMatrix),
}

fn lend(matrix: &BaseMatrix) -> Lent<'_, impl Deref<Target = Storage>> {
    match matrix {
        BaseMatrix::Dense(tensor) => {
            let (storage, layout) = tensor.storage_and_layout();
            Lent::Dense(storage, layout)
        }
        BaseMatrix::Packed(matrix) => Lent::Packed(matrix),
    }
}

impl<G: Deref<Target = Storage>> Lent<'_, G> {
    fn rows(&self, packed_products: PackedProducts) -> candle_core::Result<RowWeight<'_>> {
        match self {
            Self::Dense(storage, layout) => match &**storage {
                Storage::Cpu(storage) => Ok(RowWeight::Dense(numbers(storage, layout)?)),
                _ => bail!("a fused operation needs a tensor on the CPU"),
            },
            Self::Packed(matrix) => Ok(RowWeight::Packed(matrix, packed_products)),
        }
    }
}
