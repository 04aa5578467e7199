//! Mid-ranks, doubled so that they are whole numbers also among ties.

/// The ranks of the values, from smallest to largest; tied values share the mean of their places.
pub(crate) struct DoubledRanks {
    /// Twice the rank of each value, in the order of the values.
    pub doubled: Vec<u64>,
    /// Sizes of the groups of equal values, smallest value first; a value that stands alone is a group of one.
    pub groups: Vec<usize>,
}

/// Ranks of finite values.
pub(crate) fn doubled_ranks(values: &[f64]) -> DoubledRanks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let (mut doubled, mut groups) = (vec![0; values.len()], Vec::new());
    let mut before = 0_usize;
    for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
        // Places before + 1 to before + size have the mean before + (size + 1) / 2.
        let twice_mean = (2 * before + group.len() + 1) as u64;
        for &place in group {
            doubled[place] = twice_mean;
        }
        groups.push(group.len());
        before += group.len();
    }
    DoubledRanks { doubled, groups }
}
