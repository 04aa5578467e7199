//! What a person decides, and the text that follows from it.

use isocenter_curate::{
    CaseText, Curated, CuratedCase, Decision, DropReason, Error, ReviewQuestion, SpanDecision, SpanKind, TextRole,
};
use isocenter_domain::Modality;

use crate::fixture::{cleaner, diagnosis, plan, with_patient};

const TEXT: &str = "Rectal cancer cT3 N1. MRN 12345678. Plan: 50.4 Gy/ 28 fx VMAT. Referred by Dr. Doe.";

fn curated(text: &str) -> Curated {
    with_patient(&[diagnosis("X1", text)], &[plan("X1")]).curate()
}

fn case_of(curated: &mut Curated) -> &mut CuratedCase {
    let id = curated.cases.iter().find(|case| case.text.original().reveal().starts_with("Rectal")).unwrap().id.clone();
    curated.case_mut(&id).unwrap()
}

fn decide(case: &mut CuratedCase, span: usize, decision: Decision) {
    let id = case.id.clone();
    case.text.apply(&id, &[SpanDecision { span, decision }]).unwrap();
}

fn plan_span(text: &CaseText) -> usize {
    text.spans().iter().position(|span| span.found.kind == SpanKind::Plan).unwrap()
}

#[test]
fn plan_and_identifiers_are_taken_out_and_the_original_stays() {
    let mut curated = curated(TEXT);
    let case = case_of(&mut curated);
    assert_eq!(case.text.original().reveal(), TEXT);
    assert_eq!(case.text.cleaned().reveal(), "Rectal cancer cT3 N1.");
    assert!(case.text.spans().iter().all(|span| !span.found.rule.is_empty()));
}

#[test]
fn the_patients_own_name_and_id_are_sought_in_the_text() {
    let text = "Rectal cancer cT3 in Jane Roe known as AX77123";
    let exports = with_patient(&[diagnosis("AX77123", text)], &[plan("AX77123")]);
    let mut curated = exports.curate();
    let cleaned = case_of(&mut curated).text.cleaned().reveal().clone();
    assert!(!cleaned.contains("Roe") && !cleaned.contains("AX77123"), "{cleaned}");
}

#[test]
fn a_kept_span_comes_back_and_an_accepted_one_goes_again() {
    let mut curated = curated(TEXT);
    let case = case_of(&mut curated);
    let span = plan_span(&case.text);
    decide(case, span, Decision::Keep);
    assert!(case.text.cleaned().reveal().contains("50.4 Gy/ 28 fx VMAT"));
    decide(case, span, Decision::Accept);
    assert_eq!(case.text.cleaned().reveal(), "Rectal cancer cT3 N1.");
    decide(case, span, Decision::Keep);
    case.text.reset();
    assert_eq!(case.text.cleaned().reveal(), "Rectal cancer cT3 N1.");
}

#[test]
fn adjusted_borders_count_in_the_original() {
    let mut curated = curated(TEXT);
    let case = case_of(&mut curated);
    let span = plan_span(&case.text);
    let start = TEXT.find("cT3").unwrap();
    decide(case, span, Decision::Adjust { start, end: TEXT.find(" Referred").unwrap() });
    assert_eq!(case.text.cleaned().reveal(), "Rectal cancer");
}

#[test]
fn borders_that_do_not_fit_are_refused_and_change_nothing() {
    let text = "Rectal cancér cT3. Plan: 50.4 Gy/ 28 fx";
    let mut curated = curated(text);
    let case = case_of(&mut curated);
    let (id, before) = (case.id.clone(), case.text.cleaned().clone());
    let within_a_letter = text.find('é').unwrap() + 1;
    for (start, end) in [(0, text.len() + 1), (9, 9), (10, 4), (0, within_a_letter)] {
        let decisions = [
            SpanDecision { span: 0, decision: Decision::Keep },
            SpanDecision { span: 0, decision: Decision::Adjust { start, end } },
        ];
        assert!(matches!(case.text.apply(&id, &decisions), Err(Error::SpanBorders { span: 0, .. })));
    }
    let missing = [SpanDecision { span: 9, decision: Decision::Keep }];
    assert!(matches!(case.text.apply(&id, &missing), Err(Error::UnknownSpan { span: 9, .. })));
    assert!(case.text.cleaned() == &before);
}

#[test]
fn what_no_rule_found_can_be_marked_by_hand() {
    let text = "Rectal cancer cT3 seen with Aunt Petunia today";
    let mut curated = curated(text);
    let case = case_of(&mut curated);
    let id = case.id.clone();
    case.text.reset();
    let start = text.find("Aunt").unwrap();
    let spans = case.text.spans().len();
    let span = case.text.mark(&id, SpanKind::Identifier, start, start + "Aunt Petunia".len()).unwrap();
    assert_eq!(span, spans);
    assert!(!case.text.cleaned().reveal().contains("Petunia"));
    case.text.mark(&id, SpanKind::Plan, 0, "Rectal cancer ".len()).unwrap();
    assert!(case.text.cleaned().reveal().starts_with("cT3"));
    case.text.reset();
    assert_eq!(case.text.spans().len(), spans);
}

#[test]
fn a_text_restored_from_its_parts_is_the_same() {
    let mut curated = curated(TEXT);
    let case = case_of(&mut curated);
    decide(case, 0, Decision::Keep);
    let restored = CaseText::restored(case.text.original().clone(), case.text.spans().to_vec());
    assert!(restored == case.text);
}

#[test]
fn unknown_radiation_waits_for_a_person() {
    let row = plan("X1").replace("EXTERNAL,X,6X", "ION,,230 MeV");
    let mut curated = with_patient(&[diagnosis("X1", "Rectal cancer")], &[row]).curate();
    assert_eq!(curated.cases.len(), 21, "the case is kept");
    let queue = curated.review_queue();
    let words = String::from("ION, 230 MeV");
    assert_eq!(
        queue.iter().map(|item| &item.question).collect::<Vec<_>>(),
        [&ReviewQuestion::UnknownModality { phase: 0, words }]
    );
    let case = case_of(&mut curated);
    assert_eq!((case.modality(), case.regimen()), (None, None));
    assert!(matches!(case.annotate(1, Modality::Proton), Err(Error::UnknownPhase { phase: 1, .. })));
    case.annotate(0, Modality::Proton).unwrap();
    assert!(case.regimen().unwrap().contains("primary, proton, 60.0Gy, fractions:30"));
    assert!(curated.review_queue().is_empty());
}

#[test]
fn a_summary_that_tells_another_dose_is_asked_about() {
    let row = plan("X1").replace("plan 60 Gy/ 30 fx photons", "plan 50 Gy/ 25 fx photons");
    let mut curated = with_patient(&[diagnosis("X1", "Rectal cancer")], &[row]).curate();
    assert_eq!(case_of(&mut curated).questions(), [ReviewQuestion::DoseDiffers]);
}

#[test]
fn identifiers_in_the_plan_summary_do_not_reach_the_answer() {
    let row = plan("X1").replace("plan 60 Gy/ 30 fx photons", "plan 60 Gy/ 30 fx photons. Reviewed with Dr. Doe.");
    let mut curated = with_patient(&[diagnosis("X1", "Rectal cancer")], &[row]).curate();
    let regimen = case_of(&mut curated).regimen().unwrap();
    assert!(!regimen.contains("Doe"), "{regimen}");
    assert!(regimen.ends_with("primary, photon, 60.0Gy, fractions:30"));
}

#[test]
fn the_leak_scan_finds_what_was_kept() {
    let mut curated = curated(TEXT);
    assert!(curated.leak_scan(&cleaner()).is_empty());
    let case = case_of(&mut curated);
    let span = plan_span(&case.text);
    decide(case, span, Decision::Keep);
    let id = case.id.clone();
    let leaks = curated.leak_scan(&cleaner());
    assert_eq!(leaks.len(), 1);
    assert_eq!((&leaks[0].case, leaks[0].text, leaks[0].leftover.kind), (&id, TextRole::Diagnosis, SpanKind::Plan));
    let cleaned = curated.case(&id).unwrap().text.cleaned().reveal();
    assert!(cleaned[leaks[0].leftover.start..leaks[0].leftover.end].contains("50.4 Gy"));
}

#[test]
fn a_reviewer_can_drop_a_case_and_the_funnel_follows() {
    let mut curated = curated(TEXT);
    let id = case_of(&mut curated).id.clone();
    assert!(curated.drop_case(&id, DropReason::PlanNotSeparable));
    assert!(!curated.drop_case(&id, DropReason::Other), "it is gone");
    let steps = curated.funnel().steps;
    assert_eq!((steps[0].kept, steps[1].kept, steps[1].reasons["plan_not_separable"]), (21, 20, 1));
}
