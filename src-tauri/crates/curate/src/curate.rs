//! From joined exports to a cohort: each patient becomes a case or is dropped for one reason.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use isocenter_domain::PhaseRole;

use crate::Error;
use crate::case::{CaseFacts, CasePhase, CuratedCase, DroppedCase};
use crate::cleaning::{Cleaner, PatientValues, TextRole};
use crate::diagnosis_selection::{ChosenDiagnosis, select_diagnosis};
use crate::drop_reason::DropReason;
use crate::funnel::Funnel;
use crate::import::{Identity, Import, Patient};
use crate::plan_row::PlanRow;
use crate::plan_selection::select_plans;
use crate::plan_words::is_non_clinical_patient;
use crate::pseudonym::{CaseId, CaseNumbers};
use crate::read_export::{Observer, Progress, Stage};
use crate::rule::{RuleId, RuleSet};

/// A cohort. It holds patient text, so it has no `Debug`.
#[derive(Clone)]
pub struct Curated {
    /// The kept cases, by id.
    pub cases: Vec<CuratedCase>,
    /// The dropped ones, by id.
    pub dropped: Vec<DroppedCase>,
    /// The rules it was selected with.
    pub rules: RuleSet,
}

impl Curated {
    /// How many are kept and dropped at each step, and why.
    #[must_use]
    pub fn funnel(&self) -> Funnel {
        Funnel::of(self.cases.iter().map(|case| case.icd10_standing), self.dropped.iter().map(|case| case.reason))
    }

    /// The kept case of this id.
    #[must_use]
    pub fn case(&self, id: &CaseId) -> Option<&CuratedCase> {
        self.cases.binary_search_by(|case| case.id.cmp(id)).ok().map(|place| &self.cases[place])
    }

    /// The kept case of this id, to be reviewed.
    pub fn case_mut(&mut self, id: &CaseId) -> Option<&mut CuratedCase> {
        self.cases.binary_search_by(|case| case.id.cmp(id)).ok().map(|place| &mut self.cases[place])
    }

    /// Drops a kept case on a reviewer's word; `false` when there is no such case.
    pub fn drop_case(&mut self, id: &CaseId, reason: DropReason) -> bool {
        let Ok(place) = self.cases.binary_search_by(|case| case.id.cmp(id)) else { return false };
        let case = self.cases.remove(place);
        let at = self.dropped.partition_point(|dropped| dropped.id < case.id);
        self.dropped.insert(at, DroppedCase { id: case.id, patient: case.patient, reason });
        true
    }
}

/// Selects cases and cleans their texts. Patients without a number get one.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn curate(
    import: &Import,
    rules: &RuleSet,
    cleaner: &Cleaner<'_>,
    numbers: &mut CaseNumbers,
    observer: &mut Observer<'_>,
) -> Result<Curated, Error> {
    numbers.extend(import.patients());
    let mut curated = Curated { cases: Vec::new(), dropped: Vec::new(), rules: rules.clone() };
    let length = import.patients.len() as u64;
    for (done, patient) in (1..).zip(&import.patients) {
        // Every patient was numbered above.
        let Some(id) = numbers.case(&patient.key) else { continue };
        match make_case(id.clone(), patient, rules, cleaner) {
            Ok(case) => curated.cases.push(case),
            Err(reason) => {
                curated.dropped.push(DroppedCase { id, patient: patient.key.clone(), reason });
            }
        }
        if let ControlFlow::Break(()) = observer(Progress { stage: Stage::Cleaning, done, position: done, length }) {
            return Err(Error::Cancelled);
        }
    }
    curated.cases.sort_by(|a, b| a.id.cmp(&b.id));
    curated.dropped.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(curated)
}

fn make_case(id: CaseId, patient: &Patient, rules: &RuleSet, cleaner: &Cleaner<'_>) -> Result<CuratedCase, DropReason> {
    if rules.has(RuleId::ClinicalPatients) && is_non_clinical_patient(patient.id.reveal()) {
        return Err(DropReason::NotAPatient);
    }
    if rules.has(RuleId::OnePatientPerId) && patient.identity == Identity::Ambiguous {
        return Err(DropReason::AmbiguousPatientId);
    }
    let diagnosis = select_diagnosis(&patient.diagnoses, rules)?;
    let plans = select_plans(&patient.plans, rules)?;
    if rules.has(RuleId::DiagnosisText) && diagnosis.text.is_empty() {
        return Err(DropReason::NoDiagnosisText);
    }
    let values = values_of(patient, &diagnosis);
    let text = cleaner.examine(diagnosis.text, TextRole::Diagnosis, &patient.key, &values);
    if rules.has(RuleId::TextBeyondPlan) && !diagnosis.text.is_empty() && !text.says_something() {
        return Err(DropReason::OnlyPlanInText);
    }
    let summary = cleaner.examine(&summary_of(&plans), TextRole::PlanSummary, &patient.key, &values);
    Ok(CuratedCase {
        id,
        patient: patient.key.clone(),
        text,
        summary,
        phases: plans.iter().enumerate().map(|(place, plan)| phase_of(place, plan)).collect(),
        icd10: diagnosis.code.cloned(),
        icd10_standing: diagnosis.standing,
        facts: facts_of(patient, &plans),
        values,
    })
}

fn values_of(patient: &Patient, diagnosis: &ChosenDiagnosis<'_>) -> PatientValues {
    let mut names = BTreeSet::new();
    let mut dates = BTreeSet::new();
    for row in &diagnosis.rows {
        names.extend(row.names.reveal().iter().cloned());
        dates.extend(row.date_of_birth.into_iter().chain(row.date));
    }
    dates.extend(patient.plans.iter().flat_map(|plan| plan.first_day.into_iter().chain(plan.last_day)));
    PatientValues {
        names: names.into_iter().collect(),
        ids: vec![patient.id.reveal().clone()],
        dates: dates.into_iter().collect(),
        first_day: patient.plans.iter().filter_map(|plan| plan.first_day).min(),
    }
}

/// The summaries of the phases, each once.
fn summary_of(plans: &[&PlanRow]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for comment in plans.iter().map(|plan| plan.comment.reveal().as_str()) {
        if !comment.is_empty() && !said.contains(&comment) {
            said.push(comment);
        }
    }
    said.join("; ")
}

fn phase_of(place: usize, plan: &PlanRow) -> CasePhase {
    CasePhase {
        role: if place == 0 { PhaseRole::Primary } else { PhaseRole::Boost },
        modality: plan.modality,
        radiation_words: plan.radiation_words.clone(),
        dose: plan.dose,
        fractions: plan.fractions,
    }
}

fn facts_of(patient: &Patient, plans: &[&PlanRow]) -> CaseFacts {
    let courses: BTreeSet<String> = patient.plans.iter().map(|plan| plan.course_id.to_lowercase()).collect();
    let primary = plans.first();
    CaseFacts {
        courses: courses.len(),
        status: primary.map(|plan| plan.status),
        intent: primary.and_then(|plan| plan.treatment_intent),
        technique: primary.map(|plan| plan.technique.clone()).unwrap_or_default(),
    }
}
