//! The tables of numbers. An undefined value says so, and why.

use isocenter_report::{Align, Column, Html};

use crate::wording::{mean, mean_with, number, percent, statistic};
use crate::{DimensionNumbers, MeanAgreement, MeanOfPairs, Numbers, Protocol};

/// One dimension: what was given, how far raters agree, fine-tuned against base.
pub(super) fn dimension(html: &mut Html, protocol: &Protocol, of: &DimensionNumbers) {
    html.element("h2", &format!("{}: {}", of.dimension.label, of.dimension.question));
    let points: Vec<String> = (1..).zip(&protocol.points).map(|(number, words)| format!("{number} {words}")).collect();
    let mut columns: Vec<Column<'_>> =
        vec![("Letters of", Align::Start), ("Letters", Align::End), ("Ratings", Align::End)];
    columns.extend(points.iter().map(|words| (words.as_str(), Align::End)));
    columns.extend([("Mean", Align::End), ("Median", Align::End)]);
    let row = |arm: &crate::ArmScores| {
        let mut row = vec![arm.arm.label.clone(), arm.letters.to_string(), arm.n.to_string()];
        row.extend(arm.counts.map(|count| count.to_string()));
        row.push(mean_with(arm.mean, arm.interval));
        row.push(arm.median.map_or_else(|| mean(None), |median| format!("{median}")));
        row
    };
    let rows: Vec<Vec<String>> = of.arms.iter().map(row).collect();
    html.table(
        "How often each point was given, by all raters; more is better. 95 % interval in brackets.",
        &columns,
        &rows,
    );
    agreement(html, of);
    for comparison in &of.comparisons {
        html.element("p", &comparison.sentence());
        if comparison.left_out > 0 {
            let left_out = crate::wording::count(comparison.left_out, "case is", "cases are");
            html.classed("p", "note", &format!("{left_out} left out: no rater rated both letters."));
        }
    }
}

fn agreement(html: &mut Html, of: &DimensionNumbers) {
    const COLUMNS: [Column<'_>; 6] = [
        ("Raters", Align::Start),
        ("Letters", Align::End),
        ("Exact", Align::End),
        ("Within one", Align::End),
        ("κ, quadratic weights", Align::End),
        ("AC2, quadratic weights", Align::End),
    ];
    if of.pairs.is_empty() {
        html.element("p", "One rater: nothing can be said of agreement.");
        return;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for pair in &of.pairs {
        let [one, two] = &pair.names;
        rows.push(vec![
            format!("{one} and {two}"),
            pair.n.to_string(),
            percent(pair.exact.value()),
            percent(pair.within_one.value()),
            statistic(pair.kappa),
            statistic(pair.ac2),
        ]);
    }
    if of.pairs.len() > 1 {
        rows.push(mean_row(&of.mean_agreement));
    }
    html.table("Agreement over all letters that both rated, whoever wrote them.", &COLUMNS, &rows);
}

fn mean_row(of: &MeanAgreement) -> Vec<String> {
    let over = |mean: MeanOfPairs, words: String| {
        if mean.pairs == of.pairs || mean.pairs == 0 { words } else { format!("{words} (of {} pairs)", mean.pairs) }
    };
    vec![
        format!("Mean of {} pairs", of.pairs),
        String::new(),
        over(of.exact, percent(of.exact.mean.value())),
        over(of.within_one, percent(of.within_one.mean.value())),
        over(of.kappa, statistic(of.kappa.mean)),
        over(of.ac2, statistic(of.ac2.mean)),
    ]
}

/// What was measured without a rater.
pub(super) fn measures(html: &mut Html, numbers: &Numbers) {
    const COLUMNS: [Column<'_>; 9] = [
        ("Letters of", Align::Start),
        ("Letters", Align::End),
        ("ROUGE-1", Align::End),
        ("ROUGE-2", Align::End),
        ("ROUGE-L", Align::End),
        ("Unsupported", Align::End),
        ("Contradicted", Align::End),
        ("Facts left out", Align::End),
        ("Words edited", Align::End),
    ];
    if numbers.measures.is_empty() {
        return;
    }
    html.element("h2", "Measured without a rater");
    let row = |of: &crate::ArmMeasures| {
        vec![
            of.arm.label.clone(),
            of.letters.to_string(),
            number(of.rouge1),
            number(of.rouge2),
            number(of.rouge_l),
            percent(of.unsupported_share),
            percent(of.contradicted_share),
            mean(of.missing),
            mean(of.edits),
        ]
    };
    let rows: Vec<Vec<String>> = numbers.measures.iter().map(row).collect();
    html.table(
        "ROUGE: mean F1 against the physician's own letter. Unsupported, contradicted: share of the claims of all letters. Facts left out, \
         words edited: mean of a letter.",
        &COLUMNS,
        &rows,
    );
}

/// How far each rater came.
pub(super) fn raters(html: &mut Html, numbers: &Numbers) {
    const COLUMNS: [Column<'_>; 5] = [
        ("Rater", Align::Start),
        ("Rated", Align::End),
        ("Letters", Align::End),
        ("Flagged", Align::End),
        ("Corrected or taken back", Align::End),
    ];
    html.element("h2", "Raters");
    let row = |of: &crate::RaterNumbers| {
        let counts = [of.rated, of.total, of.flagged, of.corrected].map(|count| count.to_string());
        std::iter::once(of.name.clone()).chain(counts).collect()
    };
    let rows: Vec<Vec<String>> = numbers.raters.iter().map(row).collect();
    html.table("Letters that were not rated are left out of every number; nothing is filled in.", &COLUMNS, &rows);
}
