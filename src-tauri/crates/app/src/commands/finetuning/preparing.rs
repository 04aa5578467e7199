//! Before a run: settings, data sets, what would be learned and what stands in the way.

use std::path::Path;

use crate::application::Application;
use crate::error::Error;
use crate::finetuning::preparation::{Prepared, prepare};
use crate::finetuning::{data_set, preview, recipe_form};
use crate::permission::Permission;
use crate::wire::{
    DataSetView, ErrorCode, ExamplePreview, PreviewChoice, RecipeDescription, RunPreparation, RunRequest,
};

/// Every setting with its words, and the presets.
///
/// # Errors
/// Not permitted.
pub fn recipe_description(application: &Application) -> Result<RecipeDescription, Error> {
    application.session().permit(Permission::FineTune)?;
    Ok(recipe_form::description())
}

/// The data sets there are to learn from.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn data_sets(application: &Application) -> Result<Vec<DataSetView>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let mut views = match session.if_open() {
        Some(open) => data_set::splits(open.vault.read())?,
        None => Vec::new(),
    };
    if let Some(path) = application.data().file() {
        // A file that is gone or broken meanwhile is no data set any more.
        views.extend(application.data().choose_file(&path).ok());
    }
    Ok(views)
}

/// Takes a file of lines `{"prompt", "answer"}` as a data set.
///
/// # Errors
/// Not permitted; a file that cannot be read, or a line that is none, by its number.
pub fn choose_data_file(application: &Application, path: &Path) -> Result<DataSetView, Error> {
    application.session().permit(Permission::FineTune)?;
    application.data().choose_file(path)
}

/// Everything that can be said before a run.
///
/// # Errors
/// Not permitted. What is wrong with the request is in the answer.
pub fn prepare_run(application: &Application, request: &RunRequest) -> Result<RunPreparation, Error> {
    prepare(application, request).map(|prepared| prepared.view)
}

/// One case exactly as it will be learned.
///
/// # Errors
/// Not permitted; a request that cannot be prepared so far; no such case.
pub fn preview_example(
    application: &Application,
    request: &RunRequest,
    choice: &PreviewChoice,
) -> Result<ExamplePreview, Error> {
    let Prepared { config, base, set, sides, view, .. } = prepare(application, request)?;
    let (Some(config), Some((_, base)), Some(set), Some(sides), Some(lengths)) =
        (config, base, set, sides, view.lengths)
    else {
        let why = view.problems.first().map(|problem| problem.words.clone()).unwrap_or_default();
        return Err(
            Error::new(ErrorCode::BadInput, "nothing can be shown yet", "solve what is named first").with_detail(why)
        );
    };
    preview::preview(&base, &set, &sides, config.loss_on, lengths.limit as usize, choice)
}
