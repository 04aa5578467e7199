//! What is rated and the words of the four points. Hou et al. (10.3389/frai.2024.1493716) had physicians rate letters in several dimensions on
//! a scale of four points; neither their dimensions nor their wording are known, so the defaults are this application's own and say so.

use serde::{Deserialize, Serialize};

use crate::{DimensionId, Error};

/// One to this many dimensions.
pub const MOST_DIMENSIONS: usize = 8;

/// Stands wherever the defaults are shown.
pub const WORDS_ARE_OURS: &str = "The dimensions and the words of the four points are this application’s own: those of Hou et al. \
     (10.3389/frai.2024.1493716) are not known.";

/// A point of the scale, 1 to 4; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

impl Score {
    /// How many points there are.
    pub const POINTS: usize = 4;
    /// The lowest and the highest.
    pub const RANGE: std::ops::RangeInclusive<u8> = 1..=4;

    /// The score with this number.
    ///
    /// # Errors
    /// [`Error::NotAScore`].
    pub fn new(number: u8) -> Result<Self, Error> {
        if Self::RANGE.contains(&number) { Ok(Self(number)) } else { Err(Error::NotAScore { number }) }
    }

    /// 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = Error;

    fn try_from(number: u8) -> Result<Self, Error> {
        Self::new(number)
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

/// Something that is rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// In files.
    pub id: DimensionId,
    /// One or two words.
    pub label: String,
    /// What it asks, as a statement that the rater scores.
    pub question: String,
}

/// The four dimensions to begin with: this application's own, see [`WORDS_ARE_OURS`].
#[must_use]
pub fn default_dimensions() -> Vec<Dimension> {
    dimensions_of(&[
        ("Correct", "every statement is true"),
        ("Complete", "nothing needed is missing"),
        ("Clear", "reads well for a colleague"),
        ("Useful", "saves time over writing it"),
    ])
}

/// The words of the points 1 to 4 to begin with: this application's own.
#[must_use]
pub fn default_points() -> [String; Score::POINTS] {
    ["poor", "fair", "good", "as it is"].map(str::to_owned)
}

/// Dimensions from labels and questions as a person writes them, with ids made of the labels, each once.
#[must_use]
pub fn dimensions_of(words: &[(&str, &str)]) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::new();
    for (label, question) in words {
        let spelt = label.trim().to_lowercase();
        let mut slug: String =
            spelt.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(24).collect();
        if !slug.contains(|c: char| c.is_ascii_alphanumeric()) {
            slug = String::from("dimension");
        }
        let is_free = |id: &String| !dimensions.iter().any(|dimension| dimension.id.as_str() == id);
        let numbered = (2..).map(|number: u32| format!("{slug}_{number}"));
        let id = std::iter::once(slug.clone()).chain(numbered).find(is_free).unwrap_or_default();
        dimensions.push(Dimension {
            id: DimensionId::new(id),
            label: label.trim().to_owned(),
            question: question.trim().to_owned(),
        });
    }
    dimensions
}
