//! Switching a rule of the selection: the exports are read once more, and what people decided stays where the text is the same.

use std::collections::BTreeMap;

use isocenter_curate::{CaseNumbers, RuleSet, RuleSwitch};
use isocenter_lm::CancelToken;
use isocenter_store::{
    Action, AuditEntry, AuditValue, CaseRow, CohortId, CohortState, IdentifierRow, NewCase, ReviewState, Subject,
    SubjectKind,
};

use super::curation::{row_of, view_of};
use super::import::{issue_rows, pseudonym_key};
use crate::application::Application;
use crate::error::Error;
use crate::exports::{Curation, ExportFiles};
use crate::failure;
use crate::permission::Permission;
use crate::rows::{CohortSources, dropped_row, identifiers_of, kept_row};
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
    let decided: BTreeMap<&str, &CaseRow> = before
        .iter()
        .filter(|case| case.case.review == ReviewState::Done)
        .map(|case| (case.case.label.as_str(), case))
        .collect();
    let kept: Result<Vec<NewCase>, Error> = read.curated.cases.iter().map(kept_row).collect();
    let kept = kept?.into_iter().map(|case| match decided.get(case.label.as_str()) {
        Some(old) if old.case.original == case.original => old.case.clone(),
        _ => case,
    });
    let cases: Vec<NewCase> = kept.chain(read.curated.dropped.iter().map(dropped_row)).collect();
    let rules_text = serde_json::to_string(&rules).map_err(|error| failure::internal(&error))?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    change.set_cohort_rules(row.id, &rules_text).map_err(failure::vault)?;
    change.drop_identifiers(row.id).map_err(failure::vault)?;
    change.delete_cases(row.id).map_err(failure::vault)?;
    change.insert_cases(row.id, &cases).map_err(failure::vault)?;
    let identifiers: Vec<IdentifierRow> = read.curated.cases.iter().flat_map(identifiers_of).collect();
    change.insert_identifiers(row.id, &identifiers).map_err(failure::vault)?;
    change.insert_import_issues(row.id, &issue_rows(&read)).map_err(failure::vault)?;
    change.commit(&[entry(row.id, switch)]).map_err(failure::vault)?;
    open.forget_facts(row.id);
    view_of(open, &row_of(open.vault.read(), cohort)?)
}

fn entry(cohort: CohortId, switch: RuleSwitch) -> AuditEntry {
    let code = |switch| AuditValue::Code(if switch == RuleSwitch::On { "on" } else { "off" });
    let old = if switch == RuleSwitch::On { RuleSwitch::Off } else { RuleSwitch::On };
    let entry = AuditEntry::new(Action::RuleChanged, Subject::new(SubjectKind::Cohort, cohort.0));
    entry.changing("rule", Some(code(old)), Some(code(switch)))
}

/// The numbers that patients have already.
fn numbers_of(cases: &[CaseRow]) -> Result<CaseNumbers, Error> {
    let number = |label: &str| label.rsplit('-').next().and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let numbers: serde_json::Map<String, serde_json::Value> =
        cases.iter().map(|case| (case.case.patient_key.clone(), number(&case.case.label).into())).collect();
    serde_json::from_value(numbers.into()).map_err(|error| failure::internal(&error))
}
