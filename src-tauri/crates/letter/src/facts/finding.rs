//! What is wrong with facts, by name. A finding names facts by their id and carries no text of the patient.

use serde::{Deserialize, Serialize};

use super::FactId;
use crate::SectionKind;

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Total dose is not fractions times dose per fraction, to half a percent.
    DoseIsNotFractionsTimesPart,
    /// A treated side is not the diagnosis's.
    SideDiffers,
    /// The code names another side than the diagnosis.
    CodeSideDiffers,
    /// The last day lies before the first.
    EndBeforeStart,
    /// One phase with two doses.
    TwoDosesForOnePhase,
    /// The code cannot be of this sex.
    SexImpossibleCode,
    /// Age and year of birth do not go together on the letter's date.
    AgeDiffers,
    /// A paired organ without a side.
    SideMissing,
    /// Centigray called gray, or gray called centigray.
    UnitMixedUp,
    /// A dose without a unit, or with one that is none.
    UnitUnknown,
    /// A section of the letter for which there is no fact.
    SectionEmpty(SectionKind),
    /// A value that is not of its field: no date, no number, no code.
    Unreadable,
    /// A field that facts do not have.
    UnknownField,
    /// A field with two values.
    NamedTwice,
}

impl FindingKind {
    /// Whether facts say two things of which one is wrong: a letter on such facts is not signed unless somebody answers for it.
    #[must_use]
    pub const fn is_contradiction(self) -> bool {
        match self {
            Self::DoseIsNotFractionsTimesPart
            | Self::SideDiffers
            | Self::CodeSideDiffers
            | Self::EndBeforeStart
            | Self::TwoDosesForOnePhase
            | Self::SexImpossibleCode
            | Self::AgeDiffers
            | Self::UnitMixedUp
            | Self::NamedTwice => true,
            Self::SideMissing | Self::UnitUnknown | Self::SectionEmpty(_) | Self::Unreadable | Self::UnknownField => {
                false
            }
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::DoseIsNotFractionsTimesPart => {
                "the total dose is not fractions times dose per fraction; correct one of the three"
            }
            Self::SideDiffers => "the treated side is not the side of the diagnosis; check both against the plan",
            Self::CodeSideDiffers => "the ICD-10 code names another side than the diagnosis; check both",
            Self::EndBeforeStart => "the last day lies before the first; correct the dates",
            Self::TwoDosesForOnePhase => "one phase has two doses; keep the one that was prescribed",
            Self::SexImpossibleCode => "the ICD-10 code is of the other sex; check code and sex",
            Self::AgeDiffers => "age and year of birth do not go together; correct one of them",
            Self::SideMissing => "this organ is one of two and no side is named; add it",
            Self::UnitMixedUp => "the dose looks like centigray called gray, or the reverse; correct the unit",
            Self::UnitUnknown => "the dose has no unit that is known; write Gy, cGy or Gy(RBE)",
            Self::SectionEmpty(_) => {
                "there is no fact for this section; add one, or say in the letter that there is none"
            }
            Self::Unreadable => "the value cannot be read; dates are written as 2026-03-31, numbers in digits",
            Self::UnknownField => "facts have no such field; it was left out",
            Self::NamedTwice => "the field has two values; the first was kept",
        }
    }
}

/// A fault and the facts that it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which fault.
    pub kind: FindingKind,
    /// Of which facts; none for an empty section.
    pub facts: Vec<FactId>,
}

impl Finding {
    pub(super) fn new(kind: FindingKind, facts: impl IntoIterator<Item = FactId>) -> Self {
        Self { kind, facts: facts.into_iter().collect() }
    }
}
