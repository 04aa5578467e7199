//! A draft as JSON, for whoever keeps it.

use serde::{Deserialize, Serialize};

use isocenter_domain::Redacted;

use super::confirmation::Confirmation;
use super::{Draft, DraftSection, SectionState, Subject};
use crate::{ClaimKind, Error, FactId, FindingKind, Language, Polarity, SectionKind};

/// Format that this program writes and knows.
pub const DRAFT_FORMAT: u64 = 1;

#[derive(Deserialize)]
struct Format {
    format: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftFile {
    format: u64,
    language: Language,
    sections: Vec<SectionFile>,
    confirmations: Vec<ConfirmationFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionFile {
    section: SectionKind,
    state: SectionState,
    text: String,
    drafted: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
enum ConfirmationFile {
    Claim { kind: ClaimKind, polarity: Polarity, section: SectionKind, text: String, reason: String },
    Finding { kind: FindingKind, facts: Vec<FactId>, reason: String },
}

impl Draft {
    /// Reads what [`Draft::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::NewerFormat`]; [`Error::DamagedDraft`] for anything else that no version of this program writes.
    pub fn read_json(text: &str) -> Result<Self, Error> {
        let damaged = |error: &serde_json::Error| Error::DamagedDraft { line: error.line(), column: error.column() };
        let Format { format } = serde_json::from_str(text).map_err(|error| damaged(&error))?;
        if format > DRAFT_FORMAT {
            return Err(Error::NewerFormat { found: format, newest: DRAFT_FORMAT });
        }
        let file: DraftFile = serde_json::from_str(text).map_err(|error| damaged(&error))?;
        Self::of_file(file).ok_or(Error::DamagedDraft { line: 0, column: 0 })
    }

    fn of_file(file: DraftFile) -> Option<Self> {
        if file.format == 0 || !file.sections.iter().map(|section| section.section).eq(SectionKind::ALL) {
            return None;
        }
        let section =
            |file: &SectionFile| DraftSection::of_parts(file.section, &file.text, file.state, file.drafted.as_deref());
        let sections = file.sections.iter().map(section).collect::<Option<Vec<_>>>()?;
        let mut confirmations: Vec<Confirmation> = Vec::new();
        for confirmation in file.confirmations {
            let (subject, reason) = match confirmation {
                ConfirmationFile::Claim { kind, polarity, section, text, reason } => {
                    (Subject::Claim { kind, polarity, section, text: Redacted::new(text) }, reason)
                }
                ConfirmationFile::Finding { kind, facts, reason } => (Subject::Finding { kind, facts }, reason),
            };
            if confirmations.iter().any(|earlier| *earlier.subject() == subject) {
                return None;
            }
            confirmations.push(Confirmation::of_parts(subject, &reason)?);
        }
        Some(Self { language: file.language, sections, confirmations })
    }

    /// The draft as JSON on one line; the same draft gives the same bytes.
    ///
    /// # Errors
    /// [`Error::DamagedDraft`] for a broken invariant.
    pub fn to_json(&self) -> Result<String, Error> {
        let section = |section: &DraftSection| SectionFile {
            section: section.kind(),
            state: section.state(),
            text: section.text().to_owned(),
            drafted: section.drafted().map(str::to_owned),
        };
        let confirmation = |confirmation: &Confirmation| {
            let reason = confirmation.reason().to_owned();
            match confirmation.subject().clone() {
                Subject::Claim { kind, polarity, section, text } => {
                    ConfirmationFile::Claim { kind, polarity, section, text: text.into_inner(), reason }
                }
                Subject::Finding { kind, facts } => ConfirmationFile::Finding { kind, facts, reason },
            }
        };
        let file = DraftFile {
            format: DRAFT_FORMAT,
            language: self.language,
            sections: self.sections.iter().map(section).collect(),
            confirmations: self.confirmations.iter().map(confirmation).collect(),
        };
        serde_json::to_string(&file).map_err(|error| Error::DamagedDraft { line: error.line(), column: error.column() })
    }
}
