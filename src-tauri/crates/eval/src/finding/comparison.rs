//! Sentences about two models: over the temperatures, case by case, family against family.

use isocenter_domain::Task;

use super::{Said, Speaker};
use crate::wording::{count, few, listed, number, p_value, sentence, signed, signed_interval};
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
    /// The smallest p that the test could show, where that is above the significance.
    reach: Option<Reach>,
}

/// Two models case by case over the whole scan.
struct CaseResult<'a> {
    label: &'a str,
    test: &'a PairTest,
    difference: &'a Difference,
    /// First less second.
    gain: f64,
    /// The smallest p that the test could show, where that is above the significance.
    reach: Option<Reach>,
}

/// The smallest p of a test whose pairs are too few to be significant.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Reach {
    p: f64,
    /// The tasks it is corrected for, where only the correction takes it above the significance.
    tasks: Option<usize>,
}

impl Speaker<'_> {
    fn tests(&self, task: Task, opponents: Opponents, unit: PairUnit) -> impl Iterator<Item = &PairTest> {
        let tests = self.numbers.tests.iter();
        tests.filter(move |test| test.task == Some(task.name()) && test.opponents == opponents && test.unit == unit)
    }

    fn headline(&self, model: &ModelId, task: Task) -> Option<&ScanSeries> {
        self.numbers.scan(model, task, Metric::headline(task))
    }

    /// What keeps a test from being significant whatever its pairs say: their number, or that and Holm's correction, whose smallest p is
    /// that of the most pairs times the tasks. Nothing where it can be significant, and where there was nothing to test.
    fn reach(&self, test: &PairTest) -> Option<Reach> {
        let tested = tested(test)?;
        let significance = self.evaluation.study.statistics.significance;
        if tested.p_floor > significance {
            return Some(Reach { p: tested.p_floor, tasks: None });
        }
        let together = self.numbers.tests.iter().filter(|other| {
            other.task.is_some()
                && (other.opponents, other.unit) == (test.opponents, test.unit)
                && (&other.first, &other.second) == (&test.first, &test.second)
        });
        let floors: Vec<f64> = together.filter_map(|other| Some(self::tested(other)?.p_floor)).collect();
        let p = floors.iter().copied().fold(f64::INFINITY, f64::min) * floors.len() as f64;
        (p > significance).then_some(Reach { p: p.min(1.0), tasks: Some(floors.len()) })
    }

    fn scan_result<'b>(&'b self, task: Task, test: &'b PairTest) -> Option<ScanResult<'b>> {
        let (tuned, base) = (self.headline(&test.first, task)?, self.headline(&test.second, task)?);
        let (of_tuned, of_base) = (tuned.values()?, base.values()?);
        let higher = of_tuned.iter().zip(&of_base).filter(|(tuned, base)| tuned > base).count();
        let reach = self.reach(test);
        Some(ScanResult { label: self.label(&test.first), test, tuned, base, n: of_tuned.len(), higher, reach })
    }

    /// The same two models case by case.
    fn case_result<'b>(&'b self, task: Task, test: &'b PairTest) -> Option<CaseResult<'b>> {
        let mut tests = self.tests(task, test.opponents, PairUnit::Case);
        let test = tests.find(|other| (&other.first, &other.second) == (&test.first, &test.second))?;
        let mut differences = self.numbers.differences.iter().filter(|found| found.task == task);
        let is_meant = |of: &Difference| (&of.first, &of.second) == (&test.first, &test.second);
        let difference = &differences.find(|found| is_meant(&found.difference))?.difference;
        let reach = self.reach(test);
        Some(CaseResult { label: self.label(&test.first), test, difference, gain: difference.value?, reach })
    }

    /// What fine-tuning did over the temperatures, and in which model. Where the temperatures are too few for their test to show anything,
    /// what it did case by case.
    pub(super) fn temperature_scan(&self, task: Task) -> Option<Said> {
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Temperature);
        let results: Vec<ScanResult<'_>> = tests.filter_map(|test| self.scan_result(task, test)).collect();
        let (short, able): (Vec<_>, Vec<_>) = results.iter().partition(|result| result.reach.is_some());
        let (gained, not): (Vec<_>, Vec<_>) =
            able.into_iter().partition(|result| self.is_significant(result.test.p_holm));
        let metric = Metric::headline(task);
        let mut parts = Vec::new();
        if !gained.is_empty() {
            let everywhere = gained.iter().all(|result| result.higher == result.n);
            let at = if everywhere { format!(" at {}", all_of(gained[0].n)) } else { String::new() };
            parts.push(format!("fine-tuning raises {metric}{at} in {}", labels(&gained)));
        }
        if !not.is_empty() {
            parts.push(format!("no gain in {metric} is shown in {}", labels(&not)));
        }
        let by_case: Vec<_> = short.iter().filter_map(|result| self.case_result(task, result.test)).collect();
        parts.extend(self.case_by_case(metric, &by_case));
        let mut sentences = Vec::new();
        if !parts.is_empty() {
            sentences.push(format!("{}.", sentence(&parts.join("; "))));
        }
        sentences.extend(too_few_temperatures(&short, results.len()));
        let mut details: Vec<String> = results.iter().map(ScanResult::detail).collect();
        details.extend(by_case.iter().map(|result| format!("Case by case, {}", result.detail())));
        (!results.is_empty()).then(|| Said { text: sentences.join(" "), details })
    }

    /// Parts of a sentence: which models gain case by case, which do not, and of which too few cases differ.
    fn case_by_case(&self, metric: Metric, results: &[CaseResult<'_>]) -> Vec<String> {
        let able = |result: &&CaseResult<'_>| result.reach.is_none() && tested(result.test).is_some();
        let (able, short): (Vec<_>, Vec<_>) = results.iter().partition(able);
        let (gained, not): (Vec<_>, Vec<_>) =
            able.into_iter().partition(|result| self.is_significant(result.test.p_holm));
        let with_gains = |of: &[&CaseResult<'_>]| {
            listed(&of.iter().map(|result| format!("{} ({})", result.label, result.gain())).collect::<Vec<_>>())
        };
        let mut parts = Vec::new();
        if !gained.is_empty() {
            parts.push(format!("case by case, fine-tuning raises {metric} in {}", with_gains(&gained)));
        }
        if !not.is_empty() {
            parts.push(format!("case by case, no gain in {metric} is shown in {}", with_gains(&not)));
        }
        if !short.is_empty() {
            let short = with_gains(&short);
            parts.push(format!("too few cases differ for the test case by case to show a gain in {metric} in {short}"));
        }
        parts
    }

    /// The gain of the mean case.
    pub(super) fn comparison(&self, task: Task) -> Option<Said> {
        let tests = self.tests(task, Opponents::TunedAgainstBase, PairUnit::Case);
        let found: Vec<CaseResult<'_>> = tests.filter_map(|test| self.case_result(task, test)).collect();
        let gains: Vec<String> =
            found.iter().map(|result| format!("{} ({})", signed(result.gain), result.label)).collect();
        let text = format!("Over the whole scan, tuned less base in {} is {}.", Metric::headline(task), listed(&gains));
        let details = found.iter().map(CaseResult::detail).collect();
        (!found.is_empty()).then_some(Said { text, details })
    }

    /// A sentence for each two tuned models of different families, over the temperatures, or case by case where these are too few.
    pub(super) fn families(&self, task: Task) -> Vec<String> {
        let tests = self.tests(task, Opponents::FamilyAgainstFamily, PairUnit::Temperature);
        let is_tuned = |id: &ModelId| self.tuned().any(|model| model.id == *id);
        let tuned = tests.filter(|test| is_tuned(&test.first) && is_tuned(&test.second));
        tuned.map(|test| self.family(task, test)).collect()
    }

    fn family(&self, task: Task, test: &PairTest) -> String {
        let (first, second) = (self.label(&test.first), self.label(&test.second));
        let metric = Metric::headline(task);
        let Some(tested) = tested(test) else {
            return format!("{first} and {second}, tuned, do not differ in {metric}.");
        };
        let temperatures = count(tested.n, "temperature", "temperatures");
        if let Some(reach) = self.reach(test) {
            let are = if tested.n == 1 { "is" } else { "are" };
            let few = format!("{temperatures} {are} too few for a test over them to show anything {}", reach.words());
            let Some(by_case) = self.case_result(task, test) else { return format!("{}.", sentence(&few)) };
            let said = match (&by_case.reach, &by_case.test.outcome) {
                (None, TestOutcome::Tested(_)) if self.is_significant(by_case.test.p_holm) => {
                    let (better, worse) = if by_case.gain >= 0.0 { (first, second) } else { (second, first) };
                    format!("tuned {better} is above tuned {worse} in {metric}")
                }
                (None, TestOutcome::Tested(_)) => {
                    format!("no difference in {metric} between tuned {first} and tuned {second} is shown")
                }
                _ => {
                    format!("too few differ to show a difference in {metric} between tuned {first} and tuned {second}")
                }
            };
            return format!("Case by case, {said} ({first} less {second} {}); {few}.", by_case.gain());
        }
        let (better, worse) = if tested.rank_biserial >= 0.0 { (first, second) } else { (second, first) };
        let p = p_words(tested, test.p_holm);
        let by = number(Some(tested.median_difference.abs()));
        if self.is_significant(test.p_holm) {
            format!(
                "Tuned {better} is above tuned {worse} in {metric}, by a median of {by} (two-sided {p}; {temperatures})."
            )
        } else {
            format!(
                "No difference in {metric} between tuned {first} and tuned {second} is shown (two-sided {p}; {temperatures})."
            )
        }
    }
}

impl CaseResult<'_> {
    /// `+0.352, 95 % +0.319 to +0.386, p = 0.00049 by Holm`.
    fn gain(&self) -> String {
        let p = self.test.p_holm.map_or_else(String::new, |p| format!(", p = {} by Holm", p_value(p)));
        format!("{}, 95 % {}{p}", signed(self.gain), signed_interval(self.difference.bootstrap))
    }

    fn detail(&self) -> String {
        let gain = format!(
            "{}: {} (95 % {}) over {}",
            self.label,
            signed(self.gain),
            signed_interval(self.difference.bootstrap),
            count(self.difference.cases, "case", "cases")
        );
        match tested(self.test) {
            Some(tested) => format!("{gain}; {}.", p_words(tested, self.test.p_holm)),
            None => format!("{gain}; no case differs, so no test applies."),
        }
    }
}

impl Reach {
    /// `below 0.063`, `below 0.094 when 3 tasks are corrected for`.
    fn words(self) -> String {
        let p = p_value(self.p);
        self.tasks
            .map_or_else(|| format!("below {p}"), |tasks| format!("below {p} when {tasks} tasks are corrected for"))
    }
}

fn tested(test: &PairTest) -> Option<&Tested> {
    match &test.outcome {
        TestOutcome::Tested(tested) => Some(tested),
        TestOutcome::NoDifference { .. } | TestOutcome::Undefined => None,
    }
}

fn labels(of: &[&ScanResult<'_>]) -> String {
    listed(&of.iter().map(|result| result.label.to_owned()).collect::<Vec<_>>())
}

/// Where tuned is above base in models whose temperatures are too few to be tested: a sentence for all that are alike.
fn too_few_temperatures(short: &[&ScanResult<'_>], models: usize) -> Vec<String> {
    let key = |result: &ScanResult<'_>| {
        let differing = tested(result.test).map_or(0, |tested| tested.n - tested.zeros);
        Some((result.higher, result.n, differing, result.reach?))
    };
    let mut alike: Vec<(_, Vec<&ScanResult<'_>>)> = Vec::new();
    for result in short {
        let Some(key) = key(result) else { continue };
        match alike.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(result),
            None => alike.push((key, vec![result])),
        }
    }
    let said = alike.iter().map(|((higher, n, differing, reach), members)| {
        let of_whom = if members.len() == models { String::new() } else { format!(" in {}", labels(members)) };
        let those = match *differing {
            all if all == *n => few(all),
            1 => String::from("the one that differs"),
            some => format!("the {} that differ", few(some)),
        };
        let are = if *differing == 1 { "is" } else { "are" };
        format!(
            "Tuned is above base at {higher} of {}{of_whom}; {those} {are} too few for the test over temperatures to show anything {}.",
            count(*n, "temperature", "temperatures"),
            reach.words()
        )
    });
    said.collect()
}

impl ScanResult<'_> {
    fn detail(&self) -> String {
        let Self { label, test, tuned, base, n, higher, .. } = self;
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
        let p = tested(test).map_or_else(
            || String::from("no temperature differs, so no test applies"),
            |tested| p_words(tested, test.p_holm),
        );
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
