//! A case as one task sees it: what the model reads and what it should answer.

use isocenter_domain::{Icd10Category, Modality, Task};

use crate::case::CuratedCase;
use crate::curate::Curated;
use crate::pseudonym::{CaseId, PatientKey};

/// One pair of question and answer. It holds patient text, so it has no `Debug`.
#[derive(Clone)]
pub struct TaskCase<'a> {
    /// The case.
    pub id: &'a CaseId,
    /// Its patient.
    pub patient: &'a PatientKey,
    /// Radiation of the primary plan.
    pub modality: Option<Modality>,
    /// Category of the ICD-10 code.
    pub category: Option<Icd10Category>,
    /// The cleaned diagnosis text.
    pub diagnosis: &'a str,
    /// Regimen, modality label or ICD-10 code.
    pub answer: String,
}

impl Curated {
    /// The cases that serve a task: those whose answer is known.
    #[must_use]
    pub fn cases_for(&self, task: Task) -> Vec<TaskCase<'_>> {
        self.cases.iter().filter_map(|case| case.for_task(task)).collect()
    }
}

impl CuratedCase {
    /// The case as a task sees it, if its answer is known.
    #[must_use]
    pub fn for_task(&self, task: Task) -> Option<TaskCase<'_>> {
        let answer = match task {
            Task::Regimen => self.regimen()?,
            Task::Modality => self.modality()?.label().to_owned(),
            Task::Icd10 => self.icd10.as_ref()?.as_str().to_owned(),
        };
        Some(TaskCase {
            id: &self.id,
            patient: &self.patient,
            modality: self.modality(),
            category: self.icd10.as_ref().map(isocenter_domain::Icd10Code::category),
            diagnosis: self.text.cleaned().reveal(),
            answer,
        })
    }
}
