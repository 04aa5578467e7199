//! Import of the two exports: what was recognised in them, what must be decided, what happens while they are read.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which of the two exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportKind {
    /// Diagnoses of each patient.
    Diagnoses,
    /// Delivered plans of each patient.
    Plans,
}

/// One field that a column may feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnChoice {
    /// The field's code, e.g. `patient_id`.
    pub field: String,
    /// What it holds, for a person.
    pub words: String,
    /// Whether the import needs it.
    pub is_required: bool,
    /// The header that feeds it.
    pub header: Option<String>,
}

/// Something about a file that was decided from its content and may be decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileDecision {
    /// Which decision, e.g. `dose_unit`, `date_style`.
    pub id: String,
    /// What is decided, for a person.
    pub words: String,
    /// What can be chosen.
    pub options: Vec<DecisionOption>,
    /// The option in force; none when the file does not tell and a person must.
    pub chosen: Option<String>,
    /// What in the file led to it, with numbers.
    pub evidence: String,
}

/// One option of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DecisionOption {
    /// Its code.
    pub id: String,
    /// Its words.
    pub words: String,
}

/// What was recognised in one file. Holds patients' rows: for the signed-in window only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileInspection {
    /// Which export.
    pub kind: ExportKind,
    /// File name without its folder.
    pub name: String,
    /// Size, bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Encoding in words, e.g. `UTF-8`.
    pub encoding: String,
    /// Delimiter in words, e.g. `comma`.
    pub delimiter: String,
    /// Every header of the file.
    pub headers: Vec<String>,
    /// Which header feeds which field.
    pub columns: Vec<ColumnChoice>,
    /// What was decided from the content.
    pub decisions: Vec<FileDecision>,
    /// The first rows, a cell for each header.
    pub preview: Vec<Vec<String>>,
}

/// Both files before they are read whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportInspection {
    /// The diagnoses.
    pub diagnoses: FileInspection,
    /// The plans.
    pub plans: FileInspection,
    /// What must be chosen before the import can begin, one sentence each.
    pub open_questions: Vec<String>,
}

/// A choice on the mapping screen; the answer is the inspection made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MappingChange {
    /// Another header feeds a field, or none.
    Column {
        /// Which export.
        export: ExportKind,
        /// The field.
        field: String,
        /// The header.
        header: Option<String>,
    },
    /// Another option of a decision.
    Decision {
        /// Which export.
        export: ExportKind,
        /// The decision.
        decision: String,
        /// The option.
        option: String,
    },
}

/// What happens while the exports are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ImportEvent {
    /// Reading.
    Reading {
        /// Rows so far.
        rows: u32,
        /// Share of the bytes, 0 to 1.
        share: f64,
        /// Seconds left; none while unknown.
        seconds_left: Option<f64>,
    },
    /// Choosing, cleaning and storing what was read.
    Curating {
        /// Share of the cases, 0 to 1.
        share: f64,
    },
    /// The exports correct those of a cohort that is there; nothing was changed, and a person chooses what becomes of them.
    Differs {
        /// What they would change.
        difference: ExportDifference,
    },
    /// Done; the cohort is in the vault.
    Finished {
        /// Id of the cohort.
        cohort: String,
    },
    /// Stopped by the user; nothing was kept.
    Cancelled,
}

/// What corrected exports would change in a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportDifference {
    /// The cohort.
    pub cohort: String,
    /// Its name.
    pub name: String,
    /// Patients that are new.
    pub added: u32,
    /// Patients that are gone.
    pub removed: u32,
    /// Patients of whom some rows say something else.
    pub changed: Vec<ChangedCase>,
}

/// A case of which some rows say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedCase {
    /// Case id.
    pub case: String,
    /// The fields, in words.
    pub fields: String,
}

/// What becomes of corrected exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Correction {
    /// They replace those of the cohort; decisions stay where the text is the same.
    Replace,
    /// They become a cohort of their own.
    Separate,
}
