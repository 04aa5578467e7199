//! The demonstration: invented cases in a throw-away vault, one click away and gone when it is left.

use isocenter_lm::CancelToken;

use super::cohort::{CohortRequest, synthesise_cohort};
use super::import::{Source, read_into_vault};
use super::letters::store_synthetic_letters;
use crate::application::Application;
use crate::error::Error;
use crate::files::{self, Existing};
use crate::pending_import::PendingImport;
use crate::wire::SessionView;

/// Patients drawn; about half of them become cases.
const PATIENTS: usize = 240;
const SEED: u64 = 1;
/// Patients of whom a letter is to be written.
const LETTER_PATIENTS: usize = 12;
/// Not the seed of the patients that the demonstration model learnt from.
const LETTER_SEED: u64 = 20_261;

/// Opens the demonstration cohort.
///
/// # Errors
/// There is a vault already; no room.
pub fn open_demonstration(application: &Application) -> Result<SessionView, Error> {
    application.session().begin_demonstration()?;
    let folder = tempfile::tempdir().map_err(|source| files::cannot_write(&std::env::temp_dir(), &source))?;
    let request =
        CohortRequest { cases: PATIENTS, seed: SEED, out: folder.path().to_owned(), existing: Existing::Keep };
    synthesise_cohort(&request)?;
    // A cohort is called as its file.
    let diagnoses = folder.path().join("Demonstration.csv");
    std::fs::rename(folder.path().join("diagnoses.csv"), &diagnoses)
        .map_err(|source| files::cannot_write(&diagnoses, &source))?;
    let pending = PendingImport::of(&[diagnoses, folder.path().join("plans.csv")])?;
    let source =
        Source { files: &pending.files, mapping: &pending.mapping, dates: pending.dates, cancel: &CancelToken::new() };
    read_into_vault(application, &source, None, &mut |_| ())?;
    store_synthetic_letters(application, LETTER_PATIENTS, LETTER_SEED)?;
    application.session().view()
}
