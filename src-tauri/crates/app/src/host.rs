//! What the use-cases ask of the place they run in: the clock and the folders. Nothing else until something needs it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use isocenter_store::Station;
use jiff::Zoned;

/// The place the use-cases run in.
pub trait Host: Send + Sync + 'static {
    /// Time since some fixed moment of this process; never goes back.
    fn elapsed(&self) -> Duration;

    /// The time of day, with the local offset.
    fn now(&self) -> Zoned;

    /// Folder of this user's vault; it need not exist.
    fn vault_folder(&self) -> PathBuf;

    /// Folder in which each fine-tune of this user's vault gets its own; it need not exist. Beside the vault and named after it, because
    /// adapters and checkpoints are large files that hold no patient's text and must outlive a lock.
    fn runs_folder(&self) -> PathBuf {
        let vault = self.vault_folder();
        let mut name = vault.file_name().unwrap_or(std::ffi::OsStr::new("vault")).to_owned();
        name.push("-runs");
        vault.with_file_name(name)
    }

    /// Who sits at which machine, for whoever finds the vault in use.
    fn station(&self) -> Station;

    /// What it shall cost to try a password.
    fn key_cost(&self) -> KeyCost {
        KeyCost::TunedToThisMachine
    }

    /// Folders whose sub-folders are models, in the order of preference; they need not exist.
    fn model_roots(&self) -> Vec<PathBuf>;
}

/// What it costs to try a password against a key slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCost {
    /// About a second here.
    TunedToThisMachine,
    /// The least that a vault accepts: for tests.
    LowestAllowed,
}

/// Environment variable that names the folder of the vault.
pub const VAULT_VARIABLE: &str = "ISOCENTER_VAULT";
/// Environment variable that names the one folder of models to use.
pub const MODELS_VARIABLE: &str = "ISOCENTER_MODELS";

/// The real clock and the real folders.
#[derive(Debug)]
pub struct OperatingSystemHost {
    started: Instant,
}

impl OperatingSystemHost {
    /// Starts the clock.
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for OperatingSystemHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for OperatingSystemHost {
    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn now(&self) -> Zoned {
        Zoned::now()
    }

    /// `ISOCENTER_VAULT` if set, else in the user's data folder.
    fn vault_folder(&self) -> PathBuf {
        match std::env::var_os(VAULT_VARIABLE).filter(|value| !value.is_empty()) {
            Some(chosen) => PathBuf::from(chosen),
            None => user_data().unwrap_or_else(std::env::temp_dir).join("vault"),
        }
    }

    fn station(&self) -> Station {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let host = named("HOSTNAME").or_else(|| std::fs::read_to_string("/etc/hostname").ok());
        Station {
            user: named("USER").or_else(|| named("USERNAME")).unwrap_or_else(|| "somebody".to_owned()),
            host: host.map_or_else(|| "this machine".to_owned(), |host| host.trim().to_owned()),
        }
    }

    /// `ISOCENTER_MODELS` alone if set; else `models/` beside or above the executable, then the user's data folder.
    fn model_roots(&self) -> Vec<PathBuf> {
        if let Some(chosen) = std::env::var_os(MODELS_VARIABLE).filter(|value| !value.is_empty()) {
            return vec![PathBuf::from(chosen)];
        }
        shipped_models().into_iter().chain(user_models()).collect()
    }
}

/// The first `models/` with a model in it, walking up from the executable.
fn shipped_models() -> Option<PathBuf> {
    let executable = std::env::current_exe().ok()?;
    executable.ancestors().skip(1).map(|folder| folder.join("models")).find(|folder| holds_a_model(folder))
}

fn holds_a_model(folder: &std::path::Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.path().join("config.json").is_file())
}

/// The program's folder among this user's data.
fn user_data() -> Option<PathBuf> {
    let data = std::env::var_os("XDG_DATA_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))?;
    Some(data.join("isocenter"))
}

fn user_models() -> Option<PathBuf> {
    user_data().map(|data| data.join("models"))
}
