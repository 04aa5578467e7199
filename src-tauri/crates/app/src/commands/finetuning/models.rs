//! The base models: found, added by a person, hashed, taken off the list.

use std::path::Path;

use isocenter_lm::CancelToken;
use isocenter_lm::memory_budget::MachineMemory;
use isocenter_store::{Action, AuditEntry, BaseModelListing, BaseModelRow, Hash, Subject, SubjectKind};
use isocenter_train::RecipeConfig;

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::finetuning::forecast::Longest;
use crate::finetuning::{base_model, forecast, licence, registry};
use crate::model_catalogue::{self, Located};
use crate::permission::Permission;
use crate::session::Session;
use crate::wire::{BaseModelKind, BaseModelView, ErrorCode};

/// Case for which the list says what a model needs.
const USUAL_CASE: Longest = Longest { case: 512, answer: 64 };

/// Every base model, those that cannot be used with their reason.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn base_models(application: &Application) -> Result<Vec<BaseModelView>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    views(application, &mut session)
}

fn views(application: &Application, session: &mut Session) -> Result<Vec<BaseModelView>, Error> {
    let rows = rows(session)?;
    let runs: Vec<String> = registry::records(application, session)?.into_iter().map(|record| record.base.id).collect();
    let located = model_catalogue::located(application);
    Ok(located.iter().map(|located| view(application, located, &rows, &runs)).collect())
}

fn rows(session: &mut Session) -> Result<Vec<BaseModelRow>, Error> {
    match session.if_open() {
        Some(open) => open.vault.read().base_models().map_err(failure::vault),
        None => Ok(Vec::new()),
    }
}

fn view(application: &Application, located: &Located, rows: &[BaseModelRow], runs: &[String]) -> BaseModelView {
    let place = &located.folder;
    let summary = model_catalogue::describe(located);
    let opened = application.bases().open(place).ok();
    let config = RecipeConfig::default();
    let needs = opened
        .as_ref()
        .map(|base| forecast::needs(&config, base, USUAL_CASE, MachineMemory::read()))
        .unwrap_or_default();
    BaseModelView {
        id: located.id.clone(),
        name: summary.name,
        kind: if place.is_file() { BaseModelKind::Gguf } else { BaseModelKind::Folder },
        place: place.display().to_string(),
        architecture: summary.architecture,
        parameters: summary.parameters,
        context_tokens: opened
            .as_ref()
            .map_or(0, |base| u32::try_from(base.config.max_position_embeddings).unwrap_or(u32::MAX)),
        weights_mb: summary.weights_mb,
        stored_as: stored_as(summary.weights_mb * 1e6, summary.parameters),
        sha256: base_model::known_hash(rows, place),
        licence: licence::note_of(place),
        needs,
        runs: u32::try_from(runs.iter().filter(|id| **id == located.id).count()).unwrap_or(u32::MAX),
        is_demonstration: summary.is_demonstration,
        can_be_removed: application.bases().added().contains(place),
        problem: summary.problem,
    }
}

/// From the bytes of a number on disk, so it holds for every container.
fn stored_as(bytes: f64, parameters: u64) -> String {
    if parameters == 0 {
        return String::new();
    }
    let bits = 8.0 * bytes / parameters as f64;
    match bits {
        bits if bits > 24.0 => "32-bit".to_owned(),
        bits if bits > 12.0 => "16-bit".to_owned(),
        bits => format!("{bits:.1} bits a number"),
    }
}

/// Puts the model of a folder or a file on the list, if it is one.
///
/// # Errors
/// Not permitted; without a vault; a place that holds no model that can be used.
pub fn add_base_model(application: &Application, place: &Path) -> Result<BaseModelView, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    application.bases().open(place)?;
    let is_found = |known: &Located| known.folder == place;
    if let Some(known) = model_catalogue::located(application).iter().find(|known| is_found(known)) {
        let what = format!("{} is on the list already", known.id);
        return Err(Error::new(ErrorCode::BadInput, what, "choose it there"));
    }
    list(application, &mut session, place, BaseModelListing::Added, Action::ModelAdded)?;
    let views = views(application, &mut session)?;
    let added = views.into_iter().find(|view| Path::new(&view.place) == place);
    added.ok_or_else(|| Error::new(ErrorCode::ModelMissing, "the model is gone again", "check the disk it lies on"))
}

/// Takes a model off the list; its files stay.
///
/// # Errors
/// Not permitted; a model that nobody added; one that a run of this process reads or will read.
pub fn remove_base_model(application: &Application, model: &str) -> Result<Vec<BaseModelView>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let located = base_model::find(application, model)?;
    if application.runs().bases().contains(&located.id) {
        return Err(Error::new(
            ErrorCode::Busy,
            "a run on this model has the machine or waits for it",
            "wait until it has finished, or cancel it",
        ));
    }
    if !application.bases().added().contains(&located.folder) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "this model lies where Isocenter looks for models",
            "move its folder away to take it off the list",
        ));
    }
    list(application, &mut session, &located.folder, BaseModelListing::Removed, Action::ModelRemoved)?;
    views(application, &mut session)
}

fn list(
    application: &Application,
    session: &mut Session,
    place: &Path,
    listing: BaseModelListing,
    action: Action,
) -> Result<(), Error> {
    let open = session.if_open().ok_or_else(|| {
        Error::new(
            ErrorCode::BadInput,
            "a list of models is kept in the vault, and there is none",
            "set up the vault, or put the model into the folder of models",
        )
    })?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    let id = change.list_base_model(&place.display().to_string(), listing).map_err(failure::vault)?;
    let entry = AuditEntry::new(action, Subject::new(SubjectKind::BaseModel, id.0));
    change.commit(&[entry]).map_err(failure::vault)?;
    application.bases().look(open.vault.read())
}

/// Reads a model whole and keeps its hash while its files stay the same.
///
/// # Errors
/// Not permitted; no such model; one that cannot be read.
pub fn hash_base_model(application: &Application, model: &str) -> Result<BaseModelView, Error> {
    application.session().permit(Permission::FineTune)?;
    let located = base_model::find(application, model)?;
    let files = base_model::files_of(&located.folder);
    // Not with the session held: reading 13 GB takes a while.
    let sha256 = isocenter_lm::sha256_of_model(&located.folder, &CancelToken::new()).map_err(failure::lm)?;
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    if let (Some(open), Some(content)) = (session.if_open(), Hash::from_hex(&sha256)) {
        let place = located.folder.display().to_string();
        let known = open.vault.read().base_models().map_err(failure::vault)?;
        let mut change = open.vault.write().map_err(failure::vault)?;
        let id = match known.iter().find(|row| row.place == place) {
            Some(row) => row.id,
            None => change.list_base_model(&place, BaseModelListing::Found).map_err(failure::vault)?,
        };
        change.set_base_model_hash(id, content, &files).map_err(failure::vault)?;
        let entry = AuditEntry::new(Action::ModelHashed, Subject::new(SubjectKind::BaseModel, id.0));
        change.commit(&[entry]).map_err(failure::vault)?;
    }
    let rows = rows(&mut session)?;
    let runs: Vec<String> =
        registry::records(application, &mut session)?.into_iter().map(|record| record.base.id).collect();
    Ok(BaseModelView { sha256: Some(sha256), ..view(application, &located, &rows, &runs) })
}
