//! The five grades and what they mean. A scale always has five definitions; their numbers and groups are those of Wang et al.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::words::worded_enum;

/// A grade, 1 (interchangeable) to 5 (not acceptable).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Grade(u8);

impl Grade {
    /// All five, best first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The grade of this number, if it is one.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number >= 1 && number <= 5 { Some(Self(number)) } else { None }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Its place in a table, 0 to 4.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize - 1
    }

    /// How far two grades are apart.
    #[must_use]
    pub const fn distance(self, other: Self) -> u8 {
        self.0.abs_diff(other.0)
    }

    /// What it says of clinical use.
    #[must_use]
    pub const fn group(self) -> GradeGroup {
        match self.0 {
            1 | 2 => GradeGroup::Acceptable,
            3 => GradeGroup::PotentiallyUnsafe,
            _ => GradeGroup::Unacceptable,
        }
    }
}

impl TryFrom<u8> for Grade {
    type Error = Error;

    fn try_from(number: u8) -> Result<Self, Error> {
        Self::new(number).ok_or(Error::NotAGrade { number })
    }
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> Self {
        grade.0
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

worded_enum! {
    /// What a grade says of clinical use.
    pub enum GradeGroup {
        /// Grades 1 and 2.
        Acceptable = "acceptable",
        /// Grade 3.
        PotentiallyUnsafe = "potentially_unsafe",
        /// Grades 4 and 5.
        Unacceptable = "unacceptable",
    }
}

/// One grade in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeDefinition {
    /// The grade.
    pub grade: Grade,
    /// In two words.
    pub name: String,
    /// In one sentence.
    pub definition: String,
    /// What it says of clinical use; follows from the number.
    pub group: GradeGroup,
}

/// Five definitions, grade 1 first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<GradeDefinition>", into = "Vec<GradeDefinition>")]
pub struct GradeScale(Vec<GradeDefinition>);

impl GradeScale {
    /// The scale with these definitions.
    ///
    /// # Errors
    /// [`Error::ScaleNotFive`], [`Error::ScaleBlank`] for a name or definition without words, [`Error::ScaleGroup`].
    pub fn new(definitions: Vec<GradeDefinition>) -> Result<Self, Error> {
        if !definitions.iter().map(|definition| definition.grade).eq(Grade::ALL) {
            return Err(Error::ScaleNotFive);
        }
        for GradeDefinition { grade, name, definition, group } in &definitions {
            if name.trim().is_empty() || definition.trim().is_empty() {
                return Err(Error::ScaleBlank { grade: *grade });
            }
            if *group != grade.group() {
                return Err(Error::ScaleGroup { grade: *grade });
            }
        }
        Ok(Self(definitions))
    }

    /// The scale of Wang et al. (arXiv 2501.17286), with names for the tiles.
    #[must_use]
    pub fn of_wang_2025() -> Self {
        let words = [
            (
                "Interchangeable",
                "Modality and fractionation correct; clinically completely acceptable and interchangeable.",
            ),
            ("Minor deviation", "Minor deviation by either modality or dose fractionation intent; still acceptable."),
            ("Significant deviation", "More significant deviation, usually both; potentially unsafe."),
            ("Major deviation", "Major deviation; clinically unacceptable/unsafe."),
            ("Not acceptable", "Absolutely clinically not acceptable."),
        ];
        let definition = |(grade, (name, definition)): (Grade, (&str, &str))| GradeDefinition {
            grade,
            name: name.to_owned(),
            definition: definition.to_owned(),
            group: grade.group(),
        };
        Self(Grade::ALL.into_iter().zip(words).map(definition).collect())
    }

    /// The definitions, grade 1 first.
    #[must_use]
    pub fn definitions(&self) -> &[GradeDefinition] {
        &self.0
    }

    /// The definition of a grade.
    #[must_use]
    pub fn of(&self, grade: Grade) -> &GradeDefinition {
        &self.0[grade.index()]
    }

    /// The same scale with one grade worded anew.
    ///
    /// # Errors
    /// [`Error::ScaleBlank`].
    pub fn reworded(&self, grade: Grade, name: &str, definition: &str) -> Result<Self, Error> {
        let mut definitions = self.0.clone();
        let changed = &mut definitions[grade.index()];
        name.trim().clone_into(&mut changed.name);
        definition.trim().clone_into(&mut changed.definition);
        Self::new(definitions)
    }
}

impl TryFrom<Vec<GradeDefinition>> for GradeScale {
    type Error = Error;

    fn try_from(definitions: Vec<GradeDefinition>) -> Result<Self, Error> {
        Self::new(definitions)
    }
}

impl From<GradeScale> for Vec<GradeDefinition> {
    fn from(scale: GradeScale) -> Self {
        scale.0
    }
}
