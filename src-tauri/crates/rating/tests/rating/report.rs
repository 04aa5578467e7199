//! The report of a letter study.

use std::collections::BTreeMap;

use isocenter_rating::{Act, ItemMeasures, Rating, ReportFact, ReportParts, WORDS_ARE_OURS, finding, report_page};

use crate::invented::{Invented, letter, protocol};

fn page(study: &Invented, is_locked: bool) -> String {
    let measures =
        ItemMeasures { rouge1: Some(0.5), claims: 8, unsupported: 2, edits: Some(12), ..ItemMeasures::default() };
    let numbers = study.numbers_with(&BTreeMap::from([(letter(1), measures)]));
    let parts = ReportParts {
        protocol: &study.protocol,
        ledger: &study.ledger(),
        numbers: &numbers,
        is_locked,
        facts: &[ReportFact { name: "Program".into(), value: "Isocenter <0.1>".into() }],
        made: "27 November 2026",
    };
    report_page(&parts).unwrap()
}

fn study() -> Invented {
    let mut study = Invented::new(protocol(2, 3));
    study.protocol.name = "Letters & <script>alert(1)</script>".into();
    for number in 1..=9 {
        let score = [2, 3, 4][number as usize % 3];
        study.rated(1, number, score);
        study.rated(2, number, score.min(3));
    }
    let comment = Act::Rated(Rating::new(&study.protocol, &[1, 1, 1, 1], "CANARY", true).unwrap());
    let entry = study.entry(1, 1, comment, Some(1));
    study.history.push(entry);
    study
}

#[test]
fn the_page_needs_nothing_else_and_its_texts_are_no_markup() {
    let study = study();
    let html = page(&study, true);
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
    assert!(html.contains("Letters &amp; &lt;script&gt;") && !html.contains("<script"));
    assert!(html.contains("Isocenter &lt;0.1&gt;"));
    for external in ["http://", "https://", "src=\"", "<link"] {
        assert!(!html.contains(external), "{external}");
    }
    assert!(!html.contains("CANARY"), "comments are in the exports");
    assert!(html.contains(&format!("Protocol {}", &study.protocol.sha256().unwrap().as_str()[..12])));
    assert!(html.contains("Research use only") && html.contains("Demonstration: synthetic cases"));
    assert_eq!(html, page(&study, true), "the same parts give the same page");
}

#[test]
fn the_page_says_what_is_not_known_of_the_published_study_and_what_may_still_change() {
    let mut study = study();
    assert!(page(&study, true).contains(WORDS_ARE_OURS));
    assert!(!page(&study, true).contains("Not locked"));
    assert!(page(&study, false).contains("Not locked: these numbers may still change."));
    study.protocol.points[0] = "refuse".into();
    assert!(!page(&study, true).contains(WORDS_ARE_OURS), "the words of a department are its own");
}

#[test]
fn every_number_of_the_page_is_a_number_or_says_why_not() {
    let html = page(&Invented::new(protocol(3, 1)), false);
    // The font before it may spell anything.
    let html = html.split("</style>").nth(1).unwrap();
    assert!(html.contains("undefined: no letter that both rated"));
    assert!(html.contains("no case with both letters rated by one rater"));
    assert!(!html.contains("NaN") && !html.contains("inf<") && !html.contains("None"));
    let alone = page(&Invented::new(protocol(1, 1)), false);
    assert!(alone.contains("One rater: nothing can be said of agreement."));
    let html = page(&study(), true);
    for words in ["Measured without a rater", "25.0 %", "4 as it is", "Mean", "AC2", "Dr Ada and Dr Bo", "exact, p ="] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn the_finding_says_in_how_many_dimensions_fine_tuned_letters_are_rated_higher() {
    let found = |study: &Invented| finding(&study.numbers());
    let mut study = Invented::new(protocol(1, 2));
    assert_eq!(found(&study), "Letters demo: no rater rated both letters of a case.");
    for (number, scores) in [(1, [1, 2, 2, 2]), (2, [4, 2, 1, 3]), (4, [2, 2, 2, 2]), (5, [3, 2, 2, 3])] {
        let entry = study.entry(1, number, study.scores(&scores), None);
        study.history.push(entry);
    }
    assert_eq!(
        found(&study),
        "Letters demo: fine-tuned letters are rated higher than base ones in 2 of 4 dimensions (Correct and Useful), lower in 1 (Clear); \
         two-sided p is below 0.05 in 0, not adjusted for the number of dimensions."
    );
    let mut physicians = study;
    physicians.protocol.items.retain(|item| item.number == letter(1));
    physicians.history.clear();
    assert!(found(&physicians).starts_with("No model has letters with and without its adapter"));
}
