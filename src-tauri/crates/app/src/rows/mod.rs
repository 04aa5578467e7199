//! Between what the vault stores and what curation knows.

mod case_record;
mod cohort_sources;
mod marks;

use isocenter_store::{CohortRow, CohortState, Reading, ReviewState};

use crate::count::count;
use crate::error::Error;
use crate::failure;

pub(crate) use case_record::{case_of_row, dropped_row, identifiers_of, kept_row, record_of};
pub(crate) use cohort_sources::{CohortSources, SourceFile};
pub(crate) use marks::{apply_marks, marks_of};

/// Kept cases of a cohort that wait for a person; none once it is frozen.
///
/// # Errors
/// A damaged vault.
pub(crate) fn waiting(reading: Reading<'_>, cohort: &CohortRow) -> Result<u32, Error> {
    if cohort.state == CohortState::Frozen {
        return Ok(0);
    }
    reading.count_in_review(cohort.id, ReviewState::Open).map(count).map_err(failure::vault)
}
