//! Sums of matrix products with many rows, through packed panels, on processors with AVX-512.
//!
//! The left operands are packed once, twelve rows to a panel; each thread then takes 32 columns at a time, packs them
//! into a strip that stays in its second-level cache, and runs down all rows with the sums in registers. Several
//! products are added in one pass, as if their depths lay one behind the other: a LoRA pair costs no pass of its own
//! over the result. An element's sum runs over the depth in order, whatever the other rows and columns are.

mod kernel;
mod pack;

use std::cell::Cell;

use rayon::prelude::*;

use super::matrix_product::{Matrix, Precision, Write};
use kernel::{COLUMNS, ROWS, Wide};

/// Rows of the left packed at once.
const ROWS_AT_ONCE: usize = 128 * ROWS;
/// Depth of a strip: with 32 columns 384 KiB, which stays in the second-level cache.
const DEPTH_AT_ONCE: usize = 3072;
/// Below these sizes gemm is as fast.
const FEWEST_ROWS: usize = 2 * ROWS;
const FEWEST_COLUMNS: usize = COLUMNS;
const FEWEST_MULTIPLICATIONS: usize = 1 << 21;

/// factor · left · right.
#[derive(Clone, Copy)]
pub(super) struct Term<'a> {
    pub(super) factor: f32,
    pub(super) left: Matrix<'a>,
    pub(super) right: Matrix<'a>,
}

impl Term<'_> {
    fn depth(&self) -> usize {
        self.left.size().1
    }

    /// Places of a panel or strip that its depth fills.
    fn places(&self, wide: Wide) -> usize {
        self.depth().div_ceil(wide.depth_per_place())
    }
}

thread_local! {
    /// Taken out while in use: a thread that waits for others may begin another product meanwhile.
    static LEFT_PANELS: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
    static STRIP: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// Lends at least `len` numbers of a thread's own, of any content.
fn with_buffer<R>(
    key: &'static std::thread::LocalKey<Cell<Vec<f32>>>,
    len: usize,
    work: impl FnOnce(&mut [f32]) -> R,
) -> R {
    let mut buffer = key.take();
    if buffer.len() < len {
        buffer.resize(len, 0.0);
    }
    let result = work(&mut buffer[..len]);
    key.set(buffer);
    result
}

/// Whether [`multiply`] is worth its packing, and this processor has what it needs.
pub(super) fn serves(rows: usize, columns: usize, depth: usize) -> bool {
    rows >= FEWEST_ROWS
        && columns >= FEWEST_COLUMNS
        && rows * columns * depth >= FEWEST_MULTIPLICATIONS
        && Wide::get(Precision::F32).is_some()
}

/// Whether products of rounded factors are faster here than those of f32.
#[cfg(test)]
pub(super) fn has_bf16() -> bool {
    Wide::get(Precision::Bf16).is_some()
}

/// `out` (rows × columns, row by row) becomes or gains the sum of the terms, on all threads. False if this processor
/// cannot; nothing has been written then.
///
/// The terms are of `rows` × `columns`, their matrices inside their slices, and `out` has rows · columns numbers.
pub(super) fn multiply(
    out: &mut [f32],
    columns: usize,
    write: Write,
    precision: Precision,
    terms: &[Term<'_>],
) -> bool {
    let Some(wide) = Wide::get(precision).or_else(|| Wide::get(Precision::F32)) else { return false };
    let rows = out.len() / columns;
    let mut write = write;
    for part in depth_parts(terms) {
        let places = places_of(wide, &part);
        for first in (0..rows).step_by(ROWS_AT_ONCE) {
            let count = ROWS_AT_ONCE.min(rows - first);
            let out = &mut out[first * columns..(first + count) * columns];
            with_buffer(&LEFT_PANELS, count.div_ceil(ROWS) * ROWS * places, |panels| {
                panels.par_chunks_mut(ROWS * places).enumerate().with_min_len(4).for_each(|(index, panel)| {
                    pack::left(wide, panel, &part, first + index * ROWS, ROWS.min(count - index * ROWS));
                });
                multiply_packed(wide, out, columns, write, panels, &part);
            });
        }
        write = Write::Add;
    }
    true
}

fn places_of(wide: Wide, part: &[Term<'_>]) -> usize {
    part.iter().map(|term| term.places(wide)).sum()
}

/// The terms cut into parts no deeper than a strip, of about equal depth.
fn depth_parts<'a>(terms: &[Term<'a>]) -> Vec<Vec<Term<'a>>> {
    let depth = terms.iter().map(Term::depth).sum::<usize>();
    let target = depth.div_ceil(depth.div_ceil(DEPTH_AT_ONCE).max(1)).next_multiple_of(16);
    let (mut parts, mut room) = (vec![Vec::new()], target);
    for term in terms {
        let mut from = 0;
        while from < term.depth() {
            if room == 0 {
                parts.push(Vec::new());
                room = target;
            }
            let take = room.min(term.depth() - from);
            let cut = Term {
                factor: term.factor,
                left: term.left.columns(from..from + take),
                right: term.right.transposed().columns(from..from + take).transposed(),
            };
            if let Some(part) = parts.last_mut() {
                part.push(cut);
            }
            (from, room) = (from + take, room - take);
        }
    }
    parts
}

/// A result that several threads write, each to columns of its own.
#[derive(Clone, Copy)]
struct SharedOut(*mut f32);
#[expect(unsafe_code, reason = "threads write to disjoint columns only")]
// SAFETY: see the reason.
unsafe impl Send for SharedOut {}
#[expect(unsafe_code, reason = "threads write to disjoint columns only")]
// SAFETY: see the reason.
unsafe impl Sync for SharedOut {}

impl SharedOut {
    /// Where the element at `index` lies.
    fn at(self, index: usize) -> *mut f32 {
        self.0.wrapping_add(index)
    }
}

fn multiply_packed(wide: Wide, out: &mut [f32], columns: usize, write: Write, panels: &[f32], part: &[Term<'_>]) {
    let rows = out.len() / columns;
    let places = places_of(wide, part);
    let shared = SharedOut(out.as_mut_ptr());
    (0..columns.div_ceil(COLUMNS)).into_par_iter().with_max_len(2).for_each(|strip_index| {
        let column = strip_index * COLUMNS;
        let width = COLUMNS.min(columns - column);
        with_buffer(&STRIP, COLUMNS * places, |strip| {
            pack::right(wide, strip, part, column, width);
            for (index, panel) in panels.chunks_exact(ROWS * places).enumerate() {
                let row = index * ROWS;
                let height = ROWS.min(rows - row);
                if height == ROWS && width == COLUMNS {
                    let corner = shared.at(row * columns + column);
                    #[expect(unsafe_code, reason = "the tile lies inside out, and no other thread has these columns")]
                    // SAFETY: see the reason.
                    unsafe {
                        wide.tile(panel, strip, corner, columns, write);
                    }
                    continue;
                }
                let mut edge = [0f32; ROWS * COLUMNS];
                #[expect(unsafe_code, reason = "the edge holds a whole tile")]
                // SAFETY: see the reason.
                unsafe {
                    wide.tile(panel, strip, edge.as_mut_ptr(), COLUMNS, Write::Replace);
                }
                for (y, line) in edge.chunks_exact(COLUMNS).enumerate().take(height) {
                    for (x, value) in line.iter().enumerate().take(width) {
                        let place = shared.at((row + y) * columns + column + x);
                        #[expect(
                            unsafe_code,
                            reason = "the place lies inside out, and no other thread has these columns"
                        )]
                        // SAFETY: see the reason.
                        unsafe {
                            *place = if write == Write::Add { *place + value } else { *value };
                        }
                    }
                }
            }
        });
    });
}
