//! Agreement of two graders, or of one grader at two times. A regimen without both grades is no pair and is counted.

use isocenter_stats::{BootstrapSettings, DisagreementWeight, PairedGrades, bootstrap_each};
use serde::Serialize;

use super::share::Share;
use super::standing::{Standing, StandingItem, case_indices};
use super::statistic::{Statistic, Undefined};
use crate::{Assignment, Error, Grade, Ledger, Letter, Pairs, Place, Protocol, Round};

/// Of every interval that is not Wilson's: 1000 resamples of cases, seed 0, percentiles 2.5 and 97.5.
pub(super) const BOOTSTRAP: BootstrapSettings = BootstrapSettings { resamples: 1000, confidence: 0.95, seed: 0 };

/// How much two gradings agree, labels fixed at 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// Pairs.
    pub n: usize,
    /// Regimens without both grades.
    pub missing: usize,
    /// The same grade.
    pub exact: Share,
    /// At most one apart.
    pub within_one: Share,
    /// Cohen's κ, unweighted.
    pub kappa: Statistic,
    /// Linear weights.
    pub kappa_linear: Statistic,
    /// Quadratic weights.
    pub kappa_quadratic: Statistic,
    /// Gwet's AC2, quadratic weights; 1 at most, below −1 in rare tables of few pairs.
    pub ac2: Statistic,
    /// Mean of first minus second: above 0, the first is stricter.
    pub bias: Statistic,
}

/// The agreement of two graders over these pairs, before the panel; for screens that need no other number.
///
/// # Errors
/// [`Error::Statistics`] for a broken invariant.
pub fn agreement(protocol: &Protocol, pairs: &Pairs) -> Result<Agreement, Error> {
    let cases = case_indices(protocol);
    let mut looks = Looks::new(protocol.cases.len(), pairs.missing.len());
    for pair in &pairs.pairs {
        let case = protocol.item(pair.item).and_then(|item| cases.get(&item.case).copied());
        looks.add(case.ok_or(Error::UnknownItem { item: pair.item })?, pair.first, pair.second);
    }
    let two_grade = [Letter::A, Letter::B].iter().all(|letter| protocol.active(*letter).is_some());
    looks.agreement(if two_grade { None } else { Some(Undefined::OneGrader) })
}

pub(super) fn of_items<'a>(
    standing: &Standing<'_>,
    items: impl Iterator<Item = &'a StandingItem<'a>>,
) -> Result<Agreement, Error> {
    let two_grade = standing.graders.len() == 2;
    let mut looks = Looks::new(0, 0);
    for item in items {
        match item.pair() {
            Some(pair) => looks.add(item.case, pair.first, pair.second),
            // With one grader nothing is missing from pairs that cannot be.
            None => looks.missing += usize::from(two_grade),
        }
    }
    looks.agreement(if two_grade { None } else { Some(Undefined::OneGrader) })
}

pub(super) fn of_repeats(protocol: &Protocol, ledger: &Ledger, order: &Assignment) -> Result<Agreement, Error> {
    let cases = case_indices(protocol);
    let mut looks = Looks::new(0, 0);
    let mut undefined = Some(Undefined::NoRepeats);
    for look in order.grading().iter().filter(|look| look.round == Round::Repeat) {
        undefined = None;
        let grade = |round| ledger.current(Place { grader: order.grader(), round, item: look.item })?.act.grade();
        let case = protocol.item(look.item).and_then(|item| cases.get(&item.case).copied());
        match (case, grade(Round::First), grade(Round::Repeat)) {
            (Some(case), Some(first), Some(second)) => looks.add(case, first, second),
            _ => looks.missing += 1,
        }
    }
    looks.agreement(undefined)
}

/// Pairs of grades by case: a case is resampled with all of its pairs.
struct Looks {
    by_case: Vec<Vec<(Grade, Grade)>>,
    missing: usize,
}

impl Looks {
    fn new(cases: usize, missing: usize) -> Self {
        Self { by_case: vec![Vec::new(); cases], missing }
    }

    fn add(&mut self, case: usize, first: Grade, second: Grade) {
        if case >= self.by_case.len() {
            self.by_case.resize(case + 1, Vec::new());
        }
        self.by_case[case].push((first, second));
    }

    fn agreement(mut self, undefined: Option<Undefined>) -> Result<Agreement, Error> {
        self.by_case.retain(|pairs| !pairs.is_empty());
        let mut all: Option<PairedGrades> = None;
        let intervals = bootstrap_each(self.by_case.len(), BOOTSTRAP, |rows| {
            let Ok(paired) = PairedGrades::of_table(&self.table(rows)) else { return [None; 5] };
            let values = coefficients(&paired).map(Result::ok);
            // OK because the first call is for the cases themselves.
            all.get_or_insert(paired);
            values
        })?;
        let paired = match all {
            Some(paired) => paired,
            None => PairedGrades::of_table(&[[0; 5]; 5])?,
        };
        let mut statistics = [Statistic::Undefined(Undefined::NoPairs); 5];
        for ((statistic, value), interval) in statistics.iter_mut().zip(coefficients(&paired)).zip(intervals) {
            *statistic = match undefined {
                Some(why) => Statistic::Undefined(why),
                None => Statistic::new(value, interval),
            };
        }
        let [kappa, kappa_linear, kappa_quadratic, ac2, bias] = statistics;
        Ok(Agreement {
            n: paired.n(),
            missing: self.missing,
            exact: paired.exact().into(),
            within_one: paired.within_one().into(),
            kappa,
            kappa_linear,
            kappa_quadratic,
            ac2,
            bias,
        })
    }

    fn table(&self, rows: &[usize]) -> [[u64; 5]; 5] {
        let mut table = [[0; 5]; 5];
        for row in rows {
            for (first, second) in &self.by_case[*row] {
                table[first.index()][second.index()] += 1;
            }
        }
        table
    }
}

/// κ unweighted, linear and quadratic, AC2, bias.
fn coefficients(paired: &PairedGrades) -> [Result<f64, Undefined>; 5] {
    use DisagreementWeight::{Linear, Quadratic, Unweighted};
    let kappa = |weight| paired.kappa(weight).map_err(Undefined::from);
    [
        kappa(Unweighted),
        kappa(Linear),
        kappa(Quadratic),
        paired.gwet(Quadratic).map_err(Undefined::from),
        paired.bias().ok_or(Undefined::NoPairs),
    ]
}
