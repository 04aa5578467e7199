//! One appended act of a rater: a rating or a withdrawal. Entries are never changed; what stands is the ledger's to say.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::{EntryId, Error, ItemNumber, Protocol, RaterNumber, Score};

/// A comment is no longer than this, in characters.
pub const MOST_COMMENT_CHARACTERS: usize = 2_000;

/// What a rater makes of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    scores: Vec<Score>,
    comment: Redacted<String>,
    is_flagged: bool,
}

impl Rating {
    /// A rating in every dimension of a protocol, in its order.
    ///
    /// # Errors
    /// [`Error::NotAScore`], [`Error::ScoreCount`], [`Error::CommentTooLong`], [`Error::NulInText`].
    pub fn new(protocol: &Protocol, scores: &[u8], comment: &str, is_flagged: bool) -> Result<Self, Error> {
        let scores = scores.iter().map(|number| Score::new(*number)).collect::<Result<Vec<_>, _>>()?;
        let rating = Self { scores, comment: Redacted::new(comment.to_owned()), is_flagged };
        rating.check(protocol)?;
        Ok(rating)
    }

    pub(crate) fn check(&self, protocol: &Protocol) -> Result<(), Error> {
        let (found, wanted) = (self.scores.len(), protocol.dimensions.len());
        if found != wanted {
            return Err(Error::ScoreCount { found, wanted });
        }
        let found = self.comment().chars().count();
        if found > MOST_COMMENT_CHARACTERS {
            return Err(Error::CommentTooLong { found, most: MOST_COMMENT_CHARACTERS });
        }
        if self.comment().contains('\0') { Err(Error::NulInText) } else { Ok(()) }
    }

    /// One for each dimension, in the order of the protocol.
    #[must_use]
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// What the rater says beside; may be empty.
    #[must_use]
    pub fn comment(&self) -> &str {
        self.comment.reveal()
    }

    /// Whether the rater flagged the letter.
    #[must_use]
    pub const fn is_flagged(&self) -> bool {
        self.is_flagged
    }
}

/// What a rater did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Rated a letter.
    Rated(Rating),
    /// Took back what stood; the letter is to rate again.
    Withdrawn,
}

impl Act {
    /// The rating, if one was given.
    #[must_use]
    pub const fn rating(&self) -> Option<&Rating> {
        match self {
            Self::Rated(rating) => Some(rating),
            Self::Withdrawn => None,
        }
    }

    /// `rated` or `withdrawn`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Rated(_) => "rated",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// One appended act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatEntry", into = "FlatEntry")]
pub struct Entry {
    /// Its number; later ones are higher.
    pub id: EntryId,
    /// Whose.
    pub rater: RaterNumber,
    /// Which letter.
    pub item: ItemNumber,
    /// What was done.
    pub act: Act,
    /// Time in view while the window had the focus, ms.
    pub focus_ms: u32,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// What it corrects or withdraws.
    pub replaces: Option<EntryId>,
}

/// An entry as files hold it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatEntry {
    id: EntryId,
    rater: RaterNumber,
    item: ItemNumber,
    scores: Option<Vec<Score>>,
    comment: String,
    is_flagged: bool,
    focus_ms: u32,
    at_us: i64,
    replaces: Option<EntryId>,
}

impl From<Entry> for FlatEntry {
    fn from(entry: Entry) -> Self {
        let Entry { id, rater, item, act, focus_ms, at_us, replaces } = entry;
        let (scores, comment, is_flagged) = match act {
            Act::Rated(rating) => (Some(rating.scores), rating.comment.into_inner(), rating.is_flagged),
            Act::Withdrawn => (None, String::new(), false),
        };
        Self { id, rater, item, scores, comment, is_flagged, focus_ms, at_us, replaces }
    }
}

impl TryFrom<FlatEntry> for Entry {
    type Error = Error;

    fn try_from(flat: FlatEntry) -> Result<Self, Error> {
        let FlatEntry { id, rater, item, scores, comment, is_flagged, focus_ms, at_us, replaces } = flat;
        let act = match scores {
            Some(scores) => Act::Rated(Rating { scores, comment: Redacted::new(comment), is_flagged }),
            None if comment.is_empty() && !is_flagged => Act::Withdrawn,
            None => return Err(Error::Json { line: 0, column: 0 }),
        };
        Ok(Self { id, rater, item, act, focus_ms, at_us, replaces })
    }
}
