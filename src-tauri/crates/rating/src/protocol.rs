//! What a letter study fixes before its first rating: dimensions, the words of the points, raters, letters, the seed of the orders. Its
//! canonical JSON is what is hashed; it names cases by their labels and letters by the hash of their text.

use serde::{Deserialize, Serialize};

use crate::scale::{Dimension, Score, default_dimensions, default_points};
use crate::{CaseLabel, Error, ItemNumber, RaterNumber, Sha256};

/// The newest format that this program writes and reads.
pub const PROTOCOL_FORMAT: u32 = 1;

/// Who wrote a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// A model without its adapter.
    Base,
    /// A model with its adapter.
    Tuned,
    /// The physician who wrote the past letter.
    Physician,
}

impl Author {
    /// Its word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Tuned => "tuned",
            Self::Physician => "physician",
        }
    }
}

/// An arm: letters of one author, of a model if one wrote them. Arms of one model stand together, the physician's last.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Arm {
    /// Who.
    pub author: Author,
    /// The model's name for people; empty for a physician.
    pub model: String,
}

impl Arm {
    /// As a person reads it: `Letters demo, base`, `Letters demo, fine-tuned`, `Physician`.
    #[must_use]
    pub fn label(&self) -> String {
        match self.author {
            Author::Base => format!("{}, base", self.model),
            Author::Tuned => format!("{}, fine-tuned", self.model),
            Author::Physician => String::from("Physician"),
        }
    }

    fn place(&self) -> (bool, &str, Author) {
        (self.author == Author::Physician, &self.model, self.author)
    }
}

impl PartialOrd for Arm {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Arm {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

/// A rater.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rater {
    /// From 1.
    pub number: RaterNumber,
    /// For the report; whose account it is, is the caller's to keep.
    pub name: String,
}

/// A letter to be rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// From 1 in a drawn order.
    pub number: ItemNumber,
    /// Of which case.
    pub case: CaseLabel,
    /// Who wrote it.
    pub author: Author,
    /// The model's name for people; empty for a physician.
    pub model: String,
    /// Of its text; none until it is drafted.
    pub sha256: Option<Sha256>,
}

impl Item {
    /// Its arm.
    #[must_use]
    pub fn arm(&self) -> Arm {
        Arm { author: self.author, model: self.model.clone() }
    }
}

/// The protocol of a letter study. [`Protocol::check`] says whether it hangs together, [`Protocol::missing`] what else stands before its
/// opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// [`PROTOCOL_FORMAT`].
    pub format: u32,
    /// What people call it.
    pub name: String,
    /// What is rated, in the order of the scores.
    pub dimensions: Vec<Dimension>,
    /// The words of the points 1 to 4.
    pub points: [String; Score::POINTS],
    /// Who rates.
    pub raters: Vec<Rater>,
    /// What is rated, in the order of the numbers.
    pub items: Vec<Item>,
    /// Draws the numbers of the letters and the raters' orders.
    pub seed: u64,
    /// Whether results must be marked as a demonstration.
    pub is_demonstration: bool,
}

impl Protocol {
    /// The JSON that is stored and hashed: no blanks, fields in a fixed order.
    ///
    /// # Errors
    /// [`Error::Json`] if it cannot be written.
    pub fn canonical_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::json)
    }

    /// Hash of the canonical JSON.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn sha256(&self) -> Result<Sha256, Error> {
        Ok(Sha256::of(self.canonical_json()?))
    }

    /// Reads what [`Protocol::canonical_json`] wrote.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::Json`], and those of [`Protocol::check`].
    pub fn from_json(json: &str) -> Result<Self, Error> {
        refuse_newer(json, PROTOCOL_FORMAT)?;
        let protocol: Self = serde_json::from_str(json).map_err(Error::json)?;
        protocol.check()?;
        Ok(protocol)
    }

    /// Whether dimensions and points are those that this application brings: they must then be shown as its own.
    #[must_use]
    pub fn has_default_words(&self) -> bool {
        self.dimensions == default_dimensions() && self.points == default_points()
    }

    /// A letter.
    #[must_use]
    pub fn item(&self, number: ItemNumber) -> Option<&Item> {
        self.items.get((number.number() as usize).checked_sub(1)?)
    }

    /// A rater.
    #[must_use]
    pub fn rater(&self, number: RaterNumber) -> Option<&Rater> {
        self.raters.get((number.number() as usize).checked_sub(1)?)
    }

    /// The arms that there are letters of, the physician's last.
    #[must_use]
    pub fn arms(&self) -> Vec<Arm> {
        sorted(self.items.iter().map(Item::arm))
    }

    /// The cases that there are letters of.
    #[must_use]
    pub fn cases(&self) -> Vec<CaseLabel> {
        sorted(self.items.iter().map(|item| item.case.clone()))
    }
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let distinct: std::collections::BTreeSet<T> = all.collect();
    distinct.into_iter().collect()
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Refuses what a later version of this program wrote, before anything else is read.
pub(crate) fn refuse_newer(json: &str, newest: u32) -> Result<(), Error> {
    let Format { format } = serde_json::from_str(json).map_err(Error::json)?;
    if format == 0 || format > newest { Err(Error::NewerFormat { found: format, newest }) } else { Ok(()) }
}
