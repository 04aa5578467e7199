//! What is true of each case, and of the splits.

use std::collections::HashSet;

use isocenter_domain::{Icd10Code, Modality, PhaseRole, Regimen, Task};
use isocenter_synthetic::{SynthesisOptions, synthesise, training_split};

use crate::fixture::{CASES, CATALOG, COHORT, LIBRARY, kept, share};

#[test]
fn the_published_numbers_of_cases_are_met_exactly() {
    let counts = COHORT.counts();
    assert_eq!((counts.cases, counts.kept, counts.icd10_kept), (CASES, 7_903, 7_177));
}

#[test]
fn quotas_scale_with_the_number_of_cases() {
    let small = synthesise(SynthesisOptions { cases: 500, seed: 9 }, &LIBRARY).unwrap().counts();
    assert_eq!((small.kept, small.icd10_kept), (251, 228));
    let none = synthesise(SynthesisOptions { cases: 0, seed: 9 }, &LIBRARY).unwrap().counts();
    assert_eq!((none.cases, none.diagnosis_rows, none.plan_rows), (0, 0, 0));
}

#[test]
fn dropped_cases_say_why_and_kept_cases_do_not() {
    for row in &COHORT.truth {
        assert_eq!(row.kept, row.drop_reason.is_empty(), "patient {}", row.patient_id);
        assert!(row.kept || !row.icd10_kept, "patient {}", row.patient_id);
    }
    let reasons: HashSet<&str> = COHORT.truth.iter().map(|row| row.drop_reason.as_str()).collect();
    assert_eq!(reasons.len(), 10, "nine reasons and none: {reasons:?}");
}

#[test]
fn modalities_sexes_and_ages_are_those_of_the_study() {
    let all = kept().count();
    let of = |modality: Modality| share(kept().filter(|(row, _)| row.modality == modality.label()).count(), all);
    assert!((of(Modality::Photon) - 0.64).abs() < 0.015, "{}", of(Modality::Photon));
    assert!((of(Modality::Proton) - 0.32).abs() < 0.015, "{}", of(Modality::Proton));
    assert!((of(Modality::Electron) - 0.03).abs() < 0.006, "{}", of(Modality::Electron));
    assert!((of(Modality::Brachytherapy) - 0.01).abs() < 0.005, "{}", of(Modality::Brachytherapy));
    let men = kept().filter(|(_, baselines)| baselines.person.sex == isocenter_synthetic::Sex::Male).count();
    assert!((share(men, all) - 0.56).abs() < 0.015, "{}", share(men, all));
    let ages: Vec<u32> = kept().map(|(_, baselines)| baselines.person.age_years).collect();
    assert_eq!(ages.iter().min(), Some(&1));
    assert_eq!(ages.iter().max(), Some(&100));
    let mean = ages.iter().sum::<u32>() as f64 / all as f64;
    assert!((mean - 62.0).abs() < 2.0, "{mean}");
}

#[test]
fn every_kept_regimen_reads_back_to_its_modality() {
    for (row, _) in kept() {
        let regimen = Regimen::read(&row.regimen);
        let first = regimen.phases.first().unwrap_or_else(|| panic!("patient {} reads as nothing", row.patient_id));
        assert_eq!(first.modality.label(), row.modality, "patient {}", row.patient_id);
        assert_eq!(first.role, PhaseRole::Primary);
        assert!(regimen.phases[1..].iter().all(|phase| phase.role == PhaseRole::Boost));
        assert_eq!(row.regimen.matches(", fractions:").count(), regimen.phases.len(), "patient {}", row.patient_id);
    }
}

#[test]
fn the_opening_of_every_plan_says_what_was_delivered() {
    for (row, _) in kept() {
        let (opening, _) = row.regimen.split_once(". primary, ").unwrap();
        let (told, delivered) = (Regimen::read(&format!("{opening}.")), Regimen::read(&row.regimen));
        assert_eq!(told.phases, delivered.phases, "patient {}", row.patient_id);
    }
}

#[test]
fn every_code_is_in_the_official_table_and_billable() {
    for row in COHORT.truth.iter().filter(|row| !row.icd10.is_empty()) {
        let code = Icd10Code::parse(&row.icd10).unwrap();
        assert_eq!(code.as_str(), row.icd10);
        let entry = CATALOG.get(code.as_str()).unwrap_or_else(|| panic!("{code} is no code"));
        assert!(entry.is_billable, "{code} is a header");
    }
}

#[test]
fn a_kept_case_has_a_code_exactly_when_it_counts_for_the_code_task() {
    for (row, _) in kept() {
        assert_eq!(row.icd10.is_empty(), !row.icd10_kept, "patient {}", row.patient_id);
    }
}

#[test]
fn texts_are_short_notes_and_all_differ() {
    let mut texts = HashSet::new();
    for (row, _) in kept() {
        let words = row.diagnosis.split_whitespace().count();
        assert!((20..=90).contains(&words), "patient {}: {words} words", row.patient_id);
        assert!(texts.insert(row.diagnosis.as_str()), "patient {} repeats another text", row.patient_id);
    }
}

#[test]
fn nothing_that_was_put_into_an_exported_text_is_left_in_the_truth() {
    let mut pieces = 0;
    for (row, injected) in COHORT.truth.iter().zip(COHORT.injected()) {
        for piece in injected {
            assert!(!row.diagnosis.contains(piece.as_str()), "patient {}", row.patient_id);
            pieces += 1;
        }
    }
    assert!(pieces > CASES, "texts are soiled: {pieces} pieces");
}

#[test]
fn an_age_that_identifies_is_not_told() {
    for (row, baselines) in kept().filter(|(_, baselines)| baselines.person.age_years > 89) {
        let age = baselines.person.age_years.to_string();
        for told in [format!("{age} y"), format!("{age}-y"), format!("{age}M"), format!("{age}F")] {
            assert!(!row.diagnosis.contains(&told), "patient {}", row.patient_id);
        }
    }
}

#[test]
fn the_published_example_is_in_no_training_text() {
    let example = "prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, estrogen receptor positive, \
                   progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos";
    for row in &COHORT.truth {
        let rest = row.diagnosis.split_once(example).map(|(_, rest)| rest.trim_matches('.'));
        assert_ne!(rest, Some(""), "patient {}", row.patient_id);
    }
    let style = kept().filter(|(row, _)| row.diagnosis.starts_with("AJCC 8th edition prognostic stage")).count();
    assert!(style > 150, "its style is common: {style}");
}

#[test]
fn splits_have_the_published_sizes_and_no_patient_on_both_sides() {
    for (task, train, held_out) in
        [(Task::Regimen, 7_500, 403), (Task::Modality, 7_500, 403), (Task::Icd10, 6_800, 377)]
    {
        let split = training_split(&COHORT.truth, task, 1);
        assert_eq!((split.train.len(), split.held_out.len()), (train, held_out), "{task}");
        let trained: HashSet<&str> = split.train.iter().map(|pair| pair.patient_id.as_str()).collect();
        let texts: HashSet<&str> = split.train.iter().map(|pair| pair.diagnosis.as_str()).collect();
        for pair in &split.held_out {
            assert!(!trained.contains(pair.patient_id.as_str()));
            assert!(!texts.contains(pair.diagnosis.as_str()));
            assert!(!pair.answer.is_empty());
        }
    }
}

#[test]
fn tasks_share_most_held_out_patients_and_another_seed_holds_out_others() {
    let ids = |task, seed| -> HashSet<String> {
        training_split(&COHORT.truth, task, seed).held_out.into_iter().map(|pair| pair.patient_id).collect()
    };
    let (regimen, modality, icd10) = (ids(Task::Regimen, 1), ids(Task::Modality, 1), ids(Task::Icd10, 1));
    assert_eq!(regimen, modality);
    assert!(icd10.intersection(&regimen).count() > 340);
    assert!(ids(Task::Regimen, 2).intersection(&regimen).count() < 60);
}
