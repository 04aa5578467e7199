//! Sex and age of an invented patient, and how a physician introduces one.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::book::Ages;

/// Sex as the exports have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// `Female`.
    Female,
    /// `Male`.
    Male,
}

impl Sex {
    /// The word of the exports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Female => "Female",
            Self::Male => "Male",
        }
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// Sex and age of one case.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Sex.
    pub sex: Sex,
    /// Age in whole years, 1 to 100.
    pub age_years: u32,
}

impl Person {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the age is clamped to 1..=100")]
    pub(crate) fn draw(male_share: f64, ages: Ages, rng: &mut ChaCha8Rng) -> Self {
        let sex = if rng.random::<f64>() < male_share { Sex::Male } else { Sex::Female };
        // Triangular distribution by its inverse.
        let (span, turn) = (ages.high - ages.low, ages.mode - ages.low);
        let at: f64 = rng.random();
        let age = if at < turn / span {
            ages.low + (at * span * turn).sqrt()
        } else {
            ages.high - ((1.0 - at) * span * (span - turn)).sqrt()
        };
        Self { sex, age_years: age.round().clamp(1.0, 100.0) as u32 }
    }

    /// The band that scenario conditions ask for.
    pub(crate) const fn age_band(self) -> &'static str {
        match self.age_years {
            0..18 => "child",
            18..50 => "young",
            50..72 => "adult",
            72..80 => "old",
            _ => "veryold",
        }
    }

    /// `62 y/o M`, `8-year-old girl`; above 89 the age is not told (it would identify).
    pub(crate) fn introduction(self, rng: &mut ChaCha8Rng) -> String {
        let age = self.age_years;
        let (letter, word) = match (self.sex, age) {
            (Sex::Male, 0..18) => ("M", "boy"),
            (Sex::Female, 0..18) => ("F", "girl"),
            (Sex::Male, _) => ("M", "man"),
            (Sex::Female, _) => ("F", "woman"),
        };
        if age > 89 {
            return format!("elderly {}", self.sex.key());
        }
        match rng.random_range(0..6) {
            0 | 1 => format!("{age} y/o {letter}"),
            2 => format!("{age}{letter}"),
            3 => format!("{age} yo {}", self.sex.key()),
            4 => format!("{age} y.o. {word}"),
            _ => format!("{age}-year-old {word}"),
        }
    }
}
