//! Indexes of training cases, and the cases that they are made of.

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, CohortId, Drop, Error, NewCase, NewSimilarIndex, SplitCaseRow, SplitId, SplitMember, SplitPart,
    Subject, Vault,
};

use crate::evidence_fixture::told_by_itself;
use crate::fixture::{CANARY, Place, case, new_cohort};
use crate::grading_fixture::hash;

fn index(cohort: CohortId, model: &str, cases: u32) -> NewSimilarIndex {
    let bytes = CANARY.bytes().cycle().take(100_000 + cases as usize).collect();
    NewSimilarIndex { cohort, model: model.into(), cases, bytes }
}

fn cohort(vault: &mut Vault) -> CohortId {
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    cohort
}

#[test]
fn an_index_comes_back_as_it_was_kept_and_one_made_anew_replaces_it() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let cohort = cohort(&mut vault);
    let before = vault.checkpoint().entries;
    for (model, cases) in [("one", 3), ("other", 4), ("one", 5)] {
        told_by_itself(&mut vault, |change| change.keep_similar_index(&index(cohort, model, cases)).unwrap());
    }
    let log = vault.read().audit_after(before, 10).unwrap();
    let told: Vec<_> =
        log.iter().map(|row| (row.action.as_str(), row.subject_id, row.new.as_deref().unwrap())).collect();
    let expected = ["number 3", "number 4", "number 5"].map(|cases| ("similar_index_built", cohort.0, cases));
    assert_eq!(told, expected);
    vault.close().unwrap();
    crate::plain_text::assert_no_plain_text(&place.folder);
    let vault = place.open_keyed().unwrap();
    let read = vault.read();
    let row = read.similar_index(cohort, "one").unwrap().unwrap();
    assert!(row.index == index(cohort, "one", 5) && row.at_us > 0);
    assert!(read.similar_index(cohort, "other").unwrap().unwrap().index == index(cohort, "other", 4));
    assert!(read.similar_index(cohort, "third").unwrap().is_none());
    let shown = format!("{row:?}");
    assert!(shown.contains("100005") && shown.len() < 200 && !shown.contains("67, 97"), "{shown}");
}

#[test]
fn an_index_of_no_cohort_or_no_model_is_refused_and_one_goes_with_its_cases() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let cohort = cohort(&mut vault);
    for wrong in [index(CohortId(99), "one", 1), index(cohort, "", 1)] {
        let refused = vault.write().unwrap().keep_similar_index(&wrong);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    told_by_itself(&mut vault, |change| change.keep_similar_index(&index(cohort, "one", 1)).unwrap());
    let mut change = vault.write().unwrap();
    change.delete_cases(cohort).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    assert!(vault.read().similar_index(cohort, "one").unwrap().is_none());
    vault.close().unwrap();
    place.open_keyed().unwrap();
}

fn cleaned(label: &str) -> NewCase {
    NewCase { cleaned: Some(Redacted::new(format!("{CANARY}, case {label}"))), ..case(label) }
}

#[test]
fn the_cases_of_a_split_come_with_their_texts_and_what_they_are_for_but_for_dropped_ones() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let gone = Drop { step: "selected".into(), reason: "other".into() };
    let unplanned = NewCase { regimen: None, modality: None, icd10: None, ..cleaned("3") };
    let cases = [
        cleaned("1"),
        cleaned("2"),
        unplanned,
        NewCase { dropped: Some(gone), ..cleaned("4") },
        case("5"),
        cleaned("6"),
    ];
    let mut change = vault.write().unwrap();
    let (other, cohort) = (new_cohort(&mut change, "breast"), new_cohort(&mut change, "prostate"));
    let ids = change.insert_cases(cohort, &cases).unwrap();
    let member = |at: usize, part| SplitMember { case: ids[at], part };
    // Case 6 is in no split.
    let members = [
        (3, SplitPart::Train),
        (4, SplitPart::Train),
        (1, SplitPart::Test),
        (0, SplitPart::Train),
        (2, SplitPart::Train),
    ]
    .map(|(at, part)| member(at, part));
    let split = change.replace_split(cohort, "regimen", "{}", &members).unwrap();
    change.replace_split(cohort, "icd10", "{}", &members[..1]).unwrap();
    assert_eq!(change.reading().frozen_split(cohort, "regimen").unwrap(), None);
    change.freeze_split(split, hash(1)).unwrap();
    change.commit(&[AuditEntry::new(Action::SplitFrozen, Subject::VAULT)]).unwrap();

    let read = vault.read();
    let frozen = read.frozen_split(cohort, "regimen").unwrap().unwrap();
    assert_eq!((frozen.id, read.split(split).unwrap()), (split, Some(frozen.clone())));
    assert_eq!(read.frozen_split(cohort, "icd10").unwrap(), None);
    assert_eq!(read.frozen_split(other, "regimen").unwrap(), None);
    assert_eq!(read.split(SplitId(99)).unwrap(), None);
    let rows = read.split_cases(split).unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.case, row.part)).collect();
    assert_eq!(found, [(ids[0], SplitPart::Train), (ids[1], SplitPart::Test), (ids[2], SplitPart::Train)]);
    let first = SplitCaseRow {
        case: ids[0],
        label: "1".into(),
        patient_key: "patient-1".into(),
        part: SplitPart::Train,
        diagnosis: cases[0].cleaned.clone().unwrap(),
        regimen: cases[0].regimen.clone(),
        modality: Some("photon".into()),
        icd10: Some("C61".into()),
    };
    assert_eq!(rows[0], first);
    assert_eq!((&rows[2].regimen, &rows[2].modality, &rows[2].icd10), (&None, &None, &None));
    assert!(!format!("{rows:?}").contains("Zebrafink"));
}
