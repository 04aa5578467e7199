//! What stops an import or a split as a whole. Single rows never do: they become issues. No variant carries text of a patient.

use std::io;

use crate::mapping::Question;
use crate::table::{Field, Table};

/// A refusal, with what to do in its words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("the {table} export cannot be read")]
    Read {
        /// Which export.
        table: Table,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Nothing stands in the file.
    #[error("the {table} export is empty; export it again")]
    Empty {
        /// Which export.
        table: Table,
    },
    /// A workbook under the name of a CSV file.
    #[error("the {table} export is an Excel workbook, not CSV; save it as \"CSV UTF-8\" and choose that file")]
    Workbook {
        /// Which export.
        table: Table,
    },
    /// Each file has the headers of the other.
    #[error("the two files are swapped: the diagnosis export was given as plans and the other way round")]
    FilesSwapped,
    /// A file has the headers of the other export.
    #[error("the file given as {table} has the columns of the {} export; choose another file", .table.other())]
    OtherTable {
        /// What the file was given as.
        table: Table,
    },
    /// Columns without which curation cannot begin.
    #[error("the {table} export has no column for {}; export it again or name the column in the mapping", names(.fields))]
    ColumnsMissing {
        /// Which export.
        table: Table,
        /// Of each missing group the field that is usual.
        fields: Vec<Field>,
    },
    /// A mapped header is not in the file.
    #[error("the {table} export has no column `{header}`, which the mapping gives to {field}")]
    HeaderNotFound {
        /// Which export.
        table: Table,
        /// The field.
        field: Field,
        /// The header.
        header: String,
    },
    /// A mapped header is in the file more than once.
    #[error("the {table} export has the column `{header}` more than once; rename one of them")]
    HeaderTwice {
        /// Which export.
        table: Table,
        /// The header.
        header: String,
    },
    /// A mapping gives a field to the wrong export.
    #[error("{field} is no field of the {table} export")]
    FieldOfOtherTable {
        /// Which export.
        table: Table,
        /// The field.
        field: Field,
    },
    /// A mapping names several dose columns, or a unit its dose column cannot have.
    #[error("the mapping must name one dose column, with a unit that suits it")]
    DoseMapping,
    /// The data do not tell, so a person must.
    #[error("the data do not tell {}; answer it in the mapping", open(.questions))]
    Undecided {
        /// What is open.
        questions: Vec<Question>,
    },
    /// A mapping file that is no mapping.
    #[error("the mapping file is not valid")]
    MappingSyntax(#[source] Box<toml::de::Error>),
    /// A mapping file of another version of the format.
    #[error("the mapping file has version {found}; this program reads version {expected}")]
    MappingVersion {
        /// Version of the file.
        found: u32,
        /// Version of this program.
        expected: u32,
    },
    /// A mapping that cannot be written.
    #[error("the mapping cannot be written as TOML")]
    MappingUnwritable(#[source] Box<toml::ser::Error>),
    /// The table of headers is not valid.
    #[error("the table of headers is not valid")]
    HeaderTableSyntax(#[source] Box<toml::de::Error>),
    /// A rule that does not exist.
    #[error("there is no rule `{name}`")]
    UnknownRule {
        /// The name.
        name: String,
    },
    /// A record number format that is no usable regular expression.
    #[error("the record number format cannot be used")]
    RecordNumberFormat(#[source] isocenter_redact::Error),
    /// The person stopped the import.
    #[error("the import was cancelled; nothing was kept")]
    Cancelled,
    /// A CSV file cannot be written.
    #[error("the rows cannot be written")]
    Write(#[source] csv::Error),
    /// A decision about a span that is not there.
    #[error("case {case} has no span {span}")]
    UnknownSpan {
        /// The case.
        case: String,
        /// Place of the span in the case.
        span: usize,
    },
    /// Borders outside the text, within a character, or the wrong way round.
    #[error("the borders of span {span} of case {case} do not fit its text")]
    SpanBorders {
        /// The case.
        case: String,
        /// Place of the span in the case.
        span: usize,
    },
    /// A decision about a phase that is not there.
    #[error("case {case} has no phase {phase}")]
    UnknownPhase {
        /// The case.
        case: String,
        /// Place of the phase in the case.
        phase: usize,
    },
    /// More cases asked for than there are.
    #[error("the split asks for {asked} cases and there are {available}")]
    SplitTooLarge {
        /// Cases held out and for validation.
        asked: usize,
        /// Cases there are.
        available: usize,
    },
    /// A frozen split does not fit its hash: the record itself was changed.
    #[error("the frozen split does not fit its hash")]
    SplitAltered,
    /// Cases of a frozen split changed or went away.
    #[error("{} cases of the frozen split changed since it was frozen", .cases.len())]
    SplitStale {
        /// Ids of the changed cases.
        cases: Vec<String>,
    },
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}

fn open(questions: &[Question]) -> String {
    questions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
