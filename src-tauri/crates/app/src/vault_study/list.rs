//! The studies of the open vault as the list shows them, and what becomes of one whose process ended.

use std::collections::BTreeMap;

use isocenter_eval::{RunFact, Study};
use isocenter_store::{
    AccountRow, Action, AuditEntry, CohortId, CohortRow, Reading, StudyId, StudyProgress, StudyState as Stored,
    Subject, SubjectKind,
};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::session::{OpenVault, Session};
use crate::study::StudyRecord;
use crate::wire::{ErrorCode, StudyRow, StudyState};

/// A study as what an audit entry is about.
pub(crate) fn subject(id: StudyId) -> Subject {
    Subject::new(SubjectKind::Study, id.0)
}

/// Where a study stands, for the window.
pub(super) const fn wire_state(state: Stored) -> StudyState {
    match state {
        Stored::Ready => StudyState::Ready,
        Stored::Running => StudyState::Running,
        Stored::Paused => StudyState::Paused,
        Stored::PausedByLock => StudyState::PausedByLock,
        Stored::Interrupted => StudyState::Interrupted,
        Stored::Finished => StudyState::Finished,
        Stored::Failed => StudyState::Failed,
    }
}

/// The stored study that a request names.
///
/// # Errors
/// There is none of this number.
pub(crate) fn find(reading: Reading<'_>, study: u32) -> Result<isocenter_store::StudyRow, Error> {
    let row = reading.study(StudyId(study.into())).map_err(failure::vault)?;
    row.ok_or_else(|| Error::new(ErrorCode::BadInput, format!("there is no study {study}"), "choose one of the list"))
}

/// What a stored study asks.
///
/// # Errors
/// A study of a program that knows more.
pub(crate) fn study_of(row: &isocenter_store::StudyRow) -> Result<Study, Error> {
    Study::from_toml(&row.made.study).map_err(failure::eval)
}

/// What its answers depend on beyond its file, as exports and the report state it.
///
/// # Errors
/// A record of another program.
pub(crate) fn facts_of(row: &isocenter_store::StudyRow) -> Result<Vec<RunFact>, Error> {
    let Some(record) = &row.record else { return Ok(Vec::new()) };
    let record: StudyRecord = serde_json::from_str(record).map_err(|error| failure::internal(&error))?;
    Ok(record.facts())
}

/// Every study, newest first.
///
/// # Errors
/// A damaged vault.
pub(crate) fn rows(application: &Application, open: &OpenVault) -> Result<Vec<StudyRow>, Error> {
    let reading = open.vault.read();
    let words = Words::read(reading)?;
    let rows = reading.studies().map_err(failure::vault)?;
    rows.iter().rev().map(|row| words.row(application, row)).collect()
}

/// One study as the list shows it.
///
/// # Errors
/// A damaged vault.
pub(crate) fn row_of(
    application: &Application,
    reading: Reading<'_>,
    row: &isocenter_store::StudyRow,
) -> Result<StudyRow, Error> {
    Words::read(reading)?.row(application, row)
}

/// Names of cohorts and people.
struct Words {
    cohorts: BTreeMap<CohortId, String>,
    accounts: Vec<AccountRow>,
}

impl Words {
    fn read(reading: Reading<'_>) -> Result<Self, Error> {
        let cohorts = reading.cohorts().map_err(failure::vault)?;
        let cohorts = cohorts.into_iter().map(|CohortRow { id, name, .. }| (id, name)).collect();
        Ok(Self { cohorts, accounts: reading.accounts().map_err(failure::vault)? })
    }

    fn row(&self, application: &Application, row: &isocenter_store::StudyRow) -> Result<StudyRow, Error> {
        let study = study_of(row)?;
        let mut models: Vec<String> = Vec::new();
        for model in &study.models {
            if !models.contains(&model.label) {
                models.push(model.label.clone());
            }
        }
        let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        let made_by = row.made_by.and_then(|id| self.accounts.iter().find(|account| account.id == id));
        let live = application.studies().current().filter(|progress| i64::from(progress.study) == row.id.0);
        Ok(StudyRow {
            study: number(row.id.0),
            name: row.made.name.clone(),
            state: wire_state(row.state),
            is_demonstration: study.is_demonstration(),
            cohort: self.cohorts.get(&row.made.cohort).cloned().unwrap_or_default(),
            models,
            tasks: study.tasks().map(Into::into).collect(),
            temperatures: study.sampling.temperatures.iter().map(|temperature| temperature.value()).collect(),
            seed: study.sampling.seed,
            stored: live.map_or(number(row.stored), |progress| progress.done.max(number(row.stored))),
            planned: number(row.made.planned),
            elapsed_s: row.elapsed_ms as f64 / 1000.0,
            sha256: row.made.sha256.to_string(),
            made: application.local_time_of(row.made_at_us),
            made_by: made_by.map(|account| account.display_name.clone()).unwrap_or_default(),
            changed: application.local_time_of(row.changed_at_us),
            failure: row.failure.clone(),
        })
    }
}

/// Studies that count as running and do not run in this process were interrupted: the vault learns it at sign-in.
///
/// # Errors
/// A damaged vault, a full disk.
pub(crate) fn settle_interrupted(application: &Application, session: &mut Session) -> Result<(), Error> {
    let running = application.studies().current().map(|progress| i64::from(progress.study));
    let Some(open) = session.if_open() else { return Ok(()) };
    for row in open.vault.read().studies().map_err(failure::vault)? {
        if row.state != Stored::Running || running == Some(row.id.0) {
            continue;
        }
        let interrupted = StudyProgress { state: Stored::Interrupted, elapsed_ms: row.elapsed_ms, failure: None };
        let mut change = open.vault.write_as_program().map_err(failure::vault)?;
        change.set_study_progress(row.id, &interrupted).map_err(failure::vault)?;
        let entry = AuditEntry::new(Action::StudyPaused, subject(row.id)).because("program_ended");
        change.commit(&[entry]).map_err(failure::vault)?;
    }
    Ok(())
}
