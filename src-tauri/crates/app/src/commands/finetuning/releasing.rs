//! Release of a run's adapter to the clinic, and the way back.

use isocenter_domain::Task;
use isocenter_store::{
    AccountId, AccountRow, Action, AuditEntry, AuditValue, Hash, NewRelease, ReleaseAct, TrainingRunId,
};
use jiff::Timestamp;

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::finetuning::adapter_proof;
use crate::finetuning::registry;
use crate::finetuning::release::{Release, ReleaseKey, adapters_of, in_use};
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_record::hash_name;
use crate::model_catalogue;
use crate::permission::Permission;
use crate::session::Session;
use crate::wire::{ErrorCode, ReleaseRow, ReleaseView, Task as WireTask};

/// Lets the adapter of a run answer for its task from now on.
///
/// # Errors
/// Not permitted; a run without an adapter or without a task; an adapter that is not the one the run wrote.
pub fn release_run(application: &Application, run: u32) -> Result<Vec<ReleaseView>, Error> {
    let mut session = application.session();
    session.permit(Permission::Release)?;
    let record = registry::record(application, &mut session, run)?;
    let root = session.runs_root();
    let refused = |what: String, remedy: &str| Error::new(ErrorCode::BadInput, what, remedy);
    let Some(task) = record.data.task.filter(|_| record.ended_with_adapter()) else {
        return Err(refused(
            format!("run {run} has no adapter for a task of the clinic"),
            "choose a finished run that learned from a frozen split",
        ));
    };
    let written = record.hash(hash_name::ADAPTER).unwrap_or_default().to_owned();
    let folder = RunFolder::of(&root, run).map(|folder| folder.adapter());
    let folder = adapter_proof::unchanged(folder.as_deref(), run, &written)?;
    adapter_proof::fits(&folder, task.into(), &record.base.place)?;
    let adapter =
        Hash::from_hex(&written).ok_or_else(|| refused(format!("run {run} has no adapter"), "choose another"))?;
    let key = (record.base.id.clone(), Task::from(task));
    let open = session.if_open().ok_or_else(no_vault)?;
    let before = in_use(open.vault.read())?.remove(&key).map(|release| release.run);
    if before == Some(run) {
        return Err(refused(format!("run {run} is released already"), "nothing is to be done"));
    }
    let release = NewRelease {
        model: key.0,
        task: key.1.name().to_owned(),
        run: TrainingRunId(run.into()),
        adapter,
        act: ReleaseAct::Released,
    };
    commit(&mut session, &release, Action::AdapterReleased, run, before, Some(run))?;
    application.forget_model();
    views(application, &mut session)
}

/// Takes the release back: the one before it answers again, or what came with the model.
///
/// # Errors
/// Not permitted; nothing is released there.
pub fn withdraw_release(application: &Application, model: &str, task: WireTask) -> Result<Vec<ReleaseView>, Error> {
    let mut session = application.session();
    session.permit(Permission::Release)?;
    let open = session.if_open().ok_or_else(no_vault)?;
    let key: ReleaseKey = (model.to_owned(), task.into());
    let holds = in_use(open.vault.read())?.remove(&key);
    let Some(Release { run, adapter_sha256, before, .. }) = holds else {
        return Err(Error::new(ErrorCode::BadInput, "nothing is released there", "look at the list of releases"));
    };
    let adapter = Hash::from_hex(&adapter_sha256).ok_or_else(|| registry::no_such_run(run))?;
    let release = NewRelease {
        model: key.0,
        task: key.1.name().to_owned(),
        run: TrainingRunId(run.into()),
        adapter,
        act: ReleaseAct::Withdrawn,
    };
    commit(&mut session, &release, Action::AdapterWithdrawn, run, Some(run), before)?;
    application.forget_model();
    views(application, &mut session)
}

fn commit(
    session: &mut Session,
    release: &NewRelease,
    action: Action,
    subject: u32,
    old: Option<u32>,
    new: Option<u32>,
) -> Result<(), Error> {
    let open = session.if_open().ok_or_else(no_vault)?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    change.insert_release(release).map_err(failure::vault)?;
    let number = |run: Option<u32>| run.map(|run| AuditValue::Number(run.into()));
    let entry = AuditEntry::new(action, registry::subject(subject)).changing("run", number(old), number(new));
    change.commit(&[entry]).map_err(failure::vault)?;
    Ok(())
}

fn no_vault() -> Error {
    Error::new(ErrorCode::BadInput, "a release is recorded in the vault, and there is none", "set up the vault first")
}

/// Which adapter answers for each task of each model that has one.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn releases(application: &Application) -> Result<Vec<ReleaseView>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    views(application, &mut session)
}

fn views(application: &Application, session: &mut Session) -> Result<Vec<ReleaseView>, Error> {
    let root = session.runs_root();
    let (holds, accounts) = match session.if_open() {
        Some(open) => (in_use(open.vault.read())?, open.vault.read().accounts().map_err(failure::vault)?),
        None => Default::default(),
    };
    let mut views = Vec::new();
    for located in model_catalogue::located(application) {
        let summary = model_catalogue::describe(&located);
        for task in Task::ALL {
            let key = (located.id.clone(), task);
            let view = match holds.get(&key) {
                Some(release) => {
                    let one = [(key, release.clone())].into_iter().collect();
                    let problem = adapters_of(&one, &root, &located.id).err();
                    Some(ReleaseView {
                        model: located.id.clone(),
                        model_name: summary.name.clone(),
                        task: task.into(),
                        run: Some(release.run),
                        adapter_sha256: release.adapter_sha256.clone(),
                        since: local(release.since_us),
                        released_by: name_of(release.by, &accounts),
                        before: release.before,
                        problem: problem.map(|error| error.to_string()),
                    })
                }
                None if summary.tasks.contains(&task.into()) => Some(ReleaseView {
                    model: located.id.clone(),
                    model_name: summary.name.clone(),
                    task: task.into(),
                    run: None,
                    adapter_sha256: String::new(),
                    since: String::new(),
                    released_by: String::new(),
                    before: None,
                    problem: None,
                }),
                None => None,
            };
            views.extend(view);
        }
    }
    Ok(views)
}

/// Every release and withdrawal, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn release_history(application: &Application) -> Result<Vec<ReleaseRow>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let Some(open) = session.if_open() else { return Ok(Vec::new()) };
    let reading = open.vault.read();
    let accounts = reading.accounts().map_err(failure::vault)?;
    let names: Vec<(String, String)> = model_catalogue::located(application)
        .iter()
        .map(|located| (located.id.clone(), model_catalogue::describe(located).name))
        .collect();
    let rows = reading.releases().map_err(failure::vault)?;
    let row = |row: &isocenter_store::ReleaseRow| {
        let task: Task = row.release.task.parse().ok()?;
        let name = names.iter().find(|(id, _)| *id == row.release.model).map(|(_, name)| name.clone());
        Some(ReleaseRow {
            model_name: name.unwrap_or_else(|| row.release.model.clone()),
            task: task.into(),
            run: u32::try_from(row.release.run.0).ok()?,
            is_release: row.release.act == ReleaseAct::Released,
            at: local(row.made_at_us),
            by: name_of(row.made_by, &accounts),
        })
    };
    Ok(rows.iter().rev().filter_map(row).collect())
}

fn name_of(account: Option<AccountId>, accounts: &[AccountRow]) -> String {
    let known = account.and_then(|account| accounts.iter().find(|row| row.id == account));
    known.map_or_else(|| "Isocenter".to_owned(), |row| row.display_name.clone())
}

fn local(at_us: i64) -> String {
    let moment = Timestamp::from_microsecond(at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
