//! Samples of one regimen, grouped where they are clinically equal. How many must agree is not decided here.

use crate::Regimen;

/// Doses nearer than this are the same, Gy: plans are written to two decimals.
const SAME_DOSE_GRAY: f64 = 0.005;

impl Regimen {
    /// Whether both state the same modality, dose and fractions in every phase; a regimen that states none equals none.
    #[must_use]
    pub fn is_clinically_equal(&self, other: &Self) -> bool {
        !self.phases.is_empty()
            && self.phases.len() == other.phases.len()
            && self.phases.iter().zip(&other.phases).all(|(one, other)| {
                one.modality == other.modality
                    && one.fractions == other.fractions
                    && (one.dose.gray() - other.dose.gray()).abs() < SAME_DOSE_GRAY
            })
    }
}

/// Samples that are clinically equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleGroup {
    /// Places of its samples among all, rising.
    pub samples: Vec<usize>,
}

/// Samples in groups: the largest first, of equal ones the one that came first. Samples that state no plan are in none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SampleAgreement {
    /// How many samples there are.
    pub samples: usize,
    /// The groups.
    pub groups: Vec<SampleGroup>,
}

impl SampleAgreement {
    /// Groups samples by clinical equality with the first of each group.
    #[must_use]
    pub fn of(samples: &[Regimen]) -> Self {
        let mut groups: Vec<SampleGroup> = Vec::new();
        for (place, sample) in samples.iter().enumerate().filter(|(_, sample)| !sample.phases.is_empty()) {
            match groups.iter_mut().find(|group| samples[group.samples[0]].is_clinically_equal(sample)) {
                Some(group) => group.samples.push(place),
                None => groups.push(SampleGroup { samples: vec![place] }),
            }
        }
        groups.sort_by_key(|group| (std::cmp::Reverse(group.samples.len()), group.samples[0]));
        Self { samples: samples.len(), groups }
    }

    /// Samples of the largest group.
    #[must_use]
    pub fn agreeing(&self) -> usize {
        self.groups.first().map_or(0, |group| group.samples.len())
    }

    /// Samples that state no plan.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.samples - self.groups.iter().map(|group| group.samples.len()).sum::<usize>()
    }

    /// Whether they state a plan: as many agree on one as state none.
    #[must_use]
    pub fn states_a_plan(&self) -> bool {
        !self.groups.is_empty() && self.unread() <= self.agreeing()
    }

    /// Share of all samples that are in the largest group; nothing without samples.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.samples > 0).then(|| self.agreeing() as f64 / self.samples as f64)
    }
}
