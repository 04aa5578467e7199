//! The exact distribution of the signed-rank sum, conditional on the ranks: each rank is added or not with probability one half.
//! Ties need no special care, because the ranks come doubled and are counted as they are.

/// P(sum of the chosen ranks ≤ `threshold`), by dynamic programming over the sums (Streitberg & Röhmel 1986, shift algorithm).
///
/// The distribution is symmetric about half the total, so only sums up to there are formed. Halving is exact in floating point:
/// up to 52 ranks the answer is the exact fraction, and the largest n of the caller keeps 2⁻ⁿ a normal number.
pub(crate) fn lower_tail(ranks: &[u64], threshold: u64) -> f64 {
    let total: u64 = ranks.iter().sum();
    if threshold >= total {
        return 1.0;
    }
    // P(S ≤ t) = 1 − P(S ≥ t + 1) = 1 − P(S ≤ total − t − 1).
    if 2 * threshold >= total {
        return 1.0 - lower_tail(ranks, total - threshold - 1);
    }
    let last = threshold as usize;
    let (mut before, mut after) = (vec![0.0_f64; last + 1], vec![0.0_f64; last + 1]);
    before[0] = 1.0;
    let mut highest = 0_usize;
    for rank in ranks.iter().map(|rank| *rank as usize) {
        highest = last.min(highest + rank);
        for (after, without) in after[..=highest].iter_mut().zip(&before) {
            *after = 0.5 * without;
        }
        if rank <= highest {
            for (after, with) in after[rank..=highest].iter_mut().zip(&before) {
                *after += 0.5 * with;
            }
        }
        std::mem::swap(&mut before, &mut after);
    }
    before.iter().sum()
}
