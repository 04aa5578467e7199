//! Tables over all tasks: table 1 of Wang et al., and every test.

use super::{ReportParts, task_words};
use crate::wording::{UNDEFINED, number, p_value};
use crate::{HighestAndMedian, Opponents, PairTest, PairUnit, TestOutcome};
use isocenter_report::{Align, Html};

/// Highest (median), base and tuned, p and n.
pub(super) fn table1(html: &mut Html, parts: &ReportParts<'_>) {
    html.element("h2", "Highest value (median) over the scan");
    let columns = [
        ("Model", Align::Start),
        ("Task", Align::Start),
        ("Measured", Align::Start),
        ("Base", Align::End),
        ("Fine-tuned", Align::End),
        ("p", Align::End),
        ("Pairs", Align::End),
        ("Cases", Align::End),
    ];
    let mut rows = Vec::new();
    for row in &parts.numbers.table1 {
        for task in row.tasks.tasks() {
            let Some(cell) = row.tasks.get(task) else { continue };
            rows.push(vec![
                row.label.clone(),
                task_words(task).to_owned(),
                cell.metric.to_string(),
                highest_and_median(cell.base),
                highest_and_median(cell.tuned),
                p(&cell.test),
                pairs(&cell.test),
                cell.cases.to_string(),
            ]);
        }
        if let Some(test) = &row.all_tasks {
            let mut overall = vec![String::new(); columns.len()];
            row.label.clone_into(&mut overall[0]);
            overall[1] = String::from("All tasks");
            (overall[5], overall[6]) = (p(test), pairs(test));
            rows.push(overall);
        }
    }
    let caption = "p: one-sided Wilcoxon signed-rank test over the temperatures, fine-tuned above base, not corrected. \
                   ≤: the smallest p that so many pairs allow. As table 1 of Wang et al., arXiv 2501.17286.";
    html.table(caption, &columns, &rows);
}

fn highest_and_median(of: HighestAndMedian) -> String {
    format!("{} ({})", number(of.highest.map(|highest| highest.value)), number(of.median))
}

/// At its floor, p is written with `≤`.
fn p(outcome: &TestOutcome) -> String {
    match outcome {
        TestOutcome::Tested(tested) if tested.p <= tested.p_floor => format!("≤ {}", p_value(tested.p)),
        TestOutcome::Tested(tested) => p_value(tested.p),
        TestOutcome::NoDifference { .. } => String::from("no difference"),
        TestOutcome::Undefined => UNDEFINED.to_owned(),
    }
}

fn pairs(outcome: &TestOutcome) -> String {
    match outcome {
        TestOutcome::Tested(tested) => tested.n.to_string(),
        TestOutcome::NoDifference { n } => n.to_string(),
        TestOutcome::Undefined => UNDEFINED.to_owned(),
    }
}

/// Every test with what a reader needs to judge it.
pub(super) fn tests(html: &mut Html, parts: &ReportParts<'_>) {
    html.element("h2", "Tests");
    let columns = [
        ("Models", Align::Start),
        ("Task", Align::Start),
        ("n", Align::End),
        ("Zeros", Align::End),
        ("Ties", Align::End),
        ("Statistic", Align::End),
        ("p", Align::End),
        ("Holm", Align::End),
        ("Floor", Align::End),
        ("r", Align::End),
        ("Median", Align::End),
    ];
    let kinds = [
        (
            Opponents::TunedAgainstBase,
            PairUnit::Temperature,
            "Tuned (first) against base, one-sided; a pair is a temperature.",
        ),
        (
            Opponents::TunedAgainstBase,
            PairUnit::Case,
            "Tuned (first) against base, one-sided; a pair is a case, by its mean over the scan.",
        ),
        (
            Opponents::FamilyAgainstFamily,
            PairUnit::Temperature,
            "Family against family, two-sided; a pair is a temperature.",
        ),
        (
            Opponents::FamilyAgainstFamily,
            PairUnit::Case,
            "Family against family, two-sided; a pair is a case, by its mean over the scan.",
        ),
    ];
    for (opponents, unit, caption) in kinds {
        let of_kind = parts.numbers.tests.iter().filter(|test| (test.opponents, test.unit) == (opponents, unit));
        let rows: Vec<Vec<String>> = of_kind.map(test_row).collect();
        if !rows.is_empty() {
            let caption = format!(
                "{caption} Exact Wilcoxon signed-rank test; Holm over the tasks; r: rank-biserial correlation; median of the differences."
            );
            html.table(&caption, &columns, &rows);
        }
    }
}

fn test_row(test: &PairTest) -> Vec<String> {
    let mut row = vec![format!("{}, {}", test.first, test.second), test.task.unwrap_or("all tasks").to_owned()];
    row.extend(match &test.outcome {
        TestOutcome::Tested(tested) => [
            tested.n.to_string(),
            tested.zeros.to_string(),
            tested.ties.to_string(),
            tested.statistic.to_string(),
            p_value(tested.p),
            test.p_holm.map_or_else(String::new, p_value),
            p_value(tested.p_floor),
            number(Some(tested.rank_biserial)),
            number(Some(tested.median_difference)),
        ],
        TestOutcome::NoDifference { .. } | TestOutcome::Undefined => {
            let mut untested = [const { String::new() }; 9];
            (untested[0], untested[4]) = (pairs(&test.outcome), p(&test.outcome));
            untested
        }
    });
    row
}
