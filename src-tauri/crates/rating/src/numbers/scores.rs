//! How often each point was given to the letters of an arm.

use isocenter_stats::{bootstrap, mean, median};
use serde::Serialize;

use super::ArmName;
use super::standing::Standing;
use super::statistic::{BOOTSTRAP, Bounds};
use crate::{Error, Score};

/// The ratings of one arm in one dimension, of all raters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmScores {
    /// Which arm.
    pub arm: ArmName,
    /// Ratings.
    pub n: usize,
    /// Letters with a rating.
    pub letters: usize,
    /// How often 1, 2, 3, 4.
    pub counts: [usize; Score::POINTS],
    /// Mean; none without a rating.
    pub mean: Option<f64>,
    /// Its interval.
    pub interval: Option<Bounds>,
    /// Median; none without a rating.
    pub median: Option<f64>,
}

pub(super) fn by_arm(standing: &Standing<'_>, dimension: usize) -> Result<Vec<ArmScores>, Error> {
    let of_arm = |(place, arm): (usize, &crate::Arm)| {
        let mut by_case: Vec<Vec<f64>> = vec![Vec::new(); standing.cases.len()];
        let (mut counts, mut letters) = ([0; Score::POINTS], 0);
        for item in standing.items.iter().filter(|item| item.arm == place) {
            let before = by_case[item.case].len();
            for number in item.scores(dimension).flatten() {
                counts[usize::from(number) - 1] += 1;
                by_case[item.case].push(f64::from(number));
            }
            letters += usize::from(by_case[item.case].len() > before);
        }
        by_case.retain(|scores| !scores.is_empty());
        let all = by_case.concat();
        let sums: Vec<(f64, f64)> = by_case.iter().map(|scores| (scores.iter().sum(), scores.len() as f64)).collect();
        let interval = bootstrap(sums.len(), BOOTSTRAP, |rows| {
            let (sum, n) = rows.iter().fold((0.0, 0.0), |(sum, n), row| (sum + sums[*row].0, n + sums[*row].1));
            Some(sum / n)
        })?;
        Ok(ArmScores {
            arm: arm.into(),
            n: all.len(),
            letters,
            counts,
            mean: mean(&all)?,
            interval: interval.map(Bounds::from),
            median: median(&all)?,
        })
    };
    standing.arms.iter().enumerate().map(of_arm).collect()
}
