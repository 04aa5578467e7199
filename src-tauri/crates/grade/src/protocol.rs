//! What a study of grades fixes before its first grade: cases, arms, scale, graders, examples, repeats, orders. Its canonical JSON is what
//! is hashed; it names cases by pseudonym and holds no text of a patient beside the senior oncologist's notes.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::words::{exact, redacted, worded_enum};
use crate::{ArmId, CaseId, Error, Grade, GradeScale, GraderId, ItemNumber, Sha256};

/// The newest format that this program writes and reads.
pub const PROTOCOL_FORMAT: u32 = 1;
/// More repeats would not fit into the last third of the list.
pub const MOST_REPEAT_PERCENT: u32 = 50;

worded_enum! {
    /// Which of the two graders.
    pub enum Letter {
        /// The first.
        A = "A",
        /// The second.
        B = "B",
    }
}

/// The study whose regimens are graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyRef {
    /// What people call it.
    pub name: String,
    /// Of its study file.
    pub sha256: Sha256,
}

/// A model of that study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its id there.
    pub id: ArmId,
    /// Its name for people.
    pub label: String,
}

/// A grader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grader {
    /// Their account.
    pub id: GraderId,
    /// Their name.
    pub name: String,
    /// A or B; passes on to whoever grades in their place.
    pub letter: Letter,
    /// Whether an amendment took them out.
    pub is_removed: bool,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolCase {
    /// Its pseudonym.
    pub id: CaseId,
    /// Of its text.
    pub sha256: Sha256,
}

/// A regimen to be graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// From 1 in a drawn order.
    pub number: ItemNumber,
    /// Of which case.
    pub case: CaseId,
    /// Of which arm.
    pub arm: ArmId,
    /// Of the generated text.
    pub sha256: Sha256,
}

/// A regimen that the senior oncologist grades beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// From 1.
    pub number: ItemNumber,
    /// Of which case; none of those to be graded.
    pub case: CaseId,
    /// Of which arm.
    pub arm: ArmId,
    /// Of the case's text.
    pub case_sha256: Sha256,
    /// Of the generated text.
    pub sha256: Sha256,
    /// What the senior oncologist gave it.
    pub given: Option<ExampleGrade>,
}

/// The senior oncologist's grade of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleGrade {
    /// The grade.
    pub grade: Grade,
    /// Why, in a sentence.
    #[serde(with = "redacted")]
    pub note: Redacted<String>,
    /// Name of who gave it.
    pub by: String,
}

/// The protocol of a study of grades. Its fields may be set while it is a draft; [`Protocol::missing`] says what then stands before the freeze.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// [`PROTOCOL_FORMAT`].
    pub format: u32,
    /// What people call it.
    pub name: String,
    /// The study whose regimens are graded.
    pub study: StudyRef,
    /// Which of its answers: those of this temperature.
    #[serde(with = "exact")]
    pub temperature: f64,
    /// And of this sample, from 0.
    pub sample: u32,
    /// Its arms.
    pub arms: Vec<Arm>,
    /// The graders; one who came by an amendment is behind those who were there.
    pub graders: Vec<Grader>,
    /// The scale.
    pub scale: GradeScale,
    /// The cases.
    pub cases: Vec<ProtocolCase>,
    /// Each case with each arm, in the order of their numbers.
    pub items: Vec<Item>,
    /// The examples, in the order of their numbers.
    pub examples: Vec<Example>,
    /// Share of the regimens that each grader sees twice, percent.
    pub repeat_percent: u32,
    /// Draws repeats and orders.
    pub order_seed: u64,
    /// What will be reported.
    pub analysis: String,
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
        crate::format::refuse_newer(json, PROTOCOL_FORMAT)?;
        let protocol: Self = serde_json::from_str(json).map_err(Error::json)?;
        protocol.check()?;
        Ok(protocol)
    }

    /// Whether it hangs together: numbers from 1 without a gap, no id twice, items of its cases and arms, examples of other cases.
    ///
    /// # Errors
    /// [`Error::ProtocolBroken`] saying what does not, [`Error::RepeatPercent`].
    pub fn check(&self) -> Result<(), Error> {
        crate::protocol_check::check(self)
    }

    /// What stands before the freeze; nothing when it may be frozen.
    #[must_use]
    pub fn missing(&self) -> Vec<ProtocolMissing> {
        crate::protocol_check::missing(self)
    }

    /// The graders who grade, A first.
    pub fn active_graders(&self) -> impl Iterator<Item = &Grader> {
        let of = |letter| self.graders.iter().filter(move |grader| grader.letter == letter && !grader.is_removed);
        of(Letter::A).chain(of(Letter::B))
    }

    /// The grader who has this letter now, if one grades.
    #[must_use]
    pub fn active(&self, letter: Letter) -> Option<&Grader> {
        self.active_graders().find(|grader| grader.letter == letter)
    }

    /// A grader, removed ones included.
    #[must_use]
    pub fn grader(&self, id: GraderId) -> Option<&Grader> {
        self.graders.iter().find(|grader| grader.id == id)
    }

    /// A regimen.
    #[must_use]
    pub fn item(&self, number: ItemNumber) -> Option<&Item> {
        by_number(&self.items, number)
    }

    /// An example.
    #[must_use]
    pub fn example(&self, number: ItemNumber) -> Option<&Example> {
        by_number(&self.examples, number)
    }

    /// An arm.
    #[must_use]
    pub fn arm(&self, id: &ArmId) -> Option<&Arm> {
        self.arms.iter().find(|arm| arm.id == *id)
    }
}

fn by_number<T>(all: &[T], number: ItemNumber) -> Option<&T> {
    all.get((number.number() as usize).checked_sub(1)?)
}

/// Something that stands before the freeze.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolMissing {
    /// It has no name.
    #[error("a name")]
    Name,
    /// Not two graders.
    #[error("two graders; there are {found}")]
    Graders {
        /// As many.
        found: usize,
    },
    /// The same person twice.
    #[error("two different graders; one is there twice")]
    GraderTwice,
    /// No case.
    #[error("cases")]
    Cases,
    /// No arm.
    #[error("a model")]
    Arms,
    /// Examples without grade or note.
    #[error("the senior oncologist's grade and note for {} of {of} examples", .numbers.len())]
    ExamplesUngraded {
        /// Their numbers.
        numbers: Vec<ItemNumber>,
        /// Of how many.
        of: usize,
    },
    /// It does not hang together.
    #[error("a protocol that hangs together: {0}")]
    Broken(ProtocolFault),
    /// More than [`MOST_REPEAT_PERCENT`].
    #[error("a share of repeats of at most {MOST_REPEAT_PERCENT} %")]
    RepeatPercent,
}

/// Why a protocol does not hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolFault {
    /// Numbers of items or examples.
    #[error("the numbers of its regimens or examples are not 1, 2, 3 …")]
    Numbers,
    /// An arm is there twice.
    #[error("a model is there twice")]
    ArmTwice,
    /// A case is there twice.
    #[error("a case is there twice, or is an example too")]
    CaseTwice,
    /// An item of a case or an arm that is not in it.
    #[error("a regimen is of a case or a model that is not in it")]
    Stranger,
    /// Not each case with each arm exactly once.
    #[error("not every case is there once with every model")]
    Incomplete,
    /// Two graders with one account, or two active ones with one letter.
    #[error("two graders share an account or a letter")]
    Graders,
    /// The temperature is no number.
    #[error("its temperature is not a number")]
    Temperature,
}
