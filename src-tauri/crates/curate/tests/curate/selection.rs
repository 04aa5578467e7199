//! The rules of selection, each with the rows it is about.

use isocenter_curate::{Curated, DropReason, RuleId, RuleSet, RuleSwitch};
use isocenter_domain::Modality;

use crate::fixture::{Exports, curate_with, diagnosis, plan, with_patient};

/// Why the one patient beyond the plain ones is dropped; nothing when kept.
fn fate(diagnoses: &[String], plans: &[String]) -> Option<DropReason> {
    fate_of(&with_patient(diagnoses, plans), &RuleSet::default())
}

fn fate_of(exports: &Exports, rules: &RuleSet) -> Option<DropReason> {
    let curated = curate_with(&exports.import().unwrap(), rules);
    assert!(curated.dropped.len() <= 1);
    curated.dropped.first().map(|case| case.reason)
}

fn without(rule: RuleId) -> RuleSet {
    let mut rules = RuleSet::default();
    rules.switch(rule, RuleSwitch::Off);
    rules
}

fn one() -> Vec<String> {
    vec![diagnosis("X1", "Rectal cancer cT3 N1")]
}

/// A boost of 10 Gy in 5 fractions.
fn boost() -> String {
    plan("X1")
        .replace("Primary", "Boost")
        .replace("PROS", "PROS_BST")
        .replace("30,2,6000 cGy in 30", "5,2,1000 cGy in 5")
        .replace("plan 60 Gy/ 30 fx photons", "")
}

fn regimen(plans: &[String]) -> String {
    let curated = with_patient(&one(), plans).curate();
    case_of(&curated).regimen().unwrap()
}

/// The one case that is not plain.
fn case_of(curated: &Curated) -> &isocenter_curate::CuratedCase {
    curated.cases.iter().find(|case| case.text.original().reveal().starts_with("Rectal")).unwrap()
}

#[test]
fn one_diagnosis_and_one_primary_plan_are_a_case() {
    assert_eq!(fate(&one(), &[plan("X1")]), None);
    assert_eq!(regimen(&[plan("X1")]), "plan 60 Gy/ 30 fx photons. primary, photon, 60.0Gy, fractions:30");
}

#[test]
fn boosts_stay_in_order_of_delivery() {
    let later = boost()
        .replace("PROS_BST", "SECOND")
        .replace("5,2,1000 cGy in 5", "2,3,600 cGy in 2")
        .replace("2020-04-05", "2020-07-01");
    let expected = "plan 60 Gy/ 30 fx photons. primary, photon, 60.0Gy, fractions:30, boost, photon, 10.0Gy, fractions:5, boost, photon, 6.0Gy, fractions:2";
    assert_eq!(regimen(&[later, boost(), plan("X1")]), expected);
}

#[test]
fn without_a_summary_the_answer_opens_with_what_was_delivered() {
    let plain = plan("X1").replace("plan 60 Gy/ 30 fx photons", "");
    let expected = "plan 60 Gy/ 30 fx photons + boost 10 Gy/ 5 fx photons. primary, photon, 60.0Gy, fractions:30, boost, photon, 10.0Gy, fractions:5";
    assert_eq!(regimen(&[plain, boost()]), expected);
    let other_opening = plan("X1").replace("plan 60 Gy/ 30 fx photons", "Plan: 60 Gy/ 30 fx photons to rectum.");
    let expected = "plan 60 Gy/ 30 fx photons to rectum. primary, photon, 60.0Gy, fractions:30";
    assert_eq!(regimen(&[other_opening]), expected);
}

#[test]
fn several_diagnoses_drop_the_patient() {
    let other_code = diagnosis("X1", "Rectal cancer cT3 N1").replace("C61", "C20");
    let other_text = diagnosis("X1", "Lung cancer");
    for other in [other_code, other_text] {
        let rows = [one(), vec![other]].concat();
        assert_eq!(fate(&rows, &[plan("X1")]), Some(DropReason::SeveralDiagnoses));
        assert_eq!(fate_of(&with_patient(&rows, &[plan("X1")]), &without(RuleId::SingleDiagnosis)), None);
    }
}

#[test]
fn rows_that_repeat_a_diagnosis_are_one() {
    let twin = diagnosis("X1", "Rectal  cancer cT3 n1").replace("ICD-10-CM,C61", "ICD-9-CM,185");
    let rows = [one(), vec![twin]].concat();
    assert_eq!(fate(&rows, &[plan("X1")]), None);
    let exports = with_patient(&rows, &[plan("X1")]);
    assert_eq!(fate_of(&exports, &without(RuleId::TwinCodings)), Some(DropReason::SeveralDiagnoses));
    let blank_text = diagnosis("X1", "");
    assert_eq!(fate(&[one(), vec![blank_text]].concat(), &[plan("X1")]), None);
    let foreign_twin = diagnosis("X1", "Lung cancer").replace("ICD-10-CM,C61", "ICD-9-CM,162.9");
    assert_eq!(fate(&[one(), vec![foreign_twin]].concat(), &[plan("X1")]), Some(DropReason::SeveralDiagnoses));
}

#[test]
fn deleted_rows_do_not_count_and_secondary_ones_only_where_the_rule_is_off() {
    let deleted = diagnosis("X1", "Lung cancer").replace("Active", "Deleted");
    let rows = [one(), vec![deleted]].concat();
    assert_eq!(fate(&rows, &[plan("X1")]), None);
    let exports = with_patient(&rows, &[plan("X1")]);
    assert_eq!(fate_of(&exports, &without(RuleId::ActiveDiagnoses)), Some(DropReason::SeveralDiagnoses));

    let secondary = diagnosis("X1", "Lung cancer").replace("Primary", "Secondary");
    let exports = with_patient(&[vec![secondary], one()].concat(), &[plan("X1")]);
    assert_eq!(fate_of(&exports, &RuleSet::default()), Some(DropReason::SeveralDiagnoses));
    let mut rules = RuleSet::default();
    rules.switch(RuleId::PrimaryDiagnosesOnly, RuleSwitch::On);
    assert_eq!(fate_of(&exports, &rules), None);
}

#[test]
fn icd9_only_and_no_code_leave_the_code_task_only() {
    for (cells, reason) in [("ICD-9-CM,185", "icd9_only"), (",", "no_code"), (",V10.46", "unusable_code")] {
        let rows = [diagnosis("X1", "Rectal cancer").replace("ICD-10-CM,C61", cells)];
        let funnel = with_patient(&rows, &[plan("X1")]).curate().funnel();
        assert_eq!((funnel.steps[1].kept, funnel.steps[2].kept), (21, 20), "{cells}");
        assert_eq!(funnel.steps[2].reasons[reason], 1);
    }
}

#[test]
fn alternative_primaries_drop_the_patient() {
    let other_dose = plan("X1").replace("30,2,6000 cGy in 30", "20,3,6000 cGy in 20").replace("PROS", "OTHER");
    let other_radiation = plan("X1").replace("EXTERNAL,X,6X", "PROTON,,");
    let other_course = plan("X1").replace("C1", "C2");
    let by_name = plan("X1").replace("Primary", "Alternative primary");
    for other in [other_dose, other_radiation, other_course, by_name] {
        assert_eq!(fate(&one(), &[plan("X1"), other.clone()]), Some(DropReason::AlternativePlan), "{other}");
    }
}

#[test]
fn revisions_and_replans_count_once() {
    let revision = plan("X1").replace("PROS", "PROS:1");
    let replan = plan("X1").replace("Primary", "Replan").replace("30,2,6000 cGy in 30", "20,2,4000 cGy in 20");
    let boost_revision = boost().replace("PROS_BST", "PROS_BST:1");
    let expected =
        "plan 60 Gy/ 30 fx photons. primary, photon, 60.0Gy, fractions:30, boost, photon, 10.0Gy, fractions:5";
    assert_eq!(regimen(&[plan("X1"), revision.clone(), replan.clone(), boost(), boost_revision]), expected);
    let exports = with_patient(&one(), &[plan("X1"), revision]);
    assert_eq!(fate_of(&exports, &without(RuleId::ReplansJoin)), Some(DropReason::AlternativePlan));
    let replaced = [plan("X1").replace("Completed", "Retired"), replan];
    assert_eq!(fate(&one(), &replaced), None, "an approved replan stands for the plan it replaced");
}

#[test]
fn plans_that_treat_nobody_do_not_count() {
    for word in ["VERIFICATION", "RESEARCH", "MACHINE_QA"] {
        let aside = plan("X1").replace("Completed,,Primary", &format!("Completed,{word},Primary"));
        assert_eq!(fate(&one(), &[plan("X1"), aside.replace("30,2,", "1,2,")]), None, "{word}");
        assert_eq!(fate(&one(), std::slice::from_ref(&aside)), Some(DropReason::NoPatientPlan), "{word}");
        let exports = with_patient(&one(), &[aside]);
        assert_eq!(fate_of(&exports, &without(RuleId::PatientPlans)), None);
    }
    let course = plan("X1").replace("C1", "QA");
    assert_eq!(fate(&one(), std::slice::from_ref(&course)), Some(DropReason::NoPatientPlan));
    assert_eq!(fate_of(&with_patient(&one(), &[course]), &without(RuleId::ClinicalCourses)), None);
    assert_eq!(fate(&one(), &[]), Some(DropReason::NoPlan));
}

#[test]
fn courses_of_another_name_count_unless_the_rule_is_on() {
    let exports = with_patient(&one(), &[plan("X1").replace("C1", "Kurs")]);
    assert_eq!(fate_of(&exports, &RuleSet::default()), None);
    let mut rules = RuleSet::default();
    rules.switch_by_name("numbered_courses", RuleSwitch::On).unwrap();
    assert_eq!(fate_of(&exports, &rules), Some(DropReason::NoPatientPlan));
}

#[test]
fn only_approved_plans_count() {
    for status in
        ["UnApproved", "Reviewed", "Rejected", "Retired", "ExternalApproval", "PlanApproval", "CompletedEarly", "?"]
    {
        let row = plan("X1").replace("Completed", status);
        assert_eq!(fate(&one(), std::slice::from_ref(&row)), Some(DropReason::NoApprovedPlan), "{status}");
        assert_eq!(fate(&one(), &[row, plan("X1")]), None, "{status}");
    }
    assert_eq!(fate(&one(), &[plan("X1").replace("Completed", "TreatApproval")]), None);
}

#[test]
fn a_plan_approved_by_the_physician_counts_in_a_completed_course() {
    for (course, fate) in [("COMPLETED", None), ("ACTIVE", Some(DropReason::NoApprovedPlan))] {
        let exports = with_patient(&one(), &[plan("X1").replace("Completed", "PlanApproval")]);
        crate::fixture::rewrite(&exports.plans(), |text| {
            let mut lines = text.lines();
            let header = format!("{},CourseStatus\n", lines.next().unwrap());
            lines.fold(header, |table, line| format!("{table}{line},{course}\n")).into_bytes()
        });
        assert_eq!(fate_of(&exports, &RuleSet::default()), fate, "{course}");
    }
}

#[test]
fn a_part_that_cannot_be_told_makes_the_primary_unclear() {
    assert_eq!(fate(&one(), &[boost()]), Some(DropReason::NoClearPrimary));
    let unknown = plan("X1").replace("Primary", "Phase II").replace("PROS", "P2");
    assert_eq!(fate(&one(), &[plan("X1"), unknown]), Some(DropReason::NoClearPrimary));
    let unstated = plan("X1").replace("Primary", "");
    assert_eq!(fate(&one(), &[unstated.clone(), boost().replace("Boost", "")]), None, "a single plan is the primary");
    assert_eq!(fate(&one(), &[unstated, plan("X1").replace("30,2,", "28,2,")]), Some(DropReason::AlternativePlan));
}

#[test]
fn a_plan_or_boost_without_dose_or_fractions_drops_the_patient() {
    for figures in [",2,6000 cGy in 30", "30,,6000 cGy in 30", ",,"] {
        let row = plan("X1").replace("30,2,6000 cGy in 30", figures);
        assert_eq!(fate(&one(), &[row]), Some(DropReason::PlanIncomplete));
    }
    let bare_boost = boost().replace("5,2,1000 cGy in 5 Fractions", ",,");
    let exports = with_patient(&one(), &[plan("X1"), bare_boost]);
    assert_eq!(fate_of(&exports, &RuleSet::default()), Some(DropReason::PlanIncomplete));
    let curated = curate_with(&exports.import().unwrap(), &without(RuleId::CompletePrescription));
    assert_eq!(case_of(&curated).regimen(), None, "an unknown phase is never written as an answer");
}

#[test]
fn texts_that_are_blank_or_nothing_but_the_plan_drop_the_patient() {
    assert_eq!(fate(&[diagnosis("X1", "   ")], &[plan("X1")]), Some(DropReason::NoDiagnosisText));
    let only_plan = [diagnosis("X1", "Plan: 60 Gy/ 30 fx VMAT")];
    assert_eq!(fate(&only_plan, &[plan("X1")]), Some(DropReason::OnlyPlanInText));
    assert_eq!(fate_of(&with_patient(&only_plan, &[plan("X1")]), &without(RuleId::TextBeyondPlan)), None);
}

#[test]
fn phantoms_and_tests_are_no_patients() {
    for id in ["$QA17", "QA_PHANTOM_9", "Head Phantom"] {
        let exports = with_patient(&[diagnosis(id, "Machine output check")], &[plan(id)]);
        assert_eq!(fate_of(&exports, &RuleSet::default()), Some(DropReason::NotAPatient), "{id}");
        assert_eq!(fate_of(&exports, &without(RuleId::ClinicalPatients)), None, "{id}");
    }
}

#[test]
fn the_first_failing_rule_names_the_reason() {
    let both = [one(), vec![diagnosis("X1", "Lung cancer")]].concat();
    assert_eq!(fate(&both, &[]), Some(DropReason::SeveralDiagnoses));
    assert_eq!(fate(&[diagnosis("X1", "")], &[]), Some(DropReason::NoPlan));
}

#[test]
fn every_rule_has_words_and_comes_back_from_a_record() {
    let rules = without(RuleId::ReplansJoin);
    let switches: Vec<RuleSwitch> = rules.rules().map(|rule| rule.switch).collect();
    assert_eq!(switches.len(), RuleId::ALL.len());
    assert!(rules.rules().all(|rule| rule.words.ends_with('.')));
    let text = toml::to_string(&std::collections::BTreeMap::from([("rules", &rules)])).unwrap();
    let back: std::collections::BTreeMap<String, RuleSet> = toml::from_str(&text).unwrap();
    assert_eq!(back["rules"], rules);
    assert!(RuleSet::default().switch_by_name("no such rule", RuleSwitch::Off).is_err());
}

#[test]
fn modalities_of_primary_and_boost_may_differ() {
    let electrons = boost().replace("EXTERNAL,X,6X", "EXTERNAL,E,9E");
    let curated = with_patient(&one(), &[plan("X1"), electrons]).curate();
    let case = case_of(&curated);
    assert_eq!(case.modality(), Some(Modality::Photon));
    assert!(case.regimen().unwrap().ends_with("boost, electron, 10.0Gy, fractions:5"));
}
