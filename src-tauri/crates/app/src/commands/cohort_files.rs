//! What leaves the vault as a file: the funnel as a picture, the rows that were set aside. Neither names a patient.

use std::path::Path;

use isocenter_chart::PictureFormat;
use isocenter_curate::csv_cell;
use isocenter_store::{Action, AuditEntry, CohortId, Subject, SubjectKind};

use super::curation::row_of;
use crate::application::Application;
use crate::error::Error;
use crate::exports::name_of;
use crate::permission::Permission;
use crate::session::OpenVault;
use crate::wire::PictureKind;
use crate::{failure, files, funnel_words};

/// Writes the funnel as a picture; the file's name is the answer.
///
/// # Errors
/// Not permitted; a place that cannot be written.
pub fn export_funnel(application: &Application, cohort: &str, kind: PictureKind, to: &Path) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let row = row_of(open.vault.read(), cohort)?;
    let funnel = open.with_facts(&row, crate::cohort_facts::CohortFacts::funnel)?;
    let format = match kind {
        PictureKind::Svg => PictureFormat::Svg,
        PictureKind::Png => PictureFormat::Png,
    };
    let picture = funnel_words::figure(&funnel)?.render(format).map_err(|error| failure::internal(&error))?;
    write(open, row.id, to, &picture)
}

/// Writes the rows that were set aside, as CSV; the file's name is the answer.
///
/// # Errors
/// Not permitted; a place that cannot be written.
pub fn export_issues(application: &Application, cohort: &str, to: &Path) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let row = row_of(open.vault.read(), cohort)?;
    let mut text = String::from("file,row,column,reason\r\n");
    for issue in open.vault.read().import_issues(row.id).map_err(failure::vault)? {
        let column = issue.column.unwrap_or_default();
        let cells = [issue.file, issue.row.to_string(), column, issue.reason];
        let cells: Vec<_> = cells.iter().map(|cell| csv_cell(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    write(open, row.id, to, text.as_bytes())
}

fn write(open: &mut OpenVault, cohort: CohortId, to: &Path, bytes: &[u8]) -> Result<String, Error> {
    files::write_whole(to, bytes)?;
    let entry = AuditEntry::new(Action::Exported, Subject::new(SubjectKind::Cohort, cohort.0));
    open.vault.write().map_err(failure::vault)?.commit(&[entry]).map_err(failure::vault)?;
    Ok(name_of(to))
}
