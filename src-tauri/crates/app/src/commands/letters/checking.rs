//! A letter as a file: held against its patient's facts, and scored against the letter that a physician wrote.

use std::path::{Path, PathBuf};

use isocenter_document::{FileKind, read_text};
use isocenter_letter::{CheckCounts, FactCheck, Facts, Letter, Revision, SectionKind, check_letter, revision};
use serde::Serialize;

use crate::error::Error;
use crate::letters::{LetterOverlap, overlap};
use crate::{failure, files};

/// What a check found, and whether anything stands against signing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterCheck {
    /// Whether every claim is traced, nothing is missing and the facts hang together.
    pub clear: bool,
    /// Claims, what is missing, faults of the facts, counts.
    #[serde(flatten)]
    pub check: FactCheck,
}

/// Overlap of one section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionOverlap {
    /// Which; nothing for what stands under no known heading.
    pub section: Option<SectionKind>,
    /// Of the texts that both letters have in it.
    #[serde(flatten)]
    pub overlap: LetterOverlap,
}

/// How near a letter is to the physician's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterScore {
    /// Whole letters.
    #[serde(flatten)]
    pub overlap: LetterOverlap,
    /// Section by section, in the order of the letter.
    pub sections: Vec<SectionOverlap>,
    /// Words that were changed to make the one from the other.
    pub revision: Revision,
    /// Claims that no fact supports, over all; nothing without facts, or without claims.
    pub unsupported_share: Option<f64>,
    /// Counts of claims, where facts were given.
    pub claims: Option<CheckCounts>,
}

/// What is to be scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterScoreRequest {
    /// The physician's own letter.
    pub reference: PathBuf,
    /// The letter that is scored.
    pub letter: PathBuf,
    /// The patient's facts.
    pub facts: Option<PathBuf>,
}

/// Holds a letter against the facts of its patient.
///
/// # Errors
/// A file that cannot be read, a letter that is no text, facts that are none.
pub fn check_letter_file(facts: &Path, letter: &Path) -> Result<LetterCheck, Error> {
    let facts = read_facts(facts)?;
    let check = check_letter(&facts, &read_letter(letter)?);
    Ok(LetterCheck { clear: check.is_clear(), check })
}

/// Scores a letter against the physician's own.
///
/// # Errors
/// Those of [`check_letter_file`].
pub fn score_letter_file(request: &LetterScoreRequest) -> Result<LetterScore, Error> {
    let (reference, letter) = (read_letter(&request.reference)?, read_letter(&request.letter)?);
    let facts = request.facts.as_deref().map(read_facts).transpose()?;
    let check = facts.map(|facts| check_letter(&facts, &letter));
    Ok(LetterScore {
        overlap: overlap(&reference, &letter),
        sections: sections(&reference, &letter),
        revision: revision(&letter, &reference),
        unsupported_share: check.as_ref().and_then(|check| check.unsupported_share),
        claims: check.map(|check| check.counts),
    })
}

fn sections(reference: &str, letter: &str) -> Vec<SectionOverlap> {
    let (reference, letter) = (Letter::cut(reference), Letter::cut(letter));
    let known = SectionKind::ALL.into_iter().map(Some).chain([None]);
    let of_section = |section| {
        let (reference, letter) = (reference.text_under(section), letter.text_under(section));
        let is_there = reference.is_some() || letter.is_some();
        is_there.then(|| SectionOverlap {
            section,
            overlap: overlap(&reference.unwrap_or_default(), &letter.unwrap_or_default()),
        })
    };
    known.filter_map(of_section).collect()
}

pub(super) fn read_facts(path: &Path) -> Result<Facts, Error> {
    facts_in(path, &files::read_text(path)?)
}

/// The facts in the text of a file, a table or JSON by the file's ending.
pub(super) fn facts_in(path: &Path, text: &str) -> Result<Facts, Error> {
    let is_table = path.extension().is_some_and(|ending| ["csv", "tsv"].iter().any(|e| ending.eq_ignore_ascii_case(e)));
    let read = if is_table { Facts::read_csv(text) } else { Facts::read_json(text) };
    read.map_err(|error| failure::letter(path, &error))
}

/// The text of a letter, whether plain, of a word processor, or of a PDF.
fn read_letter(path: &Path) -> Result<String, Error> {
    let bytes = files::read_bytes(path)?;
    let kind = FileKind::from_bytes(&bytes).map_err(|error| failure::document_file(path, error))?;
    let read = read_text(&bytes, kind).map_err(|error| failure::document_file(path, error))?;
    Ok(read.text.reveal().clone())
}
