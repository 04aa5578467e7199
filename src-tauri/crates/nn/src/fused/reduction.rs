//! Sums and maxima over a row, in independent lanes so that they vectorise (and lose less to rounding).

const LANES: usize = 32;

#[inline(always)]
fn lanes_sum(lanes: [f32; LANES]) -> f32 {
    let mut halves = lanes;
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            halves[lane] += halves[lane + width];
        }
        width /= 2;
    }
    halves[0]
}

/// Σ a·b.
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let length = a.len().min(b.len());
    let (a, b) = (&a[..length], &b[..length]);
    let mut lanes = [0f32; LANES];
    let (a_blocks, b_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_blocks.zip(b_blocks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes_sum(lanes) + rest
}

/// Σ a·b·c.
#[inline(always)]
pub(super) fn triple_dot(a: &[f32], b: &[f32], c: &[f32]) -> f32 {
    let length = a.len().min(b.len()).min(c.len());
    let (a, b, c) = (&a[..length], &b[..length], &c[..length]);
    let mut lanes = [0f32; LANES];
    let (a_blocks, b_blocks, c_blocks) = (a.chunks_exact(LANES), b.chunks_exact(LANES), c.chunks_exact(LANES));
    let rest: f32 = a_blocks
        .remainder()
        .iter()
        .zip(b_blocks.remainder())
        .zip(c_blocks.remainder())
        .map(|((a, b), c)| a * b * c)
        .sum();
    for ((a, b), c) in a_blocks.zip(b_blocks).zip(c_blocks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane] * c[lane];
        }
    }
    lanes_sum(lanes) + rest
}

/// Σ a.
#[inline(always)]
pub(super) fn sum(a: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    let blocks = a.chunks_exact(LANES);
    let rest: f32 = blocks.remainder().iter().sum();
    for block in blocks {
        for lane in 0..LANES {
            lanes[lane] += block[lane];
        }
    }
    lanes_sum(lanes) + rest
}

/// The largest number; -∞ of nothing.
#[inline(always)]
pub(super) fn largest(a: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let blocks = a.chunks_exact(LANES);
    let mut peak = f32::NEG_INFINITY;
    for value in blocks.remainder() {
        peak = if *value > peak { *value } else { peak };
    }
    for block in blocks {
        for lane in 0..LANES {
            lanes[lane] = if block[lane] > lanes[lane] { block[lane] } else { lanes[lane] };
        }
    }
    for lane in lanes {
        peak = if lane > peak { lane } else { peak };
    }
    peak
}
