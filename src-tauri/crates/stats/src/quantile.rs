//! Mean, median and quantiles. Without a value each is undefined (`None`); NaN and infinity are refused.

use crate::error::{Error, all_finite};

/// The arithmetic mean.
///
/// # Errors
/// [`Error::NotFinite`] for NaN and infinity.
pub fn mean(values: &[f64]) -> Result<Option<f64>, Error> {
    all_finite(values)?;
    Ok((!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64))
}

/// The median: the middle value, or the mean of the two middle ones.
///
/// # Errors
/// [`Error::NotFinite`] for NaN and infinity.
pub fn median(values: &[f64]) -> Result<Option<f64>, Error> {
    all_finite(values)?;
    Ok((!values.is_empty()).then(|| median_of_finite(values.to_vec())))
}

/// The quantile at `share` (0 to 1) with linear interpolation between order statistics: definition 7 of Hyndman & Fan 1996,
/// the default of NumPy and R. At 0 it is the smallest, at 1 the largest value.
///
/// # Errors
/// [`Error::NotFinite`] for NaN and infinity, [`Error::NotInUnitRange`] for a share that is none.
pub fn quantile(values: &[f64], share: f64) -> Result<Option<f64>, Error> {
    all_finite(values)?;
    crate::error::all_in_unit_range(&[share])?;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok((!sorted.is_empty()).then(|| quantile_of_sorted(&sorted, share)))
}

/// Definition 7 over at least one finite value, sorted.
pub(crate) fn quantile_of_sorted(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let (low, high) = (sorted[below], sorted[above]);
    low + (high - low) * (place - below as f64)
}

/// The median of at least one finite value.
pub(crate) fn median_of_finite(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}
