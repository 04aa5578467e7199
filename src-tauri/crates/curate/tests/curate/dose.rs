//! The unit of the dose column is decided from the numbers of the file, shown with its evidence, and asked where they do not tell.

use isocenter_curate::{DoseUnit, Error, Mapping, Proposal, Question, propose, unobserved};

use crate::fixture::{Exports, HEADERS, SOME, diagnosis, plan};

/// Plans as `fractions, dose, prescription in words`.
fn exports(rows: &[(u32, &str, &str)]) -> Exports {
    let id = |number: usize| format!("P{number:04}");
    let diagnoses: Vec<String> =
        (0..rows.len()).map(|n| diagnosis(&id(n), &format!("Prostate adenocarcinoma case {n}"))).collect();
    let plans: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(n, (fractions, dose, words))| {
            plan(&id(n)).replace(
                ",30,2,6000 cGy in 30 Fractions,plan 60 Gy/ 30 fx photons,",
                &format!(",{fractions},{dose},{words},,"),
            )
        })
        .collect();
    Exports::of_rows(&diagnoses, &plans)
}

fn proposal(exports: &Exports) -> Proposal {
    propose(&exports.diagnoses(), &exports.plans(), &HEADERS, &mut unobserved).unwrap()
}

fn repeated<'a>(row: (u32, &'a str, &'a str), count: usize) -> Vec<(u32, &'a str, &'a str)> {
    vec![row; count]
}

#[test]
fn each_unit_is_told_by_its_numbers() {
    let cases = [
        ("2", DoseUnit::GrayPerFraction),
        ("60", DoseUnit::TotalGray),
        ("6000", DoseUnit::TotalCentigray),
        ("200", DoseUnit::CentigrayPerFraction),
    ];
    for (dose, unit) in cases {
        let exports = exports(&repeated((30, dose, ""), 8));
        let proposal = proposal(&exports);
        assert_eq!(proposal.mapping.dose_unit, Some(unit), "{dose}");
        assert!(proposal.questions.is_empty());
        assert_eq!(proposal.dose.median, dose.parse().ok());
        let votes = proposal.dose.votes.iter().find(|votes| votes.unit == unit).unwrap();
        assert_eq!((proposal.dose.rows, votes.rows), (8, 8));
        let curated = exports.curate();
        assert!(curated.cases.iter().all(|case| {
            case.regimen().as_deref() == Some("plan 60 Gy/ 30 fx photons. primary, photon, 60.0Gy, fractions:30")
        }));
    }
}

#[test]
fn the_synthetic_exports_are_told_apart_with_evidence() {
    let odd = proposal(&SOME);
    assert_eq!(odd.mapping.dose_unit, Some(DoseUnit::GrayPerFraction));
    let even = proposal(&Exports::synthetic(300, 2));
    assert_eq!(even.mapping.dose_unit, Some(DoseUnit::TotalCentigray));
    for proposal in [odd, even] {
        let all: u64 = proposal.dose.votes.iter().map(|votes| votes.rows).sum();
        assert!(all > 100, "{:?}", proposal.dose);
    }
}

#[test]
fn short_courses_are_told_by_their_prescriptions() {
    let exports = exports(&repeated((3, "18", "5400 cGy in 3 Fractions"), 8));
    assert_eq!(proposal(&exports).mapping.dose_unit, Some(DoseUnit::GrayPerFraction));
}

#[test]
fn a_file_that_does_not_tell_is_asked_about_and_never_guessed() {
    let mixed: Vec<_> = [repeated((30, "2", ""), 10), repeated((30, "6000", ""), 10)].concat();
    let contradicted = repeated((30, "2", "200 cGy in 30 Fractions"), 10);
    for rows in [mixed, contradicted, repeated((1, "8", ""), 10), repeated((30, "2", ""), 2)] {
        let exports = exports(&rows);
        let proposal = proposal(&exports);
        assert_eq!(proposal.mapping.dose_unit, None, "{rows:?}");
        assert_eq!(proposal.questions, [Question::DoseUnit]);
        assert!(matches!(exports.import(), Err(Error::Undecided { questions }) if questions == [Question::DoseUnit]));
    }
}

#[test]
fn a_person_can_override_the_unit() {
    let exports = exports(&repeated((1, "8", ""), 10));
    let mut mapping = exports.mapping().unwrap();
    mapping.dose_unit = Some(DoseUnit::TotalGray);
    assert!(exports.import_with(&mapping).is_ok());
}

#[test]
fn a_header_that_tells_the_kind_of_dose_cannot_be_overruled_by_numbers() {
    let exports = exports(&repeated((30, "2", ""), 10));
    crate::fixture::rewrite(&exports.plans(), |text| text.replace("PrescribedDose", "TotalDose").into_bytes());
    assert_eq!(proposal(&exports).questions, [Question::DoseUnit], "2 Gy in total over 30 fractions is no course");
    let mut mapping: Mapping = exports.mapping().unwrap();
    mapping.dose_unit = Some(DoseUnit::GrayPerFraction);
    assert!(matches!(mapping.validate(), Err(Error::DoseMapping)));
}

#[test]
fn doses_rounded_per_fraction_come_out_whole() {
    assert_eq!(DoseUnit::GrayPerFraction.total_gray(2.67, 15), 40.05);
    assert_eq!(DoseUnit::GrayPerFraction.total_gray(2.1213, 33), 70.0);
    assert_eq!(DoseUnit::TotalCentigray.total_gray(4005.0, 15), 40.05);
    assert_eq!(DoseUnit::CentigrayPerFraction.total_gray(180.0, 28), 50.4);
}

#[test]
fn a_saved_unit_that_the_file_contradicts_is_told_and_used_all_the_same() {
    let exports = exports(&repeated((30, "2", ""), 8));
    let mut mapping = exports.mapping().unwrap();
    assert_eq!(exports.import_with(&mapping).unwrap().contradicting_dose_unit(), None);
    mapping.dose_unit = Some(DoseUnit::TotalCentigray);
    let import = exports.import_with(&mapping).unwrap();
    assert_eq!(import.contradicting_dose_unit(), Some(DoseUnit::GrayPerFraction));
    assert_eq!(import.dose_evidence().rows, 8);
    assert!(import.issues().iter().all(|issue| issue.reason.label() == "dose_absurd"), "0.02 Gy is no treatment");
}
