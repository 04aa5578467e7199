//! From two exports into the vault and out again: import, review, rules, freeze, lock.

use std::path::PathBuf;

use isocenter_app::commands::{self, CohortRequest, Existing};
use isocenter_app::wire::{
    CohortView, Correction, CreateVault, ErrorCode, ExportKind, ImportEvent, LockReason, MappingChange, MarkDecision,
    MarkKind, NewAccount, Place, ReviewDecision, ReviewDrop, ReviewState, Role, SessionView, SplitRequest,
};
use isocenter_app::{Application, Error};
use tempfile::TempDir;

use crate::fixture::House;
use crate::permissions::PASSWORD;

const PATIENTS: usize = 400;

struct Clinic {
    house: House,
    exports: TempDir,
    cohort: String,
}

impl Clinic {
    /// A physicist has imported the exports of some hundred invented patients.
    fn open() -> Self {
        let (house, exports) = (House::empty(), tempfile::tempdir().unwrap());
        let request =
            CohortRequest { cases: PATIENTS, seed: 3, out: exports.path().to_owned(), existing: Existing::Keep };
        commands::synthesise_cohort(&request).unwrap();
        let first = CreateVault { name: "S. Tanaka".into(), role: Role::Physicist, password: PASSWORD.into() };
        commands::create_vault(&house.application, &first).unwrap();
        let mut clinic = Self { house, exports, cohort: String::new() };
        clinic.cohort = clinic.import().unwrap();
        clinic
    }

    fn app(&self) -> &Application {
        &self.house.application
    }

    fn files(&self) -> Vec<PathBuf> {
        ["plans.csv", "diagnoses.csv"].iter().map(|name| self.exports.path().join(name)).collect()
    }

    fn import(&self) -> Result<String, Error> {
        match self.import_with(None)? {
            ImportEvent::Finished { cohort } => Ok(cohort),
            other => panic!("{other:?}"),
        }
    }

    /// The last event of an import.
    fn import_with(&self, correction: Option<Correction>) -> Result<ImportEvent, Error> {
        commands::inspect_exports(self.app(), &self.files())?;
        let mut last = None;
        commands::import_exports(self.app(), correction, &mut |event| last = Some(event))?;
        Ok(last.unwrap())
    }

    fn view(&self) -> CohortView {
        commands::cohort(self.app(), &self.cohort).unwrap()
    }

    fn first_waiting(&self) -> String {
        let queue = commands::review_queue(self.app(), &self.cohort).unwrap();
        queue.into_iter().find(|row| row.state == ReviewState::Waiting).unwrap().case
    }

    fn decide(&self, case: &str, decision: &ReviewDecision) -> ReviewState {
        commands::decide(self.app(), &self.cohort, case, decision).unwrap().state
    }

    fn sign_in_again(&self) {
        commands::lock(self.app(), LockReason::Requested).unwrap();
        let SessionView::Locked { people, .. } = commands::session(self.app()).unwrap() else { panic!("locked") };
        commands::sign_in(self.app(), &people[0].account, PASSWORD.into()).unwrap();
    }
}

fn kept(view: &CohortView) -> u32 {
    view.funnel[0].kept
}

#[test]
fn an_imported_cohort_adds_up_and_is_there_after_the_lock() {
    let clinic = Clinic::open();
    let view = clinic.view();
    assert_eq!(view.extracted as usize, PATIENTS);
    let mut came_in = view.extracted;
    for step in &view.funnel {
        assert_eq!(step.kept + step.drops.iter().map(|drop| drop.cases).sum::<u32>(), came_in, "{}", step.step);
        came_in = step.kept;
    }
    assert_eq!(view.leaks_left, 0, "no plan is left in a kept text");
    clinic.sign_in_again();
    assert_eq!(clinic.view(), view);
}

#[test]
fn importing_the_same_exports_again_changes_nothing() {
    let clinic = Clinic::open();
    let case = clinic.first_waiting();
    clinic.decide(&case, &ReviewDecision::Drop { reason: ReviewDrop::PlanNotSeparable });
    let before = clinic.view();
    assert_eq!(clinic.import().unwrap(), clinic.cohort, "the cohort that is there");
    assert_eq!(commands::cohorts(clinic.app()).unwrap(), [before]);
}

#[test]
fn a_corrected_export_says_what_it_would_change_before_it_does() {
    let clinic = Clinic::open();
    let case = clinic.first_waiting();
    clinic.decide(&case, &ReviewDecision::Accept { marks: Vec::new(), modality: None });
    let before = clinic.view();
    let path = clinic.exports.path().join("plans.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen(",Completed,", ",Unapproved,", 3)).unwrap();
    let ImportEvent::Differs { difference } = clinic.import_with(None).unwrap() else { panic!("a difference") };
    assert_eq!((difference.cohort.as_str(), difference.added, difference.removed), (clinic.cohort.as_str(), 0, 0));
    assert!((1..=3).contains(&difference.changed.len()), "{difference:?}");
    assert!(difference.changed.iter().all(|change| change.fields.contains("status")), "{difference:?}");
    assert_eq!(commands::cohorts(clinic.app()).unwrap(), std::slice::from_ref(&before), "nothing was changed yet");

    let replaced = clinic.import_with(Some(Correction::Replace)).unwrap();
    assert_eq!(replaced, ImportEvent::Finished { cohort: clinic.cohort.clone() });
    let after = clinic.view();
    assert_eq!(after.extracted, before.extracted);
    assert_eq!(after.reviewed, 1, "what was decided stays");
    assert_eq!(clinic.import().unwrap(), clinic.cohort, "the corrected files are the cohort's own now");

    std::fs::write(&path, text).unwrap();
    let ImportEvent::Finished { cohort } = clinic.import_with(Some(Correction::Separate)).unwrap() else { panic!() };
    assert_ne!(cohort, clinic.cohort);
    assert_eq!(commands::cohorts(clinic.app()).unwrap().len(), 2);
}

#[test]
fn a_reviewer_moves_an_edge_and_the_model_reads_what_is_left() {
    let clinic = Clinic::open();
    let case = clinic.first_waiting();
    let before = commands::review_case(clinic.app(), &clinic.cohort, &case).unwrap();
    let plan = before.marks.iter().find(|mark| mark.kind == MarkKind::Plan).unwrap();
    let marks: Vec<MarkDecision> = before
        .marks
        .iter()
        .map(|mark| MarkDecision {
            id: mark.id,
            start: mark.start,
            end: mark.end,
            is_applied: mark.is_applied && mark.id != plan.id,
        })
        .collect();
    let preview = commands::preview_marks(clinic.app(), &clinic.cohort, &case, &marks).unwrap();
    assert!(preview.cleaned.len() > before.cleaned.len(), "a plan that is kept is read");
    assert_eq!(
        commands::review_case(clinic.app(), &clinic.cohort, &case).unwrap().cleaned,
        before.cleaned,
        "only a preview"
    );
    let state = clinic.decide(&case, &ReviewDecision::Accept { marks, modality: None });
    assert_eq!(state, ReviewState::Accepted);
    clinic.sign_in_again();
    let after = commands::review_case(clinic.app(), &clinic.cohort, &case).unwrap();
    assert_eq!(after.cleaned, preview.cleaned);
    assert!(clinic.view().leaks_left > 0, "the leak scan finds what the reviewer left in");
    assert_eq!(clinic.decide(&case, &ReviewDecision::Undo), ReviewState::Waiting);
    assert_eq!(commands::review_case(clinic.app(), &clinic.cohort, &case).unwrap().cleaned, before.cleaned);
}

#[test]
fn a_dropped_case_leaves_the_funnel_with_its_reason_and_comes_back_on_undo() {
    let clinic = Clinic::open();
    let (before, case) = (clinic.view(), clinic.first_waiting());
    assert_eq!(clinic.decide(&case, &ReviewDecision::Drop { reason: ReviewDrop::Other }), ReviewState::Dropped);
    let after = clinic.view();
    assert_eq!(kept(&after), kept(&before) - 1);
    assert!(after.funnel[0].drops.iter().any(|drop| drop.reason == "other" && drop.cases == 1));
    clinic.decide(&case, &ReviewDecision::Undo);
    assert_eq!(clinic.view().funnel, before.funnel);
}

#[test]
fn a_rule_that_is_switched_selects_anew_and_keeps_what_was_decided() {
    let clinic = Clinic::open();
    let case = clinic.first_waiting();
    let marks = Vec::new();
    clinic.decide(&case, &ReviewDecision::Accept { marks, modality: None });
    let before = clinic.view();
    let off = commands::switch_rule(clinic.app(), &clinic.cohort, "text_beyond_plan", false).unwrap();
    assert!(kept(&off) > kept(&before), "patients with nothing but a plan are kept now");
    assert_eq!(off.reviewed, before.reviewed);
    let on = commands::switch_rule(clinic.app(), &clinic.cohort, "text_beyond_plan", true).unwrap();
    assert_eq!(on, before);
}

#[test]
fn a_frozen_cohort_is_split_by_patient_and_changes_no_more() {
    let clinic = Clinic::open();
    let case = clinic.first_waiting();
    let request = SplitRequest { seed: 1, test_regimen: 20, test_icd10: 15, is_stratified: true };
    let too_many = SplitRequest { test_regimen: 10_000, ..request.clone() };
    let refused = commands::freeze(clinic.app(), &clinic.cohort, &too_many).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BadInput);
    let frozen = commands::freeze(clinic.app(), &clinic.cohort, &request).unwrap();
    assert!(frozen.is_frozen);
    assert_eq!(frozen.splits.iter().map(|split| split.test).collect::<Vec<_>>(), [20, 15]);
    assert_eq!(frozen.splits[0].train + 20, kept(&frozen));
    let decided = commands::decide(clinic.app(), &clinic.cohort, &case, &ReviewDecision::Undo).err().unwrap();
    let switched = commands::switch_rule(clinic.app(), &clinic.cohort, "known_codes", false).unwrap_err();
    let again = commands::freeze(clinic.app(), &clinic.cohort, &request).unwrap_err();
    for refused in [decided, switched, again] {
        assert_eq!(refused.code(), ErrorCode::CohortFrozen);
    }
    clinic.sign_in_again();
    assert_eq!(clinic.view(), frozen);
}

#[test]
fn a_draft_comes_back_for_the_same_person_only() {
    let clinic = Clinic::open();
    let other = NewAccount { name: "Dr L. Amari".into(), role: Role::Physicist, password: PASSWORD.into() };
    let people = commands::add_account(clinic.app(), &other).unwrap();
    commands::keep_draft(clinic.app(), Place::Suggest, "62M prostate, half a sentence".into()).unwrap();
    commands::lock(clinic.app(), LockReason::Idle).unwrap();
    commands::sign_in(clinic.app(), &people[1].account, PASSWORD.into()).unwrap();
    assert_eq!(commands::draft(clinic.app(), Place::Suggest).unwrap(), None);
    commands::lock(clinic.app(), LockReason::Requested).unwrap();
    commands::sign_in(clinic.app(), &people[0].account, PASSWORD.into()).unwrap();
    let draft = commands::draft(clinic.app(), Place::Suggest).unwrap();
    assert_eq!(draft.as_deref(), Some("62M prostate, half a sentence"));
    commands::keep_draft(clinic.app(), Place::Suggest, String::new()).unwrap();
    assert_eq!(commands::draft(clinic.app(), Place::Suggest).unwrap(), None);
}

#[test]
fn a_cancelled_import_keeps_nothing() {
    let clinic = Clinic::open();
    let text = std::fs::read_to_string(clinic.exports.path().join("plans.csv")).unwrap();
    std::fs::write(clinic.exports.path().join("plans.csv"), text + "\r\n").unwrap();
    commands::inspect_exports(clinic.app(), &clinic.files()).unwrap();
    let before = commands::cohorts(clinic.app()).unwrap();
    let mut events = Vec::new();
    commands::import_exports(clinic.app(), None, &mut |event| {
        commands::cancel_import(clinic.app());
        events.push(event);
    })
    .unwrap();
    assert_eq!(events.last(), Some(&ImportEvent::Cancelled));
    assert_eq!(commands::cohorts(clinic.app()).unwrap(), before);
}

#[test]
fn a_wrong_password_counts_and_the_right_one_opens() {
    let clinic = Clinic::open();
    commands::lock(clinic.app(), LockReason::Requested).unwrap();
    let wrong = commands::sign_in(clinic.app(), "1", "not the words".into()).unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::WrongPassword);
    assert!(matches!(commands::session(clinic.app()).unwrap(), SessionView::Locked { .. }));
    commands::sign_in(clinic.app(), "1", PASSWORD.into()).unwrap();
    let log = commands::audit_log(clinic.app(), 0, 3).unwrap();
    assert!(log.iter().any(|row| row.action == "signed in" && row.change == "failed attempts: 1"), "{log:?}");
}

#[test]
fn the_demonstration_leaves_nothing_behind() {
    let house = House::empty();
    let view = commands::open_demonstration(&house.application).unwrap();
    assert!(matches!(view, SessionView::Open { is_demonstration: true, person: None, .. }));
    let cohorts = commands::cohorts(&house.application).unwrap();
    assert!(kept(&cohorts[0]) > 100, "a hundred cases and more: {}", kept(&cohorts[0]));
    let left = commands::lock(&house.application, LockReason::SignedOut).unwrap();
    assert!(matches!(left, SessionView::NoVault { .. }));
    assert!(!house.models.path().join("vault").exists(), "no vault was made");
}

#[test]
fn what_becomes_of_dates_is_chosen_before_the_import() {
    let clinic = Clinic::open();
    let inspection = commands::inspect_exports(clinic.app(), &clinic.files()).unwrap();
    let of = |inspection: &isocenter_app::wire::ImportInspection| {
        let decisions = inspection.diagnoses.decisions.iter();
        decisions.clone().find(|decision| decision.id == "dates_in_texts").unwrap().chosen.clone()
    };
    assert_eq!(of(&inspection).as_deref(), Some("year_only"), "Safe Harbor unless somebody says otherwise");
    let choose = |option: &str| MappingChange::Decision {
        export: ExportKind::Diagnoses,
        decision: "dates_in_texts".into(),
        option: option.into(),
    };
    let changed = commands::change_mapping(clinic.app(), &choose("shift")).unwrap();
    assert_eq!(of(&changed).as_deref(), Some("shift"));
    let refused = commands::change_mapping(clinic.app(), &choose("keep")).err().unwrap();
    assert_eq!(refused.code(), ErrorCode::BadInput);
}
