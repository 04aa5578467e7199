//! Quantities as a plan states them: number and unit as they are written, never corrected.

use std::fmt;

use isocenter_domain::{Dose, Fractions};

use crate::Span;

/// A number without a unit is taken as gray up to here (functional radiosurgery reaches 140, implants 145).
const HIGHEST_UNWRITTEN_GRAY: f64 = 200.0;

/// The unit that is written behind a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DoseUnit {
    /// `Gy`.
    Gray,
    /// `cGy`.
    Centigray,
    /// `Gy(RBE)`, `CGE`, `GyE`: weighted by the relative biological effectiveness of protons.
    GrayRbe,
    /// `cGy(RBE)`.
    CentigrayRbe,
    /// None is written: `54/3`.
    Unwritten,
}

impl DoseUnit {
    /// The unit as it is printed; empty where none is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Gray => "Gy",
            Self::Centigray => "cGy",
            Self::GrayRbe => "Gy(RBE)",
            Self::CentigrayRbe => "cGy(RBE)",
            Self::Unwritten => "",
        }
    }

    /// Whether doses in it are weighted for protons.
    #[must_use]
    pub const fn is_weighted(self) -> bool {
        matches!(self, Self::GrayRbe | Self::CentigrayRbe)
    }
}

/// A dose as it is stated: `4005 Gy` is 4005 in gray.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatedDose {
    /// The number as it is written, finite and not below zero.
    pub value: f64,
    /// Its unit.
    pub unit: DoseUnit,
    /// Number and unit.
    pub span: Span,
}

impl StatedDose {
    /// Gray. Nothing for a number without a unit that is too large to be gray: whether `4000` is centigray is not guessed.
    #[must_use]
    pub fn gray(self) -> Option<f64> {
        match self.unit {
            DoseUnit::Gray | DoseUnit::GrayRbe => Some(self.value),
            DoseUnit::Centigray | DoseUnit::CentigrayRbe => Some(self.value / 100.0),
            DoseUnit::Unwritten => (self.value <= HIGHEST_UNWRITTEN_GRAY).then_some(self.value),
        }
    }

    /// The dose, if it is one above zero.
    #[must_use]
    pub fn dose(self) -> Option<Dose> {
        Dose::from_gray(self.gray()?).ok()
    }
}

impl fmt::Display for StatedDose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            DoseUnit::Unwritten => write!(f, "{}", self.value),
            unit => write!(f, "{} {}", self.value, unit.symbol()),
        }
    }
}

/// A number of fractions and where it is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedFractions {
    /// The number.
    pub count: Fractions,
    /// Its words.
    pub span: Span,
}

/// How often the patient is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Schedule {
    /// `daily`, `QD`: once on each working day.
    Daily,
    /// `BID`.
    TwiceDaily,
    /// `QOD`.
    EveryOtherDay,
    /// `twice weekly`.
    TwiceWeekly,
    /// `three times a week`.
    ThriceWeekly,
    /// `weekly`.
    Weekly,
}

impl Schedule {
    /// Every schedule.
    pub const ALL: [Self; 6] =
        [Self::Daily, Self::TwiceDaily, Self::EveryOtherDay, Self::TwiceWeekly, Self::ThriceWeekly, Self::Weekly];

    /// `twice daily`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::TwiceDaily => "twice daily",
            Self::EveryOtherDay => "every other day",
            Self::TwiceWeekly => "twice weekly",
            Self::ThriceWeekly => "thrice weekly",
            Self::Weekly => "weekly",
        }
    }
}
