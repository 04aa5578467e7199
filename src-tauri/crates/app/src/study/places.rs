//! Where the folders lie that a study file names: beside the file, unless it names them from the root.

use std::path::{Path, PathBuf};

/// The folder that a study file's relative paths begin in.
#[derive(Debug, Clone)]
pub(crate) struct Places(PathBuf);

impl Places {
    /// Of a study file.
    pub(crate) fn beside(study_file: &Path) -> Self {
        Self(study_file.parent().unwrap_or(Path::new("")).to_owned())
    }

    /// The place of what the study calls `name`.
    pub(crate) fn of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
