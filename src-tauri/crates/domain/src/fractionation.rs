//! BED and EQD2 by the linear-quadratic model, without repopulation (doubtful above about 8-10 Gy per fraction).

use crate::{Error, Phase};

/// The α/β ratio of a tissue in gray, finite and above zero.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct AlphaBeta(f64);

impl AlphaBeta {
    /// An α/β of `gray` gray.
    ///
    /// # Errors
    /// [`Error::AlphaBetaNotPositive`] for zero, negative, infinite or undefined values.
    pub fn from_gray(gray: f64) -> Result<Self, Error> {
        if gray.is_finite() && gray > 0.0 { Ok(Self(gray)) } else { Err(Error::AlphaBetaNotPositive) }
    }

    /// The ratio in gray.
    #[must_use]
    pub const fn gray(self) -> f64 {
        self.0
    }
}

/// Biologically effective dose in gray: `D (1 + d / (α/β))` (Fowler 1989), summed over the phases; 0 for no phase.
#[must_use]
pub fn bed_gray(phases: &[Phase], alpha_beta: AlphaBeta) -> f64 {
    phases.iter().map(|phase| phase.dose.gray() * (1.0 + phase.dose_per_fraction_gray() / alpha_beta.gray())).sum()
}

/// Equivalent dose in 2-Gy fractions in gray: `BED / (1 + 2 / (α/β))`, summed over the phases; 0 for no phase.
#[must_use]
pub fn eqd2_gray(phases: &[Phase], alpha_beta: AlphaBeta) -> f64 {
    bed_gray(phases, alpha_beta) / (1.0 + 2.0 / alpha_beta.gray())
}
