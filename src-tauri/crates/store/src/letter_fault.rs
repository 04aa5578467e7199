//! Why a change of a letter, or of a letter study, is refused. It carries numbers and codes only.

use std::fmt;

use crate::table::LetterStudyState;

/// What stands in the way of a change of a letter or of a letter study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFault {
    /// The version that was to be followed is not the latest.
    MovedOn {
        /// Number of the latest, if there is any.
        latest: Option<u32>,
    },
    /// The letter is signed: it is reopened before anything changes.
    Signed,
    /// Only a signed letter is reopened.
    NotSigned,
    /// A rating of this letter of the study stands that the new one does not replace.
    RatedMeanwhile {
        /// Number of the item.
        item: u32,
    },
    /// Where the letter study stands does not allow it.
    StudyStands {
        /// Where it stands.
        state: LetterStudyState,
    },
    /// The letter study was rated, so it stays.
    StudyRated,
    /// A letter study without letters or without raters is not opened.
    NothingToRate,
    /// The account is none of the study's raters.
    NotARater {
        /// Number of the account.
        account: u32,
    },
    /// Another letter study has this name.
    StudyNameTaken {
        /// Number of that study.
        study: i64,
    },
}

impl fmt::Display for LetterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MovedOn { latest: Some(latest) } => {
                write!(f, "the letter is at version {latest} by now: read it again, then change it")
            }
            Self::MovedOn { latest: None } => f.write_str("the letter has no version yet: begin it first"),
            Self::Signed => f.write_str("the letter is signed: reopen it before you change it"),
            Self::NotSigned => f.write_str("the letter is not signed: change it as it is"),
            Self::RatedMeanwhile { item } => {
                write!(f, "letter {item} of the study was rated meanwhile: look at what stands first")
            }
            Self::StudyStands { state } => {
                let state = match state {
                    LetterStudyState::Draft => "still a draft",
                    LetterStudyState::Drafting => "having its letters drafted",
                    LetterStudyState::Open => "open",
                    LetterStudyState::Locked => "locked",
                };
                write!(f, "the letter study is {state}, which does not allow this")
            }
            Self::StudyRated => f.write_str("the letter study was rated, so it is kept: lock it instead"),
            Self::NothingToRate => f.write_str("the letter study has no letters or no raters: add them first"),
            Self::NotARater { account } => {
                write!(f, "account {account} does not rate in the letter study: name them before it is opened")
            }
            Self::StudyNameTaken { .. } => f.write_str("there is a letter study of this name: give another one"),
        }
    }
}
