//! Which pairs go to the panel: those more than one apart, nothing else.

use crate::{Grade, Pair};

/// Whether two grades are more than one apart: 3 and 5 are, 4 and 5 are not.
#[must_use]
pub const fn is_discrepancy(first: Grade, second: Grade) -> bool {
    first.distance(second) > 1
}

/// The pairs that go to the panel, in their order.
#[must_use]
pub fn discrepancies(pairs: &[Pair]) -> Vec<Pair> {
    pairs.iter().filter(|pair| is_discrepancy(pair.first, pair.second)).copied().collect()
}

/// Counts: A's grade down, B's across, grade 1 first.
#[must_use]
pub fn cross_table(pairs: &[Pair]) -> [[u32; 5]; 5] {
    let mut table = [[0; 5]; 5];
    for pair in pairs {
        table[pair.first.index()][pair.second.index()] += 1;
    }
    table
}
