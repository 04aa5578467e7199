//! Corrected exports: which cohort they correct, what they would change in it, and the change itself.

use isocenter_curate::{CaseNumbers, Difference, Field, RuleSet};
use isocenter_store::{Action, AuditEntry, AuditValue, CohortId, CohortRow, CohortState, Subject, SubjectKind, Vault};

use super::import::Source;
use super::replacement::{Replacement, numbers_of, replace};
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::exports::{CuratedExports, Curation, ProgressSink};
use crate::failure;
use crate::permission::Permission;
use crate::rows::CohortSources;
use crate::wire::{ChangedCase, ExportDifference};

/// A cohort that the exports correct.
pub(super) struct Corrected {
    row: CohortRow,
    difference: Difference,
}

/// The newest cohort that may still change and shares at least half of the patients.
///
/// # Errors
/// A damaged vault.
pub(super) fn corrected_cohort(vault: &Vault, read: &CuratedExports) -> Result<Option<Corrected>, Error> {
    let rows = vault.read().cohorts().map_err(failure::vault)?;
    for row in rows.into_iter().rev().filter(|row| row.state == CohortState::Draft) {
        let before = vault.read().cases(row.id).map_err(failure::vault)?;
        let mut numbers: CaseNumbers = numbers_of(&before)?;
        numbers.extend(read.import.patients());
        let sources = CohortSources::of(vault.read(), row.id)?;
        let difference = isocenter_curate::difference(&sources.print, read.import.print(), &numbers);
        let patients = read.import.patients().len();
        if patients.saturating_sub(difference.added.len()) * 2 >= patients {
            return Ok(Some(Corrected { row, difference }));
        }
    }
    Ok(None)
}

impl Corrected {
    /// As the window shows it.
    pub(super) fn view(&self) -> ExportDifference {
        let words = |fields: &[Field]| fields.iter().map(|field| field.name().replace('_', " ")).collect::<Vec<_>>();
        let changed = self.difference.changed.iter().map(|change| ChangedCase {
            case: change.case.to_string(),
            fields: [words(&change.diagnosis_fields), words(&change.plan_fields)].concat().join(", "),
        });
        ExportDifference {
            cohort: self.row.id.0.to_string(),
            name: self.row.name.clone(),
            added: count(self.difference.added.len() as u64),
            removed: count(self.difference.removed.len() as u64),
            changed: changed.collect(),
        }
    }

    /// Reads the exports once more, so that patients keep their case ids, and puts the cases into the cohort's place.
    ///
    /// # Errors
    /// As an import.
    pub(super) fn replace(
        self,
        application: &Application,
        source: &Source<'_>,
        key: &isocenter_curate::PseudonymKey,
        sink: &mut ProgressSink<'_>,
    ) -> Result<CohortId, Error> {
        let id = self.row.id;
        let rules: RuleSet = serde_json::from_str(&self.row.rules).map_err(|error| failure::internal(&error))?;
        let before = {
            let mut session = application.session();
            session.open_for(Permission::Curate)?.vault.read().cases(id).map_err(failure::vault)?
        };
        let how = Curation {
            mapping: source.mapping,
            rules: &rules,
            key,
            dates: source.dates,
            numbers: &numbers_of(&before)?,
            today: application.today(),
            cancel: source.cancel,
        };
        let read = source.files.curate(&how, sink)?;
        let sources = source.sources(&read);
        let mut session = application.session();
        let open = session.open_for(Permission::Curate)?;
        let number = |cases: usize| Some(AuditValue::Number(i64::try_from(cases).unwrap_or(i64::MAX)));
        let entry = AuditEntry::new(Action::CohortImported, Subject::new(SubjectKind::Cohort, id.0));
        let entry = entry.changing("cases", number(before.len()), number(read.import.patients().len()));
        let what = Replacement { cohort: id, before: &before, read: &read, rules: &rules, sources: Some(&sources) };
        replace(&mut open.vault, &what, entry)?;
        open.forget_facts(id);
        Ok(id)
    }
}
