//! Rotary positions together with the step from rows of heads to heads of rows:
//! (batch · tokens, heads · width) to (batch, heads, tokens, width), rotated or as it is.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

use super::exponential::vectorised;
use super::slices::{numbers, output, rows_per_task, tensor, with_numbers};
use crate::Error;
use crate::rotary::Rotation;

/// How the rows of a batch divide into heads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads {
    pub(crate) batch: usize,
    pub(crate) tokens: usize,
    pub(crate) heads: usize,
    pub(crate) width: usize,
}

/// Rotated heads (batch, heads, tokens, width) of `x`: (batch · tokens, heads · width).
pub(crate) fn rotate_heads(x: &Tensor, heads: Heads, rotation: &Rotation) -> std::result::Result<Tensor, Error> {
    Ok(x.apply_op1(SplitHeads { heads, rotation: Some(rotation.clone()) })?)
}

/// Heads (batch, heads, tokens, width) of `x`: (batch · tokens, heads · width).
pub(crate) fn split_heads(x: &Tensor, heads: Heads) -> std::result::Result<Tensor, Error> {
    Ok(x.apply_op1(SplitHeads { heads, rotation: None })?)
}

/// Which way to turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Forward,
    /// The inverse, which is also the transpose: what gradients take.
    Back,
}

/// Turns one head of one token by its position: pairs are (i, i + width / 2), as Hugging Face lays them out.
#[inline(always)]
pub(super) fn turn(to: &mut [f32], from: &[f32], cos: &[f32], sin: &[f32], direction: Turn) {
    let half = cos.len();
    let sign = if direction == Turn::Forward { 1.0 } else { -1.0 };
    let (from_low, from_high) = from.split_at(half);
    let (to_low, to_high) = to.split_at_mut(half);
    for index in 0..half {
        let (low, high, cos, sin) = (from_low[index], from_high[index], cos[index], sign * sin[index]);
        to_low[index] = low * cos - high * sin;
        to_high[index] = high * cos + low * sin;
    }
}

vectorised! {
    /// Fills `to` (tokens, width) with head `head` of row `batch` of `from`, turned if there is a rotation.
    pub(super) fn gather_head<'a>(to: &'a mut [f32], from: &'a [f32], heads: Heads, batch: usize, head: usize, rotation: Option<&'a Rotation>) {
        let Heads { tokens, width, .. } = heads;
        for (token, to) in to.chunks_exact_mut(width).enumerate() {
            let row = batch * tokens + token;
            let from = &from[(row * heads.heads + head) * width..][..width];
            match rotation {
                Some(rotation) => {
                    let (cos, sin) = rotation.of_row(row);
                    turn(to, from, cos, sin, Turn::Forward);
                }
                None => to.copy_from_slice(from),
            }
        }
    }
}

vectorised! {
    /// Fills rows `first_row..` of (batch · tokens, heads · width) from heads (batch, heads, tokens, width), turned back
    /// if there is a rotation.
    pub(super) fn merge_rows<'a>(to: &'a mut [f32], first_row: usize, from: &'a [f32], heads: Heads, rotation: Option<&'a Rotation>) {
        let Heads { tokens, width, heads: count, .. } = heads;
        for (offset, to) in to.chunks_exact_mut(count * width).enumerate() {
            let row = first_row + offset;
            let (batch, token) = (row / tokens, row % tokens);
            for (head, to) in to.chunks_exact_mut(width).enumerate() {
                let from = &from[((batch * count + head) * tokens + token) * width..][..width];
                match rotation {
                    Some(rotation) => {
                        let (cos, sin) = rotation.of_row(row);
                        turn(to, from, cos, sin, Turn::Back);
                    }
                    None => to.copy_from_slice(from),
                }
            }
        }
    }
}

/// (batch · tokens, heads · width) from (batch, heads, tokens, width), turned back if there is a rotation.
pub(super) fn merge_heads(from: &[f32], heads: Heads, rotation: Option<&Rotation>) -> Vec<f32> {
    let row_width = heads.heads * heads.width;
    let rows = heads.batch * heads.tokens;
    let mut to = vec![0f32; rows * row_width];
    let take = rows_per_task(rows, row_width);
    if take >= rows {
        merge_rows(&mut to, 0, from, heads, rotation);
    } else {
        to.par_chunks_mut(take * row_width)
            .enumerate()
            .for_each(|(task, to)| merge_rows(to, task * take, from, heads, rotation));
    }
    to
}

struct SplitHeads {
    heads: Heads,
    rotation: Option<Rotation>,
}

impl CustomOp1 for SplitHeads {
    fn name(&self) -> &'static str {
        "split-heads"
    }

    fn cpu_fwd(&self, x: &CpuStorage, x_at: &Layout) -> Result<(CpuStorage, Shape)> {
        let Heads { batch, tokens, heads, width } = self.heads;
        let x = numbers(x, x_at)?;
        let mut y = vec![0f32; x.len()];
        let rotation = self.rotation.as_ref();
        let one = tokens * width;
        let take = rows_per_task(batch * heads, one);
        y.par_chunks_mut(one).with_min_len(take).enumerate().for_each(|(index, y)| {
            gather_head(y, x, self.heads, index / heads, index % heads, rotation);
        });
        output(y, (batch, heads, tokens, width))
    }

    fn bwd(&self, x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let dx = with_numbers(grad, |grad| Ok(merge_heads(grad, self.heads, self.rotation.as_ref())))?;
        tensor(dx, x.shape()).map(Some)
    }
}
