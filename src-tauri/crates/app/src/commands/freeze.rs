//! The split of a cohort: made, frozen with a hash, shown. A frozen cohort changes no more.

use isocenter_curate::{
    CuratedCase, FrozenSplit, HeldOut, Part, ReviewQuestion, Split, SplitSettings, Strata, TaskCase, split,
};
use isocenter_domain::Task;
use isocenter_store::{
    Action, AuditEntry, AuditValue, CaseId, CohortId, CohortState, Hash, Reading, SplitMember, SplitPart, Subject,
    SubjectKind,
};
use sha2::{Digest, Sha256};

use super::curation::{row_of, view_of};
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::rows::case_of_row;
use crate::session::OpenVault;
use crate::wire::{CohortView, ErrorCode, NearDuplicate, SplitRequest, SplitView};

/// Cases that share this much of their word sequences read alike.
const NEAR: f64 = 0.8;

/// Splits the cohort by patient, freezes the splits and the cohort, and deletes what identifies its patients. Cases with an open
/// question are left out of the splits.
///
/// # Errors
/// Not permitted; frozen already; fewer cases than are asked for. Nothing is changed then.
pub fn freeze(application: &Application, cohort: &str, request: &SplitRequest) -> Result<CohortView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let row = row_of(open.vault.read(), cohort)?;
    if row.state == CohortState::Frozen {
        return Err(Error::new(
            ErrorCode::CohortFrozen,
            "this cohort is frozen already",
            "import a new one to change it",
        ));
    }
    let kept = kept_cases(open.vault.read(), row.id)?;
    let ready: Vec<&(CaseId, CuratedCase)> = kept.iter().filter(|(_, case)| is_settled(case)).collect();
    let made = [
        frozen_split(&ready, Task::Regimen, request.test_regimen, request)?,
        frozen_split(&ready, Task::Icd10, request.test_icd10, request)?,
    ];
    store(open, row.id, &made, kept.len())?;
    open.forget_facts(row.id);
    view_of(open, &row_of(open.vault.read(), cohort)?)
}

struct MadeSplit {
    frozen: FrozenSplit,
    hash: Hash,
    settings: String,
    members: Vec<SplitMember>,
}

fn is_settled(case: &CuratedCase) -> bool {
    !case.questions().iter().any(|q| matches!(q, ReviewQuestion::DoubtfulSpan { .. }))
}

fn frozen_split(
    ready: &[&(CaseId, CuratedCase)],
    task: Task,
    held_out: u32,
    request: &SplitRequest,
) -> Result<MadeSplit, Error> {
    let strata = match (request.is_stratified, task) {
        (false, _) => Strata::None,
        (true, Task::Icd10) => Strata::Icd10Category,
        (true, Task::Regimen | Task::Modality) => Strata::Modality,
    };
    let held_out = HeldOut::Count(held_out as usize);
    let settings = SplitSettings { task, seed: request.seed, held_out, validation: 0, strata };
    let cases: Vec<TaskCase<'_>> = ready.iter().filter_map(|(_, case)| case.for_task(task)).collect();
    let parts = split(&cases, &settings).map_err(failure::curation)?;
    let duplicates = near_duplicates(&parts, &cases);
    let frozen = FrozenSplit::new(&parts, &settings, &cases);
    let hash =
        Hash::from_hex(frozen.sha256()).ok_or_else(|| failure::internal(&isocenter_curate::Error::SplitAltered))?;
    let row_of_case =
        |label: &isocenter_curate::CaseId| ready.iter().find(|(_, case)| case.id == *label).map(|(row, _)| *row);
    let members = parts.members().filter_map(|(label, part)| {
        let part = if part == Part::HeldOut { SplitPart::Test } else { SplitPart::Train };
        Some(SplitMember { case: row_of_case(label)?, part })
    });
    let members = members.collect();
    let settings = serde_json::json!({ "frozen": &frozen, "near_duplicates": duplicates }).to_string();
    Ok(MadeSplit { hash, settings, members, frozen })
}

fn near_duplicates(parts: &Split, cases: &[TaskCase<'_>]) -> Vec<NearDuplicate> {
    let crossings = parts.crossings(cases, NEAR).into_iter();
    crossings
        .map(|crossing| {
            let (one, other) = (crossing.duplicate.one.to_string(), crossing.duplicate.other.to_string());
            let is_one_held_out = crossing.one == Part::HeldOut;
            let (train, test) = if is_one_held_out { (other, one) } else { (one, other) };
            NearDuplicate { train, test, similarity: crossing.duplicate.similarity }
        })
        .collect()
}

/// One transaction: splits, cohort, identifiers.
fn store(open: &mut OpenVault, cohort: CohortId, made: &[MadeSplit], kept: usize) -> Result<(), Error> {
    let mut entries = Vec::new();
    let mut change = open.vault.write().map_err(failure::vault)?;
    for part in made {
        let task = part.frozen.task().map_or("", Task::name);
        let id = change.replace_split(cohort, task, &part.settings, &part.members).map_err(failure::vault)?;
        change.freeze_split(id, part.hash).map_err(failure::vault)?;
        let members = AuditValue::Number(i64::try_from(part.members.len()).unwrap_or(i64::MAX));
        let entry = AuditEntry::new(Action::SplitFrozen, Subject::new(SubjectKind::Split, id.0));
        entries.push(entry.changing("cases", None, Some(members)));
    }
    let dropped = change.drop_identifiers(cohort).map_err(failure::vault)?;
    let subject = Subject::new(SubjectKind::Cohort, cohort.0);
    let number = |n: usize| Some(AuditValue::Number(i64::try_from(n).unwrap_or(i64::MAX)));
    let dropped = usize::try_from(dropped).unwrap_or(usize::MAX);
    entries.push(AuditEntry::new(Action::IdentifiersDropped, subject).changing(
        "identifiers",
        number(dropped),
        number(0),
    ));
    let whole = made.iter().map(|part| part.frozen.sha256()).collect::<Vec<_>>().join(" ");
    change.freeze_cohort(cohort, Hash::from_bytes(Sha256::digest(whole.as_bytes()).into())).map_err(failure::vault)?;
    entries.push(AuditEntry::new(Action::CohortFrozen, subject).changing("cases", None, number(kept)));
    change.commit(&entries).map_err(failure::vault)?;
    Ok(())
}

/// The kept cases of a cohort.
pub(crate) fn kept_cases(reading: Reading<'_>, cohort: CohortId) -> Result<Vec<(CaseId, CuratedCase)>, Error> {
    let rows = reading.cases(cohort).map_err(failure::vault)?.into_iter().filter(|row| row.case.dropped.is_none());
    let mut kept = Vec::new();
    for row in rows {
        if let Some(case) = case_of_row(&row, &[])? {
            kept.push((row.id, case));
        }
    }
    Ok(kept)
}

/// The frozen splits, each checked against its cases before it is shown.
///
/// # Errors
/// `cohort_frozen` when a split or its cases are not as they were frozen.
pub(super) fn split_views(reading: Reading<'_>, cohort: CohortId) -> Result<Vec<SplitView>, Error> {
    #[derive(serde::Deserialize)]
    struct Settings {
        frozen: FrozenSplit,
        near_duplicates: Vec<NearDuplicate>,
    }
    let mut views = Vec::new();
    let mut rows = reading.splits(cohort).map_err(failure::vault)?;
    // The narrower task last, as in the funnel.
    rows.sort_by_key(|row| row.task == Task::Icd10.name());
    if rows.is_empty() {
        return Ok(views);
    }
    let kept = kept_cases(reading, cohort)?;
    for row in rows {
        let settings: Settings = serde_json::from_str(&row.settings).map_err(|error| failure::internal(&error))?;
        let task = settings.frozen.task().unwrap_or(Task::Regimen);
        let cases: Vec<TaskCase<'_>> = kept.iter().filter_map(|(_, case)| case.for_task(task)).collect();
        settings.frozen.verify(&cases).map_err(failure::curation)?;
        let parts = settings.frozen.split();
        views.push(SplitView {
            tasks: if task == Task::Icd10 { "ICD-10 code" } else { "regimen and modality" }.to_owned(),
            train: count(parts.train.len() as u64),
            test: count(parts.held_out.len() as u64),
            hash: settings.frozen.sha256().to_owned(),
            near_duplicates: settings.near_duplicates,
        });
    }
    Ok(views)
}
