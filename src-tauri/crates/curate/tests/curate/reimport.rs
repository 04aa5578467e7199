//! Importing again: the same export changes nothing, a corrected one says beforehand what it changes.

use isocenter_curate::{CaseNumbers, CohortPrint, Field, PseudonymKey, difference};

use crate::fixture::{Exports, KEY, SOME, diagnosis, plan, rewrite, with_patient};

fn numbered(prints: &[&Exports]) -> CaseNumbers {
    let mut numbers = CaseNumbers::default();
    for exports in prints {
        numbers.extend(exports.import().unwrap().patients());
    }
    numbers
}

fn print(exports: &Exports) -> CohortPrint {
    exports.import().unwrap().print().clone()
}

#[test]
fn the_same_export_again_changes_nothing() {
    let (one, again) = (print(&SOME), print(&SOME));
    assert_eq!(one, again);
    assert!(difference(&one, &again, &numbered(&[&SOME])).is_empty());
}

#[test]
fn rows_in_another_order_change_the_file_and_nothing_else() {
    let exports =
        with_patient(&[diagnosis("X1", "Rectal cancer")], &[plan("X1"), plan("X1").replace("Completed", "Retired")]);
    let before = print(&exports);
    rewrite(&exports.plans(), |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n").into_bytes()
    });
    let after = print(&exports);
    assert_ne!(before.plans.sha256, after.plans.sha256);
    assert!(difference(&before, &after, &numbered(&[&exports])).is_empty());
}

#[test]
fn a_corrected_export_names_cases_and_fields() {
    let first =
        with_patient(&[diagnosis("X1", "Rectal cancer"), diagnosis("X2", "Anal cancer")], &[plan("X1"), plan("X2")]);
    let corrected = with_patient(
        &[diagnosis("X1", "Rectal cancer cT3"), diagnosis("X3", "Lung cancer")],
        &[plan("X1").replace("30,2,", "25,2,"), plan("X3")],
    );
    let numbers = numbered(&[&first, &corrected]);
    let case = |id| numbers.case(&KEY.patient(id)).unwrap();
    let found = difference(&print(&first), &print(&corrected), &numbers);
    assert_eq!((&found.added, &found.removed), (&vec![case("X3")], &vec![case("X2")]));
    assert_eq!(found.changed.len(), 1);
    assert_eq!(found.changed[0].case, case("X1"));
    assert_eq!(found.changed[0].diagnosis_fields, [Field::FreeText]);
    assert_eq!(found.changed[0].plan_fields, [Field::Fractions]);
}

#[test]
fn numbers_stay_when_patients_are_added() {
    let mut numbers = numbered(&[&SOME]);
    let before = numbers.clone();
    let more = with_patient(&[diagnosis("X1", "Rectal cancer")], &[plan("X1")]);
    numbers.extend(more.import().unwrap().patients());
    let import = SOME.import().unwrap();
    assert!(import.patients().all(|patient| numbers.case(patient) == before.case(patient)));
    let new = numbers.case(&KEY.patient("X1")).unwrap();
    assert!(import.patients().all(|patient| numbers.case(patient).unwrap() < new), "new numbers come behind");
}

#[test]
fn pseudonyms_depend_on_the_key_and_tell_nothing_of_the_id() {
    let other = PseudonymKey::new(&[8; 32]);
    assert_eq!(KEY.patient(" X1 "), KEY.patient("x1"));
    assert_ne!(KEY.patient("X1"), KEY.patient("X2"));
    assert_ne!(KEY.patient("X1"), other.patient("X1"));
    assert!(!KEY.patient("12345678").as_str().contains("12345678"));
    let numbers = numbered(&[&SOME]);
    let case = numbers.case(&KEY.patient(&SOME.truth[0].patient_id)).unwrap();
    assert_eq!((case.as_str().len(), &case.as_str()[..2]), (7, "C-"));
}

#[test]
fn case_ids_do_not_depend_on_the_order_of_the_import() {
    let backwards = Exports::synthetic(200, 9);
    let forwards = numbered(&[&backwards]);
    rewrite(&backwards.diagnoses(), |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n").into_bytes()
    });
    assert_eq!(numbered(&[&backwards]), forwards);
}
