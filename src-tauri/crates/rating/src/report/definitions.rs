//! What each number means, in words that a reader can compute from.

use isocenter_report::{Align, Html};

/// Also in the JSON of the numbers.
pub const DEFINITIONS: [(&str, &str); 7] = [
    ("Mean, median", "of all ratings of an arm in a dimension, of every rater; points are 1 to 4"),
    (
        "Intervals",
        "percentile bootstrap, 2.5 to 97.5 %, 1000 resamples of the cases that have a rating, from seed 0 (SplitMix64); a case is drawn with all \
         of its ratings",
    ),
    ("Exact, within one", "share of letters that two raters gave equal scores, and scores at most one apart"),
    (
        "κ",
        "Cohen's, 1 − (weighted disagreement seen) / (weighted disagreement by chance), weights (i − j)², labels fixed at 1 to 4 \
         (scikit-learn's cohen_kappa_score with labels=[1, 2, 3, 4], weights=\"quadratic\")",
    ),
    (
        "AC2",
        "Gwet 2014: with w = 1 − (i − j)² / 9 and π the mean share of each of the 4 points, chance agreement is (Σ w) Σ π (1 − π) / 12",
    ),
    (
        "Fine-tuned against base",
        "of each case the mean over the raters who rated both letters; Wilcoxon's signed-rank test of these means, zeros dropped, exact up to \
         1000 differing cases (ties included), one-sided for fine-tuned higher; the floor is the smallest p that so many differing cases \
         allow",
    ),
    (
        "Undefined",
        "one rater; no letter that both rated; no variation: both gave one and the same score throughout, so that 0 / 0 remains; no case with \
         both letters rated by one rater; no case in which the two differ. A mean over pairs of raters is over those that have a value",
    ),
];

pub(super) fn write(html: &mut Html) {
    html.element("h2", "Definitions");
    let rows: Vec<Vec<String>> =
        DEFINITIONS.iter().map(|(name, meaning)| vec![(*name).to_owned(), (*meaning).to_owned()]).collect();
    html.table("What the numbers mean", &[("", Align::Start), ("", Align::Start)], &rows);
}
