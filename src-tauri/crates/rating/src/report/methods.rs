//! How it was rated, what it may not be taken for, and the hashes that bind it.

use isocenter_report::{Align, Html};

use super::ReportParts;
use crate::wording::{count, listed};
use crate::{Error, Protocol, WORDS_ARE_OURS};

const LIMITATIONS: [&str; 6] = [
    "All arms have letters of the same cases, so their means are not independent; an interval is of one mean and not of a difference.",
    "Intervals and tests resample and rank cases: they do not say what other raters would have found.",
    "Tests of several dimensions are not adjusted for their number.",
    "Raters are not told who wrote a letter; a letter's style may tell them all the same.",
    "κ falls when one score prevails, whatever the agreement; the raw shares and AC2 stand beside it.",
    "Claims are read by patterns: a share of unsupported claims is of those that were read, and a letter with few claims has few to be wrong.",
];

/// Methods and limitations.
pub(super) fn write(html: &mut Html, protocol: &Protocol) {
    html.element("h2", "Methods");
    let arms: Vec<String> = protocol.arms().iter().map(crate::Arm::label).collect();
    let raters: Vec<String> = protocol.raters.iter().map(|rater| rater.name.clone()).collect();
    html.element(
        "p",
        &format!(
            "After Hou et al., 10.3389/frai.2024.1493716: {} of {}, numbered in a drawn order. Authors: {}. Raters: {}. Each saw the letters in an own \
             order drawn by the seed ({}), letters of one case not beside each other where avoidable, without who wrote them and without \
             what others gave. Ratings may be corrected until the lock; every entry is kept.",
            count(protocol.items.len(), "letter", "letters"),
            count(protocol.cases().len(), "case", "cases"),
            arms.join("; "),
            listed(&raters),
            protocol.seed
        ),
    );
    let dimensions: Vec<String> =
        protocol.dimensions.iter().map(|dimension| format!("{} (“{}”)", dimension.label, dimension.question)).collect();
    let points: Vec<String> = (1..).zip(&protocol.points).map(|(number, words)| format!("{number} {words}")).collect();
    html.element("p", &format!("Dimensions: {}. Points: {}.", listed(&dimensions), listed(&points)));
    if protocol.has_default_words() {
        html.element("p", WORDS_ARE_OURS);
    }
    html.element("h2", "Limitations");
    html.raw("<ul>\n");
    if protocol.is_demonstration {
        html.element("li", "This is a demonstration on synthetic cases or with demonstration models. Its numbers say how the program works and nothing about patients.");
    }
    LIMITATIONS.iter().for_each(|limitation| html.element("li", limitation));
    html.raw("</ul>\n");
}

/// Hashes and facts.
pub(super) fn record(html: &mut Html, parts: &ReportParts<'_>) -> Result<(), Error> {
    html.element("h2", "Record");
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let mut rows = vec![
        row("Protocol, SHA-256", parts.protocol.sha256()?.to_string()),
        row("Entries, replaced ones included", parts.ledger.history().len().to_string()),
    ];
    rows.extend(parts.facts.iter().map(|fact| row(&fact.name, fact.value.clone())));
    html.table("What determines the numbers", &[("", Align::Start), ("", Align::Start)], &rows);
    Ok(())
}
