//! Results of studies and the cases behind them. Texts of patients are in one answer only: a case that somebody opened.

use std::sync::Arc;

use isocenter_domain::Task;
use isocenter_eval::{Answer, CaseId, Class, ClassScheme, ModelId, Order, Unit, Way};
use isocenter_store::StudyState;

use crate::application::Application;
use crate::commands::refuse_to_the_blinded;
use crate::error::Error;
use crate::permission::Permission;
use crate::vault_study::{self, OpenStudy, Scored};
use crate::wire::{
    CaseAddress, CaseListView, CaseOrder, CaseRow, ErrorCode, SettingDifference, StudyAnswer, StudyCaseView,
    StudyComparison, StudyResults, StudyRow,
};

/// Every study, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn studies(application: &Application) -> Result<Vec<StudyRow>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::ReadResults)?;
    vault_study::rows(application, open)
}

/// All numbers of a finished study.
///
/// # Errors
/// Not permitted; one that is not finished.
pub fn study_results(application: &Application, study: u32) -> Result<StudyResults, Error> {
    let (open, row) = opened(application, study)?;
    open.ask(|scored| vault_study::results(scored, row))
}

/// The cases behind a number, a bar or a cell; those without a value in order of id.
///
/// # Errors
/// Not permitted; an address that the study does not have.
pub fn study_cases(
    application: &Application,
    study: u32,
    address: CaseAddress,
    order: CaseOrder,
) -> Result<CaseListView, Error> {
    let (open, _) = opened(application, study)?;
    open.ask(move |scored| cases_at(scored, &address, order))?.ok_or_else(no_such_place)
}

/// A case with what a model answered to it.
///
/// # Errors
/// Not permitted; a case or model that the study does not have.
pub fn study_case(
    application: &Application,
    study: u32,
    model: String,
    task: crate::wire::Task,
    case: String,
) -> Result<StudyCaseView, Error> {
    let (open, _) = opened(application, study)?;
    open.ask(move |scored| case_view(scored, &ModelId::new(model), task.into(), &CaseId::new(case)))?
        .ok_or_else(no_such_place)
}

/// Two studies side by side.
///
/// # Errors
/// Not permitted; one that is not finished.
pub fn compare_studies(application: &Application, one: u32, other: u32) -> Result<StudyComparison, Error> {
    let (of_one, one) = opened(application, one)?;
    let (of_other, other) = opened(application, other)?;
    let facts = |open: &OpenStudy| open.ask(|scored| (facts(scored), vault_study::score_rows(scored)));
    let ((facts_of_one, scores_of_one), (facts_of_other, scores_of_other)) = (facts(&of_one)?, facts(&of_other)?);
    let pairs = facts_of_one.into_iter().zip(facts_of_other);
    let differences = pairs
        .filter(|(one, other)| one.1 != other.1)
        .map(|((label, one), (_, other))| SettingDifference { label: label.to_owned(), one, other });
    Ok(StudyComparison { one, other, differences: differences.collect(), scores_of_one, scores_of_other })
}

/// What two studies may differ in, always in this order.
fn facts(scored: &Scored<'_>) -> Vec<(&'static str, String)> {
    let study = scored.study;
    let sampling = &study.sampling;
    let models = study.models.iter().map(|model| model.id.to_string()).collect::<Vec<_>>().join(", ");
    let adapters = study.models.iter().flat_map(|model| {
        model.adapters.tasks().filter_map(|task| model.adapters.get(task)).cloned().collect::<Vec<_>>()
    });
    let tasks = study.tasks.tasks().filter_map(|task| {
        let settings = study.tasks.get(task)?;
        Some(format!("{task} {} tokens, question {}", settings.max_tokens, settings.prompt_version))
    });
    let temperatures = sampling.temperatures.iter().map(ToString::to_string);
    vec![
        ("Cases, SHA-256", study.cases.sha256.clone()),
        ("Models", models),
        ("Adapters", adapters.collect::<Vec<_>>().join(", ")),
        ("Tasks", tasks.collect::<Vec<_>>().join(", ")),
        ("Temperatures", temperatures.collect::<Vec<_>>().join(", ")),
        ("Samples at each temperature", sampling.samples_per_temperature.to_string()),
        ("Likeliest tokens that hold", sampling.top_p.map_or_else(|| "all".to_owned(), |share| share.to_string())),
        ("Seed", sampling.seed.to_string()),
        ("Study, SHA-256", study.sha256()),
    ]
}

/// The study scored, from memory or from the vault, with its row. The vault is free while answers are scored.
pub(super) fn opened(application: &Application, study: u32) -> Result<(Arc<OpenStudy>, StudyRow), Error> {
    let (row, shown, parts) = {
        let mut session = application.session();
        let open = session.open_for(Permission::ReadResults)?;
        let reading = open.vault.read();
        let row = vault_study::find(reading, study)?;
        refuse_to_the_blinded(open, &row)?;
        let shown = vault_study::row_of(application, reading, &row)?;
        if row.state != StudyState::Finished {
            let what = format!("study {study} is not finished");
            return Err(Error::new(ErrorCode::BadInput, what, "go on with it, then look at its results"));
        }
        if let Some(open) = application.open_studies().find(row.id) {
            return Ok((open, shown));
        }
        let asks = vault_study::study_of(&row)?;
        let cases = vault_study::held_out_cases(reading, row.made.cohort)?;
        let records = vault_study::records_of(reading, row.id, &asks.sha256())?;
        let facts = vault_study::facts_of(&row)?;
        (row, shown, (asks, cases, records, facts))
    };
    let (asks, cases, records, facts) = parts;
    let scored = vault_study::OpenStudy::score(row.id, asks, cases, records, facts)?;
    // A lock that came meanwhile must find nothing of it in memory.
    application.session().open_for(Permission::ReadResults)?;
    Ok((application.open_studies().keep(scored), shown))
}

fn cases_at(scored: &Scored<'_>, address: &CaseAddress, order: CaseOrder) -> Option<CaseListView> {
    match address {
        CaseAddress::Number { model, task, metric, temperature, division, level } => {
            let subgroup = division.as_deref().zip(level.as_deref());
            let task = Task::from(*task);
            let conditions = vault_study::conditions_of(model, task, metric, *temperature, subgroup)?;
            let order = match order {
                CaseOrder::BestFirst => Order::BestFirst,
                CaseOrder::WorstFirst => Order::WorstFirst,
            };
            let behind = scored.evaluation.cases_behind(&conditions, order);
            let at = temperature.map_or_else(|| "whole scan".to_owned(), |temperature| format!("T {temperature}"));
            let part = subgroup.map_or_else(String::new, |(division, level)| format!(", {division} {level}"));
            let row = |of: isocenter_eval::CaseBehind| CaseRow {
                case: of.case.to_string(),
                value: Some(of.value),
                note: String::new(),
            };
            Some(CaseListView {
                title: format!("{}, {at}{part}", named(scored, model)?),
                model: model.clone(),
                task: task.into(),
                value_name: conditions.metric.words().to_owned(),
                rows: behind.into_iter().map(row).collect(),
            })
        }
        CaseAddress::Cell { model, scheme, temperature, truth, prediction } => {
            let cell = vault_study::cell_of(model, scheme, *temperature, truth, prediction)?;
            let cases = scored.evaluation.cases_in_cell(&cell);
            let row = |same: &[CaseId]| CaseRow {
                case: same[0].to_string(),
                value: None,
                note: if same.len() > 1 { format!("{} samples", same.len()) } else { String::new() },
            };
            Some(CaseListView {
                title: format!("{}, T {temperature}: {truth} answered as {prediction}", named(scored, model)?),
                model: model.clone(),
                task: cell.scheme.task().into(),
                value_name: String::new(),
                rows: cases.chunk_by(|a, b| a == b).map(row).collect(),
            })
        }
        CaseAddress::Unreadable { model, task } => {
            let units = scored.evaluation.unreadable(&ModelId::new(model), (*task).into());
            let same_case = |a: &Unit, b: &Unit| a.case == b.case;
            let row = |same: &[Unit]| {
                let at = same.iter().filter_map(|unit| match unit.way {
                    Way::Free { temperature, .. } => Some(temperature.to_string()),
                    Way::Labels | Way::Codes => None,
                });
                let note = format!("T {}", at.collect::<Vec<_>>().join(", "));
                CaseRow { case: same[0].case.to_string(), value: None, note }
            };
            Some(CaseListView {
                title: format!("{}: answers that could not be read", named(scored, model)?),
                model: model.clone(),
                task: *task,
                value_name: String::new(),
                rows: units.chunk_by(same_case).map(row).collect(),
            })
        }
    }
}

/// `LLaMA demo fine-tuned`.
fn named(scored: &Scored<'_>, model: &str) -> Option<String> {
    let model = &scored.study.models[scored.study.model_index(&ModelId::new(model))?];
    let arm = if model.role == isocenter_eval::Role::Tuned { "fine-tuned" } else { "base" };
    Some(format!("{} {arm}", model.label))
}

fn case_view(scored: &Scored<'_>, model: &ModelId, task: Task, case: &CaseId) -> Option<StudyCaseView> {
    let of = &scored.cases.cases()[scored.cases.index(case)?];
    let answers = scored.evaluation.answers(model, task, case);
    let answer = |behind: isocenter_eval::AnswerBehind<'_>| StudyAnswer {
        temperature: behind.given.temperature.value(),
        sample: behind.given.sample + 1,
        text: behind.given.text.reveal().clone(),
        read: read_words(task, behind.read),
    };
    Some(StudyCaseView {
        case: case.to_string(),
        diagnosis: of.diagnosis.reveal().clone(),
        reference: of.reference(task)?.to_owned(),
        model: named(scored, model.as_str())?,
        answers: answers.into_iter().map(answer).collect(),
    })
}

/// An answer as read, in words; nothing when it could not be.
fn read_words(task: Task, answer: &Answer) -> Option<String> {
    match (answer, ClassScheme::of(task).last()) {
        (Answer::Regimen(Some(phases)), _) => {
            Some(if phases.len() == 1 { "1 phase".to_owned() } else { format!("{} phases", phases.len()) })
        }
        (Answer::Modality(_) | Answer::Icd10(_), Some(scheme)) => match scheme.prediction(answer) {
            Class::Named(label) => Some(label),
            Class::Unreadable => None,
        },
        _ => None,
    }
}

fn no_such_place() -> Error {
    Error::new(ErrorCode::BadInput, "the study has no such number, cell or case", "open its results again")
}
