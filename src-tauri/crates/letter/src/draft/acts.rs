//! What can be done with a draft. Each act gives a new draft, or says why not.

use super::confirmation::{Confirmation, MOST_REASON_CHARACTERS};
use super::{Draft, DraftSection, SectionState, Subject, printable};
use crate::{Claim, Error, Facts, MOST_LETTER_CHARACTERS, SectionKind, read_claims};

impl Draft {
    /// A section as the model wrote it, anew or for the first time.
    ///
    /// # Errors
    /// [`Error::SectionLocked`], [`Error::LetterTooLong`].
    pub fn with_drafted(&self, kind: SectionKind, text: &str) -> Result<Self, Error> {
        self.with_text(kind, |section| section.put_drafted(printable(text)))
    }

    /// A section as a person writes it. Editing back to the model's words makes it the model's again.
    ///
    /// # Errors
    /// [`Error::SectionLocked`], [`Error::LetterTooLong`].
    pub fn with_edited(&self, kind: SectionKind, text: &str) -> Result<Self, Error> {
        self.with_text(kind, |section| section.put_edited(printable(text)))
    }

    /// A section taken out of the letter, heading and text; what the model wrote there is kept for the edit distance.
    ///
    /// # Errors
    /// [`Error::SectionLocked`].
    pub fn with_left_out(&self, kind: SectionKind) -> Result<Self, Error> {
        self.with_text(kind, DraftSection::leave_out)
    }

    /// A section that stays as it is.
    ///
    /// # Errors
    /// [`Error::NothingToLock`] for a section without text.
    pub fn with_locked(&self, kind: SectionKind) -> Result<Self, Error> {
        if self.section(kind).text().is_empty() {
            return Err(Error::NothingToLock { section: kind });
        }
        let mut next = self.clone();
        next.sections[kind as usize].set_state(SectionState::Locked);
        Ok(next)
    }

    /// A section that may be changed again; one that is not locked stays as it is.
    #[must_use]
    pub fn with_unlocked(&self, kind: SectionKind) -> Self {
        let mut next = self.clone();
        let section = &mut next.sections[kind as usize];
        if section.state() == SectionState::Locked {
            section.set_state(SectionState::Open);
        }
        next
    }

    /// Something answered for that now blocks signing, or a new reason for what was answered for before.
    ///
    /// # Errors
    /// [`Error::ReasonMissing`], [`Error::ReasonTooLong`], [`Error::NothingToConfirm`] for what neither blocks nor is confirmed.
    pub fn with_confirmed(&self, facts: &Facts, subject: Subject, reason: &str) -> Result<Self, Error> {
        let characters = reason.trim().chars().count();
        let confirmation = Confirmation::of_parts(subject, reason).ok_or(match characters {
            0 => Error::ReasonMissing,
            found => Error::ReasonTooLong { found, most: MOST_REASON_CHARACTERS },
        })?;
        if !self.check(facts).has_subject(confirmation.subject()) {
            return Err(Error::NothingToConfirm);
        }
        let mut next = self.clone();
        match next.confirmations.iter_mut().find(|earlier| earlier.subject() == confirmation.subject()) {
            Some(earlier) => *earlier = confirmation,
            None => next.confirmations.push(confirmation),
        }
        Ok(next)
    }

    /// Something not answered for any more.
    ///
    /// # Errors
    /// [`Error::NotConfirmed`].
    pub fn with_withdrawn(&self, subject: &Subject) -> Result<Self, Error> {
        let mut next = self.clone();
        next.confirmations.retain(|confirmation| confirmation.subject() != subject);
        if next.confirmations.len() == self.confirmations.len() {
            return Err(Error::NotConfirmed);
        }
        Ok(next)
    }

    fn with_text(&self, kind: SectionKind, change: impl FnOnce(&mut DraftSection)) -> Result<Self, Error> {
        if self.section(kind).state() == SectionState::Locked {
            return Err(Error::SectionLocked { section: kind });
        }
        let mut next = self.clone();
        change(&mut next.sections[kind as usize]);
        let found = next.sections.iter().map(|section| section.text().chars().count()).sum();
        if found > MOST_LETTER_CHARACTERS {
            return Err(Error::LetterTooLong { found, most: MOST_LETTER_CHARACTERS });
        }
        next.let_lapse();
        Ok(next)
    }

    /// Whoever answered for words that are gone has not answered for what stands there now, nor for the same words should they come back.
    fn let_lapse(&mut self) {
        if self.confirmations.is_empty() {
            return;
        }
        let text = self.text();
        let layout = self.layout();
        let placed = |claim: Claim| layout.place(claim.span).map(|place| (claim, place.section));
        let claims: Vec<(Claim, SectionKind)> = read_claims(&text).into_iter().filter_map(placed).collect();
        self.confirmations.retain(|confirmation| confirmation.subject().stands_among(&claims, &text));
    }
}
