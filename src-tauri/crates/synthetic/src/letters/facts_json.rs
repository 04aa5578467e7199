//! The facts of a case as the JSON that crate `letter` reads.

use serde_json::{Map, Value, json};

use crate::Sex;

use super::LetterLanguage;
use super::case::{Appointment, Case, Diagnosis, Moment, Phase, Treatment};

/// One JSON object, indented.
pub(crate) fn facts_json(case: &Case, language: LetterLanguage) -> String {
    let sex = match (case.sex, language) {
        (Sex::Female, LetterLanguage::English) => "female",
        (Sex::Male, LetterLanguage::English) => "male",
        (Sex::Female, LetterLanguage::German) => "weiblich",
        (Sex::Male, LetterLanguage::German) => "männlich",
    };
    let mut course = Map::new();
    let status = if case.moment == Moment::Before { "planned" } else { "given" };
    course.insert("status".into(), status.into());
    if let Some(drug) = &case.concurrent {
        course.insert("concurrent".into(), json!([drug]));
    }
    let is_planned = case.moment == Moment::Before;
    let phases: Vec<Value> =
        (0..).zip(&case.phases).map(|(place, phase)| phase_json(phase, is_planned, place)).collect();
    course.insert("phases".into(), phases.into());
    let facts = json!({
        "format": 1,
        "language": language.code(),
        "date": case.date.to_string(),
        "patient": { "pseudonym": case.pseudonym, "sex": sex, "age": case.age },
        "addressee": { "role": case.role },
        "author": case.author,
        "diagnoses": case.diagnoses.iter().map(diagnosis_json).collect::<Vec<_>>(),
        "treatments": case.treatments.iter().map(treatment_json).collect::<Vec<_>>(),
        "courses": [course],
        "recommendations": case.recommendations,
        "schedule": case.schedule.iter().map(appointment_json).collect::<Vec<_>>(),
        "remarks": case.remarks,
    });
    let mut text = format!("{facts:#}");
    text.push('\n');
    text
}

/// An object of what is known.
fn object(fields: Vec<(&str, Option<Value>)>) -> Value {
    let known = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(known.collect())
}

fn text(value: &str) -> Option<Value> {
    Some(value.into())
}

fn diagnosis_json(diagnosis: &Diagnosis) -> Value {
    let tumour = diagnosis.tumour.as_ref();
    let optional = |value: Option<&String>| value.map(|value| Value::from(value.as_str()));
    object(vec![
        ("text", text(&diagnosis.text)),
        ("icd10", text(&diagnosis.code)),
        ("site", tumour.and_then(|tumour| text(&tumour.site))),
        ("side", tumour.and_then(|tumour| optional(tumour.side.as_ref()))),
        ("histology", tumour.and_then(|tumour| text(&tumour.histology))),
        ("tnm", tumour.and_then(|tumour| optional(tumour.tnm.as_ref()))),
        ("stage", tumour.and_then(|tumour| optional(tumour.stage.as_ref()))),
        ("grade", tumour.and_then(|tumour| optional(tumour.grade.as_ref()))),
        ("date", tumour.and_then(|tumour| text(&tumour.date.to_string()))),
    ])
}

fn treatment_json(treatment: &Treatment) -> Value {
    match treatment {
        Treatment::Surgery { text: words, date, margins } => object(vec![
            ("kind", text("surgery")),
            ("text", text(words)),
            ("date", text(&date.to_string())),
            ("margins", margins.as_deref().and_then(text)),
        ]),
        Treatment::Systemic { text: words, drugs, start, end } => object(vec![
            ("kind", text("systemic")),
            ("text", text(words)),
            ("drugs", Some(json!(drugs))),
            ("start", text(&start.to_string())),
            ("end", end.and_then(|end| text(&end.to_string()))),
        ]),
    }
}

/// A planned phase has no last day yet, and only the first a first day.
fn phase_json(phase: &Phase, is_planned: bool, place: usize) -> Value {
    let gray = |centigray: u32| {
        let number = f64::from(centigray) / 100.0;
        if centigray.is_multiple_of(100) { Value::from(centigray / 100) } else { Value::from(number) }
    };
    object(vec![
        ("target", text(&phase.target)),
        ("technique", text(&phase.technique)),
        ("modality", text(&phase.modality)),
        ("dose", Some(gray(phase.centigray))),
        ("unit", text("Gy")),
        ("fractions", Some(phase.fractions.into())),
        ("dose_per_fraction", Some(gray(phase.part_centigray()))),
        ("start", text(&phase.start.to_string()).filter(|_| !is_planned || place == 0)),
        ("end", text(&phase.end.to_string()).filter(|_| !is_planned)),
    ])
}

fn appointment_json(appointment: &Appointment) -> Value {
    json!({ "text": appointment.text, "date": appointment.date.to_string() })
}
