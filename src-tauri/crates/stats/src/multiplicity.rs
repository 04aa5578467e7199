//! Several tests at once: Holm's step-down correction.

use crate::error::{Error, all_in_unit_range};

/// Holm's adjusted p-values in the order given: the i-th smallest of m times m − i + 1, made monotone, at most 1 (Holm 1979).
/// No test, no value.
///
/// # Errors
/// [`Error::NotInUnitRange`] for what is no p-value, NaN included.
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, Error> {
    all_in_unit_range(p_values)?;
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let (mut adjusted, mut largest) = (vec![0.0; p_values.len()], 0.0_f64);
    for (before, &place) in order.iter().enumerate() {
        largest = largest.max((p_values[place] * (p_values.len() - before) as f64).min(1.0));
        adjusted[place] = largest;
    }
    Ok(adjusted)
}
