//! Whether the modality probabilities mean what they say: Brier score, reliability curve of the likeliest label, expected calibration error.

use isocenter_domain::{Modality, Task};
use isocenter_stats::{Z_95, brier_score, reliability};
use serde::Serialize;

use super::measured::Interval;
use crate::sample::likeliest;
use crate::{Error, Evaluation, ModelId};

/// The calibration of one model's modality probabilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// The model.
    pub model: ModelId,
    /// Cases.
    pub cases: usize,
    /// Brier's score over the four labels, from 0 (sure and right) to 2.
    pub brier: Option<f64>,
    /// Expected calibration error of the likeliest label.
    pub expected_calibration_error: Option<f64>,
    /// Bins of the likeliest label's probability, empty ones included.
    pub bins: Vec<CalibrationBin>,
}

/// The cases whose likeliest label has a probability above `low` and up to `high`; the first bin holds 0 too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationBin {
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
    /// Cases.
    pub cases: usize,
    /// Those whose likeliest label is right.
    pub correct: usize,
    /// Share of them; undefined in an empty bin.
    pub share: Option<f64>,
    /// Wilson's 95 % interval of the share.
    pub interval: Option<Interval>,
    /// Mean probability of the likeliest label; undefined in an empty bin.
    pub mean_probability: Option<f64>,
}

impl Evaluation<'_> {
    pub(crate) fn calibrations(&self) -> Result<Vec<Calibration>, Error> {
        let mut found = Vec::new();
        for block in self.blocks.iter().filter(|block| block.task == Task::Modality) {
            let (mut rows, mut truths, mut confidences, mut correct) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for scored in &block.beside {
                let truth = self.cases.cases()[block.cases[scored.case]].modality;
                let (Some(probabilities), Some(truth)) = (scored.probabilities, truth) else { continue };
                let place = |sought: Modality| Modality::ALL.iter().position(|modality| *modality == sought);
                let answered = likeliest(&probabilities);
                truths.extend(place(truth));
                confidences.extend(place(answered).map(|at| probabilities[at]));
                correct.push(answered == truth);
                rows.push(probabilities);
            }
            let curve = reliability(&confidences, &correct, self.study.statistics.calibration_bins)?;
            found.push(Calibration {
                model: self.study.models[block.model].id.clone(),
                cases: rows.len(),
                brier: brier_score(&rows, &truths)?,
                expected_calibration_error: curve.expected_calibration_error(),
                bins: curve
                    .bins
                    .iter()
                    .map(|bin| CalibrationBin {
                        low: bin.low,
                        high: bin.high,
                        cases: bin.correct.n,
                        correct: bin.correct.successes,
                        share: bin.correct.share(),
                        interval: bin.correct.wilson(Z_95).map(Into::into),
                        mean_probability: bin.mean_confidence,
                    })
                    .collect(),
            });
        }
        Ok(found)
    }
}
