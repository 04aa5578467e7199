//! One phase as a plan states it. Its numbers may contradict each other: that is the checks' to find.

use isocenter_domain::{Fractions, Modality, Phase, PhaseRole};

use super::{StatedDose, StatedFractions};
use crate::Span;

/// What a dose counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counting {
    /// The dose of this phase.
    Phase,
    /// What is reached with it, the phases before included: `boost to 54 Gy`.
    Cumulative,
}

/// A phase: what the text states of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanPhase {
    /// What it is to the course.
    pub role: PhaseRole,
    /// The word the text gives it: `primary`, `boost`, `boost nodes`.
    pub label: String,
    /// The radiation: of its own words, else the only one of the text.
    pub modality: Option<Modality>,
    /// Total dose of the phase.
    pub dose: Option<StatedDose>,
    /// What `dose` counts.
    pub counting: Counting,
    /// Further, lower doses given with the same fractions: 40 in `SIB 48/40 in 15`.
    pub levels: Vec<StatedDose>,
    /// Number of fractions.
    pub fractions: Option<StatedFractions>,
    /// Dose of a fraction, where the text states it.
    pub per_fraction: Option<StatedDose>,
    /// From the first to the last of its words.
    pub span: Span,
}

impl PlanPhase {
    /// Total dose in gray: as stated, else fractions times dose per fraction. Of a cumulative dose, what is reached.
    #[must_use]
    pub fn total_gray(&self) -> Option<f64> {
        match self.dose {
            Some(dose) => dose.gray(),
            None => Some(self.per_fraction?.gray()? * f64::from(self.fractions?.count.count())),
        }
    }

    /// Gray per fraction: as stated, else the dose of the phase over its fractions.
    #[must_use]
    pub fn per_fraction_gray(&self) -> Option<f64> {
        match self.per_fraction {
            Some(dose) => dose.gray(),
            None if self.counting == Counting::Cumulative => None,
            None => Some(self.dose?.gray()? / f64::from(self.fractions?.count.count())),
        }
    }

    /// The number of fractions.
    #[must_use]
    pub fn fraction_count(&self) -> Option<Fractions> {
        self.fractions.map(|fractions| fractions.count)
    }

    /// The phase of a regimen, where modality, dose and fractions are stated and the dose counts this phase.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        let dose = isocenter_domain::Dose::from_gray(self.total_gray()?).ok()?;
        (self.counting == Counting::Phase).then_some(())?;
        let (modality, fractions) = (self.modality?, self.fraction_count()?);
        Some(Phase { role: self.role, label: self.label.clone(), modality, dose, fractions })
    }
}
