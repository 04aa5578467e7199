//! Between what the vault stores and what curation knows.

mod case_record;
mod cohort_sources;
mod marks;

use isocenter_store::{CohortId, Reading, ReviewState};

use crate::error::Error;
use crate::failure;
use crate::funnel_words::count;

pub(crate) use case_record::{case_of_row, dropped_row, identifiers_of, kept_row, record_of};
pub(crate) use cohort_sources::{CohortSources, SourceFile};
pub(crate) use marks::{apply_marks, marks_of};

/// Kept cases of a cohort that wait for a person.
///
/// # Errors
/// A damaged vault.
pub(crate) fn waiting(reading: Reading<'_>, cohort: CohortId) -> Result<u32, Error> {
    let open = reading.case_summaries(cohort, Some(ReviewState::Open)).map_err(failure::vault)?;
    Ok(count(open.iter().filter(|case| case.dropped.is_none()).count() as u64))
}
