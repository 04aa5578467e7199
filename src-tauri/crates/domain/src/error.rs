//! What the domain refuses, apart from doses (see [`DoseError`](crate::DoseError)). No variant carries text of a patient.

/// A value that is not a word of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name is none of `regimen`, `modality`, `icd10`.
    #[error("`{name}` is not a task: one of regimen, modality, icd10 is meant")]
    UnknownTask {
        /// The name as given.
        name: String,
    },
    /// The text has not the shape of an ICD-10-CM code.
    #[error("a text of {length} characters has not the shape of an ICD-10-CM code")]
    NotAnIcd10Code {
        /// Length of the refused text in characters.
        length: usize,
    },
    /// A line of the code table has not the three columns code, billable, title.
    #[error("line {line} of the ICD-10 table has not the columns code, billable (0 or 1), title")]
    CatalogLine {
        /// Line number, from 1.
        line: usize,
    },
    /// The code table is not in ascending order of code, so it cannot be searched.
    #[error("line {line} of the ICD-10 table is not in ascending order of code")]
    CatalogOrder {
        /// Line number, from 1.
        line: usize,
    },
    /// A prompt template must hold the placeholder `{diagnosis}` exactly once.
    #[error("the {task} template holds the placeholder {{diagnosis}} {found} times instead of once")]
    TemplatePlaceholder {
        /// Name of the task.
        task: &'static str,
        /// How often the placeholder was found.
        found: usize,
    },
    /// α/β must be a finite number of gray above zero.
    #[error("alpha/beta must be a finite number of gray above zero")]
    AlphaBetaNotPositive,
}
