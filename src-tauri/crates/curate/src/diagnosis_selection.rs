//! Which diagnosis rows of a patient are one diagnosis, and what it is. Rows are one when neither their texts nor their codes disagree.

use isocenter_domain::Icd10Code;

use crate::diagnosis_row::{DiagnosisCode, DiagnosisKind, DiagnosisRow, RecordStanding};
use crate::drop_reason::{DropReason, Icd10Standing};
use crate::rule::{RuleId, RuleSet};

/// The one diagnosis of a patient.
pub(crate) struct ChosenDiagnosis<'a> {
    /// Every row of it.
    pub rows: Vec<&'a DiagnosisRow>,
    pub text: &'a str,
    pub code: Option<&'a Icd10Code>,
    pub standing: Icd10Standing,
}

pub(crate) fn select_diagnosis<'a>(
    rows: &'a [DiagnosisRow],
    rules: &RuleSet,
) -> Result<ChosenDiagnosis<'a>, DropReason> {
    let mut counted: Vec<&DiagnosisRow> = rows
        .iter()
        .filter(|row| row.standing == RecordStanding::Active || !rules.has(RuleId::ActiveDiagnoses))
        .collect();
    if rules.has(RuleId::PrimaryDiagnosesOnly) && counted.iter().any(|row| row.kind == DiagnosisKind::Primary) {
        counted.retain(|row| row.kind != DiagnosisKind::Secondary);
    }
    let mut diagnoses: Vec<Vec<&DiagnosisRow>> = Vec::new();
    for row in counted {
        let same = |other: &&DiagnosisRow| is_same_diagnosis(row, other, rules);
        match diagnoses.iter_mut().find(|diagnosis| diagnosis.iter().all(same)) {
            Some(diagnosis) => diagnosis.push(row),
            None => diagnoses.push(vec![row]),
        }
    }
    if diagnoses.len() > 1 && rules.has(RuleId::SingleDiagnosis) {
        return Err(DropReason::SeveralDiagnoses);
    }
    // Primary diagnoses come first where the rule above is off.
    let is_primary = |diagnosis: &Vec<&DiagnosisRow>| diagnosis.iter().any(|row| row.kind == DiagnosisKind::Primary);
    let place = diagnoses.iter().position(is_primary).unwrap_or(0);
    let rows = diagnoses.into_iter().nth(place).ok_or(DropReason::NoDiagnosis)?;
    let (code, standing) = code_of(&rows, rules);
    let text = rows.iter().map(|row| row.text.reveal().as_str()).find(|text| !text.is_empty()).unwrap_or("");
    Ok(ChosenDiagnosis { rows, text, code, standing })
}

fn is_same_diagnosis(one: &DiagnosisRow, other: &DiagnosisRow, rules: &RuleSet) -> bool {
    let (text, other_text) = (one.text.reveal(), other.text.reveal());
    let texts_agree = text.is_empty() || other_text.is_empty() || is_same_text(text, other_text);
    let codes_agree = match (&one.code, &other.code) {
        (DiagnosisCode::Blank, _) | (_, DiagnosisCode::Blank) => true,
        (DiagnosisCode::Icd9(_), DiagnosisCode::Icd10(_) | DiagnosisCode::Unknown(_))
        | (DiagnosisCode::Icd10(_) | DiagnosisCode::Unknown(_), DiagnosisCode::Icd9(_)) => {
            rules.has(RuleId::TwinCodings)
        }
        (code, other) => code == other,
    };
    texts_agree && codes_agree
}

/// Equal but for blanks and case.
fn is_same_text(one: &str, other: &str) -> bool {
    let mut one = one.split_whitespace();
    let mut other = other.split_whitespace();
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(word), Some(other)) if word == other || word.to_lowercase() == other.to_lowercase() => {}
            _ => return false,
        }
    }
}

fn code_of<'a>(rows: &[&'a DiagnosisRow], rules: &RuleSet) -> (Option<&'a Icd10Code>, Icd10Standing) {
    let mut standing = Icd10Standing::NoCode;
    for row in rows {
        standing = match &row.code {
            DiagnosisCode::Icd10(code) => return (Some(code), Icd10Standing::Coded),
            DiagnosisCode::Unknown(code) if !rules.has(RuleId::KnownCodes) => {
                return (Some(code), Icd10Standing::Coded);
            }
            DiagnosisCode::Unknown(_) | DiagnosisCode::Unreadable => Icd10Standing::UnusableCode,
            DiagnosisCode::Icd9(_) if standing == Icd10Standing::NoCode => Icd10Standing::Icd9Only,
            DiagnosisCode::Icd9(_) | DiagnosisCode::Blank => standing,
        };
    }
    (None, standing)
}
