//! What each number means, in words that a reader can compute from.

use isocenter_report::{Align, Html};

/// Also in the JSON of the numbers.
pub(crate) const DEFINITIONS: [(&str, &str); 10] = [
    (
        "Acceptance",
        "count: mean over the graders of how many regimens have the grade, of the regimens that everybody who grades has graded; \
         interval: Wilson's score interval without continuity correction, z = 1.959964, with the regimens as trials",
    ),
    (
        "After the panel",
        "A's and B's grades with those that the panel adjusted; all other numbers are before the panel",
    ),
    ("Exact, within one", "share of pairs with equal grades, and with grades at most one apart; Wilson's interval"),
    (
        "κ",
        "Cohen's: 1 − (weighted disagreement seen) / (weighted disagreement by chance), weights 1, |i − j| and (i − j)², labels fixed at 1 \
         to 5 (scikit-learn's cohen_kappa_score with labels=[1, 2, 3, 4, 5])",
    ),
    (
        "AC2",
        "Gwet 2014: with w = 1 − (i − j)² / 16 and π the mean share of each of the 5 grades, chance agreement is (Σ w) Σ π (1 − π) / 20",
    ),
    ("Bias", "mean of the first minus the second grade of a pair; a grade is the worse the higher it is"),
    (
        "Intervals of κ, AC2 and bias",
        "percentile bootstrap, 2.5 to 97.5 %, 1000 resamples of the cases that have a pair, from seed 0 (SplitMix64); a case is drawn with \
         all of its pairs; resamples in which the value is undefined are left out and counted; no interval where more than half are",
    ),
    (
        "Time, drift",
        "first looks in the grader's own order that have a grade; time is the sum over all entries of the position; a third is a third of \
         the first looks, rounded down; the interval of the drift resamples the positions of the two thirds",
    ),
    ("Missing", "a regimen that a grader skipped is no pair and is left out and counted; nothing is filled in"),
    (
        "Undefined",
        "no pair of grades; no variation: both gave one and the same grade throughout, so that 0 / 0 remains; one grader; no repeats; no grades",
    ),
];

pub(super) fn write(html: &mut Html) {
    html.element("h3", "Definitions");
    let rows: Vec<Vec<String>> =
        DEFINITIONS.iter().map(|(name, meaning)| vec![(*name).to_owned(), (*meaning).to_owned()]).collect();
    html.table("What the numbers mean", &[("", Align::Start), ("", Align::Start)], &rows);
}
