//! Sentences about two models: over the temperatures, case by case, family against family.

use isocenter_domain::Task;

use super::Speaker;
use crate::wording::{count, interval, number, p_value, signed};
use crate::{Metric, Opponents, PairTest, PairUnit, ScanSeries, TestOutcome, Tested};

impl Speaker<'_> {
    fn tests(&self, task: Task, opponents: Opponents, unit: PairUnit) -> impl Iterator<Item = &PairTest> {
        let tests = self.numbers.tests.iter();
        tests.filter(move |test| test.task == Some(task.name()) && test.opponents == opponents && test.unit == unit)
    }

    fn headline(&self, model: &crate::ModelId, task: Task) -> Option<&ScanSeries> {
        self.numbers.scan(model, task, Metric::headline(task))
    }

    /// A sentence for each tuned model.
    pub(super) fn temperature_scan(&self, task: Task) -> Vec<String> {
        let metric = Metric::headline(task);
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Temperature);
        tests
            .filter_map(|test| {
                let (tuned, base) = (self.headline(&test.first, task)?, self.headline(&test.second, task)?);
                let label = self.label(&test.first);
                let TestOutcome::Tested(tested) = &test.outcome else {
                    return Some(format!(
                        "{label}: {metric} of tuned and base is the same at every temperature; no test applies."
                    ));
                };
                let higher = tuned.values()?.iter().zip(base.values()?).filter(|(tuned, base)| **tuned > *base).count();
                let at = if higher == tested.n {
                    format!("at {}", all_of(tested.n))
                } else {
                    format!("at {higher} of {}", count(tested.n, "temperature", "temperatures"))
                };
                let (of_tuned, of_base) = (tuned.highest?.value, base.highest?.value);
                let values = format!(
                    "highest {} against {}, medians {} and {}",
                    number(Some(of_tuned)),
                    number(Some(of_base)),
                    number(tuned.median),
                    number(base.median)
                );
                let p =
                    format!("{}, n = {}", p_words(tested, test.p_holm), count(tested.n, "temperature", "temperatures"));
                let cases = count(tuned.all.cases, "case", "cases");
                Some(if self.is_significant(test.p_holm) {
                    format!("{label}: fine-tuning raises {metric} {at} ({values}; {p}; {cases}).")
                } else {
                    format!("{label}: no gain in {metric} is shown; tuned is above base {at} ({values}; {p}; {cases}).")
                })
            })
            .collect()
    }

    /// A sentence for each tuned model.
    pub(super) fn comparison(&self, task: Task) -> Vec<String> {
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Case);
        tests.filter_map(|test| self.by_case(task, test)).collect()
    }

    fn by_case(&self, task: Task, test: &PairTest) -> Option<String> {
        let difference = self.numbers.differences.iter().find(|found| {
            found.task == task && (&found.difference.first, &found.difference.second) == (&test.first, &test.second)
        })?;
        let difference = &difference.difference;
        let label = self.label(&test.first);
        let cases = count(difference.cases, "case", "cases");
        let gain = format!(
            "tuned less base is {} (95 % {}) in {} over {cases}",
            signed(difference.value?),
            interval(difference.bootstrap),
            Metric::headline(task)
        );
        Some(match &test.outcome {
            TestOutcome::Tested(tested) => format!("{label}: {gain}; {}.", p_words(tested, test.p_holm)),
            TestOutcome::NoDifference { .. } | TestOutcome::Undefined => {
                format!("{label}: {gain}; no case differs, so no test applies.")
            }
        })
    }

    /// A sentence for each two tuned models of different families, over the temperatures.
    pub(super) fn families(&self, task: Task) -> Vec<String> {
        let tests = self.tests(task, Opponents::FamilyAgainstFamily, PairUnit::Temperature);
        let is_tuned = |id: &crate::ModelId| self.tuned().any(|model| model.id == *id);
        let tuned = tests.filter(|test| is_tuned(&test.first) && is_tuned(&test.second));
        tuned
            .map(|test| {
                let (first, second) = (self.label(&test.first), self.label(&test.second));
                let metric = Metric::headline(task);
                let TestOutcome::Tested(tested) = &test.outcome else {
                    return format!("{first} and {second}, tuned, do not differ in {metric}.");
                };
                let (better, worse) = if tested.rank_biserial >= 0.0 { (first, second) } else { (second, first) };
                let p = p_words(tested, test.p_holm);
                let by = number(Some(tested.median_difference.abs()));
                if self.is_significant(test.p_holm) {
                    format!("{better} is above {worse}, tuned, in {metric} by a median of {by} (two-sided {p}, n = {}).", tested.n)
                } else {
                    format!("No difference between {first} and {second}, tuned, is shown in {metric} (two-sided {p}, n = {}).", tested.n)
                }
            })
            .collect()
    }
}

/// `both temperatures`, `all 10 temperatures`.
fn all_of(n: usize) -> String {
    match n {
        1 => String::from("the one temperature"),
        2 => String::from("both temperatures"),
        n => format!("all {n} temperatures"),
    }
}

/// `p = 0.00098, the smallest that 10 pairs allow; 0.0029 by Holm`.
fn p_words(tested: &Tested, p_holm: Option<f64>) -> String {
    let differing = tested.n - tested.zeros;
    let floor = if tested.p <= tested.p_floor {
        format!(", the smallest that {} allow", count(differing, "differing pair", "differing pairs"))
    } else {
        format!(", smallest possible {}", p_value(tested.p_floor))
    };
    let holm = p_holm.map_or_else(String::new, |p| format!(", by Holm {}", p_value(p)));
    format!("p = {}{floor}{holm}", p_value(tested.p))
}
