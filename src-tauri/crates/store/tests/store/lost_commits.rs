//! Committed work that a damaged write-ahead log swallows in silence, and the seal that speaks.

use std::fs;

use isocenter_store::{Action, AuditEntry, Error, Subject, SubjectKind};

use crate::fixture::{Place, flip};

/// A vault as a kill leaves it, with two hundred commits in its write-ahead log.
fn killed_after_200_commits() -> Place {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    for number in 0..200 {
        let entry = AuditEntry::new(Action::CaseDecided, Subject::new(SubjectKind::Case, number));
        vault.write().unwrap().commit(&[entry]).unwrap();
    }
    place.crashed_copy()
}

fn flip_in_the_middle_of_the_log(place: &Place) {
    let log = place.file("vault.db-wal");
    let length = fs::metadata(&log).unwrap().len() as usize;
    assert!(length > 200 * 4096, "the log was moved into the database already: {length} bytes");
    flip(&log, length / 2);
}

#[test]
fn a_kill_alone_loses_nothing() {
    let place = killed_after_200_commits();
    let vault = place.open_keyed().unwrap();
    assert_eq!(vault.read().audit_after(0, 1000).unwrap().len(), 203);
}

#[test]
fn a_flipped_bit_in_the_middle_of_the_log_is_told_as_lost_entries() {
    let place = killed_after_200_commits();
    flip_in_the_middle_of_the_log(&place);
    let Err(Error::Truncated { sealed, found, missing }) = place.open_keyed() else {
        panic!("the loss went unnoticed")
    };
    assert_eq!((sealed, missing), (202, sealed - found));
    assert!((50..150).contains(&missing), "{missing} missing");
    let vault = place.open_keyed_accepting_loss().unwrap();
    assert_eq!(vault.read().audit_after(0, 1000).unwrap().len() as u64, found + 2);
}

/// The control: SQLite and SQLCipher see nothing wrong with half of the commits gone.
#[test]
fn without_the_seal_the_same_loss_goes_unnoticed() {
    let place = killed_after_200_commits();
    flip_in_the_middle_of_the_log(&place);
    let raw = place.raw();
    let text = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(text("PRAGMA integrity_check").unwrap(), "ok");
    assert!(matches!(text("PRAGMA cipher_integrity_check"), Err(rusqlite::Error::QueryReturnedNoRows)));
    let entries: i64 = raw.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert!((50..150).contains(&entries), "{entries} of 202 entries");
}

#[test]
fn a_deleted_log_is_told_as_lost_entries() {
    let place = killed_after_200_commits();
    fs::remove_file(place.file("vault.db-wal")).unwrap();
    assert!(matches!(place.open_keyed(), Err(Error::Truncated { sealed: 202, .. })));
}

#[test]
fn a_seal_from_before_the_last_commits_raises_no_false_alarm() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let old = fs::read(place.file("vault.seal")).unwrap();
    for _ in 0..5 {
        vault.write().unwrap().commit(&[AuditEntry::new(Action::Exported, Subject::VAULT)]).unwrap();
    }
    let crashed = place.crashed_copy();
    fs::write(crashed.file("vault.seal"), old).unwrap();
    crashed.open_keyed().unwrap();
}
