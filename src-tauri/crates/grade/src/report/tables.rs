//! The tables of numbers. An undefined value says so, and why.

use super::ReportParts;
use crate::wording::{mean_count, number, seconds, share, statistic};
use crate::{Agreement, Distribution, Statistic};
use isocenter_report::{Align, Column, Html};

/// Grade 1, and grades 1 and 2, as Wang et al. report them.
pub(super) fn acceptance(html: &mut Html, parts: &ReportParts<'_>) {
    const COLUMNS: [Column<'_>; 7] = [
        ("Model", Align::Start),
        ("Panel", Align::Start),
        ("Regimens", Align::End),
        ("Grade 1, mean", Align::End),
        ("Share", Align::End),
        ("Grades 1 and 2, mean", Align::End),
        ("Share", Align::End),
    ];
    html.element("h3", "Acceptance");
    let mut rows = Vec::new();
    for arm in &parts.numbers.arms {
        for (when, acceptance) in [("before", arm.acceptance_before), ("after", arm.acceptance_after)] {
            rows.push(vec![
                arm.label.clone(),
                when.to_owned(),
                acceptance.grade_one.n.to_string(),
                mean_count(acceptance.grade_one.count),
                share(acceptance.grade_one),
                mean_count(acceptance.acceptable.count),
                share(acceptance.acceptable),
            ]);
        }
    }
    html.table(
        "Means over the graders, of the regimens that everybody who grades has graded; Wilson's 95 % interval, the regimens being the \
         trials. As Wang et al., arXiv 2501.17286.",
        &COLUMNS,
        &rows,
    );
}

/// Counts by arm, panel and grader.
pub(super) fn distributions(html: &mut Html, parts: &ReportParts<'_>) {
    const COLUMNS: [Column<'_>; 10] = [
        ("Model", Align::Start),
        ("Grader", Align::Start),
        ("Panel", Align::Start),
        ("1", Align::End),
        ("2", Align::End),
        ("3", Align::End),
        ("4", Align::End),
        ("5", Align::End),
        ("Skipped", Align::End),
        ("Mean", Align::End),
    ];
    html.element("h3", "Grades");
    let mut rows = Vec::new();
    for arm in &parts.numbers.arms {
        for (before, after) in arm.before.iter().zip(&arm.after) {
            rows.push(distribution(&arm.label, "before", before));
            rows.push(distribution(&arm.label, "after", after));
        }
    }
    html.table("How often each grade was given at the first look.", &COLUMNS, &rows);
}

fn distribution(arm: &str, when: &str, of: &Distribution) -> Vec<String> {
    let mut row = vec![arm.to_owned(), grader(of.letter, &of.name), when.to_owned()];
    row.extend(of.counts.map(|count| count.to_string()));
    row.push((of.skipped + of.unrecorded).to_string());
    row.push(number(of.mean));
    row
}

fn grader(letter: crate::Letter, name: &str) -> String {
    format!("{}, {name}", letter.word())
}

const fn statistics(of: &Agreement) -> [Statistic; 5] {
    [of.kappa, of.kappa_linear, of.kappa_quadratic, of.ac2, of.bias]
}

/// A line for each measure, a column for each agreement: values with intervals are too wide to stand beside each other.
fn agreement_table(html: &mut Html, caption: &str, of: &[(String, &Agreement)]) {
    let mut columns: Vec<Column<'_>> = vec![("", Align::Start)];
    columns.extend(of.iter().map(|(name, _)| (name.as_str(), Align::End)));
    let line = |name: &str, value: &dyn Fn(&Agreement) -> String| {
        let mut line = vec![name.to_owned()];
        line.extend(of.iter().map(|(_, agreement)| value(agreement)));
        line
    };
    let mut rows = vec![
        line("Pairs", &|of| of.n.to_string()),
        line("Missing", &|of| of.missing.to_string()),
        line("Exact", &|of| share(of.exact)),
        line("Within one", &|of| share(of.within_one)),
    ];
    for (place, name) in
        ["κ, unweighted", "κ, linear weights", "κ, quadratic weights", "AC2, quadratic weights", "Bias"]
            .iter()
            .enumerate()
    {
        rows.push(line(name, &|of| statistic(statistics(of)[place])));
    }
    html.table(caption, &columns, &rows);
}

/// Between the graders, before the panel.
pub(super) fn agreement(html: &mut Html, parts: &ReportParts<'_>) {
    html.element("h3", "Agreement before the panel");
    let mut columns = vec![("All models".to_owned(), &parts.numbers.agreement)];
    if parts.numbers.arms.len() > 1 {
        columns.extend(parts.numbers.arms.iter().map(|arm| (arm.label.clone(), &arm.agreement)));
    }
    agreement_table(
        html,
        "Of the two graders, grades before the panel. Missing: without a grade of both, left out. Bias: mean of A minus B; above 0, A is \
         stricter. 95 % intervals in brackets.",
        &columns,
    );
    let repeats = parts.numbers.repeats.iter().map(|repeat| &repeat.agreement);
    note_resamples(html, columns.iter().map(|(_, agreement)| *agreement).chain(repeats));
}

/// Says how many resamples an interval could not use.
fn note_resamples<'a>(html: &mut Html, all: impl Iterator<Item = &'a Agreement>) {
    let without = |of: Statistic| match of {
        Statistic::Value { without_value, .. } => without_value,
        Statistic::Undefined(_) => 0,
    };
    let most = all.flat_map(statistics).map(without).max().unwrap_or(0);
    if most > 0 {
        let note = format!(
            "Some intervals are over fewer than 1000 resamples: in up to {most} of them a coefficient has no value, for want of variation."
        );
        html.classed("p", "note", &note);
    }
}

/// Of each grader with themselves.
pub(super) fn repeats(html: &mut Html, parts: &ReportParts<'_>) {
    html.element("h3", "Hidden repeats");
    if parts.checked.protocol.repeat_percent == 0 {
        html.element("p", "The protocol asked for no repeats.");
        return;
    }
    let columns: Vec<(String, &Agreement)> =
        parts.numbers.repeats.iter().map(|repeat| (grader(repeat.letter, &repeat.name), &repeat.agreement)).collect();
    agreement_table(
        html,
        "Each grader's first look against their unannounced second look. Bias: mean of first minus second look.",
        &columns,
    );
}

/// Time and drift.
pub(super) fn pace(html: &mut Html, parts: &ReportParts<'_>) {
    const COLUMNS: [Column<'_>; 8] = [
        ("Grader", Align::Start),
        ("Graded", Align::End),
        ("Median time", Align::End),
        ("First third", Align::End),
        ("Last third", Align::End),
        ("Drift of the grade", Align::End),
        ("Under 2 s", Align::End),
        ("Corrected", Align::End),
    ];
    html.element("h3", "Time and drift");
    let row = |pace: &crate::Pace| {
        vec![
            grader(pace.letter, &pace.name),
            pace.n.to_string(),
            seconds(pace.median_s),
            seconds(pace.first_third_s),
            seconds(pace.last_third_s),
            statistic(pace.drift),
            pace.hasty.to_string(),
            pace.corrected.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = parts.numbers.pace.iter().map(row).collect();
    html.table(
        "First looks in the grader's own order. Time: in view while the window had the focus. Drift: mean grade of the last third minus \
         that of the first; above 0, stricter at the end.",
        &COLUMNS,
        &rows,
    );
}
