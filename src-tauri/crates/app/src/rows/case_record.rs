//! A case between curation and the vault: columns for what is asked often, one JSON record for the rest, identifiers apart so that
//! they can be deleted when the cohort is frozen.

use isocenter_curate::{
    CaseFacts, CaseId, CasePhase, CaseText, CuratedCase, DroppedCase, Icd10Standing, PatientKey, PatientValues,
    PlanStatus, ReviewedSpan, SpanKind, TreatmentIntent,
};
use isocenter_domain::{Dose, Fractions, Icd10Code, Modality, PhaseRole, Redacted};
use isocenter_store::{CaseRow, Drop, IdentifierKind, IdentifierRow, NewCase, ReviewState};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::failure;

#[derive(Serialize, Deserialize)]
struct CaseRecord {
    spans: Vec<ReviewedSpan>,
    summary: String,
    summary_spans: Vec<ReviewedSpan>,
    phases: Vec<PhaseRecord>,
    icd10_standing: Icd10Standing,
    courses: usize,
    status: Option<PlanStatus>,
    intent: Option<TreatmentIntent>,
    technique: String,
}

#[derive(Serialize, Deserialize)]
struct PhaseRecord {
    is_boost: bool,
    modality: Option<String>,
    radiation_words: String,
    dose_gy: Option<f64>,
    fractions: Option<u32>,
}

/// A kept case as the vault stores it.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn kept_row(case: &CuratedCase) -> Result<NewCase, Error> {
    let text = |text: &str| Some(Redacted::new(text.to_owned()));
    Ok(NewCase {
        label: case.id.as_str().to_owned(),
        patient_key: case.patient.as_str().to_owned(),
        original: case.text.original().clone(),
        cleaned: text(case.text.cleaned().reveal()),
        regimen: case.regimen().map(Redacted::new),
        modality: case.modality().map(|modality| modality.label().to_owned()),
        icd10: case.icd10.as_ref().map(|code| code.as_str().to_owned()),
        dropped: None,
        review: review_of(case),
        record: Some(record_of(case)?),
    })
}

/// Whether a person must look: something is open, or plan text was cut out of the diagnosis.
fn review_of(case: &CuratedCase) -> ReviewState {
    let has_plan = case.text.spans().iter().any(|span| span.found.kind == SpanKind::Plan);
    if has_plan || !case.questions().is_empty() { ReviewState::Open } else { ReviewState::NotNeeded }
}

/// A dropped patient: nothing but that, and why.
pub(crate) fn dropped_row(case: &DroppedCase) -> NewCase {
    NewCase {
        label: case.id.as_str().to_owned(),
        patient_key: case.patient.as_str().to_owned(),
        original: Redacted::default(),
        cleaned: None,
        regimen: None,
        modality: None,
        icd10: None,
        dropped: Some(Drop { step: "selected".into(), reason: case.reason.label().to_owned() }),
        review: ReviewState::NotNeeded,
        record: None,
    }
}

/// All that the columns do not hold.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn record_of(case: &CuratedCase) -> Result<Redacted<String>, Error> {
    let phase = |phase: &CasePhase| PhaseRecord {
        is_boost: phase.role == PhaseRole::Boost,
        modality: phase.modality.map(|modality| modality.label().to_owned()),
        radiation_words: phase.radiation_words.clone(),
        dose_gy: phase.dose.map(Dose::gray),
        fractions: phase.fractions.map(Fractions::count),
    };
    let record = CaseRecord {
        spans: case.text.spans().to_vec(),
        summary: case.summary.original().reveal().clone(),
        summary_spans: case.summary.spans().to_vec(),
        phases: case.phases.iter().map(phase).collect(),
        icd10_standing: case.icd10_standing,
        courses: case.facts.courses,
        status: case.facts.status,
        intent: case.facts.intent,
        technique: case.facts.technique.clone(),
    };
    serde_json::to_string(&record).map(Redacted::new).map_err(|error| failure::internal(&error))
}

/// What is sought in the texts, each value a row.
pub(crate) fn identifiers_of(case: &CuratedCase) -> Vec<IdentifierRow> {
    let row = |kind, content: String| IdentifierRow {
        patient_key: case.patient.as_str().to_owned(),
        kind,
        content: Redacted::new(content),
    };
    let PatientValues { names, ids, dates, .. } = &case.values;
    let names = names.iter().map(|name| row(IdentifierKind::Name, name.clone()));
    let ids = ids.iter().map(|id| row(IdentifierKind::RecordNumber, id.clone()));
    let dates = dates.iter().map(|date| row(IdentifierKind::Date, date.to_string()));
    names.chain(ids).chain(dates).collect()
}

/// The case as curation knows it; nothing for one that was dropped before its text was read.
///
/// # Errors
/// A record that cannot be read.
pub(crate) fn case_of_row(row: &CaseRow, identifiers: &[IdentifierRow]) -> Result<Option<CuratedCase>, Error> {
    let case = &row.case;
    let Some(record) = &case.record else { return Ok(None) };
    let record: CaseRecord = serde_json::from_str(record.reveal()).map_err(|_| failure::damaged())?;
    let phases: Result<Vec<CasePhase>, Error> = record.phases.into_iter().map(phase_of).collect();
    let icd10 = case.icd10.as_deref().map(|code| Icd10Code::parse(code).map_err(|_| failure::damaged())).transpose()?;
    Ok(Some(CuratedCase {
        id: from_text::<CaseId>(&case.label)?,
        patient: from_text::<PatientKey>(&case.patient_key)?,
        text: CaseText::restored(case.original.clone(), record.spans),
        summary: CaseText::restored(Redacted::new(record.summary), record.summary_spans),
        phases: phases?,
        icd10,
        icd10_standing: record.icd10_standing,
        facts: CaseFacts {
            courses: record.courses,
            status: record.status,
            intent: record.intent,
            technique: record.technique,
        },
        values: values_of(identifiers),
    }))
}

fn phase_of(phase: PhaseRecord) -> Result<CasePhase, Error> {
    Ok(CasePhase {
        role: if phase.is_boost { PhaseRole::Boost } else { PhaseRole::Primary },
        modality: phase.modality.as_deref().and_then(Modality::from_term),
        radiation_words: phase.radiation_words,
        dose: phase.dose_gy.map(Dose::from_gray).transpose().map_err(|_| failure::damaged())?,
        fractions: phase.fractions.map(Fractions::new).transpose().map_err(|_| failure::damaged())?,
    })
}

fn values_of(identifiers: &[IdentifierRow]) -> PatientValues {
    let of = |kind| {
        let rows = identifiers.iter().filter(move |row| row.kind == kind);
        rows.map(|row| row.content.reveal().clone())
    };
    PatientValues {
        names: of(IdentifierKind::Name).collect(),
        ids: of(IdentifierKind::RecordNumber).collect(),
        dates: of(IdentifierKind::Date).filter_map(|text| text.parse().ok()).collect(),
        first_day: None,
    }
}

/// A newtype of curation from its stored text.
fn from_text<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| failure::damaged())
}
