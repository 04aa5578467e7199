//! Dose in gray and number of fractions: plain quantities that cannot be nonsense.

/// An absorbed dose in gray (RBE-weighted for protons), finite and above zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Dose(f64);

/// A number that is no dose or no number of fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DoseError {
    /// Zero, negative, infinite or not a number.
    #[error("a dose must be a finite number of gray above zero")]
    NotPositive,
    /// A course has at least one fraction.
    #[error("a course has at least one fraction")]
    NoFractions,
}

impl Dose {
    /// A dose of `gray` gray.
    ///
    /// # Errors
    /// [`DoseError::NotPositive`] for zero, negative, infinite or undefined values.
    pub fn from_gray(gray: f64) -> Result<Self, DoseError> {
        if gray.is_finite() && gray > 0.0 { Ok(Self(gray)) } else { Err(DoseError::NotPositive) }
    }

    /// The dose in gray.
    #[must_use]
    pub const fn gray(self) -> f64 {
        self.0
    }
}

/// A number of fractions, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fractions(u32);

impl Fractions {
    /// A course of `count` fractions.
    ///
    /// # Errors
    /// [`DoseError::NoFractions`] for zero.
    pub const fn new(count: u32) -> Result<Self, DoseError> {
        if count == 0 { Err(DoseError::NoFractions) } else { Ok(Self(count)) }
    }

    /// The number of fractions.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.0
    }
}
