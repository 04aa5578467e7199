//! The files as an importer meets them.

use std::collections::{HashMap, HashSet};
use std::fs;

use isocenter_synthetic::{Mess, SynthesisOptions, synthesise, write_exports};

use crate::fixture::{CASES, COHORT, LIBRARY};

const FILES: [&str; 3] = ["diagnoses.csv", "plans.csv", "truth.csv"];

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_others() {
    let write = |seed| {
        let folder = tempfile::tempdir().unwrap();
        let cohort = synthesise(SynthesisOptions { cases: 300, seed }, &LIBRARY).unwrap();
        write_exports(&cohort, folder.path()).unwrap();
        FILES.map(|file| fs::read(folder.path().join(file)).unwrap())
    };
    assert_eq!(write(5), write(5));
    assert_ne!(write(5), write(6));
}

#[test]
fn the_files_hold_the_counted_rows_and_nothing_unfinished_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made when missing");
    let counts = write_exports(&COHORT, &out).unwrap();
    let rows = |file: &str| csv::Reader::from_path(out.join(file)).unwrap().records().map(Result::unwrap).count();
    assert_eq!(rows("diagnoses.csv"), counts.diagnosis_rows);
    assert_eq!(rows("plans.csv"), counts.plan_rows);
    assert_eq!(rows("truth.csv"), CASES);
    assert_eq!(fs::read_dir(&out).unwrap().count(), 3);
    let mut truth = csv::Reader::from_path(out.join("truth.csv")).unwrap();
    let header: Vec<&str> =
        "patient_id,diagnosis,regimen,modality,icd10,kept,drop_reason,icd10_kept".split(',').collect();
    assert_eq!(truth.headers().unwrap(), header);
    let read: Vec<isocenter_synthetic::TruthRow> = truth.deserialize().map(Result::unwrap).collect();
    assert_eq!(read, COHORT.truth);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let error = write_exports(&COHORT, &in_the_way.join("out")).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}

#[test]
fn every_kind_of_mess_is_there() {
    for kind in Mess::ALL {
        let count = COHORT.mess().of(*kind);
        assert!(count >= 20, "{}: {count}", kind.label());
    }
}

#[test]
fn plan_text_stands_in_the_diagnosis_text_of_most_cases_as_in_the_study() {
    let with_plan = COHORT.mess().of(Mess::PlanWithKeyword) + COHORT.mess().of(Mess::PlanWithoutKeyword);
    assert!(with_plan > CASES / 2, "{with_plan}");
}

#[test]
fn a_kept_case_has_one_diagnosis_and_one_approved_treatment_plan_with_its_boosts() {
    let folder = tempfile::tempdir().unwrap();
    write_exports(&COHORT, folder.path()).unwrap();
    let table = |file: &str| -> Vec<HashMap<String, String>> {
        csv::Reader::from_path(folder.path().join(file)).unwrap().deserialize().map(Result::unwrap).collect()
    };
    let mut icd10_rows: HashMap<String, usize> = HashMap::new();
    let mut patients = HashSet::new();
    for row in table("diagnoses.csv") {
        let id = row["PatientId"].trim().to_owned();
        if row["DiagnosisTableName"] == "ICD-10-CM" {
            *icd10_rows.entry(id.clone()).or_default() += 1;
        }
        patients.insert(id);
    }
    let mut primaries: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for row in table("plans.csv") {
        let is_approved = ["Completed", "TreatApproval"].contains(&row["Status"].as_str());
        if is_approved && row["Intent"].is_empty() && row["PhaseType"] == "Primary" {
            let id = row["PatientId"].trim().to_owned();
            primaries.entry(id).or_default().push((row["NoFractions"].clone(), row["PlanComment"].clone()));
        }
        assert!(row["PlanSetupId"].len() <= 16);
    }
    for row in &COHORT.truth {
        assert!(patients.contains(&row.patient_id));
        if row.kept {
            assert_eq!(icd10_rows.get(&row.patient_id).copied().unwrap_or(0), usize::from(row.icd10_kept));
            let plans = &primaries[&row.patient_id];
            assert_eq!(plans.len(), 1, "patient {}", row.patient_id);
            assert!(row.regimen.starts_with(&format!("{}. ", plans[0].1)), "the comment is the summary of the answer");
            assert!(row.regimen.contains(&format!("fractions:{}", plans[0].0)));
        }
    }
}
