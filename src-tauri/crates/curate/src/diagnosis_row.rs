//! One row of the diagnosis export read into values, with what is wrong in it. Which rows are one diagnosis is decided in `diagnosis_selection`.

use isocenter_domain::{Icd10Code, Redacted};
use jiff::civil::Date;

use crate::Error;
use crate::issue::IssueReason;
use crate::mapping::Mapping;
use crate::plan_row::read_day;
use crate::read_export::{Cells, RowIssues};
use crate::table::{Field, Table};

/// A diagnosis as the export has it.
#[derive(Clone)]
pub(crate) struct DiagnosisRow {
    pub code: DiagnosisCode,
    pub kind: DiagnosisKind,
    pub standing: RecordStanding,
    pub text: Redacted<String>,
    pub names: Redacted<Vec<String>>,
    pub date_of_birth: Option<Date>,
    pub date: Option<Date>,
}

/// What the code column of a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DiagnosisCode {
    Blank,
    Icd9(String),
    Icd10(Icd10Code),
    /// Shaped like ICD-10 but in no table.
    Unknown(Icd10Code),
    /// Neither, or not to be told which.
    Unreadable,
}

/// Whether the row is the main diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiagnosisKind {
    Primary,
    Secondary,
    Unstated,
}

/// Whether the row still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordStanding {
    Active,
    Deleted,
}

/// Reads a row. `is_icd10_code`: whether the dotted code is in the official table.
pub(crate) fn read_diagnosis_row(
    cells: &Cells<'_>,
    mapping: &Mapping,
    today: Date,
    is_icd10_code: &dyn Fn(&Icd10Code) -> bool,
    issues: &mut RowIssues<'_>,
) -> Result<DiagnosisRow, Error> {
    issues.note_formulas(cells);
    let code = match read_code(cells.get(Field::IcdCode), cells.get(Field::IcdTable)) {
        Ok(DiagnosisCode::Icd10(code)) if !is_icd10_code(&code) => {
            issues.cell(Field::IcdCode, IssueReason::IcdCodeUnknown);
            DiagnosisCode::Unknown(code)
        }
        Ok(code) => code,
        Err(reason) => {
            issues.cell(Field::IcdCode, reason);
            DiagnosisCode::Unreadable
        }
    };
    let names = [Field::LastName, Field::FirstName, Field::MiddleName]
        .into_iter()
        .map(|field| cells.get(field).to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    Ok(DiagnosisRow {
        code,
        kind: read_kind(cells.get(Field::DiagnosisType)),
        standing: read_standing(cells.get(Field::RecordStatus)),
        text: Redacted::new(cells.get(Field::FreeText).to_owned()),
        names: Redacted::new(names),
        date_of_birth: read_day(cells, Table::Diagnoses, Field::DateOfBirth, mapping, today, issues)?,
        date: read_day(cells, Table::Diagnoses, Field::DiagnosisDate, mapping, today, issues)?,
    })
}

/// The code, by its table first and by its shape where the table says nothing.
fn read_code(code: &str, table: &str) -> Result<DiagnosisCode, IssueReason> {
    if code.is_empty() {
        return Ok(DiagnosisCode::Blank);
    }
    let icd9 = || DiagnosisCode::Icd9(code.to_uppercase());
    if table.contains("10") {
        return Icd10Code::parse(code).map(DiagnosisCode::Icd10).map_err(|_| IssueReason::IcdCodeUnreadable);
    }
    if table.contains('9') {
        return if is_icd9_shaped(code) { Ok(icd9()) } else { Err(IssueReason::IcdCodeUnreadable) };
    }
    match Icd10Code::parse(code) {
        // OK because the ICD-9 supplements share V01-V91 and E800-E999 with ICD-10.
        Ok(_) if is_icd9_shaped(code) => Err(IssueReason::IcdTableUnclear),
        Ok(code) => Ok(DiagnosisCode::Icd10(code)),
        Err(_) if is_icd9_shaped(code) => Ok(icd9()),
        Err(_) => Err(IssueReason::IcdCodeUnreadable),
    }
}

/// `174`, `174.9`, `V10.46`, `E850.2`.
fn is_icd9_shaped(code: &str) -> bool {
    let (whole, decimals) = code.split_once('.').unwrap_or((code, "0"));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (supplement, digits) = match whole.as_bytes().first() {
        Some(b'V' | b'v') => (2, &whole[1..]),
        Some(b'E' | b'e') => (3, &whole[1..]),
        _ => (3, whole),
    };
    digits.len() == supplement && all_digits(digits) && (1..=2).contains(&decimals.len()) && all_digits(decimals)
}

fn read_kind(text: &str) -> DiagnosisKind {
    let lower = text.to_lowercase();
    if lower.starts_with("prim") || matches!(lower.as_str(), "1" | "true" | "y" | "yes") {
        DiagnosisKind::Primary
    } else if lower.starts_with("sec")
        || lower.starts_with("sek")
        || matches!(lower.as_str(), "0" | "false" | "n" | "no")
    {
        DiagnosisKind::Secondary
    } else {
        DiagnosisKind::Unstated
    }
}

fn read_standing(text: &str) -> RecordStanding {
    const DELETED: [&str; 9] = ["deleted", "inactive", "invalid", "error", "cancelled", "n", "no", "false", "0"];
    if DELETED.contains(&text.to_lowercase().as_str()) { RecordStanding::Deleted } else { RecordStanding::Active }
}

#[cfg(test)]
mod tests {
    use super::{DiagnosisCode, read_code};
    use crate::issue::IssueReason;

    fn kind(code: &str, table: &str) -> Result<&'static str, IssueReason> {
        read_code(code, table).map(|code| match code {
            DiagnosisCode::Blank => "blank",
            DiagnosisCode::Icd9(_) => "9",
            DiagnosisCode::Icd10(_) | DiagnosisCode::Unknown(_) => "10",
            DiagnosisCode::Unreadable => "unreadable",
        })
    }

    #[test]
    fn the_code_table_decides_before_the_shape() {
        assert_eq!(kind("V10.46", "ICD-9-CM"), Ok("9"));
        assert_eq!(kind("V10", "ICD-10-CM"), Ok("10"));
        assert_eq!(kind("C5O.912", "ICD-10-CM"), Ok("10"));
        assert_eq!(kind("C50.9", "ICD-9-CM"), Err(IssueReason::IcdCodeUnreadable));
        assert_eq!(kind("", "ICD-10-CM"), Ok("blank"));
    }

    #[test]
    fn without_a_table_the_shape_decides_unless_both_have_it() {
        assert_eq!(kind("174.9", ""), Ok("9"));
        assert_eq!(kind("185", ""), Ok("9"));
        assert_eq!(kind("c61", ""), Ok("10"));
        assert_eq!(kind("E05.00", ""), Ok("10"));
        assert_eq!(kind("V10.46", ""), Err(IssueReason::IcdTableUnclear));
        assert_eq!(kind("E850", ""), Err(IssueReason::IcdTableUnclear));
        assert_eq!(kind("prostate", ""), Err(IssueReason::IcdCodeUnreadable));
    }
}
