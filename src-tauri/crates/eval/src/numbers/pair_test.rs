//! Two models on the same temperatures, or on the same cases, by Wilcoxon's signed-rank test: tuned against base one-sided, family against
//! family two-sided. What the pairs are is part of the result: ten temperatures of one model are not ten patients.

use isocenter_domain::Task;
use isocenter_stats::{Alternative, Rounding, WilcoxonError, WilcoxonMethod, WilcoxonSettings, holm, wilcoxon};
use serde::Serialize;

use super::measured::Difference;
use super::scan::ScanSeries;
use crate::evaluation::Block;
use crate::{Error, Evaluation, Metric, ModelId, Study};

/// Differences are compared at so many decimals, so that equal differences of shares are ties whatever their last bit.
const DECIMALS: u8 = 9;

/// Which models stand against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Opponents {
    /// A tuned model (first) against its base (second), one-sided: tuned is better.
    TunedAgainstBase,
    /// Two models of the same role and different families, two-sided: the alternative of Wang et al. is not known.
    FamilyAgainstFamily,
}

/// What a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PairUnit {
    /// A temperature of the scan (the design of Wang et al.); of all tasks together, a temperature of a task.
    Temperature,
    /// A case, by its mean over the scan.
    Case,
}

/// A test with what it tested.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairTest {
    /// Which models stand against each other.
    pub opponents: Opponents,
    /// The first model.
    pub first: ModelId,
    /// The second model.
    pub second: ModelId,
    /// The task; nothing for all tasks together.
    pub task: Option<&'static str>,
    /// What is compared; nothing for all tasks together, where it is the headline of each.
    pub metric: Option<Metric>,
    /// What a pair is.
    pub unit: PairUnit,
    /// What came out.
    pub outcome: TestOutcome,
    /// Holm's correction over the tasks of the same models and unit; undefined where there is no test, and for all tasks together.
    pub p_holm: Option<f64>,
}

/// What came out of a test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TestOutcome {
    /// It was done.
    Tested(Tested),
    /// No pair differs: there is nothing to test.
    NoDifference {
        /// Pairs.
        n: usize,
    },
    /// There is no pair, or a value is undefined.
    Undefined,
}

/// A test that was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tested {
    /// The p-value.
    pub p: f64,
    /// The smallest p that so many pairs allow.
    pub p_floor: f64,
    /// Sum of positive ranks (one-sided) or the smaller sum (two-sided).
    pub statistic: f64,
    /// Pairs, those without a difference included.
    pub n: usize,
    /// Pairs without a difference; they are dropped.
    pub zeros: usize,
    /// Differing pairs that share their absolute difference with another one.
    pub ties: usize,
    /// `exact` (conditional on ties) or `asymptotic`.
    pub method: &'static str,
    /// Matched-pairs rank-biserial correlation.
    pub rank_biserial: f64,
    /// Median of the differences.
    pub median_difference: f64,
}

impl TestOutcome {
    /// The p-value, if the test was done.
    #[must_use]
    pub const fn p(&self) -> Option<f64> {
        match self {
            Self::Tested(tested) => Some(tested.p),
            Self::NoDifference { .. } | Self::Undefined => None,
        }
    }

    /// The test of `first` against `second`, pair by pair.
    pub(crate) fn of(first: &[f64], second: &[f64], alternative: Alternative) -> Result<Self, Error> {
        let settings =
            WilcoxonSettings { rounding: Rounding::Decimals(DECIMALS), ..WilcoxonSettings::new(alternative) };
        match wilcoxon(first, second, settings) {
            Ok(test) => Ok(Self::Tested(Tested {
                p: test.p,
                p_floor: test.p_floor,
                statistic: test.statistic,
                n: test.n,
                zeros: test.zeros,
                ties: test.ties,
                method: match test.method {
                    WilcoxonMethod::Exact => "exact",
                    WilcoxonMethod::Asymptotic => "asymptotic",
                },
                rank_biserial: test.rank_biserial,
                median_difference: test.median_difference,
            })),
            Err(WilcoxonError::NoNonZeroDifferences { n }) => Ok(Self::NoDifference { n }),
            Err(WilcoxonError::Input(source)) => Err(source.into()),
            Err(WilcoxonError::NoPairs | WilcoxonError::TooManyForExact { .. }) => Ok(Self::Undefined),
        }
    }
}

/// Tests and differences of a study.
pub(crate) struct PairTests {
    pub(crate) tests: Vec<PairTest>,
    pub(crate) differences: Vec<(Task, Difference)>,
}

/// Two models that are compared, by their places in the study.
struct Opposed {
    opponents: Opponents,
    first: usize,
    second: usize,
}

fn opposed(study: &Study) -> Vec<Opposed> {
    let pairs = study.pairs();
    let mut all: Vec<Opposed> = pairs
        .map(|pair| Opposed { opponents: Opponents::TunedAgainstBase, first: pair.tuned, second: pair.base })
        .collect();
    for (first, one) in study.models.iter().enumerate() {
        for (second, other) in study.models.iter().enumerate().skip(first + 1) {
            if one.role == other.role && one.family != other.family {
                all.push(Opposed { opponents: Opponents::FamilyAgainstFamily, first, second });
            }
        }
    }
    all
}

impl Evaluation<'_> {
    pub(crate) fn pair_tests(&self, scans: &[ScanSeries]) -> Result<PairTests, Error> {
        let mut found = PairTests { tests: Vec::new(), differences: Vec::new() };
        for opposed in opposed(self.study) {
            let by_temperature = self.by_temperature(&opposed, scans)?;
            found.tests.extend(by_temperature);
            let mut by_case = Vec::new();
            for task in self.study.tasks() {
                let (Some(first), Some(second)) = (self.block(opposed.first, task), self.block(opposed.second, task))
                else {
                    continue;
                };
                found.differences.push((task, self.difference(first, second, None)?));
                by_case.push(self.test(&opposed, Some(task), PairUnit::Case, headlines(first), headlines(second))?);
            }
            correct_by_holm(&mut by_case)?;
            found.tests.extend(by_case);
        }
        Ok(found)
    }

    fn by_temperature(&self, opposed: &Opposed, scans: &[ScanSeries]) -> Result<Vec<PairTest>, Error> {
        let id = |model: usize| &self.study.models[model].id;
        let points = |model: usize, task: Task| {
            let is_meant =
                |series: &&ScanSeries| series.is_headline && series.task == task && series.model == *id(model);
            scans.iter().find(is_meant).and_then(ScanSeries::values)
        };
        let (mut tests, mut all_first, mut all_second) = (Vec::new(), Some(Vec::new()), Some(Vec::new()));
        let gather = |all: &mut Option<Vec<f64>>, values: &Option<Vec<f64>>| match (all.as_mut(), values) {
            (Some(all), Some(values)) => all.extend(values),
            _ => *all = None,
        };
        for task in self.study.tasks() {
            let (first, second) = (points(opposed.first, task), points(opposed.second, task));
            gather(&mut all_first, &first);
            gather(&mut all_second, &second);
            tests.push(self.test(opposed, Some(task), PairUnit::Temperature, first, second)?);
        }
        correct_by_holm(&mut tests)?;
        if tests.len() > 1 {
            tests.push(self.test(opposed, None, PairUnit::Temperature, all_first, all_second)?);
        }
        Ok(tests)
    }

    fn test(
        &self,
        opposed: &Opposed,
        task: Option<Task>,
        unit: PairUnit,
        first: Option<Vec<f64>>,
        second: Option<Vec<f64>>,
    ) -> Result<PairTest, Error> {
        let alternative = match opposed.opponents {
            Opponents::TunedAgainstBase => Alternative::Greater,
            Opponents::FamilyAgainstFamily => Alternative::TwoSided,
        };
        let outcome = match (first, second) {
            (Some(first), Some(second)) => TestOutcome::of(&first, &second, alternative)?,
            _ => TestOutcome::Undefined,
        };
        Ok(PairTest {
            opponents: opposed.opponents,
            first: self.study.models[opposed.first].id.clone(),
            second: self.study.models[opposed.second].id.clone(),
            task: task.map(Task::name),
            metric: task.map(Metric::headline),
            unit,
            outcome,
            p_holm: None,
        })
    }
}

/// The headline of each case over the whole scan; a headline has a meaning in every case that serves the task.
fn headlines(block: &Block) -> Option<Vec<f64>> {
    let values = block.case_values(Metric::headline(block.task), None).into_iter();
    values.map(|value| value.map(|value| value.mean)).collect()
}

fn correct_by_holm(tests: &mut [PairTest]) -> Result<(), Error> {
    let p: Vec<f64> = tests.iter().filter_map(|test| test.outcome.p()).collect();
    let mut corrected = holm(&p)?.into_iter();
    for test in tests.iter_mut().filter(|test| test.outcome.p().is_some()) {
        test.p_holm = corrected.next();
    }
    Ok(())
}
