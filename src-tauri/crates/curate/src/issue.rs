//! What is wrong with a row, as data: where and why, never what the cell holds.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::table::Table;

/// A finding about one row, or one cell of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Issue {
    /// The export.
    pub file: Table,
    /// Line of the file on which the row begins; the header is line 1.
    pub row: u64,
    /// Header of the cell's column, if the finding is about one cell.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: IssueReason,
}

/// What became of the row or cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IssueEffect {
    /// The whole row is not used.
    RowSetAside,
    /// The cell counts as blank.
    CellLeftOut,
    /// The row is used as it is.
    Noted,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident: $effect:ident, $label:literal, $words:literal;)*) => {
        /// Why an issue was raised.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum IssueReason { $($(#[$doc])* $variant,)* }

        impl IssueReason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The reason in snake case.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The reason as a short sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// What becomes of the row or cell.
            #[must_use]
            pub const fn effect(self) -> IssueEffect {
                match self { $(Self::$variant => IssueEffect::$effect,)* }
            }
        }
    };
}

reasons! {
    /// More or fewer fields than the header has.
    FieldCount: RowSetAside, "field_count", "The row has another number of fields than the header.";
    /// A quoted field without its end.
    QuoteNotClosed: RowSetAside, "quote_not_closed", "A quoted field is never closed.";
    /// Text between a closing quote and the next delimiter.
    TextBehindQuote: RowSetAside, "text_behind_quote", "Text stands between a closing quote and the next delimiter.";
    /// A NUL byte.
    NulByte: RowSetAside, "nul_byte", "The row holds a NUL byte.";
    /// A row longer than any record of a patient.
    RowTooLong: RowSetAside, "row_too_long", "The row is longer than one mebibyte.";
    /// Characters that the encoding does not have.
    Undecodable: RowSetAside, "undecodable", "The row holds characters that cannot be decoded.";
    /// No patient id.
    PatientIdBlank: RowSetAside, "patient_id_blank", "The row has no patient id.";
    /// The same id in another case.
    PatientIdCase: Noted, "patient_id_case", "The patient id occurs in another case too.";
    /// Words or nothing readable where a dose is expected.
    DoseUnreadable: CellLeftOut, "dose_unreadable", "The dose is no number.";
    /// Zero or less.
    DoseNotPositive: CellLeftOut, "dose_not_positive", "The dose is zero or negative.";
    /// A dose no course has.
    DoseAbsurd: CellLeftOut, "dose_absurd", "The dose is above 200 Gy in total or below 0.1 Gy per fraction.";
    /// The dose and the prescription in words differ.
    DoseContradicted: Noted, "dose_contradicted", "Dose and fractions differ from the prescription in words.";
    /// No whole number.
    FractionsUnreadable: CellLeftOut, "fractions_unreadable", "The number of fractions is no whole number.";
    /// Zero or less.
    FractionsNotPositive: CellLeftOut, "fractions_not_positive", "The number of fractions is zero or negative.";
    /// More fractions than a course has.
    FractionsAbsurd: CellLeftOut, "fractions_absurd", "There are more than 100 fractions.";
    /// No date in the file's style.
    DateUnreadable: CellLeftOut, "date_unreadable", "The date cannot be read in the style of the file.";
    /// A day after today.
    DateInFuture: CellLeftOut, "date_in_future", "The date lies in the future.";
    /// Shaped like a code, but in no table.
    IcdCodeUnknown: CellLeftOut, "icd_code_unknown", "The ICD-10 code is not in the code table.";
    /// Not shaped like a code.
    IcdCodeUnreadable: CellLeftOut, "icd_code_unreadable", "The code has the shape of neither ICD-10 nor ICD-9.";
    /// A V or E code without its code table.
    IcdTableUnclear: CellLeftOut, "icd_table_unclear", "The code can be ICD-9 or ICD-10 and the row does not say which.";
    /// A status of no known meaning.
    StatusUnknown: Noted, "status_unknown", "The status is unknown, so the plan counts as not approved.";
    /// A plan type of no known meaning.
    PlanTypeUnknown: Noted, "plan_type_unknown", "The plan type is unknown, so the primary plan is not clear.";
    /// A cell that a spreadsheet would run.
    FormulaInCell: Noted, "formula_in_cell", "The cell begins like a formula; it is read as plain text.";
    /// A plan of a patient without a diagnosis row.
    PlanWithoutDiagnosis: Noted, "plan_without_diagnosis", "The patient has no row in the diagnosis export.";
}

impl Serialize for IssueReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}

impl fmt::Display for IssueReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}
