//! The cases of a split with their texts, in one statement: what learning, and an index of what was learnt from, need.

use isocenter_domain::Redacted;

use crate::error::Error;
use crate::table::{CaseId, SplitId, SplitPart, all};
use crate::transaction::Reading;

/// A kept case of a split, without what was imported and the record of its curation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitCaseRow {
    /// The case.
    pub case: CaseId,
    /// Its name within the cohort.
    pub label: String,
    /// The patient's pseudonym.
    pub patient_key: String,
    /// What the case is for.
    pub part: SplitPart,
    /// The diagnosis without plan and identifiers.
    pub diagnosis: Redacted<String>,
    /// The delivered plan as text.
    pub regimen: Option<Redacted<String>>,
    /// Code of the modality.
    pub modality: Option<String>,
    /// ICD-10 code.
    pub icd10: Option<String>,
}

impl Reading<'_> {
    /// The kept cases of a split with a diagnosis, training and test, by number.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn split_cases(&self, split: SplitId) -> Result<Vec<SplitCaseRow>, Error> {
        let sql = "SELECT c.id, c.label, c.patient_key, m.part, c.cleaned, c.regimen, c.modality, c.icd10
                   FROM split_members m JOIN cases c ON c.id = m.case_id
                   WHERE m.split = ? AND c.drop_step IS NULL AND c.cleaned IS NOT NULL ORDER BY c.id";
        all(self.connection, sql, [split], |row| {
            Ok(SplitCaseRow {
                case: row.get(0)?,
                label: row.get(1)?,
                patient_key: row.get(2)?,
                part: row.get(3)?,
                diagnosis: Redacted::new(row.get(4)?),
                regimen: row.get::<_, Option<String>>(5)?.map(Redacted::new),
                modality: row.get(6)?,
                icd10: row.get(7)?,
            })
        })
    }
}
