//! The synthetic exports curated: every case as the generator knows it.

use isocenter_curate::{Curated, DoseAgreement, Icd10Standing, Step};
use isocenter_domain::Task;
use isocenter_synthetic::TruthRow;

use crate::fixture::{Exports, SOME, cleaner, truth_by_patient};

/// What differs from the truth, by patient and field; never the text itself.
fn mismatches(curated: &Curated, truth: &[TruthRow]) -> Vec<String> {
    let truth_of = truth_by_patient(truth);
    let mut found = Vec::new();
    for case in &curated.cases {
        let row = truth_of[case.patient.as_str()];
        let code = case.icd10.as_ref().map_or("", |code| code.as_str());
        let is_coded = case.icd10_standing == Icd10Standing::Coded;
        let fields = [
            ("kept", row.kept),
            ("regimen", case.regimen().as_deref() == Some(row.regimen.as_str())),
            ("modality", case.modality().map(|modality| modality.label()) == Some(row.modality.as_str())),
            ("icd10", code == row.icd10),
            ("icd10_kept", is_coded == row.icd10_kept),
            ("diagnosis", without_last_point(case.text.cleaned().reveal()) == without_last_point(&row.diagnosis)),
            ("dose of the summary", case.dose_agreement() == DoseAgreement::Agree),
        ];
        found.extend(
            fields.iter().filter(|(_, agrees)| !agrees).map(|(field, _)| format!("{} {field}", row.patient_id)),
        );
    }
    for case in &curated.dropped {
        let row = truth_of[case.patient.as_str()];
        if row.kept || row.icd10_kept || row.drop_reason != case.reason.label() {
            found.push(format!("{} drop_reason {} for {}", row.patient_id, case.reason.label(), row.drop_reason));
        }
    }
    if curated.cases.len() + curated.dropped.len() != truth.len() {
        found.push(String::from("number of patients"));
    }
    found
}

/// The generator closes a text with a point before it puts anything behind, so the export does not tell whether the point was the physician's.
fn without_last_point(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

#[test]
fn every_case_of_the_whole_cohort_is_curated_to_its_truth() {
    let exports = Exports::synthetic(15_724, 1);
    let curated = exports.curate();
    let mismatches = mismatches(&curated, &exports.truth);
    assert!(mismatches.is_empty(), "{} mismatches: {mismatches:?}", mismatches.len());
    let kept: Vec<u64> = curated.funnel().steps.iter().map(|step| step.kept).collect();
    assert_eq!(kept, [15_724, 7_903, 7_177]);
    assert_eq!(curated.cases_for(Task::Regimen).len(), 7_903);
    assert_eq!(curated.cases_for(Task::Icd10).len(), 7_177);
}

#[test]
fn so_is_every_case_of_a_cohort_whose_doses_are_total_centigray() {
    let exports = Exports::synthetic(1_000, 2);
    let mismatches = mismatches(&exports.curate(), &exports.truth);
    assert!(mismatches.is_empty(), "{} mismatches: {mismatches:?}", mismatches.len());
}

#[test]
fn the_funnel_adds_up_at_every_step() {
    let curated = SOME.curate();
    let funnel = curated.funnel();
    assert_eq!(
        funnel.steps.iter().map(|step| step.step).collect::<Vec<_>>(),
        [Step::Extracted, Step::Selected, Step::Icd10]
    );
    for pair in funnel.steps.windows(2) {
        assert_eq!(pair[0].kept, pair[1].kept + pair[1].dropped);
        assert_eq!(pair[1].reasons.values().sum::<u64>(), pair[1].dropped);
    }
    assert_eq!(funnel.steps[0].kept, SOME.truth.len() as u64);
    assert!(funnel.steps[1].reasons.len() == 9, "{:?}", funnel.steps[1].reasons);
}

#[test]
fn real_slips_of_the_export_are_issues_and_good_rows_are_not() {
    let issues = SOME.issues();
    assert!(issues.iter().all(|issue| issue.reason.label() == "fractions_not_positive"), "{issues:?}");
    assert!(!issues.is_empty(), "some plans have zero fractions");
}

#[test]
fn nothing_is_open_and_nothing_is_left_in_the_texts() {
    let curated = SOME.curate();
    assert!(curated.review_queue().is_empty(), "every word of the synthetic exports is known");
    assert!(curated.leak_scan(&cleaner()).is_empty(), "no plan and no identifier is left");
}
