//! The models on this machine: which folders and GGUF files are models, and what each is. Reads headers only, never
//! weights.

use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_lm::{Architecture, ModelSource, is_gguf_file};
use serde::Deserialize;

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letters::adapter::drafts_letters;
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion_model::{adapter_folder, tasks_with_adapter};
use crate::wire::{ErrorCode, ModelSummary};

/// A file of any of these names makes a folder a model, if perhaps a broken one.
const SIGNS: [&str; 5] =
    ["config.json", "tokenizer.json", "model.safetensors", "model.safetensors.index.json", MARK_FILE];
/// Says what a model is called and whether it is a demonstration.
pub(crate) const MARK_FILE: &str = "isocenter.json";
const BYTES_PER_MB: f64 = 1e6;

/// A folder or GGUF file that is a model, whole or broken, and the id by which requests name it.
pub(crate) struct Located {
    pub(crate) id: String,
    pub(crate) folder: PathBuf,
}

#[derive(Deserialize, Default)]
struct Mark {
    name: Option<String>,
    #[serde(default)]
    demonstration: bool,
}

/// Every model of every root, by root and then by name; then those that people added. No file is opened.
pub(crate) fn located(application: &Application) -> Vec<Located> {
    let mut found: Vec<Located> = Vec::new();
    let added = application.bases().added();
    for folder in application.model_roots().iter().flat_map(|root| model_folders(root)).chain(added) {
        if found.iter().any(|other| other.folder == folder) {
            continue;
        }
        let name = folder_name(&folder);
        let is_taken = found.iter().any(|other| other.id == name);
        let id = if is_taken { folder.display().to_string() } else { name };
        found.push(Located { id, folder });
    }
    found
}

fn folder_name(folder: &Path) -> String {
    folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned()
}

fn model_folders(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
        .flat_map(|path| match SIGNS.iter().any(|sign| path.join(sign).exists()) || is_gguf_file(&path) {
            true => vec![path],
            false => gguf_models(&path),
        })
        .collect();
    found.sort();
    found
}

/// A folder with one GGUF file is a model, a folder with several holds as many.
fn gguf_models(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_gguf_file(path)).collect();
    match files.len() {
        1 => vec![folder.to_owned()],
        _ => files,
    }
}

/// What the folder is; a folder that cannot be used says why.
pub(crate) fn describe(located: &Located) -> ModelSummary {
    read(located).0
}

/// What the folder is, refused if it cannot be used.
pub(crate) fn describe_usable(located: &Located) -> Result<ModelSummary, Error> {
    match read(located) {
        (summary, None) => Ok(summary),
        (_, Some(problem)) => Err(problem),
    }
}

fn read(located: &Located) -> (ModelSummary, Option<Error>) {
    let Located { id, folder } = located;
    let mark: Mark = std::fs::read(folder.join(MARK_FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut summary = ModelSummary {
        id: id.clone(),
        name: mark.name.unwrap_or_else(|| folder_name(folder)),
        architecture: String::new(),
        parameters: 0,
        is_demonstration: mark.demonstration,
        tasks: tasks_with_adapter(folder).into_iter().map(Into::into).collect(),
        released: Vec::new(),
        agreement: AgreementRecord::beside(&adapter_folder(folder, Task::Regimen))
            .and_then(|record| record.threshold()),
        drafts_letters: drafts_letters(folder),
        weights_mb: 0.0,
        problem: None,
    };
    match ModelSource::open(folder) {
        Ok(opened) => {
            summary.architecture = family(opened.architecture()).to_owned();
            summary.parameters = opened.config().parameter_count() as u64;
            summary.weights_mb = opened.weights_bytes() as f64 / BYTES_PER_MB;
            (summary, None)
        }
        Err(error) => {
            let problem = failure::lm(error);
            summary.problem = Some(problem.view());
            (summary, Some(problem))
        }
    }
}

fn family(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::Llama => "LLaMA",
        Architecture::Mistral => "Mistral",
    }
}

/// The model a request names.
pub(crate) fn find(application: &Application, id: &str) -> Result<Located, Error> {
    located(application).into_iter().find(|located| located.id == id).ok_or_else(|| {
        Error::new(ErrorCode::ModelMissing, format!("there is no model {id}"), "choose one of the models in the list")
    })
}

/// The model in a folder or file that the user named.
pub(crate) fn in_folder(folder: &Path) -> Result<Located, Error> {
    match folder.is_dir() || is_gguf_file(folder) {
        true => Ok(Located { id: folder_name(folder), folder: folder.to_owned() }),
        false => Err(Error::new(
            ErrorCode::ModelMissing,
            format!("there is no model folder or GGUF file {}", folder.display()),
            "check the path of the model",
        )),
    }
}

/// The first model that drafts letters.
pub(crate) fn first_that_drafts_letters(application: &Application) -> Result<Located, Error> {
    let drafts = |located: &Located| drafts_letters(&located.folder) && describe_usable(located).is_ok();
    located(application).into_iter().find(drafts).ok_or_else(|| {
        Error::new(
            ErrorCode::ModelMissing,
            "no model that drafts letters was found",
            "name one with --model, or put an adapter into adapters/letter of a model",
        )
    })
}

/// The first model that can answer all three tasks, or the first that can be used at all and is not for letters alone.
pub(crate) fn preferred(application: &Application) -> Result<Located, Error> {
    let mut usable: Vec<(Located, ModelSummary)> = located(application)
        .into_iter()
        .filter_map(|located| describe_usable(&located).ok().map(|summary| (located, summary)))
        .filter(|(_, summary)| !summary.only_drafts_letters())
        .collect();
    let complete = usable.iter().position(|(_, summary)| summary.tasks.len() == Task::ALL.len());
    match complete.or((!usable.is_empty()).then_some(0)) {
        Some(index) => Ok(usable.swap_remove(index).0),
        None => Err(Error::new(
            ErrorCode::ModelMissing,
            "no model was found",
            "name one with --model, or the folder of your models in ISOCENTER_MODELS",
        )),
    }
}
