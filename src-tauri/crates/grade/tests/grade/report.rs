//! The report: nothing of a text becomes markup, nothing free of a patient's story gets in, undefined values say so.

use isocenter_domain::Redacted;
use isocenter_grade::{
    Act, Amendment, AmendmentRecord, DecisionId, GradeFact, GradeFigure, Member, MemberId, Numbers, PanelPart, Place,
    ReportParts, Round, Signature, StudyRecord, blinding, finding, report_page, report_section,
};

use crate::invented::{A, B, Invented, grade, item, protocol};

fn with_parts<T>(record: &StudyRecord, use_parts: impl FnOnce(&ReportParts<'_>) -> T) -> T {
    let checked = record.check().unwrap();
    let numbers = Numbers::of(&checked).unwrap();
    use_parts(&ReportParts {
        record,
        checked: &checked,
        numbers: &numbers,
        figures: &[GradeFigure { caption: "Figure 5 <a>".into(), svg: "<?xml?><svg id=\"here\"></svg>".into() }],
        facts: &[GradeFact { name: "Program".into(), value: "0.1 & later".into() }],
        at: &|microseconds| format!("at {microseconds}"),
        made: "2026-11-27",
    })
}

fn section(record: &StudyRecord) -> String {
    with_parts(record, |parts| report_section(parts).unwrap())
}

fn sign(study: &mut Invented, decision: i64) {
    let signed = &study.record.decisions[decision as usize - 1];
    study.record.signatures.push(Signature {
        decision: DecisionId::new(decision),
        member: Member { id: MemberId::new(3), name: "Clara".into(), part: PanelPart::Senior },
        meaning: "I recorded what the panel settled".into(),
        at_us: 9_100_000_000,
        sha256: signed.decision.sha256().unwrap(),
    });
}

#[test]
fn a_text_that_would_be_markup_is_shown_as_it_is() {
    let mut frozen = protocol(2, &["m"], 0);
    frozen.name = "<script>alert(1)</script>".into();
    frozen.arms[0].label = "<b>model</b>".into();
    frozen.graders[0].name = "Anna \"<i>\"".into();
    frozen.analysis = "a < b & c".into();
    frozen.scale = frozen.scale.reworded(grade(1), "<u>", "</style>").unwrap();
    let mut study = Invented::new(frozen);
    study.graded(A, 1, 1);
    let page = with_parts(&study.record, |parts| report_page(parts).unwrap());
    for markup in ["<script", "<b>", "<i>", "<u>", "Figure 5 <a>", "a < b"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(page.contains("&lt;b&gt;model&lt;/b&gt;") && page.contains("0.1 &amp; later"));
    assert!(page.contains("<figure><svg id=\"here\"></svg>"), "the picture stands without its prologue");
}

#[test]
fn comments_skip_reasons_and_words_of_the_panel_stay_in_the_exports() {
    let mut study = Invented::of_pairs(&[1, 3], &[1, 5]);
    study.settled(2, (3, 5), (4, 4), "CANARY dissent");
    study.record.decisions[0].decision.words = Redacted::new("CANARY words".into());
    let skip = Act::Skipped(Redacted::new("CANARY skip".into()));
    study.act(Place { grader: A, round: Round::First, item: item(1) }, skip, 3_000);
    for entry in &mut study.record.entries {
        entry.comment = Redacted::new("CANARY comment".into());
    }
    let html = section(&study.record);
    assert!(!html.contains("CANARY"));
    assert!(html.contains("in words") && html.contains("with a dissent"), "that there are some is told");
}

#[test]
fn what_is_undefined_is_said_to_be_so_and_why() {
    let html = section(&Invented::of_pairs(&[5; 4], &[5; 4]).record);
    assert!(html.contains("undefined: no variation"));
    assert!(html.contains("The protocol asked for no repeats."));
    assert!(!html.contains("NaN") && !html.contains("inf<"));
    let empty = section(&Invented::new(protocol(3, &["m"], 0)).record);
    assert!(empty.contains("undefined: no pair of grades") && empty.contains("undefined: no grades"));
}

#[test]
fn amendments_stand_with_reason_and_hash_and_hashes_bind_the_report() {
    let mut study = Invented::of_pairs(&[1, 2], &[1, 2]);
    let frozen = study.record.frozen.clone();
    let (amendment, after) =
        AmendmentRecord::make(&frozen, 1, Amendment::RemoveGrader { grader: B }, "moved <away>", "Pia", 1).unwrap();
    study.record.amendments.push(amendment);
    let html = section(&study.record);
    for text in [
        "moved &lt;away&gt;",
        "Ben grades no more",
        "undefined: one grader",
        "Not counted, by amendment: grades of Ben.",
        &frozen.sha256().unwrap().to_string(),
        &after.sha256().unwrap().to_string(),
        &study.record.sha256().unwrap().to_string(),
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(section(&Invented::of_pairs(&[1], &[1]).record).contains("the protocol stands as it was frozen"));
}

#[test]
fn a_signature_on_what_was_changed_since_is_void_to_the_eye() {
    let mut study = Invented::of_pairs(&[1, 3], &[1, 5]);
    study.settled(2, (3, 5), (4, 5), "");
    sign(&mut study, 1);
    assert!(section(&study.record).contains(">Clara</td>"));
    study.settled(2, (3, 5), (4, 4), "");
    assert!(section(&study.record).contains("Clara (void)"));
    sign(&mut study, 2);
    assert!(section(&study.record).contains("Clara (void) and Clara</td>"));
}

#[test]
fn the_blinding_is_told_as_the_record_shows_it() {
    let mut study = Invented::of_pairs(&[1, 3], &[1, 5]);
    let told = |study: &Invented| blinding(&study.record, &study.record.check().unwrap());
    assert!(!told(&study).contains("panel's first record"), "without a panel nothing is said of it");
    study.settled(2, (3, 5), (4, 5), "");
    assert!(told(&study).contains("No grade that counts was recorded after the panel's first record."));
    study.record.entries[0].recorded_at_us = 9_500_000_000;
    study.record.entries[1].packet = Some("p-1".into());
    assert!(told(&study).contains("1 grade that counts was recorded after the panel's first record"));
    assert!(told(&study).contains("1 grade was recorded at another workstation"));
}

#[test]
fn the_same_parts_give_the_same_page_and_headings_follow_each_other() {
    let study = Invented::of_pairs(&[1, 2, 4], &[1, 3, 2]);
    let page = || with_parts(&study.record, |parts| report_page(parts).unwrap());
    assert_eq!(page(), page());
    assert!(page().contains("Not locked: these numbers may still change."));
    let section = section(&study.record);
    assert!(section.starts_with("<h2>") && !section.contains("<h1"), "a section of another report");
    assert!(page().contains("@page { size: A4") && page().contains("Demonstration: synthetic cases"));
}

fn found(study: &Invented) -> String {
    with_parts(&study.record, |parts| finding(&parts.checked.protocol, parts.numbers))
}

#[test]
fn the_finding_is_one_sentence_of_how_many_regimens_each_grader_accepts() {
    let mut study = Invented::of_pairs(&[1, 2, 3, 5], &[1, 2, 2, 3]);
    assert_eq!(found(&study), "Both graders find 2 to 3 of 4 regimens acceptable.");
    study.settled(4, (5, 3), (2, 3), "");
    assert_eq!(found(&study), "Both graders find 3 of 4 regimens acceptable after the panel.");
    assert_eq!(found(&Invented::of_pairs(&[5; 3], &[5; 3])), "Both graders find 0 of 3 regimens acceptable.");
    let mut skipped = Invented::of_pairs(&[1, 1, 3], &[1, 1, 3]);
    skipped.skipped(B, 3);
    assert_eq!(found(&skipped), "Both graders find 66.7 to 100.0 % of the regimens that they graded acceptable.");
    let mut arms = Invented::new(protocol(2, &["m", "n"], 0));
    for (number, given) in [(1, 1), (2, 4), (3, 2), (4, 4)] {
        arms.graded(A, number, given);
        arms.graded(B, number, given);
    }
    assert_eq!(found(&arms), "Both graders find 0 to 2 of 2 regimens of each model acceptable.");
    assert_eq!(found(&Invented::new(protocol(2, &["m"], 0))), "No regimen was graded, so nothing was found.");
}

#[test]
fn the_finding_does_not_speak_for_a_grader_who_graded_nothing() {
    let mut study = Invented::new(protocol(2, &["m"], 0));
    study.graded(A, 1, 1);
    study.graded(A, 2, 4);
    assert_eq!(found(&study), "One of the graders finds 1 of 2 regimens acceptable; the other has graded none.");
    for number in [1, 2] {
        study.skipped(B, number);
    }
    assert_eq!(found(&study), "One of the graders finds 1 of 2 regimens acceptable; the other has graded none.");
    let frozen = study.record.frozen.clone();
    let removal = Amendment::RemoveGrader { grader: B };
    study.record.amendments.push(AmendmentRecord::make(&frozen, 1, removal, "left", "Pia", 1).unwrap().0);
    assert_eq!(found(&study), "The one grader finds 1 of 2 regimens acceptable.");
}
