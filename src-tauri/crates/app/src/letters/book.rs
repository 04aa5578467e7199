//! A letter of the vault: its facts, its latest version, and the draft in it.

use isocenter_letter::{Draft, Facts};
use isocenter_store::{
    AccountRow, Hash, LetterAct, LetterCaseId, LetterCaseRow, LetterCaseSummaryRow, LetterSignatureRow,
    LetterState as Stored, LetterVersionRow, Reading, Subject, SubjectKind,
};

use super::words;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::wire::{ErrorCode, LetterRow, LetterState};

/// A letter as what an audit entry is about.
pub(crate) fn subject(id: LetterCaseId) -> Subject {
    Subject::new(SubjectKind::Letter, id.0)
}

/// Hash of a letter's whole text.
pub(crate) fn text_sha256(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

/// A letter with all that is needed to show and to change it.
pub(crate) struct LetterBook {
    pub(crate) case: LetterCaseRow,
    pub(crate) facts: Facts,
    pub(crate) latest: Option<LetterVersionRow>,
    pub(crate) draft: Draft,
}

impl LetterBook {
    /// The letter that a request names.
    ///
    /// # Errors
    /// There is none of this number; a damaged vault.
    pub(crate) fn find(reading: Reading<'_>, letter: u32) -> Result<Self, Error> {
        let id = LetterCaseId(letter.into());
        let case = reading.letter_case(id).map_err(failure::vault)?;
        let case = case.ok_or_else(|| {
            Error::new(ErrorCode::BadInput, format!("there is no letter {letter}"), "choose one of the list")
        })?;
        let facts = Facts::read_json(case.case.facts.reveal()).map_err(|_| failure::damaged())?;
        let latest = reading.latest_letter_version(id).map_err(failure::vault)?;
        let draft = match &latest {
            Some(version) => Draft::read_json(version.content.reveal()).map_err(|_| failure::damaged())?,
            None => Draft::new(words::drafted_language(case.case.language)),
        };
        Ok(Self { case, facts, latest, draft })
    }

    /// The number of the letter.
    pub(crate) const fn id(&self) -> LetterCaseId {
        self.case.id
    }

    /// The latest version; 0 before the first.
    pub(crate) fn version(&self) -> u32 {
        self.latest.as_ref().map_or(0, |version| version.summary.number)
    }

    /// Whether the latest version is signed.
    pub(crate) fn is_signed(&self) -> bool {
        self.latest.as_ref().is_some_and(|version| version.summary.act == LetterAct::Signed)
    }

    /// The signature on the latest version; none on a letter that is not signed.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn signature(&self, reading: Reading<'_>) -> Result<Option<LetterSignatureRow>, Error> {
        if !self.is_signed() {
            return Ok(None);
        }
        let signatures = reading.letter_signatures(self.id()).map_err(failure::vault)?;
        Ok(signatures.into_iter().find(|signature| signature.number == self.version()))
    }

    /// Which model's words it holds; empty where none drafted.
    pub(crate) fn model(&self) -> String {
        self.latest.as_ref().map(|version| version.summary.model.clone()).unwrap_or_default()
    }

    /// Refuses a change that was made on another version than the latest.
    ///
    /// # Errors
    /// `already_recorded`, and a signed letter.
    pub(crate) fn writable(&self, version: u32) -> Result<(), Error> {
        self.on_latest(version)?;
        if self.is_signed() {
            let remedy = "open it again before you change it";
            return Err(Error::new(ErrorCode::BadInput, "the letter is signed", remedy));
        }
        Ok(())
    }

    /// Refuses what was decided on another version than the latest.
    ///
    /// # Errors
    /// `already_recorded`.
    pub(crate) fn on_latest(&self, version: u32) -> Result<(), Error> {
        if self.version() == version {
            return Ok(());
        }
        let remedy = "look at what stands, then change it";
        Err(Error::new(ErrorCode::AlreadyRecorded, "the letter was changed meanwhile", remedy))
    }
}

/// A letter in the list.
pub(crate) fn letter_row(application: &Application, people: &[AccountRow], row: &LetterCaseSummaryRow) -> LetterRow {
    let latest = row.latest.as_ref();
    LetterRow {
        letter: u32::try_from(row.id.0).unwrap_or(u32::MAX),
        label: row.label.clone(),
        pseudonym: row.pseudonym.clone(),
        diagnosis: row.diagnosis.reveal().clone(),
        language: words::language(row.language),
        part: words::part(row.part),
        state: match row.state() {
            Stored::NotBegun => LetterState::NotStarted,
            Stored::Drafted => LetterState::Draft,
            Stored::Signed => LetterState::Signed,
        },
        has_reference: row.has_reference,
        is_synthetic: row.is_synthetic,
        version: latest.map_or(0, |version| version.number),
        changed_at: latest.map(|version| application.local_time_of(version.at_us)).unwrap_or_default(),
        changed_by: crate::people::name_of(people, latest.and_then(|version| version.account)),
    }
}
