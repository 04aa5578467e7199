//! A treatment course as its text and as phases. Reading lives in `regimen_reader`; whether a course is sensible is not decided here.

use std::fmt;

use crate::{Dose, Fractions, Modality, regimen_reader};

/// What a phase is to the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhaseRole {
    /// The main phase.
    Primary,
    /// A further dose to a part of the volume.
    Boost,
}

/// One delivered phase: modality, total dose of the phase, fractions.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// What the phase is to the course.
    pub role: PhaseRole,
    /// The word the text gives it: `primary`, `boost`, `boost nodes`.
    pub label: String,
    /// The radiation.
    pub modality: Modality,
    /// Total dose of the phase.
    pub dose: Dose,
    /// Fractions of the phase.
    pub fractions: Fractions,
}

impl Phase {
    /// Gray per fraction.
    #[must_use]
    pub fn dose_per_fraction_gray(&self) -> f64 {
        self.dose.gray() / f64::from(self.fractions.count())
    }
}

/// A regimen as given and as read; without phases it is "not stated".
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Regimen {
    /// The text it was read from.
    pub text: String,
    /// The phases in order of delivery.
    pub phases: Vec<Phase>,
}

impl Regimen {
    /// Reads the answer form, whole or as far as it has come in a stream. Never fails: what is not surely stated is not read.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { text: text.to_owned(), phases: regimen_reader::read_phases(text) }
    }

    /// The regimen of these phases, its text in the answer form.
    #[must_use]
    pub fn from_phases(phases: Vec<Phase>) -> Self {
        let mut regimen = Self { text: String::new(), phases };
        regimen.text = regimen.to_string();
        regimen
    }

    /// Sum of the phases in gray; nothing when no phase is stated. Physical dose: phases of other fraction sizes add up in BED only.
    #[must_use]
    pub fn total_dose_gray(&self) -> Option<f64> {
        (!self.phases.is_empty()).then(|| self.phases.iter().map(|phase| phase.dose.gray()).sum())
    }

    /// Sum of the fractions; nothing when no phase is stated.
    #[must_use]
    pub fn total_fractions(&self) -> Option<u32> {
        (!self.phases.is_empty()).then(|| self.phases.iter().map(|phase| phase.fractions.count()).sum())
    }
}

/// The answer form, `plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5`; a boost repeats the last part. Without phases, the text as it was.
impl fmt::Display for Regimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, boosts)) = self.phases.split_first() else {
            return f.write_str(&self.text);
        };
        write!(f, "plan {} Gy/ {} fx {}", first.dose.gray(), first.fractions.count(), first.modality.plural())?;
        for boost in boosts {
            write!(
                f,
                " + {} {} Gy/ {} fx {}",
                boost.label,
                boost.dose.gray(),
                boost.fractions.count(),
                boost.modality.plural()
            )?;
        }
        f.write_str(". ")?;
        for (index, phase) in self.phases.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(
                f,
                "{}, {}, {:?}Gy, fractions:{}",
                phase.label,
                phase.modality,
                phase.dose.gray(),
                phase.fractions.count()
            )?;
        }
        Ok(())
    }
}
