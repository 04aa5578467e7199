//! Studies and their answers; and a vault from before they were kept.

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, Error, Hash, NewStudy, StudyId, StudyProgress, StudySampleRow, StudyState, Subject,
    SubjectKind, Vault, WriteTransaction,
};

use crate::fixture::{CANARY, Place, new_cohort};
use crate::older::brought_up_from;

fn changed<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[AuditEntry::new(Action::StudyMade, Subject::VAULT)]).unwrap();
    result
}

fn study(vault: &mut Vault) -> StudyId {
    let number = vault.read().studies().unwrap().len();
    changed(vault, |change| {
        let cohort = new_cohort(change, &format!("held out {number}"));
        let study = NewStudy {
            cohort,
            name: "Scan".into(),
            study: "name = 'Scan'".into(),
            sha256: Hash::from_bytes([4; 32]),
            planned: 6,
        };
        change.insert_study(&study).unwrap()
    })
}

fn sample(unit: &str, text: &str) -> StudySampleRow {
    StudySampleRow { unit: unit.into(), record: Redacted::new(format!(r#"{{"text":"{text}"}}"#)) }
}

#[test]
fn an_answer_is_stored_once_however_often_it_comes() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let id = study(&mut vault);
    let first = changed(&mut vault, |change| {
        change.insert_study_samples(id, &[sample("a", "one"), sample("b", "two")]).unwrap()
    });
    let again = changed(&mut vault, |change| {
        change.insert_study_samples(id, &[sample("b", "other"), sample("c", "three")]).unwrap()
    });
    let stored = vault.read().study_samples(id).unwrap();
    let units: Vec<&str> = stored.iter().map(|row| row.unit.as_str()).collect();
    assert_eq!((first, again, units), (2, 1, vec!["a", "b", "c"]));
    assert!(stored[1].record.reveal().contains("two"), "the first answer stays");
    assert_eq!(vault.read().study(id).unwrap().unwrap().stored, 3);
}

#[test]
fn a_batch_that_is_not_committed_leaves_nothing_and_a_committed_one_survives_the_loss_of_power() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let id = study(&mut vault);
    changed(&mut vault, |change| change.insert_study_samples(id, &[sample("a", CANARY)]).unwrap());
    let mut change = vault.write().unwrap();
    change.insert_study_samples(id, &[sample("b", "two")]).unwrap();
    drop(change);
    let copy = place.crashed_copy();
    let found = copy.open_keyed().unwrap();
    assert_eq!(found.read().study_samples(id).unwrap(), [sample("a", CANARY)]);
}

#[test]
fn a_study_says_where_it_stands_and_a_removed_one_takes_its_answers_along() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let (one, other) = (study(&mut vault), study(&mut vault));
    changed(&mut vault, |change| {
        change.insert_study_samples(one, &[sample("a", "one")]).unwrap();
        change.insert_study_samples(other, &[sample("a", "one")]).unwrap();
        let paused = StudyProgress { state: StudyState::PausedByLock, elapsed_ms: 1_200, failure: None };
        change.set_study_progress(one, &paused).unwrap();
        change.set_study_record(one, r#"["a program"]"#).unwrap();
    });
    let row = vault.read().study(one).unwrap().unwrap();
    assert_eq!((row.state, row.elapsed_ms, row.made.planned), (StudyState::PausedByLock, 1_200, 6));
    assert_eq!(row.record.as_deref(), Some(r#"["a program"]"#));
    changed(&mut vault, |change| change.remove_study(one).unwrap());
    assert!(vault.read().study(one).unwrap().is_none() && vault.read().study_samples(one).unwrap().is_empty());
    assert_eq!(vault.read().study_samples(other).unwrap().len(), 1);
    let mut change = vault.write().unwrap();
    assert!(matches!(change.remove_study(one), Err(Error::NoSuchRow { .. })));
}

#[test]
fn answers_of_no_study_and_records_that_are_no_json_are_refused() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let id = study(&mut vault);
    let mut change = vault.write().unwrap();
    let broken = StudySampleRow { unit: "a".into(), record: Redacted::new("photon".into()) };
    assert!(matches!(change.insert_study_samples(id, &[broken]), Err(Error::ConstraintBroken { .. })));
    drop(change);
    let mut change = vault.write().unwrap();
    assert!(matches!(
        change.insert_study_samples(StudyId(99), &[sample("a", "one")]),
        Err(Error::ConstraintBroken { .. })
    ));
}

#[test]
fn a_vault_from_before_studies_opens_with_all_it_held_and_takes_studies() {
    let (place, mut vault) = brought_up_from(2);
    let id = study(&mut vault);
    let entry = AuditEntry::new(Action::StudySamplesStored, Subject::new(SubjectKind::Study, id.0));
    let mut change = vault.write_as_program().unwrap();
    change.insert_study_samples(id, &[sample("a", "one")]).unwrap();
    change.commit(&[entry]).unwrap();
    vault.close().unwrap();
    assert_eq!(place.open_keyed().unwrap().read().studies().unwrap()[0].stored, 1);
}
