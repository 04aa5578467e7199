//! A letter study of the vault, with its plan and its raters.

use isocenter_rating::RaterNumber;
use isocenter_store::{
    AccountId, LetterRaterRow, LetterStudyId, LetterStudyRow as Stored, LetterStudyState as StoredState, Reading,
    Subject, SubjectKind,
};

use super::plan::StudyPlan;
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::wire::{ErrorCode, LetterRaterProgress, LetterStudyRow, LetterStudyState};

/// A study as what an audit entry is about.
pub(crate) fn subject(id: LetterStudyId) -> Subject {
    Subject::new(SubjectKind::LetterStudy, id.0)
}

/// A letter study with what it fixes.
pub(crate) struct StudyBook {
    pub(crate) row: Stored,
    pub(crate) plan: StudyPlan,
    pub(crate) raters: Vec<LetterRaterRow>,
}

impl StudyBook {
    /// The study that a request names.
    ///
    /// # Errors
    /// There is none of this number; a damaged vault.
    pub(crate) fn find(reading: Reading<'_>, study: u32) -> Result<Self, Error> {
        let row = reading.letter_study(LetterStudyId(study.into())).map_err(failure::vault)?;
        let row = row.ok_or_else(|| {
            Error::new(ErrorCode::BadInput, format!("there is no letter study {study}"), "choose one of the list")
        })?;
        Self::of(reading, row)
    }

    /// Every study, newest first.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn all(reading: Reading<'_>) -> Result<Vec<Self>, Error> {
        let rows = reading.letter_studies().map_err(failure::vault)?;
        rows.into_iter().rev().map(|row| Self::of(reading, row)).collect()
    }

    fn of(reading: Reading<'_>, row: Stored) -> Result<Self, Error> {
        let plan = StudyPlan::from_json(&row.protocol)?;
        let raters = reading.letter_study_raters(row.id).map_err(failure::vault)?;
        Ok(Self { row, plan, raters })
    }

    pub(crate) const fn id(&self) -> LetterStudyId {
        self.row.id
    }

    /// The number by which requests name it.
    pub(crate) fn number(&self) -> u32 {
        count(self.row.id.0)
    }

    /// The number of somebody who rates.
    pub(crate) fn rater(&self, account: AccountId) -> Option<RaterNumber> {
        let row = self.raters.iter().find(|rater| rater.account == account)?;
        Some(RaterNumber::new(row.number))
    }

    /// Whether raters may rate, or did.
    pub(crate) fn is_shown_to_raters(&self) -> bool {
        matches!(self.row.state, StoredState::Open | StoredState::Locked)
    }
}

/// A study in the list. How far each rater is, is counted; what they rated is not read.
///
/// # Errors
/// A damaged vault.
pub(crate) fn study_row(
    application: &Application,
    reading: Reading<'_>,
    book: &StudyBook,
) -> Result<LetterStudyRow, Error> {
    let mut raters = Vec::with_capacity(book.raters.len());
    for rater in &book.raters {
        let named = book.plan.protocol.rater(RaterNumber::new(rater.number));
        let rated = reading.current_letter_ratings_of(book.id(), rater.account).map_err(failure::vault)?;
        raters.push(LetterRaterProgress {
            name: named.map(|named| named.name.clone()).unwrap_or_default(),
            rated: count(rated.len()),
        });
    }
    Ok(LetterStudyRow {
        study: book.number(),
        name: book.row.name.clone(),
        state: match book.row.state {
            StoredState::Draft | StoredState::Drafting => LetterStudyState::Drafting,
            StoredState::Open => LetterStudyState::Open,
            StoredState::Locked => LetterStudyState::Locked,
        },
        drafted: book.row.items,
        total: count(book.plan.protocol.items.len()),
        raters,
        made_at: application.local_time_of(book.row.created_at_us),
        protocol_sha256: book.row.protocol_sha256.map(|hash| hash.to_string()).unwrap_or_default(),
    })
}
