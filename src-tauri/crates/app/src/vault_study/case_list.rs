//! The held-out cases of a frozen cohort as a study's case list. A case serves a task only where the split of that task holds it out.

use std::collections::{BTreeMap, HashSet};

use isocenter_curate::{CuratedCase, FrozenSplit, TaskCase, TreatmentIntent};
use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use isocenter_eval::{CaseId, CaseList, CaseTraits, Intent, StudyCase};
use isocenter_store::{CohortId, Reading, SplitRow};
use serde::Deserialize;

use crate::commands::kept_cases;
use crate::error::Error;
use crate::failure;

#[derive(Deserialize)]
struct SplitSettings {
    frozen: FrozenSplit,
}

/// The test sides of the cohort's frozen splits, each checked against its hash.
///
/// # Errors
/// A split or cases that are not as they were frozen; a damaged vault.
pub(crate) fn held_out_cases(reading: Reading<'_>, cohort: CohortId) -> Result<CaseList, Error> {
    let kept = kept_cases(reading, cohort)?;
    let mut cases: BTreeMap<String, StudyCase> = BTreeMap::new();
    for split in reading.splits(cohort).map_err(failure::vault)? {
        let Some(held_out) = held_out(&split, kept.iter().map(|(_, case)| case))? else { continue };
        for (_, case) in kept.iter().filter(|(_, case)| held_out.cases.contains(case.id.as_str())) {
            let entry = cases.entry(case.id.to_string()).or_insert_with(|| unasked(case));
            for task in held_out.tasks {
                serve(entry, case, *task)?;
            }
        }
    }
    let serves_one = |case: &StudyCase| Task::ALL.into_iter().any(|task| case.serves(task));
    CaseList::new(cases.into_values().filter(serves_one).collect()).map_err(failure::eval)
}

/// The test side of a split.
struct HeldOut {
    /// The tasks it serves.
    tasks: &'static [Task],
    /// Ids of its cases.
    cases: HashSet<String>,
}

/// The test side of a split; nothing for one of another program.
fn held_out<'a>(split: &SplitRow, kept: impl Iterator<Item = &'a CuratedCase>) -> Result<Option<HeldOut>, Error> {
    let tasks: &'static [Task] = match split.task.parse() {
        Ok(Task::Icd10) => &[Task::Icd10],
        Ok(Task::Regimen) => &[Task::Regimen, Task::Modality],
        _ => return Ok(None),
    };
    let settings: SplitSettings = serde_json::from_str(&split.settings).map_err(|error| failure::internal(&error))?;
    let frozen = settings.frozen;
    let cases: Vec<TaskCase<'_>> = kept.filter_map(|case| case.for_task(frozen.task().unwrap_or(tasks[0]))).collect();
    frozen.verify(&cases).map_err(failure::curation)?;
    let cases = frozen.split().held_out.iter().map(ToString::to_string).collect();
    Ok(Some(HeldOut { tasks, cases }))
}

/// What is known of a case, without a true answer.
fn unasked(case: &CuratedCase) -> StudyCase {
    StudyCase {
        id: CaseId::new(case.id.as_str()),
        diagnosis: case.text.cleaned().clone(),
        regimen: None,
        modality: None,
        icd10: None,
        traits: CaseTraits {
            // OK because a frozen cohort has dropped what tells sex and age, and exports name no site.
            site: None,
            radiation: case.modality(),
            intent: case.facts.intent.map(|intent| match intent {
                TreatmentIntent::Curative => Intent::Curative,
                TreatmentIntent::Palliative => Intent::Palliative,
            }),
            sex: None,
            age_years: None,
        },
    }
}

/// Gives the case its true answer to `task`, if it has one.
fn serve(entry: &mut StudyCase, case: &CuratedCase, task: Task) -> Result<(), Error> {
    let Some(answer) = case.for_task(task).map(|case| case.answer) else { return Ok(()) };
    match task {
        Task::Regimen => entry.regimen = Some(Redacted::new(answer)),
        Task::Modality => entry.modality = Modality::from_term(&answer),
        Task::Icd10 => {
            entry.icd10 = Some(Icd10Code::parse(&answer).map_err(|error| failure::internal(&error))?);
        }
    }
    Ok(())
}
