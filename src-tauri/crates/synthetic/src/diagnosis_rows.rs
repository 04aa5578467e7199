//! Rows of `diagnoses.csv`: Aria's column names, one row per coded diagnosis, with the slips of real exports.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::calendar::{Day, EXPORT_YEAR};
use crate::cohort::Case;
use crate::draft::Draft;
use crate::drop_reason::DropReason;
use crate::fate::Fate;
use crate::icd9::icd9_of;
use crate::mess::{Mess, MessCounts};
use crate::names::{Identity, initials};

const ICD10: &str = "ICD-10-CM";
const ICD9: &str = "ICD-9-CM";

/// One row. The field names are those of Aria.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DiagnosisRow {
    pub patient_id: String,
    pub last_name: String,
    pub first_name: String,
    pub date_of_birth: String,
    pub sex: String,
    pub diagnosis_ser: String,
    pub diagnosis_id: String,
    pub diagnosis_table_name: String,
    pub diagnosis_code: String,
    pub description: String,
    pub diagnosis_type: String,
    #[serde(rename = "stage_of_disease")]
    pub stage_of_disease: String,
    pub t_stage: String,
    pub n_stage: String,
    pub m_stage: String,
    #[serde(rename = "laterality_typ")]
    pub laterality: String,
    #[serde(rename = "gleason_prmy")]
    pub gleason_primary: String,
    #[serde(rename = "gleason_scndy")]
    pub gleason_secondary: String,
    #[serde(rename = "er_status")]
    pub er_status: String,
    #[serde(rename = "pr_status")]
    pub pr_status: String,
    #[serde(rename = "her2neu_ind")]
    pub her2neu: String,
    #[serde(rename = "ki67_pct")]
    pub ki67_percent: String,
    #[serde(rename = "dx_desc")]
    pub dx_desc: String,
    pub date_stamp: String,
    pub object_status: String,
    pub hstry_user_name: String,
}

/// Everything a case's rows share.
struct Sheet<'a> {
    case: &'a Case,
    identity: &'a Identity,
    birth: Day,
}

/// The rows of one case. `text` is the free text as exported; `other` is a further diagnosis of the same patient with its text.
pub(crate) fn rows(
    case: &Case,
    identity: &Identity,
    text: &str,
    other: Option<(&Draft, &str)>,
    serial: &mut u64,
    mess: &mut MessCounts,
    rng: &mut ChaCha8Rng,
) -> Vec<DiagnosisRow> {
    let age = case.draft.person.age_years;
    let birth = Day::draw(EXPORT_YEAR - age..=EXPORT_YEAR - age, rng);
    let sheet = Sheet { case, identity, birth };
    let code = case.draft.answer.icd10.as_str();
    let mut rows = Vec::new();
    match case.fate {
        Fate::Kept { has_icd10: false } => {
            if rng.random_bool(0.85) {
                mess.count(Mess::Icd9Only);
                rows.push(sheet.icd9_row(&case.draft, text, serial, mess, rng));
            } else {
                mess.count(Mess::CodeBlank);
                let mut row = sheet.row(&case.draft, "", text, serial, mess, rng);
                row.diagnosis_table_name.clear();
                row.description.clear();
                rows.push(row);
            }
        }
        _ => {
            rows.push(sheet.row(&case.draft, code, text, serial, mess, rng));
            if rng.random_bool(0.16) {
                mess.count(Mess::Icd9Beside);
                rows.push(sheet.icd9_row(&case.draft, text, serial, mess, rng));
            }
        }
    }
    if let Some((draft, text)) = other {
        mess.count(Mess::SeveralDiagnoses);
        let mut row = sheet.row(draft, &draft.answer.icd10, text, serial, mess, rng);
        row.diagnosis_type = ["Secondary", "Primary"][rng.random_range(0..2)].to_owned();
        rows.push(row);
    }
    if case.fate == Fate::Dropped(DropReason::NotAPatient) {
        mess.count(Mess::NotAPatient);
        for row in &mut rows {
            row.last_name = "QA".to_owned();
            row.first_name = "Phantom".to_owned();
            row.dx_desc = "Machine QA output check".to_owned();
        }
    }
    rows
}

impl Sheet<'_> {
    fn row(
        &self,
        draft: &Draft,
        code: &str,
        text: &str,
        serial: &mut u64,
        mess: &mut MessCounts,
        rng: &mut ChaCha8Rng,
    ) -> DiagnosisRow {
        *serial += rng.random_range(1..9);
        let stamp = Day::draw(EXPORT_YEAR - 5..=EXPORT_YEAR - 1, rng);
        let column = |slot: &str| draft.columns.get(slot).cloned().unwrap_or_default();
        let status = |slot: &str| match draft.facts.get(slot).map(String::as_str) {
            Some("pos") => "Positive".to_owned(),
            Some("neg" | "bothneg") => "Negative".to_owned(),
            _ => String::new(),
        };
        let (gleason_primary, gleason_secondary) = gleason(&draft.diagnosis);
        let is_padded = rng.random_bool(0.2);
        if is_padded {
            mess.count(Mess::BlankPadding);
        }
        let pad = |value: String, width: usize| if is_padded { format!("{value:<width$}") } else { value };
        let is_blank = text.trim().is_empty();
        if is_blank {
            mess.count(Mess::TextBlank);
        }
        DiagnosisRow {
            patient_id: pad(self.case.patient_id.clone(), 16),
            last_name: self.identity.last.to_owned(),
            first_name: self.identity.first.to_owned(),
            date_of_birth: date(self.birth, mess, rng),
            sex: self.case.draft.person.sex.label().to_owned(),
            diagnosis_ser: serial.to_string(),
            diagnosis_id: format!("Dx{}", rng.random_range(1..4)),
            diagnosis_table_name: ICD10.to_owned(),
            diagnosis_code: pad(mistyped(code, mess, rng), 12),
            description: pad(description(code, &draft.site), 40),
            diagnosis_type: "Primary".to_owned(),
            stage_of_disease: stage(&draft.diagnosis),
            t_stage: if draft.facts.contains_key("size") && column("t").is_empty() {
                column("size")
            } else {
                column("t")
            },
            n_stage: column("n"),
            m_stage: if draft.diagnosis.contains("M0") { "M0".to_owned() } else { String::new() },
            laterality: column("side"),
            gleason_primary,
            gleason_secondary,
            er_status: status("er"),
            pr_status: status("pr"),
            her2neu: status("her"),
            ki67_percent: number_behind(&draft.diagnosis, "Ki-67 "),
            dx_desc: if is_blank { " ".repeat(rng.random_range(0..24)) } else { pad(text.to_owned(), 120) },
            date_stamp: date(stamp, mess, rng),
            object_status: "Active".to_owned(),
            hstry_user_name: initials(rng).to_lowercase(),
        }
    }

    fn icd9_row(
        &self,
        draft: &Draft,
        text: &str,
        serial: &mut u64,
        mess: &mut MessCounts,
        rng: &mut ChaCha8Rng,
    ) -> DiagnosisRow {
        let (code, title) = icd9_of(&draft.answer.icd10).unwrap_or(("799.9", "Other unknown and unspecified cause"));
        let mut row = self.row(draft, "", text, serial, mess, rng);
        row.diagnosis_table_name = ICD9.to_owned();
        row.diagnosis_code = code.to_owned();
        row.description = title.to_owned();
        row
    }
}

/// A date of the export; most are written year first.
pub(crate) fn date(day: Day, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> String {
    if rng.random_bool(0.12) {
        mess.count(Mess::DayFirstDate);
        day.day_first()
    } else {
        day.year_first(rng)
    }
}

/// The code as typed: mostly right, now and then without dot, in lower case, or with the letter O.
fn mistyped(code: &str, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> String {
    let at: f64 = rng.random();
    if at < 0.06 && code.contains('.') {
        mess.count(Mess::CodeWithoutDot);
        code.replace('.', "")
    } else if at < 0.09 && code.len() > 1 {
        mess.count(Mess::CodeInLowerCase);
        code.to_lowercase()
    } else if at < 0.12 && code.contains('0') {
        mess.count(Mess::CodeWithLetterO);
        code.replace('0', "O")
    } else {
        code.to_owned()
    }
}

/// A short description by category; the official titles stay in the code table.
fn description(code: &str, site: &str) -> String {
    match icd9_of(code) {
        _ if code.is_empty() => String::new(),
        Some((_, title)) => title.to_owned(),
        None => site.to_owned(),
    }
}

fn gleason(text: &str) -> (String, String) {
    let Some((_, behind)) = text.split_once("Gleason ") else { return Default::default() };
    match behind.as_bytes() {
        [primary @ b'1'..=b'5', b'+', secondary @ b'1'..=b'5', ..] => {
            (char::from(*primary).to_string(), char::from(*secondary).to_string())
        }
        _ => Default::default(),
    }
}

fn stage(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let behind = ["stage ", "figo "].iter().filter_map(|word| lower.find(word).map(|at| at + word.len())).min();
    let Some(at) = behind else { return String::new() };
    let roman: String = text[at..].chars().take_while(char::is_ascii_alphanumeric).collect();
    if roman.starts_with(['I', 'V']) { roman } else { String::new() }
}

fn number_behind(text: &str, word: &str) -> String {
    text.split_once(word)
        .map(|(_, behind)| behind.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default()
}
