//! Switching a rule of the selection: the exports are read once more, and what people decided stays where the text is the same.

use isocenter_curate::{RuleSet, RuleSwitch};
use isocenter_lm::CancelToken;
use isocenter_store::{Action, AuditEntry, AuditValue, CohortId, CohortState, Subject, SubjectKind};

use super::curation::{row_of, view_of};
use super::import::pseudonym_key;
use super::replacement::{Replacement, numbers_of, replace};
use crate::application::Application;
use crate::error::Error;
use crate::exports::{Curation, ExportFiles};
use crate::failure;
use crate::permission::Permission;
use crate::rows::CohortSources;
use crate::wire::{CohortView, ErrorCode};

/// Switches a rule and selects anew.
///
/// # Errors
/// Not permitted; a frozen cohort; no such rule; exports that are not where they were or not what they were. Nothing is changed then.
pub fn switch_rule(application: &Application, cohort: &str, rule: &str, is_on: bool) -> Result<CohortView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let row = row_of(open.vault.read(), cohort)?;
    if row.state == CohortState::Frozen {
        return Err(failure::vault(isocenter_store::Error::CohortFrozen { cohort: row.id.0 }));
    }
    let mut rules: RuleSet = serde_json::from_str(&row.rules).map_err(|error| failure::internal(&error))?;
    let switch = if is_on { RuleSwitch::On } else { RuleSwitch::Off };
    rules.switch_by_name(rule, switch).map_err(failure::curation)?;
    let sources = CohortSources::of(open.vault.read(), row.id)?;
    let files = ExportFiles { diagnoses: sources.diagnoses.path.clone(), plans: sources.plans.path.clone() };
    let before = open.vault.read().cases(row.id).map_err(failure::vault)?;
    let key = pseudonym_key(&mut open.vault)?;
    let how = Curation {
        mapping: &sources.mapping,
        rules: &rules,
        key: &key,
        dates: sources.dates,
        numbers: &numbers_of(&before)?,
        today: application.today(),
        cancel: &CancelToken::new(),
    };
    let read = files.curate(&how, &mut |_| ())?;
    if !sources.is_of(read.import.print()) {
        return Err(Error::new(
            ErrorCode::BadExport,
            "the exports are not what they were when this cohort was made",
            "import them as a new cohort",
        ));
    }
    let what = Replacement { cohort: row.id, before: &before, read: &read, rules: &rules, sources: None };
    replace(&mut open.vault, &what, entry(row.id, switch))?;
    open.forget_facts(row.id);
    view_of(open, &row_of(open.vault.read(), cohort)?)
}

fn entry(cohort: CohortId, switch: RuleSwitch) -> AuditEntry {
    let code = |switch| AuditValue::Code(if switch == RuleSwitch::On { "on" } else { "off" });
    let old = if switch == RuleSwitch::On { RuleSwitch::Off } else { RuleSwitch::On };
    let entry = AuditEntry::new(Action::RuleChanged, Subject::new(SubjectKind::Cohort, cohort.0));
    entry.changing("rule", Some(code(old)), Some(code(switch)))
}
