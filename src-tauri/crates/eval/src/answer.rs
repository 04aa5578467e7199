//! Reading an answer as a class, by a numbered version that studies name: a change of rules is a new version, never a changed one.
//! An answer that cannot be read is a class of its own.

use std::fmt;

use isocenter_domain::{Icd10Code, Modality, Phase, Regimen, Task};
use serde::{Deserialize, Serialize};

use crate::Error;

/// Which rules read answers.
///
/// Version 1: a modality is the one that the first line names, in any of a physician's terms, and none when it names several; an ICD-10 code is
/// the first word with the shape of one (its main category is the first three characters, as Wang et al. count); a regimen is what
/// [`Regimen::read`] finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum ParserVersion {
    /// The rules above.
    #[default]
    V1,
}

impl TryFrom<u32> for ParserVersion {
    type Error = Error;

    fn try_from(version: u32) -> Result<Self, Error> {
        if version == 1 { Ok(Self::V1) } else { Err(Error::UnknownParser { version }) }
    }
}

impl From<ParserVersion> for u32 {
    fn from(version: ParserVersion) -> Self {
        match version {
            ParserVersion::V1 => 1,
        }
    }
}

impl fmt::Display for ParserVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u32::from(*self))
    }
}

/// An answer as read. `None` is an answer that cannot be read: it is wrong, and listed.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The phases, at least one.
    Regimen(Option<Vec<Phase>>),
    /// The one modality named.
    Modality(Option<Modality>),
    /// The first code.
    Icd10(Option<Icd10Code>),
}

impl Answer {
    /// Whether it could be read.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        match self {
            Self::Regimen(phases) => phases.is_some(),
            Self::Modality(modality) => modality.is_some(),
            Self::Icd10(code) => code.is_some(),
        }
    }
}

impl ParserVersion {
    /// Reads `text` as an answer to `task`.
    #[must_use]
    pub fn read(self, task: Task, text: &str) -> Answer {
        match task {
            Task::Regimen => Answer::Regimen(Some(Regimen::read(text).phases).filter(|phases| !phases.is_empty())),
            Task::Modality => Answer::Modality(read_modality(text)),
            Task::Icd10 => Answer::Icd10(read_code(text)),
        }
    }
}

fn read_modality(text: &str) -> Option<Modality> {
    Modality::from_term(text.trim().lines().next()?)
}

fn read_code(text: &str) -> Option<Icd10Code> {
    text.split(|symbol: char| !symbol.is_ascii_alphanumeric() && symbol != '.')
        .map(|word| word.trim_matches('.'))
        // The domain's reader mends an O typed for a zero; here that would make a code of a word such as "code".
        .filter(|word| !matches!(word.as_bytes().get(1), Some(b'o' | b'O')))
        .find_map(|word| Icd10Code::parse(word).ok())
}
