//! Other cases in the place of a cohort's: after a rule was switched or a corrected export was read. What people decided stays where the
//! text is the same.

use std::collections::BTreeMap;

use isocenter_curate::{CaseNumbers, RuleSet};
use isocenter_store::{AuditEntry, CaseRow, CohortId, IdentifierRow, NewCase, ReviewState, Vault};

use super::import::issue_rows;
use crate::error::Error;
use crate::exports::CuratedExports;
use crate::failure;
use crate::rows::{CohortSources, dropped_row, identifiers_of, kept_row};

/// What takes the place of what.
pub(super) struct Replacement<'a> {
    pub(super) cohort: CohortId,
    pub(super) before: &'a [CaseRow],
    pub(super) read: &'a CuratedExports,
    pub(super) rules: &'a RuleSet,
    /// Where the new cases are from, if from elsewhere.
    pub(super) sources: Option<&'a CohortSources>,
}

/// One transaction: all of it or nothing.
pub(super) fn replace(vault: &mut Vault, what: &Replacement<'_>, entry: AuditEntry) -> Result<(), Error> {
    let decided: BTreeMap<&str, &CaseRow> = what
        .before
        .iter()
        .filter(|case| case.case.review == ReviewState::Done)
        .map(|case| (case.case.label.as_str(), case))
        .collect();
    let curated = &what.read.curated;
    let kept: Result<Vec<NewCase>, Error> = curated.cases.iter().map(kept_row).collect();
    let kept = kept?.into_iter().map(|case| match decided.get(case.label.as_str()) {
        Some(old) if old.case.original == case.original && old.case.icd10 == case.icd10 => old.case.clone(),
        _ => case,
    });
    let cases: Vec<NewCase> = kept.chain(curated.dropped.iter().map(dropped_row)).collect();
    let identifiers: Vec<IdentifierRow> = curated.cases.iter().flat_map(identifiers_of).collect();
    let rules = serde_json::to_string(what.rules).map_err(|error| failure::internal(&error))?;
    let mut change = vault.write().map_err(failure::vault)?;
    change.set_cohort_rules(what.cohort, &rules).map_err(failure::vault)?;
    if let Some(sources) = what.sources {
        change.set_cohort_sources(what.cohort, &sources.to_json()?).map_err(failure::vault)?;
    }
    change.drop_identifiers(what.cohort).map_err(failure::vault)?;
    change.delete_cases(what.cohort).map_err(failure::vault)?;
    change.insert_cases(what.cohort, &cases).map_err(failure::vault)?;
    change.insert_identifiers(what.cohort, &identifiers).map_err(failure::vault)?;
    change.insert_import_issues(what.cohort, &issue_rows(what.read)).map_err(failure::vault)?;
    change.commit(&[entry]).map_err(failure::vault)?;
    Ok(())
}

/// The numbers that patients have already.
pub(super) fn numbers_of(cases: &[CaseRow]) -> Result<CaseNumbers, Error> {
    let number = |label: &str| label.rsplit('-').next().and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    let numbers: serde_json::Map<String, serde_json::Value> =
        cases.iter().map(|case| (case.case.patient_key.clone(), number(&case.case.label).into())).collect();
    serde_json::from_value(numbers.into()).map_err(|error| failure::internal(&error))
}
