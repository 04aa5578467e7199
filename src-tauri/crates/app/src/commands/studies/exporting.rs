//! What a finished study leaves as files: the same as the command line writes. Its tables hold texts of patients, so it is asked for by a
//! person who runs studies, and stands in the audit log.

use std::path::Path;

use isocenter_store::{Action, AuditEntry};

use super::reading::opened;
use crate::application::Application;
use crate::commands::report_sections;
use crate::error::Error;
use crate::permission::Permission;
use crate::study::{Places, STUDY, model_cards};
use crate::wire::FigureTheme;
use crate::{failure, files, vault_study};

/// Every figure of a finished study, drawn for the window's theme.
///
/// # Errors
/// Not permitted; one that is not finished.
pub fn study_figures(
    application: &Application,
    study: u32,
    theme: FigureTheme,
) -> Result<Vec<crate::wire::StudyFigure>, Error> {
    let (open, _) = opened(application, study)?;
    open.ask(move |scored| vault_study::figures(scored, theme))?
}

/// Writes numbers, tables, figures, the report and the study file into `folder`; gives the folder's name.
///
/// # Errors
/// Not permitted; one that is not finished; a folder that cannot be written.
pub fn export_study(application: &Application, study: u32, folder: &Path) -> Result<String, Error> {
    let sections = {
        let mut session = application.session();
        let reading = session.open_for(Permission::Evaluate)?.vault.read();
        report_sections(application, reading, isocenter_store::StudyId(study.into()))?
    };
    let (open, row) = opened(application, study)?;
    let (to, made) = (folder.to_owned(), application.local_time());
    open.ask(move |scored| {
        let text = scored.study.to_toml().map_err(failure::eval)?;
        files::write_whole(&to.join(STUDY), text.as_bytes())?;
        let cards = model_cards(scored.evaluation, &Places::beside(Path::new("")));
        scored.outputs.write(&to, &cards, &sections, &made)
    })??;
    let mut session = application.session();
    let vault = &mut session.open_for(Permission::Evaluate)?.vault;
    let id = isocenter_store::StudyId(row.study.into());
    let entry = AuditEntry::new(Action::Exported, vault_study::subject(id));
    vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
    Ok(files::name_of(folder))
}
