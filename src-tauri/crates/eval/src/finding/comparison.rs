//! Sentences about two models: over the temperatures, case by case, family against family.

use isocenter_domain::Task;

use super::{Said, Speaker};
use crate::wording::{count, interval, listed, number, p_value, sentence, signed};
use crate::{Difference, Metric, ModelId, Opponents, PairTest, PairUnit, ScanSeries, TestOutcome, Tested};

/// A tuned model against its base over the temperatures.
struct ScanResult<'a> {
    label: &'a str,
    test: &'a PairTest,
    tuned: &'a ScanSeries,
    base: &'a ScanSeries,
    /// Temperatures.
    n: usize,
    /// Temperatures at which tuned is above base.
    higher: usize,
}

impl Speaker<'_> {
    fn tests(&self, task: Task, opponents: Opponents, unit: PairUnit) -> impl Iterator<Item = &PairTest> {
        let tests = self.numbers.tests.iter();
        tests.filter(move |test| test.task == Some(task.name()) && test.opponents == opponents && test.unit == unit)
    }

    fn headline(&self, model: &ModelId, task: Task) -> Option<&ScanSeries> {
        self.numbers.scan(model, task, Metric::headline(task))
    }

    fn scan_result<'b>(&'b self, task: Task, test: &'b PairTest) -> Option<ScanResult<'b>> {
        let (tuned, base) = (self.headline(&test.first, task)?, self.headline(&test.second, task)?);
        let (of_tuned, of_base) = (tuned.values()?, base.values()?);
        let higher = of_tuned.iter().zip(&of_base).filter(|(tuned, base)| tuned > base).count();
        Some(ScanResult { label: self.label(&test.first), test, tuned, base, n: of_tuned.len(), higher })
    }

    /// What fine-tuning did over the temperatures, and in which model.
    pub(super) fn temperature_scan(&self, task: Task) -> Option<Said> {
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Temperature);
        let results: Vec<ScanResult<'_>> = tests.filter_map(|test| self.scan_result(task, test)).collect();
        let (gained, not): (Vec<_>, Vec<_>) =
            results.iter().partition(|result| self.is_significant(result.test.p_holm));
        let metric = Metric::headline(task);
        let labels =
            |of: &[&ScanResult<'_>]| listed(&of.iter().map(|result| result.label.to_owned()).collect::<Vec<_>>());
        let mut parts = Vec::new();
        if !gained.is_empty() {
            let everywhere = gained.iter().all(|result| result.higher == result.n);
            let at = if everywhere { format!(" at {}", all_of(gained[0].n)) } else { String::new() };
            parts.push(format!("fine-tuning raises {metric}{at} in {}", labels(&gained)));
        }
        if !not.is_empty() {
            parts.push(format!("no gain in {metric} is shown in {}", labels(&not)));
        }
        let text = format!("{}.", sentence(&parts.join("; ")));
        (!results.is_empty()).then(|| Said { text, details: results.iter().map(ScanResult::detail).collect() })
    }

    /// The gain of the mean case.
    pub(super) fn comparison(&self, task: Task) -> Option<Said> {
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Case);
        let found: Vec<(&PairTest, &Difference, f64)> = tests
            .filter_map(|test| {
                let of_test = |found: &&crate::TaskDifference| {
                    let difference = &found.difference;
                    found.task == task && (&difference.first, &difference.second) == (&test.first, &test.second)
                };
                let difference = &self.numbers.differences.iter().find(of_test)?.difference;
                Some((test, difference, difference.value?))
            })
            .collect();
        let gains: Vec<String> =
            found.iter().map(|(test, _, gain)| format!("{} ({})", signed(*gain), self.label(&test.first))).collect();
        let text = format!("Over the whole scan, tuned less base in {} is {}.", Metric::headline(task), listed(&gains));
        let details = found.iter().map(|(test, difference, gain)| {
            let cases = count(difference.cases, "case", "cases");
            let gain = format!(
                "{}: {} (95 % {}) over {cases}",
                self.label(&test.first),
                signed(*gain),
                interval(difference.bootstrap)
            );
            match &test.outcome {
                TestOutcome::Tested(tested) => format!("{gain}; {}.", p_words(tested, test.p_holm)),
                TestOutcome::NoDifference { .. } | TestOutcome::Undefined => {
                    format!("{gain}; no case differs, so no test applies.")
                }
            }
        });
        (!found.is_empty()).then(|| Said { text, details: details.collect() })
    }

    /// A sentence for each two tuned models of different families, over the temperatures.
    pub(super) fn families(&self, task: Task) -> Vec<String> {
        let tests = self.tests(task, Opponents::FamilyAgainstFamily, PairUnit::Temperature);
        let is_tuned = |id: &ModelId| self.tuned().any(|model| model.id == *id);
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
                let n = count(tested.n, "temperature", "temperatures");
                let by = number(Some(tested.median_difference.abs()));
                if self.is_significant(test.p_holm) {
                    format!("Tuned {better} is above tuned {worse} in {metric}, by a median of {by} (two-sided {p}; {n}).")
                } else {
                    format!("No difference in {metric} between tuned {first} and tuned {second} is shown (two-sided {p}; {n}).")
                }
            })
            .collect()
    }
}

impl ScanResult<'_> {
    fn detail(&self) -> String {
        let Self { label, test, tuned, base, n, higher } = self;
        let temperatures = count(*n, "temperature", "temperatures");
        let of = |series: &ScanSeries| {
            series.highest.map_or_else(String::new, |highest| {
                format!(
                    "highest {} at T {}, median {}",
                    number(Some(highest.value)),
                    highest.temperature,
                    number(series.median)
                )
            })
        };
        let p = match &test.outcome {
            TestOutcome::Tested(tested) => p_words(tested, test.p_holm),
            TestOutcome::NoDifference { .. } | TestOutcome::Undefined => {
                String::from("no temperature differs, so no test applies")
            }
        };
        let cases = count(tuned.all.cases, "case", "cases");
        format!(
            "{label}: tuned above base at {higher} of {temperatures}; tuned {}, base {}; {p}; {cases}.",
            of(tuned),
            of(base)
        )
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

/// `p = 0.00098, the smallest that 10 differing pairs allow, by Holm 0.003`.
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
