//! Scale, grades and free text between the window and the crate `grade`.

use isocenter_domain::Redacted;
use isocenter_grade::{Grade, GradeDefinition, GradeGroup, GradeScale, Letter};

use crate::error::Error;
use crate::failure;
use crate::wire::{self, ErrorCode};

/// Longest free text, characters.
const LONGEST_TEXT: usize = 4000;

/// What somebody wrote, without blanks around it.
///
/// # Errors
/// Too long to be read by anybody; a NUL, which a table would be cut off at.
pub(crate) fn free_text(text: &str) -> Result<Redacted<String>, Error> {
    let text = text.trim();
    if text.chars().count() > LONGEST_TEXT {
        let what = format!("the text has more than {LONGEST_TEXT} characters");
        return Err(Error::new(ErrorCode::BadInput, what, "shorten it"));
    }
    if text.contains('\0') {
        return Err(failure::grade(isocenter_grade::Error::NulInText));
    }
    Ok(Redacted::new(text.to_owned()))
}

/// A grade that a request names.
///
/// # Errors
/// Another number than 1 to 5.
pub(crate) fn grade(number: u8) -> Result<Grade, Error> {
    Grade::try_from(number).map_err(failure::grade)
}

/// `A` or `B`.
pub(crate) fn letter_word(letter: Letter) -> String {
    letter.word().to_owned()
}

/// The scale that a request brings.
///
/// # Errors
/// Not five, or one without words.
pub(crate) fn scale_of_wire(scale: &wire::GradeScale) -> Result<GradeScale, Error> {
    let definition = |definition: &wire::GradeDefinition| {
        let grade = grade(definition.grade)?;
        Ok(GradeDefinition {
            grade,
            name: free_text(&definition.name)?.reveal().clone(),
            definition: free_text(&definition.definition)?.reveal().clone(),
            group: grade.group(),
        })
    };
    let definitions = scale.grades.iter().map(definition).collect::<Result<Vec<_>, Error>>()?;
    GradeScale::new(definitions).map_err(failure::grade)
}

/// A scale for the window.
pub(crate) fn scale_view(scale: &GradeScale) -> wire::GradeScale {
    let view = |definition: &GradeDefinition| wire::GradeDefinition {
        grade: definition.grade.number(),
        name: definition.name.clone(),
        definition: definition.definition.clone(),
        group: match definition.group {
            GradeGroup::Acceptable => wire::GradeGroup::Acceptable,
            GradeGroup::PotentiallyUnsafe => wire::GradeGroup::PotentiallyUnsafe,
            GradeGroup::Unacceptable => wire::GradeGroup::Unacceptable,
        },
    };
    wire::GradeScale { grades: scale.definitions().iter().map(view).collect() }
}
