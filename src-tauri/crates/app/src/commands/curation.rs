//! A cohort under curation: its funnel and queue, one case, the reviewer's decisions.

use isocenter_curate::{CuratedCase, DropReason, FunnelStep, ReviewQuestion, RuleSet, SpanKind, Step};
use isocenter_domain::{Icd10Code, Modality};
use isocenter_store::{
    Action, AuditEntry, AuditValue, CaseDecision, CaseRow, CohortId, CohortRow, CohortState, Drop, Reading,
    ReviewState as Stored, Subject, SubjectKind,
};

use crate::application::Application;
use crate::assets;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::funnel_words::{drops_of, reason_words, step_code, step_words};
use crate::permission::Permission;
use crate::rows::{apply_marks, case_of_row, marks_of, record_of, waiting};
use crate::session::OpenVault;
use crate::wire::{
    CaseCheck, CleanedPreview, CohortView, DropCount, ErrorCode, FunnelStep as StepView, MarkDecision, QueueRow,
    ReviewCase, ReviewDecision, ReviewDrop, ReviewState, RuleView,
};

/// Longest beginning of a text that the queue shows, characters.
const TITLE: usize = 60;

/// Why a case waits that nobody dropped.
const PLAN_IN_TEXT: &str = "plan in the text";

/// Every cohort, oldest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn cohorts(application: &Application) -> Result<Vec<CohortView>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let rows = open.vault.read().cohorts().map_err(failure::vault)?;
    rows.iter().map(|row| view_of(open, row)).collect()
}

/// One cohort.
///
/// # Errors
/// Not permitted; no such cohort.
pub fn cohort(application: &Application, cohort: &str) -> Result<CohortView, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let row = row_of(open.vault.read(), cohort)?;
    view_of(open, &row)
}

/// The cases that wait for a person or have been decided, doubtful ones first.
///
/// # Errors
/// Not permitted; no such cohort.
pub fn review_queue(application: &Application, cohort: &str) -> Result<Vec<QueueRow>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::Curate)?.vault.read();
    let id = row_of(reading, cohort)?.id;
    let mut queue = Vec::new();
    for review in [Stored::Open, Stored::Done] {
        let cases = reading.case_summaries(id, Some(review)).map_err(failure::vault)?;
        queue.extend(cases.into_iter().map(|case| QueueRow {
            title: beginning(case.cleaned.as_ref().map_or("", |text| text.reveal())),
            why: case.dropped.as_ref().map_or_else(|| PLAN_IN_TEXT.to_owned(), |drop| reason_words(&drop.reason)),
            state: state_of(review, case.dropped.is_some()),
            case: case.label,
        }));
    }
    Ok(queue)
}

/// The cases that left at a step for a reason. Those dropped before their text was read have none to show.
///
/// # Errors
/// Not permitted; no such cohort.
pub fn cases_dropped_for(
    application: &Application,
    cohort: &str,
    step: &str,
    reason: &str,
) -> Result<Vec<QueueRow>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::Curate)?.vault.read();
    let id = row_of(reading, cohort)?.id;
    let cases = reading.case_summaries(id, None).map_err(failure::vault)?.into_iter();
    let left = cases.filter(|case| case.dropped.as_ref().is_some_and(|d| d.step == step && d.reason == reason));
    Ok(left
        .map(|case| QueueRow {
            title: beginning(case.cleaned.as_ref().map_or("", |text| text.reveal())),
            why: reason_words(reason),
            state: ReviewState::Dropped,
            case: case.label,
        })
        .collect())
}

/// One case with everything a reviewer needs.
///
/// # Errors
/// Not permitted; no such case.
pub fn review_case(application: &Application, cohort: &str, case: &str) -> Result<ReviewCase, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let (row, curated) = case_of(open.vault.read(), cohort, case)?;
    case_view(open, &row, &curated)
}

/// What a reviewer's marks would make of the text; nothing is stored.
///
/// # Errors
/// Not permitted; marks that are not of this text.
pub fn preview_marks(
    application: &Application,
    cohort: &str,
    case: &str,
    marks: &[MarkDecision],
) -> Result<CleanedPreview, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let (_, mut curated) = case_of(open.vault.read(), cohort, case)?;
    apply_marks(&mut curated.text, &curated.id, marks)?;
    Ok(CleanedPreview { cleaned: curated.text.cleaned().reveal().clone() })
}

/// Takes a reviewer's decision; it is on disk when this returns.
///
/// # Errors
/// Not permitted; a frozen cohort; a full disk: nothing is changed then.
pub fn decide(
    application: &Application,
    cohort: &str,
    case: &str,
    decision: &ReviewDecision,
) -> Result<ReviewCase, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Curate)?;
    let (row, mut curated) = case_of(open.vault.read(), cohort, case)?;
    let (dropped, review) = match decision {
        ReviewDecision::Accept { marks, modality } => {
            apply_marks(&mut curated.text, &curated.id, marks)?;
            name_modality(&mut curated, modality.map(Into::into))?;
            (None, Stored::Done)
        }
        ReviewDecision::Drop { reason } => {
            let reason = reason_of(*reason).label().to_owned();
            (Some(Drop { step: step_code(Step::Selected).to_owned(), reason }), Stored::Done)
        }
        ReviewDecision::Undo => {
            curated.text.reset();
            (None, Stored::Open)
        }
    };
    let change = CaseDecision {
        cleaned: Some(curated.text.cleaned().clone()),
        regimen: curated.regimen().map(isocenter_domain::Redacted::new),
        modality: curated.modality().map(|modality| modality.label().to_owned()),
        icd10: row.case.icd10.clone(),
        dropped,
        review,
        record: Some(record_of(&curated)?),
    };
    let (old, new) =
        (state_of(row.case.review, row.case.dropped.is_some()), state_of(review, change.dropped.is_some()));
    let entry = AuditEntry::new(Action::CaseDecided, Subject::new(SubjectKind::Case, row.id.0));
    let entry = entry.changing("state", Some(AuditValue::Code(code_of(old))), Some(AuditValue::Code(code_of(new))));
    let mut transaction = open.vault.write().map_err(failure::vault)?;
    transaction.decide_case(row.id, &change).map_err(failure::vault)?;
    transaction.commit(&[entry]).map_err(failure::vault)?;
    let (row, curated) = case_of(open.vault.read(), cohort, case)?;
    open.keep_up_facts(&row, &curated)?;
    case_view(open, &row, &curated)
}

/// The phases whose radiation no rule could name get the reviewer's word.
fn name_modality(case: &mut CuratedCase, modality: Option<Modality>) -> Result<(), Error> {
    let Some(modality) = modality else { return Ok(()) };
    let unnamed: Vec<usize> = (0..case.phases.len()).filter(|phase| case.phases[*phase].modality.is_none()).collect();
    unnamed.into_iter().try_for_each(|phase| case.annotate(phase, modality).map_err(failure::curation))
}

pub(super) fn row_of(reading: Reading<'_>, cohort: &str) -> Result<CohortRow, Error> {
    let id = cohort.parse().ok().map(CohortId);
    let row = id.map(|id| reading.cohort(id)).transpose().map_err(failure::vault)?.flatten();
    row.ok_or_else(|| Error::new(ErrorCode::BadInput, "there is no such cohort", "choose one of the list"))
}

fn case_of(reading: Reading<'_>, cohort: &str, case: &str) -> Result<(CaseRow, CuratedCase), Error> {
    let cohort = row_of(reading, cohort)?.id;
    let row = reading.case_by_label(cohort, case).map_err(failure::vault)?;
    let gone = || Error::new(ErrorCode::BadInput, "there is no such case", "choose one of the queue");
    let row = row.ok_or_else(gone)?;
    let identifiers = reading.identifiers(cohort, &row.case.patient_key).map_err(failure::vault)?;
    let curated = case_of_row(&row, &identifiers)?;
    curated.map(|curated| (row, curated)).ok_or_else(|| {
        Error::new(ErrorCode::BadInput, "this case was dropped before its text was read", "choose another")
    })
}

pub(super) fn view_of(open: &mut OpenVault, row: &CohortRow) -> Result<CohortView, Error> {
    let rules: RuleSet = serde_json::from_str(&row.rules).map_err(|error| failure::internal(&error))?;
    let (funnel, leaks_left) = open.with_facts(row, |facts| (facts.funnel(), facts.leaks_left()))?;
    let reading = open.vault.read();
    let extracted = funnel.steps.first().map_or(0, |step| count(step.kept));
    let reviewed = reading.count_in_review(row.id, Stored::Done).map_err(failure::vault)?;
    Ok(CohortView {
        cohort: row.id.0.to_string(),
        name: row.name.clone(),
        origin: format!("{}, read on this machine", day_of(row.created_at_us)),
        extracted,
        funnel: funnel.steps.iter().skip(1).map(step_view).collect(),
        rules: rules
            .rules()
            .map(|rule| RuleView {
                id: rule.id.name().to_owned(),
                words: rule.words.to_owned(),
                is_on: rule.switch == isocenter_curate::RuleSwitch::On,
            })
            .collect(),
        issues: count(reading.import_issues(row.id).map_err(failure::vault)?.len() as u64),
        waiting: waiting(reading, row)?,
        reviewed: count(reviewed),
        leaks_left,
        splits: super::freeze::split_views(reading, row.id)?,
        is_frozen: row.state == CohortState::Frozen,
    })
}

fn day_of(at_us: i64) -> String {
    let moment = jiff::Timestamp::from_microsecond(at_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %B %Y").to_string()
}

fn step_view(step: &FunnelStep) -> StepView {
    StepView {
        step: step_code(step.step).to_owned(),
        words: step_words(step.step).to_owned(),
        kept: count(step.kept),
        drops: drops_of(step)
            .into_iter()
            .map(|(reason, cases)| DropCount {
                reason: reason.to_owned(),
                words: reason_words(reason),
                cases: count(cases),
            })
            .collect(),
    }
}

fn case_view(open: &OpenVault, row: &CaseRow, case: &CuratedCase) -> Result<ReviewCase, Error> {
    let catalog = assets::icd10_catalog()?;
    let title = case.icd10.as_ref().and_then(|code| catalog.title(code)).map(str::to_owned);
    let (dose, fractions) =
        (case.phases.iter().map(|phase| phase.dose), case.phases.iter().map(|phase| phase.fractions));
    let decided = match (row.decided_by, row.decided_at_us) {
        (Some(account), Some(at)) => {
            let person = open.vault.read().account(account).map_err(failure::vault)?;
            format!("{}, {}", person.map_or_else(String::new, |person| person.display_name), day_of(at))
        }
        _ => String::new(),
    };
    Ok(ReviewCase {
        case: row.case.label.clone(),
        state: state_of(row.case.review, row.case.dropped.is_some()),
        original: case.text.original().reveal().clone(),
        marks: marks_of(&case.text),
        cleaned: case.text.cleaned().reveal().clone(),
        answer: case.regimen().unwrap_or_default(),
        course: course_words(case),
        modality: case.modality().map(Into::into),
        dose_gy: dose.map(|dose| dose.map(isocenter_domain::Dose::gray)).sum(),
        fractions: fractions.map(|fractions| fractions.map(isocenter_domain::Fractions::count)).sum(),
        icd10: case.icd10.as_ref().map(|code: &Icd10Code| code.as_str().to_owned()),
        icd10_title: title,
        checks: checks_of(case),
        decided,
    })
}

fn course_words(case: &CuratedCase) -> String {
    let courses = match case.facts.courses {
        1 => "one course".to_owned(),
        courses => format!("{courses} courses"),
    };
    let status = case.facts.status.and_then(|status| serde_json::to_value(status).ok());
    let status = status.and_then(|status| status.as_str().map(|code| code.replace('_', " ")));
    status.map_or_else(|| courses.clone(), |status| format!("{courses}, {status}"))
}

fn checks_of(case: &CuratedCase) -> Vec<CaseCheck> {
    use isocenter_curate::DoseAgreement;
    let check = |is_warning, words: &str, detail: String| CaseCheck { is_warning, words: words.to_owned(), detail };
    let mut checks: Vec<CaseCheck> = case
        .questions()
        .into_iter()
        .filter_map(|question| match question {
            ReviewQuestion::DoubtfulSpan { .. } => None,
            ReviewQuestion::UnknownModality { words, .. } => {
                Some(check(true, "The radiation has no known name", words))
            }
            ReviewQuestion::DoseDiffers => {
                Some(check(true, "Text and record differ in dose", case.summary.cleaned().reveal().clone()))
            }
        })
        .collect();
    if case.dose_agreement() == DoseAgreement::Agree {
        checks.push(check(false, "Text and record agree on dose", String::new()));
    }
    checks.push(check(false, "One diagnosis, one primary plan", String::new()));
    let masked = case.text.spans().iter().filter(|span| span.found.kind == SpanKind::Identifier);
    let labels: Vec<&str> = masked.filter(|s| s.removed().is_some()).map(|s| s.found.label.as_str()).collect();
    if !labels.is_empty() {
        let plural = if labels.len() == 1 { "identifier" } else { "identifiers" };
        checks.push(check(false, &format!("{} {plural} masked", labels.len()), labels.join(", ")));
    }
    checks
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(TITLE) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn state_of(review: Stored, is_dropped: bool) -> ReviewState {
    match (is_dropped, review) {
        (true, _) => ReviewState::Dropped,
        (false, Stored::Open) => ReviewState::Waiting,
        (false, Stored::NotNeeded | Stored::Done) => ReviewState::Accepted,
    }
}

const fn code_of(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Waiting => "waiting",
        ReviewState::Accepted => "accepted",
        ReviewState::Dropped => "dropped",
    }
}

const fn reason_of(reason: ReviewDrop) -> DropReason {
    match reason {
        ReviewDrop::SeveralDiagnoses => DropReason::SeveralDiagnoses,
        ReviewDrop::NoClearPrimaryPlan => DropReason::NoClearPrimary,
        ReviewDrop::DoseOrFractionsMissing => DropReason::PlanIncomplete,
        ReviewDrop::PlanNotSeparable => DropReason::PlanNotSeparable,
        ReviewDrop::Other => DropReason::Other,
    }
}
