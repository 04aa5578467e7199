//! Copying operands into panels and strips, sixteen by sixteen where their order must be turned.

use super::super::matrix_product::Matrix;
use super::Term;
use super::kernel::{COLUMNS, ROWS, Wide};

/// Fills `panel` (places, ROWS) with `count` rows of the terms' left matrices from row `first`; the rest with zeros.
pub(super) fn left(wide: Wide, panel: &mut [f32], terms: &[Term<'_>], first: usize, count: usize) {
    let mut done = 0;
    for term in terms {
        let places = term.places(wide);
        let part = &mut panel[done * ROWS..(done + places) * ROWS];
        lines_across(wide, part, ROWS, term.left.rows(first..first + count), term.factor);
        done += places;
    }
}

/// Fills `strip` (places, COLUMNS) with `count` columns of the terms' right matrices from column `first`; the rest with zeros.
pub(super) fn right(wide: Wide, strip: &mut [f32], terms: &[Term<'_>], first: usize, count: usize) {
    let mut done = 0;
    for term in terms {
        let places = term.places(wide);
        let part = &mut strip[done * COLUMNS..(done + places) * COLUMNS];
        lines_across(wide, part, COLUMNS, term.right.transposed().rows(first..first + count), 1.0);
        done += places;
    }
}

/// Writes factor · the matrix (lines, depth) as `to` (places, `width`): line l becomes column l, missing lines zeros.
fn lines_across(wide: Wide, to: &mut [f32], width: usize, matrix: Matrix<'_>, factor: f32) {
    let (lines, depth) = matrix.size();
    if lines < width {
        to.fill(0.0);
    }
    let pairs = wide.depth_per_place() == 2;
    let whole = match matrix.as_rows() {
        Some((numbers, stride)) if factor == 1.0 => {
            let whole = depth - depth % 16;
            for line in (0..lines).step_by(16) {
                let count = 16.min(lines - line);
                turn_lines(wide, &numbers[line * stride..], stride, &mut to[line..], width, whole, count);
            }
            whole
        }
        _ => 0,
    };
    let columns = matrix.as_columns();
    if let (Some((numbers, stride)), false) = (columns, pairs) {
        for (to, from) in to.chunks_exact_mut(width).zip(numbers.chunks(stride)).take(depth) {
            to.iter_mut().zip(&from[..lines]).for_each(|(to, from)| *to = factor * from);
        }
        return;
    }
    for place in whole / wide.depth_per_place()..depth.div_ceil(wide.depth_per_place()) {
        let to = &mut to[place * width..][..lines];
        if !pairs {
            to.iter_mut().enumerate().for_each(|(line, to)| *to = factor * matrix.at(line, place));
            continue;
        }
        let (first, second) = (2 * place, 2 * place + 1);
        match columns {
            Some((numbers, stride)) if second < depth => {
                let (first, second) = (&numbers[first * stride..][..lines], &numbers[second * stride..][..lines]);
                let both = first.iter().zip(second);
                to.iter_mut().zip(both).for_each(|(to, (first, second))| *to = pair(factor * first, factor * second));
            }
            _ => to.iter_mut().enumerate().for_each(|(line, to)| {
                let second = if second < depth { factor * matrix.at(line, second) } else { 0.0 };
                *to = pair(factor * matrix.at(line, first), second);
            }),
        }
    }
}

/// Two numbers rounded to bf16 in one place: to nearest, ties to even.
#[inline(always)]
fn pair(first: f32, second: f32) -> f32 {
    let rounded = |x: f32| x.to_bits().wrapping_add(0x7fff + ((x.to_bits() >> 16) & 1));
    f32::from_bits((rounded(first) >> 16) | (rounded(second) & 0xffff_0000))
}

/// Turns `count` lines of `from`, up to 16, over a depth that is a multiple of 16.
fn turn_lines(wide: Wide, from: &[f32], stride: usize, to: &mut [f32], width: usize, depth: usize, count: usize) {
    if depth == 0 {
        return;
    }
    let places = depth / wide.depth_per_place();
    assert!((count - 1) * stride + depth <= from.len() && (places - 1) * width + count <= to.len());
    for place in (0..depth).step_by(16) {
        #[expect(unsafe_code, reason = "the assertion covers 16 numbers of each line and all lines of each place")]
        // SAFETY: see the reason.
        unsafe {
            let to = to.as_mut_ptr().add(place / wide.depth_per_place() * width);
            wide.transpose_16(from.as_ptr().add(place), stride, count, to, width, count);
        }
    }
}
