//! A host without a clock of its own, and model folders that a test may spoil.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use isocenter_app::wire::{ArmChoice, SuggestEvent, SuggestRequest};
use isocenter_app::{Application, Error, ErrorCode, Host, KeyCost, Station, commands};
use isocenter_testkit::golden;
use tempfile::TempDir;

pub const TASKS: [&str; 3] = ["regimen", "modality", "icd10"];
pub const DIAGNOSIS: &str = "invasive ductal carcinoma of the left breast, grade 2, cT1N0M0";

/// Each look at the clock finds it a millisecond later.
pub struct TestHost {
    roots: Vec<PathBuf>,
    vault: PathBuf,
    looks: AtomicU64,
}

impl Host for TestHost {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.looks.fetch_add(1, Ordering::Relaxed))
    }

    fn now(&self) -> jiff::Zoned {
        jiff::civil::date(2026, 11, 21).at(9, 30, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap()
    }

    fn vault_folder(&self) -> PathBuf {
        self.vault.clone()
    }

    fn station(&self) -> Station {
        Station { user: "keller".into(), host: "planning-3".into() }
    }

    fn key_cost(&self) -> KeyCost {
        KeyCost::LowestAllowed
    }

    fn model_roots(&self) -> Vec<PathBuf> {
        self.roots.clone()
    }
}

/// An application whose models and vault lie in a folder.
pub fn application_in(folder: &Path) -> Arc<Application> {
    let (roots, vault) = (vec![folder.to_owned()], folder.join("vault"));
    Arc::new(Application::new(TestHost { roots, vault, looks: AtomicU64::new(0) }))
}

/// A folder of models and the application that finds them.
pub struct House {
    pub models: TempDir,
    pub application: Arc<Application>,
}

impl House {
    pub fn empty() -> Self {
        let models = tempfile::tempdir().unwrap();
        Self { application: application_in(models.path()), models }
    }

    /// The program was ended and is started again in the same folder.
    pub fn restarted(self) -> Self {
        let Self { models, application } = self;
        // A thread that has just done its last run lets go of it within an instant.
        while Arc::strong_count(&application) > 1 {
            std::thread::yield_now();
        }
        drop(application);
        Self { application: application_in(models.path()), models }
    }

    /// With one whole model, `llama2`.
    pub fn with_model() -> Self {
        let house = Self::empty();
        house.add("llama2", "llama2");
        house
    }

    /// Copies a model of the pack, its one adapter standing in for every task.
    pub fn add(&self, family: &str, id: &str) -> PathBuf {
        let (from, to) = (golden::model_folder(family), self.models.path().join(id));
        copy(&from, &to);
        std::fs::remove_dir_all(to.join("adapter")).unwrap();
        for task in TASKS {
            copy(&from.join("adapter"), &to.join("adapters").join(task));
        }
        to
    }

    pub fn model(&self) -> PathBuf {
        self.models.path().join("llama2")
    }

    /// Every event of a suggestion, and how it ended.
    pub fn suggest(&self, request: &SuggestRequest) -> (Vec<SuggestEvent>, Result<(), Error>) {
        let mut events = Vec::new();
        let ended = commands::suggest(&self.application, request, &mut |event| events.push(event));
        (events, ended)
    }

    /// The code with which a suggestion of `model` fails; nothing may have been suggested.
    pub fn refusal(&self, model: &str) -> Error {
        let (events, ended) = self.suggest(&SuggestRequest { model: model.into(), ..request(ArmChoice::Tuned) });
        assert!(!events.iter().any(is_answer), "{events:?}");
        let error = ended.expect_err("it must be refused");
        assert_is_one_sentence_with_a_remedy(&error);
        error
    }
}

pub fn is_answer(event: &SuggestEvent) -> bool {
    !matches!(event, SuggestEvent::Started { .. } | SuggestEvent::Loading { .. } | SuggestEvent::Notice { .. })
}

pub fn assert_is_one_sentence_with_a_remedy(error: &Error) {
    let text = error.to_string();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert_eq!(text.matches(" — ").count(), 1, "{text}");
    assert!(error.code() != ErrorCode::Internal, "a fault of the user's file is no fault of ours: {text}");
}

pub fn request(arms: ArmChoice) -> SuggestRequest {
    SuggestRequest {
        diagnosis: DIAGNOSIS.into(),
        model: "llama2".into(),
        arms,
        temperature: 0.1,
        seed: 7,
        samples: 1,
        own_plan: None,
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Changes a text file.
pub fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = std::fs::read_to_string(path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "the edit of {} must change something", path.display());
    std::fs::write(path, changed).unwrap();
}

/// Changes a binary file.
pub fn edit_bytes(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    change(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

/// The files below a folder, sorted, as paths relative to it.
pub fn listing(folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            paths.extend(listing(&path).into_iter().map(|below| format!("{name}/{below}")));
            paths.push(name);
        } else {
            paths.push(name);
        }
    }
    paths.sort();
    paths
}
