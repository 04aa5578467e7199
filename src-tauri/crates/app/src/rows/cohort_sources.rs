//! Where a cohort is from, as the vault keeps it: files, mapping and the hashes that tell what a later export would change.

use std::path::PathBuf;

use isocenter_curate::{CohortPrint, DateTreatment, Mapping};
use isocenter_store::{CohortId, Reading};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::failure;

/// One of the two files.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SourceFile {
    /// Where it lay when it was read.
    pub(crate) path: PathBuf,
}

/// Both files and how they were read.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CohortSources {
    pub(crate) diagnoses: SourceFile,
    pub(crate) plans: SourceFile,
    pub(crate) mapping: Mapping,
    pub(crate) dates: DateTreatment,
    pub(crate) print: CohortPrint,
}

impl CohortSources {
    pub(crate) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| failure::internal(&error))
    }

    /// Where a cohort of the vault is from.
    pub(crate) fn of(reading: Reading<'_>, cohort: CohortId) -> Result<Self, Error> {
        let text = reading.cohort_sources(cohort).map_err(failure::vault)?;
        serde_json::from_str(&text).map_err(|error| failure::internal(&error))
    }

    /// Whether it was made of the same two files, byte for byte.
    pub(crate) fn is_of(&self, print: &CohortPrint) -> bool {
        self.print.diagnoses.sha256 == print.diagnoses.sha256 && self.print.plans.sha256 == print.plans.sha256
    }
}
