//! Scale and grades between the window and the crate `grade`.

use isocenter_grade::{Grade, GradeDefinition, GradeGroup, GradeScale, Letter};

use crate::error::Error;
use crate::failure;
use crate::wire;

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
            name: definition.name.trim().to_owned(),
            definition: definition.definition.trim().to_owned(),
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
