//! What the Curate screen counts about a cohort, worked out once after the vault is opened and kept up with each decision. Holds case ids,
//! reasons and numbers, never a text.

use std::collections::BTreeMap;

use isocenter_curate::{CuratedCase, DateTreatment, DropReason, Funnel, Icd10Standing, Mapping, TextRole};
use isocenter_domain::Icd10Catalog;
use isocenter_store::{CaseRow, CohortId, Reading};

use crate::count::count;
use crate::error::Error;
use crate::exports::{cleaner, code_test};
use crate::rows::case_of_row;
use crate::{assets, failure};

/// Counts of one cohort.
pub(crate) struct CohortFacts {
    kept: BTreeMap<String, Icd10Standing>,
    dropped: BTreeMap<String, DropReason>,
    leaks: BTreeMap<String, u32>,
    mapping: Mapping,
}

impl CohortFacts {
    /// Reads and scans the whole cohort.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn of(reading: Reading<'_>, cohort: CohortId, mapping: Mapping) -> Result<Self, Error> {
        let catalog = assets::icd10_catalog()?;
        let mut facts = Self { kept: BTreeMap::new(), dropped: BTreeMap::new(), leaks: BTreeMap::new(), mapping };
        for row in reading.cases(cohort).map_err(failure::vault)? {
            let case = case_of_row(&row, &[])?;
            facts.take(catalog, &row, case.as_ref());
        }
        Ok(facts)
    }

    /// Takes a case as it stands now.
    pub(crate) fn take(&mut self, catalog: &Icd10Catalog, row: &CaseRow, case: Option<&CuratedCase>) {
        let label = row.case.label.clone();
        self.kept.remove(&label);
        self.dropped.remove(&label);
        self.leaks.remove(&label);
        match (&row.case.dropped, case) {
            (Some(drop), _) => {
                let reason = DropReason::ALL.iter().find(|reason| reason.label() == drop.reason);
                self.dropped.insert(label, reason.copied().unwrap_or(DropReason::Other));
            }
            (None, Some(case)) => {
                let left = leaks_in(catalog, &self.mapping, case);
                if left > 0 {
                    self.leaks.insert(label.clone(), left);
                }
                self.kept.insert(label, case.icd10_standing);
            }
            (None, None) => {}
        }
    }

    /// The funnel as it stands.
    pub(crate) fn funnel(&self) -> Funnel {
        Funnel::of(self.kept.values().copied(), self.dropped.values().copied())
    }

    /// Findings of the leak scan in kept cases.
    pub(crate) fn leaks_left(&self) -> u32 {
        self.leaks.values().sum()
    }
}

/// What every rule still finds in both cleaned texts.
fn leaks_in(catalog: &Icd10Catalog, mapping: &Mapping, case: &CuratedCase) -> u32 {
    let is_code = code_test(catalog);
    // OK with any key: dates are only sought here, not shifted.
    let key = isocenter_curate::PseudonymKey::new(&[0; 32]);
    let cleaner = cleaner(&is_code, &key, mapping, DateTreatment::default());
    let texts = [(&case.text, TextRole::Diagnosis), (&case.summary, TextRole::PlanSummary)];
    let found = texts.map(|(text, role)| cleaner.scan(text.cleaned().reveal(), role, &case.values).len());
    count(found.iter().sum::<usize>() as u64)
}
