//! The training cases of a frozen split in the vault, and the index that is kept beside them.

use isocenter_domain::{Icd10Code, Regimen, Task};
use isocenter_lm::{CancelToken, Engine};
use isocenter_similar::Index;
use isocenter_store::{NewSimilarIndex, Reading, SplitId, SplitPart, SplitRow, SplitState};

use super::{CaseSource, HeldOutCases, LearntCase, PastCases, read_by_model};
use crate::application::Application;
use crate::assets;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::finetuning::registry;
use crate::suggestion_model::SuggestionModel;

/// Where the cases lie that a model learnt its regimens from: those of the run that was released for it, else those that came with a
/// demonstration, else the latest frozen split of the vault.
pub(super) fn source_of(application: &Application, model: &SuggestionModel) -> Result<Option<CaseSource>, Error> {
    let mut session = application.session();
    if let Some(run) = model.released_run(Task::Regimen) {
        let record = registry::record(application, &mut session, run)?;
        return Ok(record.data.split.map(|split| CaseSource::Split(SplitId(split), model.summary.id.clone())));
    }
    if model.summary.is_demonstration && assets::has_recipe(&model.summary.id) {
        return Ok(Some(CaseSource::Demonstration(model.summary.id.clone())));
    }
    let Some(open) = session.if_open() else { return Ok(None) };
    Ok(latest_frozen(open.vault.read())?.map(|split| CaseSource::Split(split.id, model.summary.id.clone())))
}

/// The split of regimens that was frozen last.
fn latest_frozen(reading: Reading<'_>) -> Result<Option<SplitRow>, Error> {
    let mut frozen = Vec::new();
    for cohort in reading.cohorts().map_err(failure::vault)? {
        for split in reading.splits(cohort.id).map_err(failure::vault)? {
            if split.state == SplitState::Frozen && split.task.parse() == Ok(Task::Regimen) {
                frozen.push(split);
            }
        }
    }
    Ok(frozen.into_iter().max_by_key(|split| split.frozen_at_us))
}

/// The cases of one part of a split, in order.
fn cases(reading: Reading<'_>, split: SplitId, part: SplitPart) -> Result<Vec<LearntCase>, Error> {
    let rows = reading.split_cases(split).map_err(failure::vault)?;
    let case = |row: isocenter_store::SplitCaseRow| {
        Some(LearntCase {
            patient: row.patient_key,
            diagnosis: row.diagnosis.reveal().clone(),
            regimen: Regimen::read(row.regimen?.reveal()),
            icd10: row.icd10.and_then(|code| Icd10Code::parse(&code).ok()),
        })
    };
    Ok(rows.into_iter().filter(|row| row.part == part).filter_map(case).collect())
}

/// The held-out cases of the latest frozen split, if there is one.
pub(super) fn held_out(application: &Application) -> Result<Option<HeldOutCases>, Error> {
    let latest = {
        let mut session = application.session();
        let Some(open) = session.if_open() else { return Ok(None) };
        let reading = open.vault.read();
        let Some(split) = latest_frozen(reading)? else { return Ok(None) };
        let test = cases(reading, split.id, SplitPart::Test)?;
        let cohort = reading.cohorts().map_err(failure::vault)?.into_iter().find(|cohort| cohort.id == split.cohort);
        (split.id, test, cohort.map(|cohort| cohort.name).unwrap_or_default())
    };
    let (split, test, name) = latest;
    let Some(learnt) = read(application, split, "")? else { return Ok(None) };
    Ok(Some(HeldOutCases { origin: format!("{} held-out cases of {name}", test.len()), cases: test, learnt }))
}

/// The cases of a split with the index kept for this model, if one is.
pub(super) fn read(application: &Application, split: SplitId, model: &str) -> Result<Option<PastCases>, Error> {
    let mut session = application.session();
    let Some(open) = session.if_open() else { return Ok(None) };
    let reading = open.vault.read();
    let Some(row) = reading.split(split).map_err(failure::vault)? else { return Ok(None) };
    let learnt = cases(reading, split, SplitPart::Train)?;
    let stored = reading.similar_index(row.cohort, &index_key(split, model)).map_err(failure::vault)?;
    let cohort = reading.cohorts().map_err(failure::vault)?.into_iter().find(|cohort| cohort.id == row.cohort);
    let name = cohort.map(|cohort| cohort.name).unwrap_or_default();
    drop(session);
    // OK to go on without: the words serve.
    let index = stored.and_then(|row| Index::from_bytes(&row.index.bytes).ok());
    PastCases::new(CaseSource::Split(split, model.to_owned()), format!("training cases of {name}"), learnt, index)
        .map(Some)
}

/// An index belongs to a split and to the model whose hidden states it holds.
fn index_key(split: SplitId, model: &str) -> String {
    format!("split {} by {model}", split.0)
}

/// Lets a model read the training cases of a split and keeps the index in the vault.
///
/// # Errors
/// A failing model; a full disk; being cancelled.
pub(crate) fn keep_read_index(
    application: &Application,
    engine: &Engine,
    split: SplitId,
    model: &str,
    cancel: &CancelToken,
) -> Result<(), Error> {
    let (cohort, cases) = {
        let mut session = application.session();
        let Some(open) = session.if_open() else { return Ok(()) };
        let reading = open.vault.read();
        let Some(row) = reading.split(split).map_err(failure::vault)? else { return Ok(()) };
        (row.cohort, cases(reading, split, SplitPart::Train)?)
    };
    let locks = application.locks();
    let index = read_by_model(engine, &cases, cancel, &mut |_| {})?;
    let new =
        NewSimilarIndex { cohort, model: index_key(split, model), cases: count(cases.len()), bytes: index.to_bytes() };
    let mut session = application.session();
    // Another vault may be open by now.
    let Some(open) = session.if_open().filter(|_| application.locks() == locks) else { return Ok(()) };
    let mut writing = open.vault.write().map_err(failure::vault)?;
    writing.keep_similar_index(&new).map_err(failure::vault)?;
    writing.commit(&[]).map_err(failure::vault)?;
    drop(session);
    *application.past_cases() = None;
    Ok(())
}
