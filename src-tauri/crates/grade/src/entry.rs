//! One appended act of a grader: a grade, a skip or a withdrawal. Entries are never changed; what stands is the ledger's to say.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::words::{redacted, worded_enum};
use crate::{EntryId, Error, Grade, GraderId, ItemNumber};

worded_enum! {
    /// In which round something was looked at.
    pub enum Round {
        /// As an example, with feedback; not counted. Its items are numbers of examples.
        Calibration = "calibration",
        /// For the first time.
        First = "first",
        /// Once more, unannounced.
        Repeat = "repeat",
    }
}

/// What a grader did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Gave a grade.
    Graded(Grade),
    /// Gave none, for this reason.
    Skipped(Redacted<String>),
    /// Took back what stood; the position is to do again.
    Withdrawn,
}

impl Act {
    /// The grade, if one was given.
    #[must_use]
    pub const fn grade(&self) -> Option<Grade> {
        match self {
            Self::Graded(grade) => Some(*grade),
            Self::Skipped(_) | Self::Withdrawn => None,
        }
    }

    /// Why it was skipped; empty when it was not.
    #[must_use]
    pub fn skip_reason(&self) -> &str {
        match self {
            Self::Skipped(reason) => reason.reveal(),
            Self::Graded(_) | Self::Withdrawn => "",
        }
    }

    /// `graded`, `skipped` or `withdrawn`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Graded(_) => "graded",
            Self::Skipped(_) => "skipped",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The act of such a word, with what belongs to it and nothing else.
    ///
    /// # Errors
    /// [`Error::NotAnAct`], e.g. for a skip without a reason or with a grade.
    pub fn of_words(word: &str, grade: Option<Grade>, skip_reason: &str) -> Result<Self, Error> {
        let is_reasoned = !skip_reason.trim().is_empty();
        match (word, grade) {
            ("graded", Some(grade)) if skip_reason.is_empty() => Ok(Self::Graded(grade)),
            ("skipped", None) if is_reasoned => Ok(Self::Skipped(Redacted::new(skip_reason.to_owned()))),
            ("withdrawn", None) if skip_reason.is_empty() => Ok(Self::Withdrawn),
            _ => Err(Error::NotAnAct),
        }
    }
}

/// Where an entry belongs: at most one stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Whose.
    pub grader: GraderId,
    /// In which round.
    pub round: Round,
    /// Which regimen, or which example.
    pub item: ItemNumber,
}

/// One appended act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatEntry", into = "FlatEntry")]
pub struct GradeEntry {
    /// Its number; later ones are higher.
    pub id: EntryId,
    /// Whose.
    pub grader: GraderId,
    /// In which round.
    pub round: Round,
    /// Which regimen; in the calibration round, which example.
    pub item: ItemNumber,
    /// What was done.
    pub act: Act,
    /// Comment.
    pub comment: Redacted<String>,
    /// Whether the grader flagged it.
    pub is_flagged: bool,
    /// Time in view while the window had the focus, ms.
    pub focus_ms: u32,
    /// When, in microseconds since 1970 UTC; in a packet, by the clock there.
    pub recorded_at_us: i64,
    /// What it corrects or withdraws.
    pub replaces: Option<EntryId>,
    /// The packet that it came with.
    pub packet: Option<String>,
}

impl GradeEntry {
    /// Where it belongs.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { grader: self.grader, round: self.round, item: self.item }
    }

    /// Whether it alone can be: a skip has a reason, a withdrawal something to withdraw.
    ///
    /// # Errors
    /// [`Error::NotAnAct`], [`Error::NothingWithdrawn`], [`Error::NulInText`].
    pub fn check(&self) -> Result<(), Error> {
        Act::of_words(self.act.word(), self.act.grade(), self.act.skip_reason())?;
        if self.act == Act::Withdrawn && self.replaces.is_none() {
            return Err(Error::NothingWithdrawn { entry: self.id });
        }
        if self.comment.reveal().contains('\0') || self.act.skip_reason().contains('\0') {
            return Err(Error::NulInText);
        }
        Ok(())
    }
}

/// An entry as files hold it: each field a column.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatEntry {
    id: EntryId,
    grader: GraderId,
    round: Round,
    item: ItemNumber,
    act: String,
    grade: Option<Grade>,
    #[serde(with = "redacted")]
    skip_reason: Redacted<String>,
    #[serde(with = "redacted")]
    comment: Redacted<String>,
    is_flagged: bool,
    focus_ms: u32,
    recorded_at_us: i64,
    replaces: Option<EntryId>,
    packet: Option<String>,
}

impl From<GradeEntry> for FlatEntry {
    fn from(entry: GradeEntry) -> Self {
        let GradeEntry {
            id,
            grader,
            round,
            item,
            act,
            comment,
            is_flagged,
            focus_ms,
            recorded_at_us,
            replaces,
            packet,
        } = entry;
        Self {
            id,
            grader,
            round,
            item,
            act: act.word().to_owned(),
            grade: act.grade(),
            skip_reason: Redacted::new(act.skip_reason().to_owned()),
            comment,
            is_flagged,
            focus_ms,
            recorded_at_us,
            replaces,
            packet,
        }
    }
}

impl TryFrom<FlatEntry> for GradeEntry {
    type Error = Error;

    fn try_from(flat: FlatEntry) -> Result<Self, Error> {
        let act = Act::of_words(&flat.act, flat.grade, flat.skip_reason.reveal())?;
        let FlatEntry { id, grader, round, item, comment, is_flagged, focus_ms, .. } = flat;
        let FlatEntry { recorded_at_us, replaces, packet, .. } = flat;
        let entry =
            Self { id, grader, round, item, act, comment, is_flagged, focus_ms, recorded_at_us, replaces, packet };
        entry.check()?;
        Ok(entry)
    }
}
