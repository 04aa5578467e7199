//! What the use-cases ask of the place they run in: the clock and the folders. Nothing else until something needs it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The place the use-cases run in.
pub trait Host: Send + Sync + 'static {
    /// Time since some fixed moment of this process; never goes back.
    fn elapsed(&self) -> Duration;

    /// Folders whose sub-folders are models, in the order of preference; they need not exist.
    fn model_roots(&self) -> Vec<PathBuf>;
}

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

fn user_models() -> Option<PathBuf> {
    let data = std::env::var_os("XDG_DATA_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))?;
    Some(data.join("isocenter").join("models"))
}
