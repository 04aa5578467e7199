//! Base models, fine-tunes, their measurements and releases; and a vault from before they were kept.

use isocenter_store::{
    Action, AuditEntry, BaseModelListing, Error, Hash, NewRelease, ReleaseAct, Role, Subject, TrainingRun,
    TrainingRunId, TrainingRunState, Vault, WriteTransaction,
};

use crate::fixture::{CHEAP, Place, passphrase, person, station};
use crate::older::brought_up_from;

fn changed<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[AuditEntry::new(Action::RunStarted, Subject::VAULT)]).unwrap();
    result
}

fn hash(byte: u8) -> Hash {
    Hash::from_bytes([byte; 32])
}

fn run(state: TrainingRunState) -> TrainingRun {
    TrainingRun {
        task: Some("regimen".into()),
        split: None,
        state,
        base: Some(hash(1)),
        adapter: None,
        record: r#"{"rank":16}"#.into(),
    }
}

#[test]
fn a_run_keeps_who_started_it_however_often_it_is_stored() {
    let place = Place::new();
    let first = person("Ada Vogt", Role::Administrator);
    let created =
        Vault::create(&place.folder, &first, &passphrase("right"), CHEAP, &station(), place.clock.shared()).unwrap();
    let mut vault = created.vault;
    let id = TrainingRunId(14);
    changed(&mut vault, |change| change.store_training_run(id, &run(TrainingRunState::Queued)).unwrap());
    let finished = TrainingRun { adapter: Some(hash(2)), ..run(TrainingRunState::Finished) };
    let mut change = vault.write_as_program().unwrap();
    change.store_training_run(id, &finished).unwrap();
    let committed = change.commit(&[AuditEntry::new(Action::RunFinished, Subject::VAULT)]).unwrap();
    let row = vault.read().training_run(id).unwrap().unwrap();
    assert_eq!((row.run, row.started_by.map(|account| account.0)), (finished, Some(1)));
    assert!(row.changed_at_us > row.started_at_us);
    let entry = &vault.read().audit_after(committed.sequence - 1, 1).unwrap()[0];
    assert_eq!((entry.actor.as_str(), entry.account), ("program", None), "the program wrote the end");
    assert_eq!(vault.read().training_runs().unwrap().len(), 1);
}

#[test]
fn a_record_that_is_no_json_and_a_release_of_no_run_are_refused() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let broken = TrainingRun { record: "rank 16".into(), ..run(TrainingRunState::Queued) };
    assert!(matches!(change.store_training_run(TrainingRunId(1), &broken), Err(Error::ConstraintBroken { .. })));
    drop(change);
    let mut change = vault.write().unwrap();
    let release = NewRelease {
        model: "demo".into(),
        task: "regimen".into(),
        run: TrainingRunId(9),
        adapter: hash(3),
        act: ReleaseAct::Released,
    };
    assert!(matches!(change.insert_release(&release), Err(Error::ConstraintBroken { .. })));
}

#[test]
fn the_history_of_releases_and_measurements_only_grows() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    changed(&mut vault, |change| {
        change.store_training_run(TrainingRunId(1), &run(TrainingRunState::Finished)).unwrap();
        for act in [ReleaseAct::Released, ReleaseAct::Withdrawn, ReleaseAct::Released] {
            let (model, task) = ("demo".into(), "regimen".into());
            change.insert_release(&NewRelease { model, task, run: TrainingRunId(1), adapter: hash(3), act }).unwrap();
        }
        change.insert_run_evaluation(TrainingRunId(1), r#"{"cases":4}"#).unwrap();
    });
    let acts: Vec<ReleaseAct> = vault.read().releases().unwrap().iter().map(|row| row.release.act).collect();
    assert_eq!(acts, [ReleaseAct::Released, ReleaseAct::Withdrawn, ReleaseAct::Released]);
    assert_eq!(vault.read().run_evaluations().unwrap()[0].result, r#"{"cases":4}"#);
}

#[test]
fn a_base_model_is_one_row_for_its_place_and_keeps_its_hash_when_it_is_taken_off_the_list() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let (one, again) = changed(&mut vault, |change| {
        let one = change.list_base_model("/models/a", BaseModelListing::Added).unwrap();
        change.set_base_model_hash(one, hash(7), r#"{"a":1}"#).unwrap();
        (one, change.list_base_model("/models/a", BaseModelListing::Removed).unwrap())
    });
    let rows = vault.read().base_models().unwrap();
    assert_eq!((one, rows.len()), (again, 1));
    assert_eq!((rows[0].listing, rows[0].content), (BaseModelListing::Removed, Some(hash(7))));
}

#[test]
fn a_vault_from_before_fine_tunes_opens_with_all_it_held_and_says_that_it_was_brought_up_to_date() {
    let (place, mut vault) = brought_up_from(1);
    changed(&mut vault, |change| {
        change.store_training_run(TrainingRunId(1), &run(TrainingRunState::Finished)).unwrap();
    });
    vault.close().unwrap();
    assert_eq!(place.open_keyed().unwrap().read().training_runs().unwrap().len(), 1);
}
