//! Coverage against accuracy of the regimen: how often the plan that most answers of a case give is the delivered one, if only cases are
//! answered in which so many of them agree.
//!
//! The answers of a case are all that the study holds of one model, over all temperatures. They are grouped by clinical equality; the share of
//! all answers that is in the largest group is the case's confidence. Where no answer states a plan it is 0, and the case is wrong. Cases whose
//! delivered regimen cannot be read are left out. One answer agrees with nothing: its agreement is undefined.

use isocenter_domain::{Regimen, SampleAgreement, Task};
use isocenter_stats::{Z_95, coverage_accuracy};
use serde::Serialize;

use super::measured::Interval;
use crate::evaluation::Block;
use crate::{Answer, Error, Evaluation, ModelId};

/// Least coverages at which accuracy is given, per cent.
const LEAST_PER_CENT: [usize; 3] = [50, 70, 90];

/// Coverage against accuracy of one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The model.
    pub model: ModelId,
    /// Answers of each case, all temperatures together.
    pub answers_per_case: usize,
    /// Cases whose delivered regimen can be read.
    pub cases: usize,
    /// Those of them in which no answer states a plan.
    pub without_plan: usize,
    /// A point for each agreement that occurs, the highest first; none where agreement is undefined.
    pub points: Vec<CoveragePoint>,
    /// Every case answered: the last point.
    pub all: Option<CoveragePoint>,
    /// At least so many cases answered.
    pub at_least: Vec<CoverageAtLeast>,
}

/// What answering from one agreement up gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoveragePoint {
    /// So many answers of a case agree at least.
    pub agreeing: usize,
    /// The same as a share of its answers.
    pub agreement: f64,
    /// Cases in which they do.
    pub answered: usize,
    /// Share of all cases.
    pub coverage: f64,
    /// Those of the answered whose most frequent plan is the delivered one.
    pub correct: usize,
    /// Share of the answered.
    pub accuracy: f64,
    /// Wilson's 95 % interval of the accuracy.
    pub interval: Option<Interval>,
}

/// The strictest agreement that answers enough cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoverageAtLeast {
    /// Share of cases that must be answered.
    pub least_coverage: f64,
    /// Its point; undefined where agreement is.
    pub point: Option<CoveragePoint>,
}

impl Evaluation<'_> {
    pub(crate) fn coverages(&self) -> Result<Vec<Coverage>, Error> {
        self.blocks.iter().filter(|block| block.task == Task::Regimen).map(|block| self.coverage(block)).collect()
    }

    fn coverage(&self, block: &Block) -> Result<Coverage, Error> {
        let answers_per_case = self.study.answers_per_case();
        let (mut confidences, mut correct, mut without_plan) = (Vec::new(), Vec::new(), 0);
        for answers in block.free.chunk_by(|one, other| one.case == other.case) {
            let case = &self.cases.cases()[block.cases[answers[0].case]];
            let delivered = Regimen::read(case.reference(Task::Regimen).unwrap_or_default());
            if delivered.phases.is_empty() {
                continue;
            }
            let samples: Vec<Regimen> = answers.iter().map(|scored| regimen(&scored.answer)).collect();
            let agreement = SampleAgreement::of(&samples);
            let plan = agreement.groups.first().map(|group| &samples[group.samples[0]]);
            without_plan += usize::from(plan.is_none());
            confidences.push(agreement.share().unwrap_or(0.0));
            correct.push(plan.is_some_and(|plan| plan.is_clinically_equal(&delivered)));
        }
        let points = if answers_per_case > 1 {
            let found = coverage_accuracy(&confidences, &correct)?;
            found.iter().filter_map(|point| CoveragePoint::of(point, answers_per_case)).collect()
        } else {
            Vec::new()
        };
        Ok(Coverage {
            model: self.study.models[block.model].id.clone(),
            answers_per_case,
            cases: confidences.len(),
            without_plan,
            all: points.last().copied(),
            at_least: LEAST_PER_CENT.map(|per_cent| CoverageAtLeast::of(per_cent, &points, confidences.len())).into(),
            points,
        })
    }
}

fn regimen(answer: &Answer) -> Regimen {
    match answer {
        Answer::Regimen(Some(phases)) => Regimen { text: String::new(), phases: phases.clone() },
        _ => Regimen::default(),
    }
}

impl CoveragePoint {
    /// Nothing without a case, which no point is.
    fn of(point: &isocenter_stats::CoveragePoint, answers_per_case: usize) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of so many answers")]
        let agreeing = (point.threshold * answers_per_case as f64).round() as usize;
        Some(Self {
            agreeing,
            agreement: point.threshold,
            answered: point.answered.successes,
            coverage: point.answered.share()?,
            correct: point.correct.successes,
            accuracy: point.correct.share()?,
            interval: point.correct.wilson(Z_95).map(Into::into),
        })
    }
}

impl CoverageAtLeast {
    fn of(per_cent: usize, points: &[CoveragePoint], cases: usize) -> Self {
        // In whole numbers: a share of exactly 0.7 must not be missed by a rounding.
        let point = points.iter().find(|point| point.answered * 100 >= per_cent * cases).copied();
        Self { least_coverage: per_cent as f64 / 100.0, point }
    }
}
