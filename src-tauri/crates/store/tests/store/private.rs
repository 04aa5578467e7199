//! Nobody but the owner reads the vault's files, whatever the umask.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use isocenter_store::{AuditEntry, LockCause, Subject, backups, restore};

use crate::fixture::Place;

const UNDER_UMASK: &str = "ISOCENTER_STORE_TEST_UNDER_UMASK";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Each file and folder, with how many there were.
fn assert_private(folder: &Path) -> usize {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.fold(1, |seen, path| {
        if path.is_dir() {
            return seen + assert_private(&path);
        }
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen + 1
    })
}

fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            open_to_all(&path);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        }
    }
}

/// The umask belongs to a process, so the test runs itself under the one that most systems have.
#[test]
fn files_and_folders_are_the_owners_alone_from_creation_on() {
    if std::env::var_os(UNDER_UMASK).is_some() {
        return make_and_look();
    }
    let test = "private::files_and_folders_are_the_owners_alone_from_creation_on";
    let ran = Command::new("sh")
        .args(["-c", "umask 022 && exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(UNDER_UMASK, "1")
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stdout).contains("1 passed"));
}

fn make_and_look() {
    let probe = Place::new();
    fs::write(&probe.folder, "").unwrap();
    assert_eq!(mode(&probe.folder), 0o644, "the umask is not the one that is tested");

    let place = Place::new();
    let mut vault = place.keyed_vault();
    vault.write().unwrap().commit(&[AuditEntry::new(isocenter_store::Action::Exported, Subject::VAULT)]).unwrap();
    vault.backup_job().run().unwrap();
    for name in ["vault.db", "vault.db-wal", "vault.db-shm", "vault.keys", "vault.seal", "vault.lock"] {
        assert!(place.file(name).is_file(), "{name}");
    }
    // The folder with six files, backups, one backup with three files.
    assert!(assert_private(&place.folder) >= 12);

    let restored = Place::new();
    let backup = backups(&place.folder).unwrap().remove(0);
    open_to_all(&backup.folder);
    restore(&backup.folder, &restored.folder).unwrap();
    assert_eq!(assert_private(&restored.folder), 4);

    vault.lock(LockCause::Requested).unwrap();
    open_to_all(&place.folder);
    let elsewhere = place.folder.with_file_name("elsewhere");
    fs::write(&elsewhere, "").unwrap();
    std::os::unix::fs::symlink(&elsewhere, place.file("link")).unwrap();
    let open = place.open_keyed().unwrap();
    fs::remove_file(place.file("link")).unwrap();
    assert!(assert_private(&place.folder) >= 12, "an older vault is tightened when it is opened");
    assert_eq!(mode(&elsewhere), 0o644, "a link's target is not the vault's");
    drop(open);
}
