//! The letters of a study are drafted, one after the other; each is on disk before the next begins. When all are there, the study opens.

use std::collections::BTreeMap;

use isocenter_domain::Redacted;
use isocenter_letter::Facts;
use isocenter_lm::{CancelToken, Quantize};
use isocenter_rating::{Arm, Author, Item, Sha256};
use isocenter_store::{
    Action, AuditEntry, AuditValue, Hash, LetterAuthor, LetterCaseId, LetterStudyId, LetterStudyItemRow,
    LetterStudyItemSummaryRow, LetterStudyState as Stored,
};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::letter_studies::{StudyBook, drafted_letter, measured, physicians_letter, study_row, subject};
use crate::letters::LetterModel;
use crate::permission::Permission;
use crate::suggestion_model::SuggestionModel;
use crate::wire::{ErrorCode, LetterStudyEvent, LetterStudyRow};
use crate::{failure, model_catalogue};

/// Drafts what is not there yet. Blocks until all are there and the study is open, or it was stopped.
///
/// # Errors
/// Not permitted; a study that is open already; a model that cannot be used; `busy`. A stop is an event, no error.
pub fn draft_letter_study(
    application: &Application,
    study: u32,
    sink: &mut dyn FnMut(LetterStudyEvent),
) -> Result<LetterStudyRow, Error> {
    application.session().permit(Permission::KeepLetters)?;
    let permit = application.begin_job(CancelToken::new())?;
    let waiting = begin(application, study)?;
    let drafted = draft_all(application, &waiting, &permit.cancel, sink);
    if permit.cancel.is_cancelled() || drafted.is_err() {
        let reason = if drafted.is_err() && !permit.cancel.is_cancelled() { "failed" } else { "person" };
        stop(application, waiting.id, reason)?;
        if permit.cancel.is_cancelled() {
            sink(LetterStudyEvent::Cancelled);
            return row(application, study);
        }
    }
    drafted?;
    open(application, study)?;
    sink(LetterStudyEvent::Finished);
    row(application, study)
}

fn row(application: &Application, study: u32) -> Result<LetterStudyRow, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepLetters)?.vault.read();
    study_row(application, reading, &StudyBook::find(reading, study)?)
}

/// Letters that are not there yet, by who writes them.
struct Waiting {
    id: LetterStudyId,
    by_arm: Vec<(Arm, Vec<Item>)>,
    done: usize,
    total: usize,
    temperature: f64,
    seed: u64,
    /// Ids of models by their names.
    models: BTreeMap<String, String>,
    /// Cases by their labels.
    cases: BTreeMap<String, LetterCaseId>,
}

fn begin(application: &Application, study: u32) -> Result<Waiting, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let book = StudyBook::find(open.vault.read(), study)?;
    match book.row.state {
        Stored::Draft => {
            let written = open.vault.write().and_then(|mut change| {
                change.begin_letter_study_drafting(book.id())?;
                change.commit(&[AuditEntry::new(Action::LetterStudyDrafting, subject(book.id()))])
            });
            written.map_err(failure::vault)?;
        }
        // The program ended while it drafted.
        Stored::Drafting => {}
        Stored::Open | Stored::Locked => {
            let what = "the letters of this study are drafted already";
            return Err(Error::new(ErrorCode::BadInput, what, "make a new study for others"));
        }
    }
    let there = open.vault.read().letter_study_items(book.id()).map_err(failure::vault)?;
    let protocol = &book.plan.protocol;
    let missing = |item: &&Item| there.iter().all(|row| row.number != item.number.number());
    let of_arm = |arm: Arm| {
        let items = protocol.items.iter().filter(missing).filter(|item| item.arm() == arm).cloned().collect();
        (arm, items)
    };
    let rows = open.vault.read().letter_cases().map_err(failure::vault)?;
    Ok(Waiting {
        id: book.id(),
        by_arm: protocol.arms().into_iter().map(of_arm).collect(),
        done: there.len(),
        total: protocol.items.len(),
        temperature: book.plan.temperature,
        seed: protocol.seed,
        models: book.plan.models.iter().map(|model| (model.name.clone(), model.id.clone())).collect(),
        cases: rows.into_iter().map(|row| (row.label, row.id)).collect(),
    })
}

fn draft_all(
    application: &Application,
    waiting: &Waiting,
    cancel: &CancelToken,
    sink: &mut dyn FnMut(LetterStudyEvent),
) -> Result<(), Error> {
    let mut done = waiting.done;
    let mut in_memory: Option<SuggestionModel> = None;
    for (arm, items) in waiting.by_arm.iter().filter(|(_, items)| !items.is_empty()) {
        sink(LetterStudyEvent::Drafted { done: count(done), total: count(waiting.total), model: arm.label() });
        let is_model = arm.author != Author::Physician;
        if is_model && in_memory.as_ref().is_none_or(|model| model.summary.name != arm.model) {
            // The one before lets go of its memory first.
            drop(in_memory.take());
            in_memory = Some(read_model(application, waiting, &arm.model)?);
        }
        let model = in_memory.as_ref().filter(|_| is_model);
        let drafter = model.map(|model| drafter(waiting, arm, model)).transpose()?;
        for item in items {
            if cancel.is_cancelled() {
                return Ok(());
            }
            let (case, facts, reference) = case_of(application, waiting, item)?;
            let text = match (model, &drafter) {
                (Some(model), Some(who)) => drafted_letter(&model.engine, &facts, &who.settings, cancel)?,
                _ => physicians_letter(&facts, reference.reveal()),
            };
            store(application, waiting.id, item, case, &facts, &reference, text)?;
            done += 1;
            sink(LetterStudyEvent::Drafted { done: count(done), total: count(waiting.total), model: arm.label() });
        }
    }
    Ok(())
}

fn drafter(waiting: &Waiting, arm: &Arm, model: &SuggestionModel) -> Result<LetterModel, Error> {
    let drafts = if arm.author == Author::Tuned { LetterModel::tuned } else { LetterModel::base };
    drafts(&model.engine, model.folder(), &arm.model, waiting.temperature, waiting.seed)
}

fn read_model(application: &Application, waiting: &Waiting, name: &str) -> Result<SuggestionModel, Error> {
    let id = waiting.models.get(name).map(String::as_str).unwrap_or(name);
    let located = model_catalogue::find(application, id)?;
    let summary = model_catalogue::describe_usable(&located)?;
    application.forget_model();
    SuggestionModel::open(&located.folder, summary, Vec::new(), Quantize::None)
}

fn case_of(
    application: &Application,
    waiting: &Waiting,
    item: &Item,
) -> Result<(LetterCaseId, Facts, Redacted<String>), Error> {
    let id = *waiting.cases.get(item.case.as_str()).ok_or_else(failure::damaged)?;
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepLetters)?.vault.read();
    let case = reading.letter_case(id).map_err(failure::vault)?.ok_or_else(failure::damaged)?;
    let facts = Facts::read_json(case.case.facts.reveal()).map_err(|_| failure::damaged())?;
    let reference = case.case.reference.ok_or_else(failure::damaged)?;
    Ok((id, facts, reference))
}

fn store(
    application: &Application,
    study: LetterStudyId,
    item: &Item,
    case: LetterCaseId,
    facts: &Facts,
    reference: &Redacted<String>,
    text: String,
) -> Result<(), Error> {
    let measures = measured(facts, reference.reveal(), &text);
    let row = LetterStudyItemRow {
        summary: LetterStudyItemSummaryRow {
            number: item.number.number(),
            letter_case: case,
            author: match item.author {
                Author::Base => LetterAuthor::Base,
                Author::Tuned => LetterAuthor::Tuned,
                Author::Physician => LetterAuthor::Physician,
            },
            model: item.model.clone(),
            measures: Redacted::new(serde_json::to_string(&measures).map_err(|error| failure::internal(&error))?),
        },
        text: Redacted::new(text),
    };
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let written = open.vault.write().and_then(|mut change| {
        change.insert_letter_study_items(study, std::slice::from_ref(&row))?;
        let entry = AuditEntry::new(Action::LetterStudyItemsStored, subject(study));
        change.commit(&[entry.changing("letters", None, Some(AuditValue::Number(1)))])
    });
    written.map_err(failure::vault).map(drop)
}

fn stop(application: &Application, study: LetterStudyId, reason: &'static str) -> Result<(), Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let written = open.vault.write().and_then(|mut change| {
        change.stop_letter_study_drafting(study)?;
        change.commit(&[AuditEntry::new(Action::LetterStudyStopped, subject(study)).because(reason)])
    });
    written.map_err(failure::vault).map(drop)
}

/// Fixes the letters by their hashes and opens the study.
fn open(application: &Application, study: u32) -> Result<(), Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let reading = open.vault.read();
    let mut book = StudyBook::find(reading, study)?;
    let id = book.id();
    for item in &mut book.plan.protocol.items {
        let row = reading.letter_study_item(id, item.number.number()).map_err(failure::vault)?;
        let row = row.ok_or_else(failure::damaged)?;
        item.sha256 = Some(Sha256::of(row.text.reveal()));
    }
    let json = book.plan.to_json()?;
    let letters = AuditValue::Number(i64::try_from(book.plan.protocol.items.len()).unwrap_or(i64::MAX));
    let written = open.vault.write().and_then(|mut change| {
        change.open_letter_study(id, &json, Hash::of(json.as_bytes()))?;
        let entry = AuditEntry::new(Action::LetterStudyOpened, subject(id));
        change.commit(&[entry.changing("letters", None, Some(letters))])
    });
    written.map_err(failure::vault).map(drop)
}
