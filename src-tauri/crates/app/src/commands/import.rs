//! Import from the window: choose two exports, look at what was recognised, read them into the vault.

use std::path::{Path, PathBuf};

use isocenter_curate::{CaseNumbers, DateTreatment, PseudonymKey, RuleSet};
use isocenter_lm::CancelToken;
use isocenter_store::{
    Action, AuditEntry, AuditValue, CohortId, IdentifierRow, ImportIssueRow, NewCase, NewCohort, Subject, SubjectKind,
    Vault,
};

use super::correction::corrected_cohort;
use crate::application::Application;
use crate::error::Error;
use crate::exports::{CuratedExports, Curation, ExportFiles, ImportProgress, name_of};
use crate::failure;
use crate::files;
use crate::pending_import::PendingImport;
use crate::permission::Permission;
use crate::rows::{CohortSources, SourceFile, dropped_row, identifiers_of, kept_row};
use crate::wire::{Correction, ErrorCode, ExportDifference, ImportEvent, ImportInspection, MappingChange};

/// Setting under which the key of the pseudonyms is kept, hexadecimal.
const PSEUDONYM_KEY: &str = "pseudonym_key";

/// Looks at two chosen files.
///
/// # Errors
/// Not permitted; files that are no such exports.
pub fn inspect_exports(application: &Application, paths: &[PathBuf]) -> Result<ImportInspection, Error> {
    application.session().permit(Permission::Curate)?;
    let pending = PendingImport::of(paths)?;
    let view = pending.view()?;
    *application.import() = Some(pending);
    Ok(view)
}

/// Takes a choice of the mapping screen.
///
/// # Errors
/// Not permitted; no files chosen; something that cannot be chosen.
pub fn change_mapping(application: &Application, change: &MappingChange) -> Result<ImportInspection, Error> {
    application.session().permit(Permission::Curate)?;
    let mut import = application.import();
    let pending = import.as_mut().ok_or_else(nothing_chosen)?;
    pending.change(change)?;
    pending.view()
}

/// The mapping as the text of a file, to be used again.
///
/// # Errors
/// Not permitted; no files chosen.
pub fn mapping_file(application: &Application) -> Result<String, Error> {
    application.session().permit(Permission::Curate)?;
    let import = application.import();
    import.as_ref().ok_or_else(nothing_chosen)?.mapping.to_toml().map_err(failure::curation)
}

/// Writes a mapping file.
///
/// # Errors
/// A place that cannot be written.
pub fn write_mapping(to: &Path, text: &str) -> Result<(), Error> {
    files::write_whole(to, text.as_bytes())
}

/// Forgets the chosen files.
pub fn forget_import(application: &Application) {
    application.forget_import();
}

/// Stops the running import; nothing of it is kept.
pub fn cancel_import(application: &Application) {
    if let Some(pending) = application.import().as_ref() {
        pending.cancel.cancel();
    }
}

/// Reads both files into a new cohort. The same two files again give the cohort that is there, unchanged; corrected ones say what they
/// would change and change nothing until `correction` tells what becomes of them.
///
/// # Errors
/// Not permitted; an open question; rows that cannot be stored. Nothing is kept then. Cancelling is an event, no error.
pub fn import_exports(
    application: &Application,
    correction: Option<Correction>,
    sink: &mut dyn FnMut(ImportEvent),
) -> Result<(), Error> {
    application.session().permit(Permission::Curate)?;
    let (files, mapping, dates, cancel) = {
        let mut import = application.import();
        let pending = import.as_mut().ok_or_else(nothing_chosen)?;
        pending.cancel = CancelToken::new();
        (pending.files.clone(), pending.mapping.clone(), pending.dates, pending.cancel.clone())
    };
    let source = Source { files: &files, mapping: &mapping, dates, cancel: &cancel };
    let imported = read_into_vault(application, &source, correction, sink);
    if cancel.is_cancelled() {
        sink(ImportEvent::Cancelled);
        return Ok(());
    }
    match imported? {
        Imported::Cohort(cohort) => {
            application.forget_import();
            sink(ImportEvent::Finished { cohort: cohort.0.to_string() });
        }
        Imported::Differs(difference) => sink(ImportEvent::Differs { difference }),
    }
    Ok(())
}

/// What is read.
pub(super) struct Source<'a> {
    pub(super) files: &'a ExportFiles,
    pub(super) mapping: &'a isocenter_curate::Mapping,
    pub(super) dates: DateTreatment,
    pub(super) cancel: &'a CancelToken,
}

impl Source<'_> {
    /// As the vault keeps it.
    pub(super) fn sources(&self, read: &CuratedExports) -> CohortSources {
        CohortSources {
            diagnoses: SourceFile { path: self.files.diagnoses.clone() },
            plans: SourceFile { path: self.files.plans.clone() },
            mapping: self.mapping.clone(),
            dates: self.dates,
            print: read.import.print().clone(),
        }
    }
}

/// How an import ended.
pub(super) enum Imported {
    /// The cohort that was made, changed, or there already.
    Cohort(CohortId),
    /// Nothing was done: a person has to choose.
    Differs(ExportDifference),
}

pub(super) fn read_into_vault(
    application: &Application,
    source: &Source<'_>,
    correction: Option<Correction>,
    sink: &mut dyn FnMut(ImportEvent),
) -> Result<Imported, Error> {
    // The vault is not held while the files are read: it can be locked meanwhile, and then nothing is kept.
    let key = {
        let mut session = application.session();
        pseudonym_key(&mut session.open_for(Permission::Curate)?.vault)?
    };
    let numbers = CaseNumbers::default();
    let how = Curation {
        mapping: source.mapping,
        rules: &RuleSet::default(),
        key: &key,
        dates: source.dates,
        numbers: &numbers,
        today: application.today(),
        cancel: source.cancel,
    };
    let began = application.elapsed();
    let mut progress = |event| sink(wire_progress(event, application.elapsed().saturating_sub(began).as_secs_f64()));
    let read = source.files.curate(&how, &mut progress)?;
    let corrected = {
        let mut session = application.session();
        let vault = &mut session.open_for(Permission::Curate)?.vault;
        if let Some(same) = cohort_of_same_files(vault, &read)? {
            return Ok(Imported::Cohort(same));
        }
        match corrected_cohort(vault, &read)? {
            Some(corrected) if correction != Some(Correction::Separate) => corrected,
            _ => return store(vault, source, &read).map(Imported::Cohort),
        }
    };
    match correction {
        Some(_) => corrected.replace(application, source, &key, &mut progress).map(Imported::Cohort),
        None => Ok(Imported::Differs(corrected.view())),
    }
}

fn wire_progress(event: ImportProgress, seconds: f64) -> ImportEvent {
    match event {
        ImportProgress::Reading { rows, share, is_second } => {
            let share = (share + f64::from(u8::from(is_second))) / 2.0;
            let seconds_left = (share > 0.05 && seconds > 0.5).then(|| seconds * (1.0 - share) / share);
            ImportEvent::Reading { rows: crate::count::count(rows), share, seconds_left }
        }
        ImportProgress::Curating { share } => ImportEvent::Curating { share },
    }
}

/// The key of this vault's pseudonyms, made at the first import.
pub(super) fn pseudonym_key(vault: &mut Vault) -> Result<PseudonymKey, Error> {
    if let Some(text) = vault.read().setting(PSEUDONYM_KEY).map_err(failure::vault)? {
        let bytes = key_from_hex(&text).ok_or_else(failure::damaged)?;
        return Ok(PseudonymKey::new(&bytes));
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| failure::vault(isocenter_store::Error::NoRandomness))?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut change = vault.write().map_err(failure::vault)?;
    change.set_setting(PSEUDONYM_KEY, &text).map_err(failure::vault)?;
    let entry = AuditEntry::new(Action::SettingChanged, Subject::new(SubjectKind::Setting, 0));
    change.commit(&[entry.changing(PSEUDONYM_KEY, None, None)]).map_err(failure::vault)?;
    Ok(PseudonymKey::new(&bytes))
}

fn key_from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn cohort_of_same_files(vault: &Vault, read: &CuratedExports) -> Result<Option<CohortId>, Error> {
    for row in vault.read().cohorts().map_err(failure::vault)? {
        if CohortSources::of(vault.read(), row.id)?.is_of(read.import.print()) {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

/// One transaction: the whole cohort or nothing.
fn store(vault: &mut Vault, source: &Source<'_>, read: &CuratedExports) -> Result<CohortId, Error> {
    let sources = source.sources(read);
    let rules = serde_json::to_string(&read.curated.rules).map_err(|error| failure::internal(&error))?;
    let cohort = NewCohort { name: free_name(vault, source)?, sources: sources.to_json()?, rules };
    let kept: Result<Vec<NewCase>, Error> = read.curated.cases.iter().map(kept_row).collect();
    let mut cases = kept?;
    cases.extend(read.curated.dropped.iter().map(dropped_row));
    let issues = issue_rows(read);
    let mut change = vault.write().map_err(failure::vault)?;
    let id = change.insert_cohort(&cohort).map_err(failure::vault)?;
    change.insert_cases(id, &cases).map_err(failure::vault)?;
    let identifiers: Vec<IdentifierRow> = read.curated.cases.iter().flat_map(identifiers_of).collect();
    change.insert_identifiers(id, &identifiers).map_err(failure::vault)?;
    change.insert_import_issues(id, &issues).map_err(failure::vault)?;
    let count = AuditValue::Number(i64::try_from(cases.len()).unwrap_or(i64::MAX));
    let entry = AuditEntry::new(Action::CohortImported, Subject::new(SubjectKind::Cohort, id.0));
    change.commit(&[entry.changing("cases", None, Some(count))]).map_err(failure::vault)?;
    Ok(id)
}

/// What was set aside or noted, as the vault stores it.
pub(super) fn issue_rows(read: &CuratedExports) -> Vec<ImportIssueRow> {
    let row = |issue: &isocenter_curate::Issue| ImportIssueRow {
        file: issue.file.name().to_owned(),
        row: issue.row,
        column: issue.column.clone(),
        reason: issue.reason.label().to_owned(),
    };
    read.import.issues().iter().map(row).collect()
}

/// The name of the diagnosis file, with a number where a cohort has it already.
fn free_name(vault: &Vault, source: &Source<'_>) -> Result<String, Error> {
    let taken: Vec<String> =
        vault.read().cohorts().map_err(failure::vault)?.into_iter().map(|cohort| cohort.name).collect();
    let file = name_of(&source.files.diagnoses);
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned();
    let names = std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem} {n}")));
    Ok(names.into_iter().find(|name| !taken.contains(name)).unwrap_or(stem))
}

fn nothing_chosen() -> Error {
    Error::new(ErrorCode::BadInput, "no exports are chosen", "choose the two files first")
}
