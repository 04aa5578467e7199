//! The synthetic cohort, written as two exports and their truth.

use std::path::PathBuf;

use isocenter_synthetic::{SynthesisOptions, synthesise, write_exports};
use serde::Serialize;

use crate::error::Error;
use crate::files::Existing;
use crate::{assets, failure, files};

/// What to invent.
#[derive(Debug, Clone)]
pub struct CohortRequest {
    /// Number of cases.
    pub cases: usize,
    /// The same seed gives the same files.
    pub seed: u64,
    /// Folder for `diagnoses.csv`, `plans.csv` and `truth.csv`.
    pub out: PathBuf,
    /// What becomes of a cohort that is there.
    pub existing: Existing,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CohortCounts {
    /// Cases drawn.
    pub cases: usize,
    /// Rows of `diagnoses.csv`.
    pub diagnosis_rows: usize,
    /// Rows of `plans.csv`.
    pub plan_rows: usize,
    /// Cases that clean curation keeps.
    pub kept: usize,
    /// Of these, cases with an ICD-10 code.
    pub icd10_kept: usize,
}

/// Invents a cohort and writes it.
///
/// # Errors
/// A cohort in the way; a folder that cannot be written; a full disk.
pub fn synthesise_cohort(request: &CohortRequest) -> Result<CohortCounts, Error> {
    let names = ["diagnoses.csv", "plans.csv", "truth.csv"];
    files::refuse_finished(&request.out, &names, "a cohort", request.existing)?;
    let options = SynthesisOptions { cases: request.cases, seed: request.seed };
    let cohort = synthesise(options, assets::regimen_library()?).map_err(failure::synthetic)?;
    let counts = write_exports(&cohort, &request.out).map_err(failure::synthetic)?;
    Ok(CohortCounts {
        cases: counts.cases,
        diagnosis_rows: counts.diagnosis_rows,
        plan_rows: counts.plan_rows,
        kept: counts.kept,
        icd10_kept: counts.icd10_kept,
    })
}
