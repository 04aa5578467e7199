//! The kernels as functions of tensors. Nothing here is recorded for a backward pass; gradients have functions of their
//! own, held to the plain form in tests.

use candle_core::{Result, Tensor};

use super::launch::{Argument, Grid, blank, launch};

/// Threads for a row of a norm.
const ROW_THREADS: usize = 256;
/// Threads of a warp.
const WARP: usize = 32;
/// Numbers of a row that one thread of a softmax keeps.
const HELD: usize = 8;
/// The same in rows longer than [`MOST_THREADS`] times that.
const HELD_LONG: usize = 32;
/// Threads of the largest block.
const MOST_THREADS: usize = 1024;
/// Rows that are multiplied by kernels of their own at most.
const FEW_ROWS: usize = 8;
/// What one thread reads at once.
const PIECE_BYTES: usize = 16;

/// Angles of every row: cos and sin, f32, (batch · tokens, half) each.
#[derive(Debug, Clone)]
pub(super) struct Angles {
    pub(super) cos: Tensor,
    pub(super) sin: Tensor,
}

/// How rows of all heads lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    pub(super) batch: usize,
    pub(super) tokens: usize,
    pub(super) heads: usize,
    pub(super) width: usize,
}

/// x / √(mean x² + ε) · w. `x`: (rows, width).
pub(crate) fn rms_norm(x: &Tensor, weight: &Tensor, epsilon: f64) -> Result<Tensor> {
    let (rows, width) = x.dims2()?;
    let y = blank((rows, width), x)?;
    let arguments = [
        Argument::numbers(x)?,
        Argument::numbers(weight)?,
        Argument::numbers(&y)?,
        Argument::size(width)?,
        Argument::Number(epsilon as f32),
    ];
    launch("rms_norm", x, Grid::Rows(rows, ROW_THREADS), &arguments)?;
    Ok(y)
}

/// The gradient of the norm's input `x` when that of its result is `dy`, added to `base`.
pub(super) fn pull_rms_norm(
    x: &Tensor,
    weight: &Tensor,
    epsilon: f64,
    dy: &Tensor,
    base: Option<&Tensor>,
) -> Result<Tensor> {
    let (rows, width) = x.dims2()?;
    let dx = blank((rows, width), x)?;
    let arguments = [
        Argument::numbers(x)?,
        Argument::numbers(weight)?,
        Argument::numbers(dy)?,
        Argument::maybe(base)?,
        Argument::numbers(&dx)?,
        Argument::size(width)?,
        Argument::Number(epsilon as f32),
    ];
    launch("pull_rms_norm", x, Grid::Rows(rows, ROW_THREADS), &arguments)?;
    Ok(dx)
}

/// (batch · tokens, heads · width) to (batch, heads, tokens, width), turned if there are angles.
pub(super) fn to_heads(x: &Tensor, angles: Option<&Angles>, heads: Heads) -> Result<Tensor> {
    if heads.tokens == 1 && angles.is_none() {
        return x.reshape((heads.batch, heads.heads, 1, heads.width));
    }
    let y = blank((heads.batch, heads.heads, heads.tokens, heads.width), x)?;
    between("to_heads", x, &y, angles, heads)?;
    Ok(y)
}

/// (batch, heads, tokens, width) to (batch · tokens, heads · width), turned back if there are angles. It takes gradients
/// the way that [`to_heads`] came.
pub(super) fn from_heads(x: &Tensor, angles: Option<&Angles>, heads: Heads) -> Result<Tensor> {
    if heads.tokens == 1 && angles.is_none() {
        return x.reshape((heads.batch, heads.heads * heads.width));
    }
    let y = blank((heads.batch * heads.tokens, heads.heads * heads.width), x)?;
    between("from_heads", x, &y, angles, heads)?;
    Ok(y)
}

fn between(name: &'static str, x: &Tensor, y: &Tensor, angles: Option<&Angles>, heads: Heads) -> Result<()> {
    let half = heads.width / 2;
    let pairs = heads.batch * heads.tokens * heads.heads * half;
    let arguments = [
        Argument::numbers(x)?,
        Argument::maybe(angles.map(|angles| &angles.cos))?,
        Argument::maybe(angles.map(|angles| &angles.sin))?,
        Argument::numbers(y)?,
        Argument::size(pairs)?,
        Argument::size(heads.tokens)?,
        Argument::size(heads.heads)?,
        Argument::size(half)?,
    ];
    launch(name, x, Grid::Each(pairs), &arguments)
}

/// softmax(scale · scores + mask) in the place of the scores: (batch, kv_heads, group · tokens, keys). `mask`:
/// (batch, 1, tokens, keys).
pub(super) fn masked_softmax(scores: Tensor, mask: &Tensor, scale: f64) -> Result<Tensor> {
    let (batch, kv_heads, grouped, keys) = scores.dims4()?;
    let tokens = mask.dim(2)?;
    let (rows, heads) = (batch * kv_heads * grouped, kv_heads * grouped / tokens);
    let (name, threads) = match softmax_threads(keys) {
        (HELD, threads) => ("masked_softmax_8", threads),
        (_, threads) => ("masked_softmax_32", threads),
    };
    let arguments = [
        Argument::numbers(mask)?,
        Argument::numbers(&scores)?,
        Argument::size(heads)?,
        Argument::size(tokens)?,
        Argument::size(keys)?,
        Argument::Number(scale as f32),
    ];
    launch(name, &scores, Grid::Rows(rows, threads), &arguments)?;
    Ok(scores)
}

/// The gradient of the scores in the place of `gradient`, that of the chances.
pub(super) fn pull_softmax(chances: &Tensor, gradient: Tensor, scale: f64) -> Result<Tensor> {
    let keys = chances.dim(3)?;
    let (name, threads) = match softmax_threads(keys) {
        (HELD, threads) => ("pull_softmax_8", threads),
        (_, threads) => ("pull_softmax_32", threads),
    };
    let arguments = [
        Argument::numbers(chances)?,
        Argument::numbers(&gradient)?,
        Argument::size(keys)?,
        Argument::Number(scale as f32),
    ];
    launch(name, chances, Grid::Rows(chances.elem_count() / keys.max(1), threads), &arguments)?;
    Ok(gradient)
}

/// The longest row that the softmax takes.
pub(super) const MOST_KEYS: usize = HELD_LONG * MOST_THREADS;

/// How many numbers each thread keeps, and threads.
fn softmax_threads(keys: usize) -> (usize, usize) {
    let held = if keys <= HELD * MOST_THREADS { HELD } else { HELD_LONG };
    (held, keys.div_ceil(held).next_multiple_of(WARP).min(MOST_THREADS))
}

/// silu(`gate`) · `up`.
pub(super) fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    let y = blank(gate.shape(), gate)?;
    let count = gate.elem_count();
    let arguments = [Argument::numbers(gate)?, Argument::numbers(up)?, Argument::numbers(&y)?, Argument::size(count)?];
    launch("swiglu", gate, Grid::Each(count), &arguments)?;
    Ok(y)
}

/// The gradients of `gate` and `up`.
pub(super) fn pull_swiglu(gate: &Tensor, up: &Tensor, dy: &Tensor) -> Result<(Tensor, Tensor)> {
    let (d_gate, d_up) = (blank(gate.shape(), gate)?, blank(up.shape(), up)?);
    let count = gate.elem_count();
    let arguments = [
        Argument::numbers(gate)?,
        Argument::numbers(up)?,
        Argument::numbers(dy)?,
        Argument::numbers(&d_gate)?,
        Argument::numbers(&d_up)?,
        Argument::size(count)?,
    ];
    launch("pull_swiglu", gate, Grid::Each(count), &arguments)?;
    Ok((d_gate, d_up))
}

/// Adds `factor` · `x` to the f32 numbers of `sums`, a contiguous piece of as many.
pub(super) fn add_to_sums(x: &Tensor, sums: &Tensor, factor: f64) -> Result<()> {
    let count = x.elem_count();
    let arguments =
        [Argument::numbers(x)?, Argument::numbers(sums)?, Argument::size(count)?, Argument::Number(factor as f32)];
    launch("add_to_sums", x, Grid::Each(count), &arguments)
}

/// Whether products with `x`, (rows, in), go through the kernels that read the weights once for few rows.
pub(super) fn are_few_rows(x: &Tensor) -> Result<bool> {
    let (rows, width) = x.dims2()?;
    Ok(rows <= FEW_ROWS && (width * x.dtype().size_in_bytes()).is_multiple_of(PIECE_BYTES))
}

/// x Wᵀ. `x`: (rows, in), contiguous; `weight`: (out, in). Few rows are read past the weights, many go to cuBLAS.
pub(crate) fn few_rows_or_product(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    if !are_few_rows(x)? {
        return x.matmul(&weight.t()?);
    }
    let (rows, out) = (x.dim(0)?, weight.dim(0)?);
    let y = blank((rows, out), x)?;
    few_rows(x, None, [Some((weight, &y)), None, None])?;
    Ok(y)
}

/// base + x Wᵀ for few rows.
pub(super) fn few_rows_onto(base: &Tensor, x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let y = blank(base.shape(), x)?;
    few_rows(x, Some(base), [Some((weight, &y)), None, None])?;
    Ok(y)
}

/// The products of few rows with three matrices.
pub(super) fn three_of_few_rows(x: &Tensor, weights: [&Tensor; 3]) -> Result<[Tensor; 3]> {
    let rows = x.dim(0)?;
    let [first, second, third] = weights;
    let out = |weight: &Tensor| blank((rows, weight.dim(0)?), x);
    let y = [out(first)?, out(second)?, out(third)?];
    few_rows(x, None, [Some((first, &y[0])), Some((second, &y[1])), Some((third, &y[2]))])?;
    Ok(y)
}

fn few_rows(x: &Tensor, base: Option<&Tensor>, products: [Option<(&Tensor, &Tensor)>; 3]) -> Result<()> {
    let (rows, width) = x.dims2()?;
    let name = match rows {
        1 => "few_rows_1",
        2..=4 => "few_rows_4",
        _ => "few_rows_8",
    };
    let out = |product: Option<(&Tensor, &Tensor)>| product.map_or(Ok(0), |(weight, _)| weight.dim(0));
    let outs = [out(products[0])?, out(products[1])?, out(products[2])?];
    let weight = |place: usize| Argument::maybe(products[place].map(|(weight, _)| weight));
    let y = |place: usize| Argument::maybe(products[place].map(|(_, y)| y));
    let arguments = [
        Argument::numbers(x)?,
        Argument::maybe(base)?,
        weight(0)?,
        weight(1)?,
        weight(2)?,
        y(0)?,
        y(1)?,
        y(2)?,
        Argument::size(rows)?,
        Argument::size(outs[0])?,
        Argument::size(outs[1])?,
        Argument::size(outs[2])?,
        Argument::size(width)?,
    ];
    let all: usize = outs.iter().sum();
    launch(name, x, Grid::Rows(all.div_ceil(ROW_THREADS / WARP), ROW_THREADS), &arguments)
}

/// silu(x Gᵀ) · (x Uᵀ) for few rows.
pub(super) fn gated_few_rows(x: &Tensor, gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    let ((rows, width), out) = (x.dims2()?, gate.dim(0)?);
    let y = blank((rows, out), x)?;
    let name = match rows {
        1 => "gated_few_rows_1",
        2..=4 => "gated_few_rows_4",
        _ => "gated_few_rows_8",
    };
    let arguments = [
        Argument::numbers(x)?,
        Argument::numbers(gate)?,
        Argument::numbers(up)?,
        Argument::numbers(&y)?,
        Argument::size(rows)?,
        Argument::size(out)?,
        Argument::size(width)?,
    ];
    launch(name, x, Grid::Rows(out.div_ceil(ROW_THREADS / WARP), ROW_THREADS), &arguments)?;
    Ok(y)
}
