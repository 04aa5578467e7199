//! The desk of one rater: their order, and what stands of theirs. Nothing of another rater is read.

use isocenter_rating::{ItemNumber, Order};
use isocenter_store::{AccountId, LetterRatingPlace, LetterRatingRow, LetterStudyState as StoredState, Reading};

use super::book::StudyBook;
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::wire::{ErrorCode, MyLetterStudy, MyLetterStudyState, RecordedLetterRating, TickState};

/// A rater at a study.
pub(crate) struct Desk<'b> {
    pub(crate) book: &'b StudyBook,
    account: AccountId,
    order: Order,
}

impl<'b> Desk<'b> {
    /// The desk of whoever signed in.
    ///
    /// # Errors
    /// A study that is not open to raters, or of other raters.
    pub(crate) fn of(book: &'b StudyBook, account: AccountId) -> Result<Self, Error> {
        let rater = book.rater(account).filter(|_| book.is_shown_to_raters()).ok_or_else(|| {
            let what = "this letter study is not yours to rate";
            Error::new(ErrorCode::NotPermitted, what, "choose one of your own list")
        })?;
        let order = Order::of(&book.plan.protocol, rater).map_err(failure::rating)?;
        Ok(Self { book, account, order })
    }

    /// What stands of this rater.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn standing(&self, reading: Reading<'_>) -> Result<Vec<LetterRatingRow>, Error> {
        reading.current_letter_ratings_of(self.book.id(), self.account).map_err(failure::vault)
    }

    /// The letter at a position.
    ///
    /// # Errors
    /// A position that is not there.
    pub(crate) fn item(&self, position: u32) -> Result<ItemNumber, Error> {
        self.order.item_at(position as usize).ok_or_else(|| {
            Error::new(ErrorCode::BadInput, "there is no such letter in your list", "choose one of the list")
        })
    }

    /// Where a rating of a letter belongs.
    pub(crate) fn place(&self, item: ItemNumber) -> LetterRatingPlace {
        LetterRatingPlace { study: self.book.id(), account: self.account, item: item.number() }
    }

    /// A tick for each position.
    pub(crate) fn ticks(&self, standing: &[LetterRatingRow]) -> Vec<TickState> {
        let mut ticks = vec![TickState::ToDo; self.order.items().len()];
        for row in standing {
            let position = self.order.position(ItemNumber::new(row.rating.place.item));
            if let Some(tick) = position.and_then(|position| ticks.get_mut(position)) {
                *tick = tick_of(row);
            }
        }
        ticks
    }

    /// The row of the rater's own list.
    pub(crate) fn row(&self, standing: &[LetterRatingRow]) -> MyLetterStudy {
        let total = self.order.items().len();
        MyLetterStudy {
            study: self.book.number(),
            name: self.book.row.name.clone(),
            state: match self.book.row.state {
                StoredState::Locked => MyLetterStudyState::Closed,
                _ if standing.len() >= total => MyLetterStudyState::Finished,
                _ => MyLetterStudyState::Rating,
            },
            total: count(total),
            rated: count(standing.len()),
            flagged: count(standing.iter().filter(|row| row.rating.is_flagged).count()),
        }
    }
}

/// How a rating that stands shows in the list.
pub(crate) const fn tick_of(row: &LetterRatingRow) -> TickState {
    if row.rating.is_flagged { TickState::Flagged } else { TickState::Graded }
}

/// A rating as it stands. It is named by the how-manieth it is at its place: the vault's own numbers count everybody's.
///
/// # Errors
/// A damaged vault.
pub(crate) fn recorded_view(
    application: &Application,
    reading: Reading<'_>,
    row: &LetterRatingRow,
) -> Result<RecordedLetterRating, Error> {
    let history = reading.letter_rating_ids_at(row.rating.place).map_err(failure::vault)?;
    Ok(RecordedLetterRating {
        entry: history.iter().take_while(|id| id.0 <= row.id.0).count().to_string(),
        scores: row.rating.scores.clone(),
        comment: row.rating.comment.reveal().clone(),
        is_flagged: row.rating.is_flagged,
        at: application.local_time_of(row.at_us),
        corrections: count(history.len().saturating_sub(1)),
    })
}
