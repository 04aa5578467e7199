//! What was measured of the agreement of a model's samples, kept beside its regimen adapter: the share of agreeing samples against the
//! share of plans that equal the delivered one, on cases it never learnt from. Counts only, no text.

use std::path::Path;

use isocenter_stats::{CoveragePoint, Proportion, youden_point};
use serde::{Deserialize, Serialize};

use crate::count::count;
use crate::error::Error;
use crate::files;
use crate::wire::{self, AgreementThreshold};

/// File in the folder of the regimen adapter.
const FILE: &str = "agreement.json";

/// The record of one adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AgreementRecord {
    /// Samples drawn for each case.
    pub(crate) samples: usize,
    /// Their temperature.
    pub(crate) temperature: f64,
    /// Their seed.
    pub(crate) seed: u64,
    /// SHA-256 of the adapter's weights.
    pub(crate) adapter_sha256: String,
    /// Cases on which the threshold was chosen.
    pub(crate) validation: MeasuredCases,
    /// Cases that nothing was chosen on.
    pub(crate) held_out: Option<MeasuredCases>,
}

/// Coverage against accuracy on some cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MeasuredCases {
    /// Which cases.
    pub(crate) origin: String,
    /// How many.
    pub(crate) cases: usize,
    /// For each share of agreeing samples that occurs, the highest first.
    pub(crate) points: Vec<SharePoint>,
}

/// Cases whose largest group has at least this share of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct SharePoint {
    pub(crate) share: f64,
    pub(crate) answered: usize,
    /// Of these, the ones whose most frequent plan equals the delivered one.
    pub(crate) equal: usize,
}

impl MeasuredCases {
    pub(crate) fn new(origin: String, points: &[CoveragePoint]) -> Self {
        let point = |point: &CoveragePoint| SharePoint {
            share: point.threshold,
            answered: point.answered.successes,
            equal: point.correct.successes,
        };
        Self {
            origin,
            cases: points.last().map_or(0, |all| all.answered.n),
            points: points.iter().map(point).collect(),
        }
    }

    /// The points as they are shown.
    pub(crate) fn curve(&self) -> Vec<wire::CoveragePoint> {
        let shown = |point: CoveragePoint| wire::CoveragePoint {
            share: point.threshold,
            coverage: point.answered.share().unwrap_or(0.0),
            accuracy: point.correct.share(),
        };
        self.coverage_points().into_iter().map(shown).collect()
    }

    fn coverage_points(&self) -> Vec<CoveragePoint> {
        let point = |point: &SharePoint| CoveragePoint {
            threshold: point.share,
            answered: Proportion { successes: point.answered, n: self.cases },
            correct: Proportion { successes: point.equal, n: point.answered },
        };
        self.points.iter().map(point).collect()
    }

    /// What answering from `share` on gives here.
    pub(crate) fn at(&self, share: f64) -> Option<CoveragePoint> {
        self.coverage_points().into_iter().take_while(|point| point.threshold >= share).last()
    }
}

impl AgreementRecord {
    /// The record beside an adapter, if there is one that can be read. Who applies or shows it asks its hash first.
    pub(crate) fn beside(adapter: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(adapter.join(FILE)).ok()?).ok()
    }

    /// Writes it beside its adapter.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn write_beside(&self, adapter: &Path) -> Result<(), Error> {
        files::write_whole(&adapter.join(FILE), &files::to_json(self)?)
    }

    /// The threshold that separates plans equal to the delivered one from others best (Youden's index), on the validation cases.
    pub(crate) fn threshold(&self) -> Option<AgreementThreshold> {
        let points = self.validation.coverage_points();
        let (all, chosen) = (points.last()?, youden_point(&points)?);
        Some(AgreementThreshold {
            share: chosen.threshold,
            validation_cases: count(self.validation.cases),
            samples: count(self.samples),
            temperature: self.temperature,
            coverage: chosen.answered.share()?,
            accuracy: chosen.correct.share()?,
            accuracy_of_all: all.correct.share()?,
        })
    }

    /// Whether it was measured with as many samples at this temperature; a threshold says nothing of others.
    pub(crate) fn was_measured_with(&self, samples: usize, temperature: f64) -> bool {
        self.samples == samples && (self.temperature - temperature).abs() < 1e-9
    }
}
