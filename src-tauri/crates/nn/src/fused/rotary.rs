//! Rotary positions together with the step from rows of heads to heads of rows:
//! (batch · tokens, heads · width) to (batch, heads, tokens, width), rotated or as it is.

use rayon::prelude::*;

use super::exponential::vectorised;
use super::slices::rows_per_task;
use crate::rotary::Rotation;

/// How the rows of a batch divide into heads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    pub(super) batch: usize,
    pub(super) tokens: usize,
    pub(super) heads: usize,
    pub(super) width: usize,
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

/// `to` becomes (batch · tokens, heads · width) from (batch, heads, tokens, width), turned back if there is a rotation.
pub(super) fn merge_heads(to: &mut [f32], from: &[f32], heads: Heads, rotation: Option<&Rotation>) {
    let row_width = heads.heads * heads.width;
    let rows = heads.batch * heads.tokens;
    let take = rows_per_task(rows, row_width);
    if take >= rows {
        merge_rows(to, 0, from, heads, rotation);
    } else {
        to.par_chunks_mut(take * row_width)
            .enumerate()
            .for_each(|(task, to)| merge_rows(to, task * take, from, heads, rotation));
    }
}
