//! Time and drift of a grader over the first looks of the own list; hidden repeats are left out, for they are known by then.

use std::collections::HashMap;

use isocenter_stats::{bootstrap, mean, median};
use serde::Serialize;

use super::agreement::BOOTSTRAP;
use super::statistic::{Statistic, Undefined};
use crate::{Assignment, Error, Grader, GraderId, Ledger, Letter, Place, Round};

/// A grade after less time than this, ms, is hasty.
pub const HASTY_MS: u64 = 2000;

/// Time and drift of a grader. A third is a third of the first looks in this grader's order, rounded down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pace {
    /// Whose.
    pub grader: GraderId,
    /// Their name.
    pub name: String,
    /// A or B.
    pub letter: Letter,
    /// First looks that have a grade.
    pub n: usize,
    /// Median time in view while the window had the focus, s; of a position, all looks that led to what stands or was replaced.
    pub median_s: Option<f64>,
    /// The same over the first third, s.
    pub first_third_s: Option<f64>,
    /// The same over the last third, s.
    pub last_third_s: Option<f64>,
    /// Mean grade of the last third minus that of the first; the interval resamples positions.
    pub drift: Statistic,
    /// Graded after less than [`HASTY_MS`].
    pub hasty: usize,
    /// Grades and skips, repeats included, that are not the first entry of their position.
    pub corrected: usize,
}

/// A first look with a grade.
struct Graded {
    position: usize,
    grade: f64,
    seconds: f64,
}

impl Pace {
    pub(super) fn of(grader: &Grader, ledger: &Ledger, order: &Assignment) -> Result<Self, Error> {
        let mut focus_ms: HashMap<Place, u64> = HashMap::new();
        for entry in ledger.history().iter().filter(|entry| entry.grader == grader.id) {
            *focus_ms.entry(entry.place()).or_default() += u64::from(entry.focus_ms);
        }
        let firsts: Vec<Place> = order
            .grading()
            .iter()
            .filter(|look| look.round == Round::First)
            .map(|look| Place { grader: grader.id, round: look.round, item: look.item })
            .collect();
        let mut graded = Vec::new();
        let mut hasty = 0;
        for (position, place) in firsts.iter().enumerate() {
            let Some(grade) = ledger.current(*place).and_then(|entry| entry.act.grade()) else { continue };
            let spent = focus_ms.get(place).copied().unwrap_or(0);
            hasty += usize::from(spent < HASTY_MS);
            graded.push(Graded { position, grade: f64::from(grade.number()), seconds: spent as f64 / 1000.0 });
        }
        let third = firsts.len() / 3;
        let is_first = |look: &Graded| look.position < third;
        let is_last = |look: &Graded| look.position >= firsts.len() - third;
        let median_of = |is_in: &dyn Fn(&Graded) -> bool| {
            let seconds: Vec<f64> = graded.iter().filter(|look| is_in(look)).map(|look| look.seconds).collect();
            median(&seconds)
        };
        Ok(Self {
            grader: grader.id,
            name: grader.name.clone(),
            letter: grader.letter,
            n: graded.len(),
            median_s: median_of(&|_| true)?,
            first_third_s: median_of(&is_first)?,
            last_third_s: median_of(&is_last)?,
            drift: drift(
                &graded.iter().filter(|look| is_first(look)).map(|look| look.grade).collect::<Vec<_>>(),
                &graded.iter().filter(|look| is_last(look)).map(|look| look.grade).collect::<Vec<_>>(),
            )?,
            hasty,
            corrected: ledger.corrections(grader.id) as usize,
        })
    }
}

/// Mean of `last` minus mean of `first`.
fn drift(first: &[f64], last: &[f64]) -> Result<Statistic, Error> {
    let (Some(before), Some(after)) = (mean(first)?, mean(last)?) else {
        return Ok(Statistic::Undefined(Undefined::NoGrades));
    };
    let interval = bootstrap(first.len() + last.len(), BOOTSTRAP, |rows| {
        let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
        for row in rows {
            let (third, grade) = if *row < first.len() { (0, first[*row]) } else { (1, last[*row - first.len()]) };
            sums[third] += grade;
            counts[third] += 1.0;
        }
        (counts[0] > 0.0 && counts[1] > 0.0).then(|| sums[1] / counts[1] - sums[0] / counts[0])
    })?;
    Ok(Statistic::new(Ok(after - before), interval))
}
