//! Backups while the vault is in use, their rotation, and restoring one.

use std::fs;

use isocenter_store::{Action, AuditEntry, Error, LockedVault, Subject, Unlocked, VaultKey, backups, restore};

use crate::fixture::{KEY, Place, case, flip, new_cohort, station};

fn record(vault: &mut isocenter_store::Vault) {
    vault.write().unwrap().commit(&[AuditEntry::new(Action::Exported, Subject::VAULT)]).unwrap();
}

#[test]
fn a_restored_backup_has_the_same_rows_and_the_same_chain_head() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let cases: Vec<_> = (0..300).map(|number| case(&number.to_string())).collect();
    change.insert_cases(cohort, &cases).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    let head = vault.checkpoint();
    let backup = vault.backup_job().run().unwrap();
    vault.record_backup(&backup).unwrap();
    record(&mut vault);

    let restored = Place::new();
    restore(&backup.folder, &restored.folder).unwrap();
    let reopened = restored.open_keyed().unwrap();
    assert_eq!(reopened.read().cases(cohort).unwrap().len(), 300);
    let report = reopened.read().verify_audit(Some(&head)).unwrap();
    assert!(report.holds(), "{report:?}");
    // One more than the head: the sign-in just now.
    assert_eq!(report.entries, head.entries + 1);
    assert_eq!(reopened.read().audit_after(head.entries - 1, 1).unwrap()[0].hash, head.root);
    assert!(matches!(restore(&backup.folder, &restored.folder), Err(Error::FolderTaken { .. })));
}

#[test]
fn a_backup_is_made_on_another_thread_while_the_vault_is_written_to() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let cases: Vec<_> = (0..3000).map(|number| case(&number.to_string())).collect();
    change.insert_cases(cohort, &cases).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    let before = vault.checkpoint();
    let job = vault.backup_job();
    let backup = std::thread::scope(|scope| {
        let running = scope.spawn(|| job.run());
        while !running.is_finished() {
            record(&mut vault);
        }
        running.join().unwrap().unwrap()
    });
    assert!(vault.checkpoint().entries > before.entries, "nothing was written meanwhile");
    let copy = LockedVault::enter(&backup.folder, &station(), place.clock.shared()).unwrap();
    let copy = copy.open(Unlocked::with_key(VaultKey::from_bytes(&KEY))).unwrap();
    assert!(copy.read().verify_audit(Some(&before)).unwrap().holds());
    assert_eq!(copy.read().cases(cohort).unwrap().len(), 3000);
}

#[test]
fn old_backups_go_and_the_last_of_each_day_stays() {
    let place = Place::new();
    let vault = place.keyed_vault();
    for _day in 0..3 {
        for _time in 0..5 {
            vault.backup_job().run().unwrap();
        }
        place.clock.move_by(86_400);
    }
    let kept: Vec<u32> = backups(&place.folder).unwrap().iter().map(|backup| backup.number).collect();
    // The ten newest are 6 to 15; 5 is the last of the first day.
    assert_eq!(kept, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn a_clock_set_back_does_not_make_the_newest_backup_the_oldest() {
    let place = Place::new();
    let vault = place.keyed_vault();
    for _ in 0..11 {
        vault.backup_job().run().unwrap();
    }
    place.clock.move_by(-10 * 86_400);
    let newest = vault.backup_job().run().unwrap();
    assert_eq!(backups(&place.folder).unwrap().last(), Some(&newest));
}

#[test]
fn a_damaged_vault_is_not_backed_up_and_no_good_backup_goes() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let cases: Vec<_> = (0..300).map(|number| case(&number.to_string())).collect();
    change.insert_cases(cohort, &cases).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    vault.close().unwrap();
    let vault = place.open_keyed().unwrap();
    for _ in 0..10 {
        vault.backup_job().run().unwrap();
    }
    let good = backups(&place.folder).unwrap();
    let middle = fs::metadata(place.file("vault.db")).unwrap().len() as usize / 2;
    flip(&place.file("vault.db"), middle);
    let failed = vault.backup_job().run();
    assert!(matches!(failed, Err(Error::Damaged { .. })));
    assert_eq!(backups(&place.folder).unwrap(), good);
    assert_eq!(fs::read_dir(place.file("backups")).unwrap().count(), 10, "an unfinished backup was left");
}

#[test]
fn a_backup_that_lacks_commits_of_the_vault_is_not_kept() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    vault.backup_job().run().unwrap();
    for _ in 0..20 {
        record(&mut vault);
    }
    let job = vault.backup_job();
    // What the vault wrote goes missing under its hands.
    place.raw().execute("DELETE FROM audit WHERE seq > 5", []).unwrap();
    assert!(matches!(job.run(), Err(Error::Truncated { found: 5, .. })));
    assert_eq!(backups(&place.folder).unwrap().len(), 1);
}

#[test]
fn what_a_killed_backup_left_is_cleared_and_is_no_backup() {
    let place = Place::new();
    let vault = place.keyed_vault();
    fs::create_dir_all(place.file("backups/.000001-20261121T000000Z.abc")).unwrap();
    assert_eq!(backups(&place.folder).unwrap(), []);
    vault.backup_job().run().unwrap();
    assert_eq!(fs::read_dir(place.file("backups")).unwrap().count(), 1);
}

#[test]
fn a_backup_without_its_seal_is_not_restored() {
    let place = Place::new();
    let backup = place.keyed_vault().backup_job().run().unwrap();
    fs::remove_file(backup.folder.join("vault.seal")).unwrap();
    let restored = Place::new();
    assert!(matches!(restore(&backup.folder, &restored.folder), Err(Error::NotAVault { .. })));
    assert!(!restored.folder.exists());
}
