//! A vault in a temporary folder, a clock that the test sets, and a hand that damages files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use isocenter_domain::Redacted;
use isocenter_store::{
    Clock, CohortId, Error, KdfCost, LockedVault, NewCase, NewCohort, NewPerson, Passphrase, ReviewState, Role,
    Station, Unlocked, Vault, VaultKey, WriteTransaction,
};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use rusqlite::Connection;
use tempfile::TempDir;

/// Text that must never be found outside the encryption.
pub const CANARY: &str = "Canary-Diagnose Adenokarzinom Zebrafink";

pub const KEY: [u8; 32] = *b"0123456789abcdefghijklmnopqrstuv";

/// A clock that goes on by one second at each look, and where the test puts it.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_790_000_000)))
    }

    pub fn move_by(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn shared(&self) -> Arc<dyn Clock> {
        let now = Arc::clone(&self.0);
        Arc::new(move || {
            let second = now.fetch_add(1, Ordering::SeqCst);
            Timestamp::from_second(second).unwrap().to_zoned(TimeZone::fixed(offset(1)))
        })
    }
}

pub fn station() -> Station {
    Station { user: "keller".into(), host: "planning-3".into() }
}

pub struct Place {
    _temporary: TempDir,
    pub folder: PathBuf,
    pub clock: TestClock,
}

impl Place {
    pub fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("vault");
        Self { _temporary: temporary, folder, clock: TestClock::new() }
    }

    /// A vault without slots, with [`KEY`].
    pub fn keyed_vault(&self) -> Vault {
        Vault::create_throw_away(&self.folder, VaultKey::from_bytes(&KEY), &station(), self.clock.shared()).unwrap()
    }

    pub fn enter(&self) -> Result<LockedVault, Error> {
        LockedVault::enter(&self.folder, &station(), self.clock.shared())
    }

    pub fn open_keyed(&self) -> Result<Vault, Error> {
        self.enter()?.open(Unlocked::with_key(VaultKey::from_bytes(&KEY)))
    }

    pub fn open_keyed_accepting_loss(&self) -> Result<Vault, Error> {
        self.enter()?.open_accepting_loss(Unlocked::with_key(VaultKey::from_bytes(&KEY)))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A copy of the folder as it lies on disk now, as if the machine had lost power.
    pub fn crashed_copy(&self) -> Self {
        let copy = Self { clock: self.clock.clone(), ..Self::new() };
        copy_folder(&self.folder, &copy.folder);
        copy
    }

    /// The database as SQLCipher alone sees it, without the vault's checks.
    pub fn raw(&self) -> Connection {
        let connection = Connection::open(self.file("vault.db")).unwrap();
        connection.execute_batch("PRAGMA cipher_log_level = NONE").unwrap();
        let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
        connection
    }
}

/// Asserts that the database itself refuses each statement.
pub fn assert_refused(raw: &Connection, statements: &[&str]) {
    for sql in statements {
        let result = raw.execute(sql, []);
        let code = result.as_ref().err().and_then(rusqlite::Error::sqlite_error_code);
        assert_eq!(code, Some(rusqlite::ErrorCode::ConstraintViolation), "{sql}: {result:?}");
    }
}

/// Asserts that a vault which opens as it lies there does not once somebody with the key empties any of these tables.
pub fn assert_missed(place: &Place, tables: &[&str]) {
    place.crashed_copy().open_keyed().unwrap();
    for missed in tables {
        let copy = place.crashed_copy();
        let raw = copy.raw();
        let triggers: Vec<String> = {
            let sql = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?";
            let mut names = raw.prepare(sql).unwrap();
            names.query_map([missed], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        raw.execute_batch(&format!("{}; PRAGMA foreign_keys = OFF", triggers.join("; "))).unwrap();
        assert!(raw.execute(&format!("DELETE FROM {missed}"), []).unwrap() > 0, "{missed}");
        drop(raw);
        let found = copy.open_keyed().err();
        assert!(matches!(found, Some(Error::RowsDiffer { table, .. }) if table == *missed), "{missed}: {found:?}");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Flips the lowest bit of one byte.
pub fn flip(path: &Path, at: usize) {
    let mut content = fs::read(path).unwrap();
    content[at] ^= 1;
    fs::write(path, content).unwrap();
}

pub fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.into())
}

pub fn person(name: &str, role: Role) -> NewPerson {
    NewPerson { display_name: name.into(), role }
}

/// The cheapest cost that is accepted at all.
pub const CHEAP: KdfCost = KdfCost::FLOOR;

pub fn new_cohort(change: &mut WriteTransaction<'_>, name: &str) -> CohortId {
    change.insert_cohort(&NewCohort { name: name.into(), sources: "[]".into(), rules: "{}".into() }).unwrap()
}

pub fn case(label: &str) -> NewCase {
    NewCase {
        label: label.into(),
        patient_key: format!("patient-{label}"),
        original: Redacted::new(format!("{CANARY}, case {label}")),
        cleaned: None,
        regimen: Some(Redacted::new("plan 25 Gy/ 5 fx photons".into())),
        modality: Some("photon".into()),
        icd10: Some("C61".into()),
        dropped: None,
        review: ReviewState::Open,
        record: Some(Redacted::new(format!(r#"{{"spans":[{{"text":"{CANARY}"}}]}}"#))),
    }
}
