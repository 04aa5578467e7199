//! Whether a protocol hangs together, and what stands before its opening.

use std::collections::HashSet;

use crate::scale::MOST_DIMENSIONS;
use crate::{Author, Error, ItemNumber, Protocol};

/// Names and labels are no longer than this, in characters.
pub const MOST_NAME_CHARACTERS: usize = 120;
/// Questions are no longer than this, in characters.
pub const MOST_QUESTION_CHARACTERS: usize = 300;

/// Why a protocol does not hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolFault {
    /// The study has no name, or too long a one.
    #[error("give the study a name of 1 to {MOST_NAME_CHARACTERS} characters")]
    Name,
    /// None, or too many.
    #[error("{found} dimensions; a study has 1 to {MOST_DIMENSIONS}")]
    DimensionCount {
        /// There are.
        found: usize,
    },
    /// A dimension without label or question, or with too long a one.
    #[error(
        "dimension {number} needs a label and a question, of at most {MOST_NAME_CHARACTERS} and {MOST_QUESTION_CHARACTERS} characters"
    )]
    DimensionWords {
        /// From 1.
        number: usize,
    },
    /// An id that files cannot hold.
    #[error("the id of dimension {number} is not 1 to 32 of a to z, 0 to 9 and _")]
    DimensionId {
        /// From 1.
        number: usize,
    },
    /// Two dimensions that cannot be told apart.
    #[error("dimension {number} has the label or the id of an earlier one; name it otherwise")]
    DimensionTwice {
        /// From 1.
        number: usize,
    },
    /// A point without words.
    #[error("point {number} needs a word, of at most {MOST_NAME_CHARACTERS} characters")]
    PointWords {
        /// From 1.
        number: usize,
    },
    /// Numbers with a gap, or out of order.
    #[error("the numbers of its raters or letters are not 1, 2, 3 …")]
    Numbers,
    /// A rater without a name.
    #[error("rater {number} needs a name of 1 to {MOST_NAME_CHARACTERS} characters")]
    RaterName {
        /// From 1.
        number: usize,
    },
    /// A letter of no case, or of no model where a model wrote it.
    #[error("letter {item} needs a case, and a model unless a physician wrote it")]
    LetterWords {
        /// Which.
        item: ItemNumber,
    },
    /// Two letters of one case and one arm.
    #[error("letter {item} is of the same case and author as an earlier one")]
    LetterTwice {
        /// Which.
        item: ItemNumber,
    },
    /// A character that tables cannot hold.
    #[error("a name or question holds a NUL character; take it out")]
    Nul,
}

/// What stands before the opening of a protocol that hangs together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtocolMissing {
    /// Nobody rates.
    #[error("name at least one rater")]
    Raters,
    /// Nothing is rated.
    #[error("choose at least one letter")]
    Letters,
    /// Letters that are not drafted yet.
    #[error("{} of {of} letters are not there yet; draft them", .numbers.len())]
    Texts {
        /// Which.
        numbers: Vec<ItemNumber>,
        /// Of how many.
        of: usize,
    },
}

impl Protocol {
    /// Whether it hangs together; whether letters and raters are there is not asked.
    ///
    /// # Errors
    /// [`Error::ProtocolBroken`] with the first thing that does not.
    pub fn check(&self) -> Result<(), Error> {
        self.faults().into_iter().next().map_or(Ok(()), |fault| Err(fault.into()))
    }

    /// Everything that does not hang together, in the order of a form.
    #[must_use]
    pub fn faults(&self) -> Vec<ProtocolFault> {
        let mut faults = Vec::new();
        if !is_words(&self.name, MOST_NAME_CHARACTERS) {
            faults.push(ProtocolFault::Name);
        }
        self.fault_of_dimensions(&mut faults);
        let points = self.points.iter().zip(1..).filter(|(words, _)| !is_words(words, MOST_NAME_CHARACTERS));
        faults.extend(points.map(|(_, number)| ProtocolFault::PointWords { number }));
        let are_counted =
            |numbers: &mut dyn Iterator<Item = u32>| numbers.zip(1..).all(|(number, place)| number == place);
        if !are_counted(&mut self.raters.iter().map(|rater| rater.number.number()))
            || !are_counted(&mut self.items.iter().map(|item| item.number.number()))
        {
            faults.push(ProtocolFault::Numbers);
        }
        let raters = self.raters.iter().zip(1..).filter(|(rater, _)| !is_words(&rater.name, MOST_NAME_CHARACTERS));
        faults.extend(raters.map(|(_, number)| ProtocolFault::RaterName { number }));
        let mut letters = HashSet::new();
        for item in &self.items {
            let model = match item.author {
                Author::Physician => item.model.is_empty(),
                Author::Base | Author::Tuned => is_words(&item.model, MOST_NAME_CHARACTERS),
            };
            if !model || !is_words(item.case.as_str(), MOST_NAME_CHARACTERS) {
                faults.push(ProtocolFault::LetterWords { item: item.number });
            }
            if !letters.insert((&item.case, item.author, &item.model)) {
                faults.push(ProtocolFault::LetterTwice { item: item.number });
            }
        }
        if self.words().any(|words| words.contains('\0')) {
            faults.push(ProtocolFault::Nul);
        }
        faults
    }

    fn fault_of_dimensions(&self, faults: &mut Vec<ProtocolFault>) {
        if !(1..=MOST_DIMENSIONS).contains(&self.dimensions.len()) {
            faults.push(ProtocolFault::DimensionCount { found: self.dimensions.len() });
        }
        let (mut labels, mut ids) = (HashSet::new(), HashSet::new());
        for (dimension, number) in self.dimensions.iter().zip(1..) {
            let has_words = is_words(&dimension.label, MOST_NAME_CHARACTERS)
                && is_words(&dimension.question, MOST_QUESTION_CHARACTERS);
            if !has_words {
                faults.push(ProtocolFault::DimensionWords { number });
            }
            if !dimension.id.is_written_well() {
                faults.push(ProtocolFault::DimensionId { number });
            }
            let is_new_label = labels.insert(dimension.label.trim().to_lowercase());
            if !ids.insert(&dimension.id) || !is_new_label {
                faults.push(ProtocolFault::DimensionTwice { number });
            }
        }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let dimensions = self.dimensions.iter().flat_map(|dimension| [&dimension.label, &dimension.question]);
        let items = self.items.iter().flat_map(|item| [item.case.as_str(), item.model.as_str()]);
        let raters = self.raters.iter().map(|rater| &rater.name);
        let own = std::iter::once(&self.name).chain(&self.points).chain(dimensions).chain(raters);
        own.map(String::as_str).chain(items)
    }

    /// What stands before the opening; nothing when it may be opened.
    #[must_use]
    pub fn missing(&self) -> Vec<ProtocolMissing> {
        let mut missing = Vec::new();
        if self.raters.is_empty() {
            missing.push(ProtocolMissing::Raters);
        }
        if self.items.is_empty() {
            missing.push(ProtocolMissing::Letters);
        }
        let without = self.items.iter().filter(|item| item.sha256.is_none());
        let numbers: Vec<ItemNumber> = without.map(|item| item.number).collect();
        if !numbers.is_empty() {
            missing.push(ProtocolMissing::Texts { numbers, of: self.items.len() });
        }
        missing
    }
}

fn is_words(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}
