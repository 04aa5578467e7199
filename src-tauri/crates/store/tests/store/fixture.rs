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

/// Takes away what later versions added, in a vault that has none of it yet: as the program of `version` left it.
pub fn put_back_to(place: &Place, version: u32) {
    let added: [&[&str]; 3] = [
        &["base_models", "training_runs", "run_evaluations", "releases"],
        &["studies", "study_samples"],
        &[
            "gradings",
            "grading_amendments",
            "grading_locks",
            "grading_items",
            "grade_entries",
            "current_grades",
            "panel_votes",
            "panel_decisions",
            "current_decisions",
            "panel_signatures",
            "grading_packets",
        ],
    ];
    let raw = place.raw();
    for table in added[version as usize - 1..].concat().iter().rev() {
        raw.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    raw.pragma_update(None, "user_version", version).unwrap();
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
