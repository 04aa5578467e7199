//! What the functions of this crate refuse. What a definition leaves open is no error: it is `None` or a named state of the result.

/// Why a statistic was not computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two columns that must stand row against row are not of the same length.
    #[error("{left} values stand against {right}")]
    LengthMismatch {
        /// Length of the first column.
        left: usize,
        /// Length of the second column.
        right: usize,
    },
    /// A value is NaN or infinite.
    #[error("value {position} is NaN or infinite")]
    NotFinite {
        /// Its place, from 0.
        position: usize,
    },
    /// A value that must lie between 0 and 1 does not.
    #[error("value {position} is no number from 0 to 1")]
    NotInUnitRange {
        /// Its place, from 0.
        position: usize,
    },
    /// A row names a class or a grade outside those given.
    #[error("row {position} is outside the classes given")]
    UnknownClass {
        /// The row, from 0.
        position: usize,
    },
    /// A class is listed twice.
    #[error("class {position} is listed twice")]
    RepeatedClass {
        /// The second place, from 0.
        position: usize,
    },
    /// A scale of fewer than two grades cannot show agreement.
    #[error("a scale needs at least two grades")]
    ScaleTooShort,
    /// The probabilities of a row do not sum to one.
    #[error("the probabilities of row {position} do not sum to one")]
    NotADistribution {
        /// The row, from 0.
        position: usize,
    },
    /// A number of bins or of resamples is zero.
    #[error("no bin or no resample was asked for")]
    NothingAskedFor,
}

/// The common length of two columns.
pub(crate) fn same_length<A, B>(left: &[A], right: &[B]) -> Result<usize, Error> {
    match left.len() == right.len() {
        true => Ok(left.len()),
        false => Err(Error::LengthMismatch { left: left.len(), right: right.len() }),
    }
}

/// Refuses NaN and infinity by their place.
pub(crate) fn all_finite(values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(position) => Err(Error::NotFinite { position }),
        None => Ok(()),
    }
}

/// Refuses what is no probability by its place.
pub(crate) fn all_in_unit_range(values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !(0.0..=1.0).contains(value)) {
        Some(position) => Err(Error::NotInUnitRange { position }),
        None => Ok(()),
    }
}
