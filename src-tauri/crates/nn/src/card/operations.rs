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
/// Rows that [`few_rows_or_product`] multiplies by its own kernel at most.
const FEW_ROWS: usize = 8;

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
    let y = blank((heads.batch, heads.heads, heads.tokens, heads.width), x)?;
    between("to_heads", x, &y, angles, heads)?;
    Ok(y)
}

/// (batch, heads, tokens, width) to (batch · tokens, heads · width), turned back if there are angles. It takes gradients
/// the way that [`to_heads`] came.
pub(super) fn from_heads(x: &Tensor, angles: Option<&Angles>, heads: Heads) -> Result<Tensor> {
    let y = blank((heads.batch * heads.tokens, heads.heads * heads.width), x)?;
    between("from_heads", x, &y, angles, heads)?;
    Ok(y)
}

fn between(name: &str, x: &Tensor, y: &Tensor, angles: Option<&Angles>, heads: Heads) -> Result<()> {
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

/// x Wᵀ. `x`: (rows, in), contiguous; `weight`: (out, in). Few rows are read past the weights, many go to cuBLAS.
pub(crate) fn few_rows_or_product(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let ((rows, width), out) = (x.dims2()?, weight.dim(0)?);
    let whole_pieces = (width * x.dtype().size_in_bytes()).is_multiple_of(16);
    if rows > FEW_ROWS || !whole_pieces {
        return x.matmul(&weight.t()?);
    }
    let y = blank((rows, out), x)?;
    let name = match rows {
        1 => "few_rows_1",
        2..=4 => "few_rows_4",
        _ => "few_rows_8",
    };
    let arguments = [
        Argument::numbers(x)?,
        Argument::numbers(weight)?,
        Argument::numbers(&y)?,
        Argument::size(rows)?,
        Argument::size(out)?,
        Argument::size(width)?,
    ];
    launch(name, x, Grid::Rows(out.div_ceil(ROW_THREADS / WARP), ROW_THREADS), &arguments)?;
    Ok(y)
}
