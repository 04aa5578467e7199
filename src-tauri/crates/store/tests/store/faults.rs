//! Damage, full disks and folders that cannot be written: each is named, and nothing wrong is ever shown.

use std::fs;
use std::path::Path;

use isocenter_store::{Action, AuditEntry, Error, FileAction, Part, SealState, Subject, Vault};
use rusqlite::Connection;

use crate::fixture::{CANARY, KEY, Place, case, flip, new_cohort, station};

const PAGE: usize = 4096;

fn filled(place: &Place) {
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let cases: Vec<_> = (0..300).map(|number| case(&number.to_string())).collect();
    change.insert_cases(cohort, &cases).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    vault.close().unwrap();
}

fn exported() -> [AuditEntry; 1] {
    [AuditEntry::new(Action::Exported, Subject::VAULT)]
}

#[test]
fn a_flipped_byte_in_any_page_of_the_database_is_damage() {
    let place = Place::new();
    filled(&place);
    let path = place.file("vault.db");
    let length = fs::metadata(&path).unwrap().len() as usize;
    assert_eq!(length % PAGE, 0);
    // Every page once, at a place that moves through the page; in page 1 behind the salt, which a raw key does not
    // need.
    for page in 0..length / PAGE {
        let at = page * PAGE + 16 + (page * 397) % (PAGE - 16);
        flip(&path, at);
        let opened = place.open_keyed();
        assert!(matches!(opened, Err(Error::Damaged { part: Part::Database })), "page {page}: {:?}", opened.err());
        flip(&path, at);
    }
    for at in [16, PAGE - 1, length / 2 / PAGE * PAGE, length - 1] {
        flip(&path, at);
        assert!(matches!(place.open_keyed(), Err(Error::Damaged { part: Part::Database })), "byte {at}");
        flip(&path, at);
    }
    place.open_keyed().unwrap();
}

/// The same database with or without the authentication of its pages.
fn cipher(path: &Path, authentication: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let keyed = format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{hex}'\"; PRAGMA cipher_use_hmac = {authentication};"
    );
    connection.execute_batch(&keyed).unwrap();
    connection
}

#[test]
fn without_authentication_the_same_damage_goes_unnoticed() {
    let place = Place::new();
    fs::create_dir(&place.folder).unwrap();
    let read_after_damage = |authentication: &str| -> rusqlite::Result<Vec<u8>> {
        let path = place.file(authentication);
        let connection = cipher(&path, authentication);
        connection.execute_batch("CREATE TABLE t (content BLOB); INSERT INTO t VALUES (zeroblob(100000));").unwrap();
        drop(connection);
        // Inside a page of the blob, away from the page numbers at its edge.
        let middle = fs::metadata(&path).unwrap().len() as usize / 2 / PAGE * PAGE + PAGE / 2;
        flip(&path, middle);
        cipher(&path, authentication).query_row("SELECT content FROM t", [], |row| row.get(0))
    };
    let shown = read_after_damage("OFF").unwrap();
    assert_eq!(shown.len(), 100_000);
    assert!(shown.iter().any(|byte| *byte != 0), "the flip changed nothing, so this control controls nothing");
    assert!(read_after_damage("ON").is_err());
}

#[test]
fn any_flipped_byte_of_the_seal_is_damage_and_so_is_its_absence() {
    let place = Place::new();
    place.keyed_vault().close().unwrap();
    let path = place.file("vault.seal");
    let length = fs::metadata(&path).unwrap().len() as usize;
    for at in (0..length).step_by(23).chain([length - 1]) {
        flip(&path, at);
        assert!(matches!(place.open_keyed(), Err(Error::Damaged { part: Part::Seal })), "byte {at}");
        flip(&path, at);
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(place.open_keyed(), Err(Error::Missing { part: Part::Seal })));
    place.open_keyed_accepting_loss().unwrap().close().unwrap();
    place.open_keyed().unwrap();
}

#[test]
fn a_truncated_database_is_damage() {
    let place = Place::new();
    filled(&place);
    let content = fs::read(place.file("vault.db")).unwrap();
    for length in [content.len() - PAGE, content.len() - 100, PAGE, 100] {
        fs::write(place.file("vault.db"), &content[..length]).unwrap();
        let opened = place.open_keyed();
        assert!(matches!(opened, Err(Error::Damaged { part: Part::Database })), "{length}: {:?}", opened.err());
    }
}

#[test]
fn an_empty_database_file_is_damage_and_is_not_filled() {
    let place = Place::new();
    place.keyed_vault().close().unwrap();
    fs::write(place.file("vault.db"), []).unwrap();
    assert!(matches!(place.open_keyed(), Err(Error::Damaged { part: Part::Database })));
    assert_eq!(fs::metadata(place.file("vault.db")).unwrap().len(), 0);
}

#[test]
fn a_vault_whose_database_is_another_vault_of_the_same_key_does_not_open() {
    let (one, other) = (Place::new(), Place::new());
    one.keyed_vault().close().unwrap();
    other.keyed_vault().close().unwrap();
    fs::copy(other.file("vault.seal"), one.file("vault.seal")).unwrap();
    assert!(matches!(one.open_keyed(), Err(Error::Damaged { part: Part::Seal })));
}

#[test]
fn a_row_deleted_by_somebody_with_the_key_is_missed_at_opening() {
    let place = Place::new();
    filled(&place);
    place.raw().execute("DELETE FROM cases WHERE label = '17'", []).unwrap();
    let opened = place.open_keyed();
    assert!(matches!(opened, Err(Error::RowsDiffer { table: "cases", sealed: 300, found: 299 })), "{:?}", opened.err());
}

/// `/dev/full` says that the disk is full whenever it is written to.
#[cfg(target_os = "linux")]
mod full_disk {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_seal_on_a_full_disk_lags_and_is_made_up_for() {
        let place = Place::new();
        let mut vault = place.keyed_vault();
        symlink("/dev/full", place.file("vault.seal.new")).unwrap();
        let committed = vault.write().unwrap().commit(&exported()).unwrap();
        assert_eq!(committed.seal, SealState::Behind);
        fs::remove_file(place.file("vault.seal.new")).unwrap();
        place.crashed_copy().open_keyed().unwrap();
        assert_eq!(vault.write().unwrap().commit(&exported()).unwrap().seal, SealState::Written);
    }

    #[test]
    fn slots_on_a_full_disk_keep_the_old_file() {
        let place = Place::new();
        let mut vault = place.keyed_vault();
        let before = fs::read(place.file("vault.keys")).unwrap();
        symlink("/dev/full", place.file("vault.keys.new")).unwrap();
        assert!(matches!(vault.replace_recovery_code(), Err(Error::DiskFull)));
        assert!(fs::read(place.file("vault.keys")).unwrap() == before);
    }
}

#[test]
fn a_vault_cannot_be_made_where_a_file_stands_in_the_way() {
    let place = Place::new();
    let in_the_way = place.folder.with_file_name("file");
    fs::write(&in_the_way, CANARY).unwrap();
    let key = isocenter_store::VaultKey::random().unwrap();
    let made = Vault::create_throw_away(&in_the_way.join("vault"), key, &station(), place.clock.shared());
    assert!(matches!(made, Err(Error::File { action: FileAction::Create, .. })), "{:?}", made.err());
}

#[test]
fn a_database_whose_log_cannot_be_written_is_told_and_left_as_it_is() {
    let place = Place::new();
    filled(&place);
    let before = fs::read(place.file("vault.db")).unwrap();
    let _ = fs::remove_file(place.file("vault.db-wal"));
    fs::create_dir(place.file("vault.db-wal")).unwrap();
    let opened = place.open_keyed();
    assert!(matches!(opened, Err(Error::NotWritable { .. })), "{:?}", opened.err());
    assert!(fs::read(place.file("vault.db")).unwrap() == before);
    fs::remove_dir(place.file("vault.db-wal")).unwrap();
    assert_eq!(place.open_keyed().unwrap().read().cohorts().unwrap().len(), 1);
}

#[test]
fn a_seal_that_cannot_be_written_is_told_with_the_commit() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    fs::create_dir(place.file("vault.seal.new")).unwrap();
    assert_eq!(vault.write().unwrap().commit(&exported()).unwrap().seal, SealState::Behind);
}

#[test]
fn backups_that_cannot_be_written_leave_the_vault_usable() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    fs::write(place.file("backups"), "a file stands here").unwrap();
    assert!(matches!(vault.backup_job().run(), Err(Error::File { action: FileAction::Create, .. })));
    vault.write().unwrap().commit(&exported()).unwrap();
}
