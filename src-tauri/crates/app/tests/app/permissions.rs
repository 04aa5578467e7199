//! Every command of the window, called in the name of everybody: what a role may not do is refused in the program, not by the sidebar.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use isocenter_app::permission::{Permission, Standing, may};
use isocenter_app::wire::{
    Arm, ArmChoice, CaseAddress, CaseOrder, CheckRulesChange, CreateVault, DecisionKind, DecisionRequest, ErrorCode,
    ExampleGradeRequest, FigureTheme, GradeEntryRequest, GradeScale, GradingAmendment, GradingRequest, GradingStage,
    LetterDraftRequest, LetterExportFormat, LetterPart, LetterRatingRequest, LetterScale, LetterSectionKind,
    LetterSectionLock, LetterStudyRequest, LockReason, MappingChange, NewAccount, PanelDecisionRequest, PictureKind,
    Place, PlanCheckRequest, PreviewChoice, ReviewDecision, Role, RunExportFormat, RunRequest, SessionView,
    SplitRequest, StudyRequest, Task,
};
use isocenter_app::{Application, Error, commands};

use crate::fixture::House;

pub const PASSWORD: &str = "twelve or more letters";

type Call = fn(&Arc<Application>) -> Result<(), Error>;

fn nowhere() -> PathBuf {
    Path::new("no-such-folder").join("no-such-file.csv")
}

fn run() -> RunRequest {
    RunRequest { model: "nowhere".into(), data_set: "nothing".into(), settings: Vec::new(), left_out: Vec::new() }
}

fn study() -> StudyRequest {
    StudyRequest {
        name: "x".into(),
        cohort: "9".into(),
        models: Vec::new(),
        tasks: Vec::new(),
        temperatures: vec![0.1],
        samples_per_temperature: 1,
        top_p: None,
        seed: 1,
        beams: 1,
    }
}

fn split() -> SplitRequest {
    SplitRequest { seed: 1, test_regimen: 1, test_icd10: 1, is_stratified: false }
}

fn grading() -> GradingRequest {
    GradingRequest {
        name: "x".into(),
        study: 9,
        models: Vec::new(),
        temperature: 0.1,
        cases: 1,
        examples: 1,
        repeat_percent: 5,
        seed: 1,
        graders: Vec::new(),
        scale: GradeScale { grades: Vec::new() },
        analysis: String::new(),
    }
}

fn grade_entry() -> GradeEntryRequest {
    GradeEntryRequest {
        grading: 9,
        stage: GradingStage::Grading,
        position: 0,
        grade: Some(1),
        skip_reason: String::new(),
        comment: String::new(),
        is_flagged: false,
        focus_ms: 1,
        replaces: None,
    }
}

pub fn plan_check() -> PlanCheckRequest {
    PlanCheckRequest { suggestion: "9".into(), arm: Arm::Tuned, plan: "40 Gy/ 15 fx photons".into() }
}

pub fn suggestion_decision() -> DecisionRequest {
    DecisionRequest {
        suggestion: "9".into(),
        arm: Arm::Tuned,
        kind: DecisionKind::Accepted,
        reason: String::new(),
        plan: None,
        acknowledged: Vec::new(),
        alpha_beta_gy: None,
    }
}

pub fn rules_change() -> CheckRulesChange {
    CheckRulesChange { version: 0, rules: Vec::new(), reason: "x".into() }
}

pub fn letter_draft() -> LetterDraftRequest {
    LetterDraftRequest {
        letter: 9,
        version: 0,
        model: "nowhere".into(),
        sections: vec![LetterSectionKind::Closing],
        temperature: 0.0,
        seed: 1,
    }
}

pub fn letter_study() -> LetterStudyRequest {
    LetterStudyRequest {
        name: "x".into(),
        models: Vec::new(),
        arms: Vec::new(),
        letters: 1,
        raters: Vec::new(),
        scale: LetterScale { dimensions: Vec::new(), points: Vec::new(), is_default: false },
        temperature: 0.0,
        seed: 1,
    }
}

pub fn letter_rating() -> LetterRatingRequest {
    LetterRatingRequest {
        study: 9,
        position: 0,
        scores: vec![1],
        comment: String::new(),
        is_flagged: false,
        focus_ms: 1,
        replaces: None,
    }
}

fn decision() -> PanelDecisionRequest {
    PanelDecisionRequest {
        grading: 9,
        item: 1,
        first: 1,
        second: 1,
        consensus: 1,
        reasons: Vec::new(),
        words: "x".into(),
        dissent: String::new(),
        replaces: None,
        change_reason: String::new(),
    }
}

/// Every command that has a permission. The arguments name nothing that exists, so that those who may call fail for another reason.
fn every_command() -> Vec<(&'static str, Permission, Call)> {
    use Permission::{
        Curate, Evaluate, FineTune, KeepAccounts, KeepGradings, KeepVault, OwnAccount, ReadAudit, ReadExamples,
        ReadResults, Release, SettleGrades, SitOnPanel,
    };
    vec![
        ("people", KeepAccounts, |a| commands::people(a).map(drop)),
        ("add_account", KeepAccounts, |a| {
            let account = NewAccount { name: "X".into(), role: Role::Resident, password: PASSWORD.into() };
            commands::add_account(a, &account).map(drop)
        }),
        ("remove_account", KeepAccounts, |a| commands::remove_account(a, "999").map(drop)),
        ("set_idle_minutes", KeepAccounts, |a| commands::set_idle_minutes(a, 5).map(drop)),
        ("change_password", OwnAccount, |a| commands::change_password(a, "wrong".into(), PASSWORD)),
        ("keep_draft", OwnAccount, |a| commands::keep_draft(a, Place::Suggest, "x".into())),
        ("draft", OwnAccount, |a| commands::draft(a, Place::Suggest).map(drop)),
        ("audit_log", ReadAudit, |a| commands::audit_log(a, 0, 10).map(drop)),
        ("verify_audit", ReadAudit, |a| commands::verify_audit(a).map(drop)),
        ("back_up", KeepVault, |a| commands::back_up(a).map(drop)),
        ("inspect_exports", Curate, |a| commands::inspect_exports(a, &[nowhere(), nowhere()]).map(drop)),
        ("change_mapping", Curate, |a| {
            let change = MappingChange::Decision {
                export: isocenter_app::wire::ExportKind::Plans,
                decision: "x".into(),
                option: "y".into(),
            };
            commands::change_mapping(a, &change).map(drop)
        }),
        ("mapping_file", Curate, |a| commands::mapping_file(a).map(drop)),
        ("cohorts", Curate, |a| commands::cohorts(a).map(drop)),
        ("cohort", Curate, |a| commands::cohort(a, "9").map(drop)),
        ("switch_rule", Curate, |a| commands::switch_rule(a, "9", "x", true).map(drop)),
        ("review_queue", Curate, |a| commands::review_queue(a, "9").map(drop)),
        ("cases_dropped_for", Curate, |a| commands::cases_dropped_for(a, "9", "x", "y").map(drop)),
        ("review_case", Curate, |a| commands::review_case(a, "9", "C-00001").map(drop)),
        ("preview_marks", Curate, |a| commands::preview_marks(a, "9", "C-00001", &[]).map(drop)),
        ("decide", Curate, |a| commands::decide(a, "9", "C-00001", &ReviewDecision::Undo).map(drop)),
        ("freeze", Curate, |a| commands::freeze(a, "9", &split()).map(drop)),
        ("export_funnel", Curate, |a| commands::export_funnel(a, "9", PictureKind::Svg, &nowhere()).map(drop)),
        ("export_issues", Curate, |a| commands::export_issues(a, "9", &nowhere()).map(drop)),
        ("import_exports", Curate, |a| commands::import_exports(a, None, &mut |_| ())),
        ("read_diagnosis", Permission::Suggest, |a| commands::read_diagnosis(a, "DCIS").map(drop)),
        ("check_plan", Permission::Suggest, |a| commands::check_plan(a, &plan_check()).map(drop)),
        ("decide_suggestion", Permission::Suggest, |a| {
            commands::decide_suggestion(a, &suggestion_decision()).map(drop)
        }),
        ("earlier_suggestions", Permission::Suggest, |a| commands::earlier_suggestions(a).map(drop)),
        ("model_card", Permission::Suggest, |a| commands::model_card(a, "nowhere").map(drop)),
        ("check_rules", Permission::KeepChecks, |a| commands::check_rules(a).map(drop)),
        ("change_check_rules", Permission::KeepChecks, |a| commands::change_check_rules(a, &rules_change()).map(drop)),
        ("base_models", FineTune, |a| commands::base_models(a).map(drop)),
        ("add_base_model", FineTune, |a| commands::add_base_model(a, &nowhere()).map(drop)),
        ("remove_base_model", FineTune, |a| commands::remove_base_model(a, "nowhere").map(drop)),
        ("hash_base_model", FineTune, |a| commands::hash_base_model(a, "nowhere").map(drop)),
        ("recipe_description", FineTune, |a| commands::recipe_description(a).map(drop)),
        ("data_sets", FineTune, |a| commands::data_sets(a).map(drop)),
        ("choose_data_file", FineTune, |a| commands::choose_data_file(a, &nowhere()).map(drop)),
        ("prepare_run", FineTune, |a| commands::prepare_run(a, &run()).map(drop)),
        ("preview_example", FineTune, |a| {
            commands::preview_example(a, &run(), &PreviewChoice::Place { place: 0 }).map(drop)
        }),
        ("start_run", FineTune, |a| commands::start_run(a, &run()).map(drop)),
        ("repeat_run", FineTune, |a| commands::repeat_run(a, 9).map(drop)),
        ("resume_run", FineTune, |a| commands::resume_run(a, 9).map(drop)),
        ("run_request", FineTune, |a| commands::run_request(a, 9).map(drop)),
        ("watch_runs", FineTune, |a| commands::watch_runs(a, |_| ())),
        ("pause_run", FineTune, |a| commands::pause_run(a, 9)),
        ("stop_run", FineTune, |a| commands::stop_run(a, 9)),
        ("cancel_run", FineTune, |a| commands::cancel_run(a, 9)),
        ("runs", FineTune, |a| commands::runs(a).map(drop)),
        ("run_detail", FineTune, |a| commands::run_detail(a, 9).map(drop)),
        ("compare_runs", FineTune, |a| commands::compare_runs(a, 8, 9).map(drop)),
        ("evaluate_run", FineTune, |a| commands::evaluate_run(a, 9, None, &mut |_| ())),
        ("export_run", FineTune, |a| commands::export_run(a, 9, RunExportFormat::Peft, &nowhere()).map(drop)),
        ("releases", FineTune, |a| commands::releases(a).map(drop)),
        ("release_history", FineTune, |a| commands::release_history(a).map(drop)),
        ("release_run", Release, |a| commands::release_run(a, 9).map(drop)),
        ("withdraw_release", Release, |a| commands::withdraw_release(a, "nowhere", Task::Regimen).map(drop)),
        ("study_options", Evaluate, |a| commands::study_options(a).map(drop)),
        ("make_study", Evaluate, |a| commands::make_study(a, &study()).map(drop)),
        ("start_study", Evaluate, |a| commands::start_study(a, 9).map(drop)),
        ("pause_study", Evaluate, |a| commands::pause_study(a, 9)),
        ("remove_study", Evaluate, |a| commands::remove_study(a, 9).map(drop)),
        ("export_study", Evaluate, |a| commands::export_study(a, 9, &nowhere()).map(drop)),
        ("studies", ReadResults, |a| commands::studies(a).map(drop)),
        ("watch_studies", ReadResults, |a| commands::watch_studies(a, |_| ())),
        ("study_results", ReadResults, |a| commands::study_results(a, 9).map(drop)),
        ("study_figures", ReadResults, |a| commands::study_figures(a, 9, FigureTheme::Light).map(drop)),
        ("study_cases", ReadResults, |a| {
            let address = CaseAddress::Unreadable { model: "nowhere".into(), task: Task::Regimen };
            commands::study_cases(a, 9, address, CaseOrder::BestFirst).map(drop)
        }),
        ("study_case", ReadResults, |a| {
            commands::study_case(a, 9, "nowhere".into(), Task::Regimen, "C-00001".into()).map(drop)
        }),
        ("compare_studies", ReadResults, |a| commands::compare_studies(a, 8, 9).map(drop)),
        ("grading_options", KeepGradings, |a| commands::grading_options(a).map(drop)),
        ("gradings", KeepGradings, |a| commands::gradings(a).map(drop)),
        ("make_grading", KeepGradings, |a| commands::make_grading(a, &grading()).map(drop)),
        ("grading_protocol", KeepGradings, |a| commands::grading_protocol(a, 9).map(drop)),
        ("set_grading_scale", KeepGradings, |a| commands::set_grading_scale(a, 9, &grading().scale).map(drop)),
        ("open_grading", KeepGradings, |a| commands::open_grading(a, 9).map(drop)),
        ("amend_grading", KeepGradings, |a| {
            let amendment = GradingAmendment::RemoveGrader { account: "9".into() };
            commands::amend_grading(a, 9, &amendment, "x").map(drop)
        }),
        ("remove_grading", KeepGradings, |a| commands::remove_grading(a, 9).map(drop)),
        ("lock_grading", KeepGradings, |a| commands::lock_grading(a, 9, PASSWORD.into()).map(drop)),
        ("export_packet", KeepGradings, |a| commands::export_packet(a, 9, "9", &nowhere()).map(drop)),
        ("merge_packet", KeepGradings, |a| commands::merge_packet(a, &nowhere()).map(drop)),
        ("export_grading", KeepGradings, |a| commands::export_grading(a, 9, &nowhere()).map(drop)),
        ("my_gradings", Permission::Grade, |a| commands::my_gradings(a).map(drop)),
        ("grading_desk", Permission::Grade, |a| commands::grading_desk(a, 9).map(drop)),
        ("grade_case", Permission::Grade, |a| commands::grade_case(a, 9, GradingStage::Grading, 0).map(drop)),
        ("record_grade", Permission::Grade, |a| commands::record_grade(a, &grade_entry()).map(drop)),
        ("withdraw_grade", Permission::Grade, |a| {
            commands::withdraw_grade(a, 9, GradingStage::Grading, 0, "1").map(drop)
        }),
        ("open_packet", Permission::Grade, |a| commands::open_packet(a, &nowhere(), "x").map(drop)),
        ("return_packet", Permission::Grade, |a| commands::return_packet(a, 9, PASSWORD.into(), &nowhere()).map(drop)),
        ("reference_examples", ReadExamples, |a| commands::reference_examples(a).map(drop)),
        ("grade_example", SettleGrades, |a| {
            let request = ExampleGradeRequest { grading: 9, number: 1, grade: 1, note: "x".into() };
            commands::grade_example(a, &request).map(drop)
        }),
        ("discussions", SitOnPanel, |a| commands::discussions(a).map(drop)),
        ("adjudication", SitOnPanel, |a| commands::adjudication(a, 9).map(drop)),
        ("discrepancy", SitOnPanel, |a| commands::discrepancy(a, 9, 1).map(drop)),
        ("join_panel", SitOnPanel, |a| commands::join_panel(a, 9, "1", PASSWORD.into()).map(drop)),
        ("leave_panel", SitOnPanel, |a| commands::leave_panel(a, 9, "1").map(drop)),
        ("cast_panel_vote", SitOnPanel, |a| commands::cast_panel_vote(a, 9, 1, 1).map(drop)),
        ("settle_discrepancy", SettleGrades, |a| commands::settle_discrepancy(a, &decision()).map(drop)),
        ("sign_panel", SitOnPanel, |a| commands::sign_panel(a, 9, "1", PASSWORD.into()).map(drop)),
        ("letters", Permission::WriteLetters, |a| commands::letters(a).map(drop)),
        ("letter", Permission::WriteLetters, |a| commands::letter(a, 9).map(drop)),
        ("draft_letter", Permission::WriteLetters, |a| commands::draft_letter(a, &letter_draft(), &mut |_| ())),
        ("write_letter_section", Permission::WriteLetters, |a| {
            commands::write_letter_section(a, 9, 0, LetterSectionKind::Closing, "x").map(drop)
        }),
        ("lock_letter_section", Permission::WriteLetters, |a| {
            commands::lock_letter_section(a, 9, 0, LetterSectionKind::Closing, LetterSectionLock::Locked).map(drop)
        }),
        ("confirm_letter_block", Permission::SignLetters, |a| {
            commands::confirm_letter_block(a, 9, 0, "x", "x").map(drop)
        }),
        ("withdraw_letter_confirmation", Permission::SignLetters, |a| {
            commands::withdraw_letter_confirmation(a, 9, 0, "x").map(drop)
        }),
        ("sign_letter", Permission::SignLetters, |a| commands::sign_letter(a, 9, 0).map(drop)),
        ("reopen_letter", Permission::SignLetters, |a| commands::reopen_letter(a, 9, 0).map(drop)),
        ("export_letter", Permission::WriteLetters, |a| {
            commands::export_letter(a, 9, LetterExportFormat::Text, &nowhere()).map(drop)
        }),
        ("letter_versions", Permission::WriteLetters, |a| commands::letter_versions(a, 9).map(drop)),
        ("letter_version", Permission::WriteLetters, |a| commands::letter_version(a, 9, 1).map(drop)),
        ("import_letters", Permission::KeepLetters, |a| commands::import_letters(a, &[nowhere()]).map(drop)),
        ("set_letter_part", Permission::KeepLetters, |a| {
            commands::set_letter_part(a, &[9], LetterPart::Work).map(drop)
        }),
        ("split_letters", Permission::KeepLetters, |a| commands::split_letters(a, 1, 10, 10).map(drop)),
        ("export_letter_pairs", Permission::KeepLetters, |a| commands::export_letter_pairs(a, &nowhere()).map(drop)),
        ("letter_study_options", Permission::KeepLetters, |a| commands::letter_study_options(a).map(drop)),
        ("letter_studies", Permission::KeepLetters, |a| commands::letter_studies(a).map(drop)),
        ("make_letter_study", Permission::KeepLetters, |a| commands::make_letter_study(a, &letter_study()).map(drop)),
        ("draft_letter_study", Permission::KeepLetters, |a| commands::draft_letter_study(a, 9, &mut |_| ()).map(drop)),
        ("remove_letter_study", Permission::KeepLetters, |a| commands::remove_letter_study(a, 9).map(drop)),
        ("lock_letter_study", Permission::KeepLetters, |a| {
            commands::lock_letter_study(a, 9, PASSWORD.into()).map(drop)
        }),
        ("letter_study_results", Permission::KeepLetters, |a| commands::letter_study_results(a, 9).map(drop)),
        ("export_letter_study", Permission::KeepLetters, |a| commands::export_letter_study(a, 9, &nowhere()).map(drop)),
        ("my_letter_studies", Permission::RateLetters, |a| commands::my_letter_studies(a).map(drop)),
        ("letter_desk", Permission::RateLetters, |a| commands::letter_desk(a, 9).map(drop)),
        ("letter_item", Permission::RateLetters, |a| commands::letter_item(a, 9, 0).map(drop)),
        ("record_letter_rating", Permission::RateLetters, |a| {
            commands::record_letter_rating(a, &letter_rating()).map(drop)
        }),
        ("withdraw_letter_rating", Permission::RateLetters, |a| {
            commands::withdraw_letter_rating(a, 9, 0, "1").map(drop)
        }),
        ("grading_results", ReadResults, |a| commands::grading_results(a, 9, FigureTheme::Light).map(drop)),
        ("gradings_of_study", ReadResults, |a| commands::gradings_of_study(a, 9).map(drop)),
        ("suggest", Permission::Suggest, |a| {
            commands::suggest(a, &crate::fixture::request(ArmChoice::Tuned), &mut |_| ())
        }),
    ]
}

pub const ROLES: [Role; 5] =
    [Role::Physicist, Role::Administrator, Role::SeniorOncologist, Role::Oncologist, Role::Resident];

/// A vault with one person of each role, locked; their accounts in the order of [`ROLES`].
pub fn staffed(house: &House) -> Vec<String> {
    let first = CreateVault { name: "Physicist".into(), role: Role::Physicist, password: PASSWORD.into() };
    commands::create_vault(&house.application, &first).unwrap();
    for role in &ROLES[1..] {
        let account = NewAccount { name: format!("{role:?}"), role: *role, password: PASSWORD.into() };
        commands::add_account(&house.application, &account).unwrap();
    }
    let people = commands::people(&house.application).unwrap();
    commands::lock(&house.application, LockReason::SignedOut).unwrap();
    let of = |role: Role| people.iter().find(|person| person.role == role).unwrap().account.clone();
    ROLES.iter().map(|role| of(*role)).collect()
}

fn check(application: &Arc<Application>, who: Standing) {
    for (name, permission, call) in every_command() {
        let refused = call(application).err().map(|error| error.code()) == Some(ErrorCode::NotPermitted);
        assert_eq!(refused, !may(who, permission), "{name} as {who:?}");
    }
}

#[test]
fn every_command_refuses_every_role_that_may_not_call_it() {
    let house = House::empty();
    for (account, role) in staffed(&house).iter().zip(ROLES) {
        commands::sign_in(&house.application, account, PASSWORD.into()).unwrap();
        check(&house.application, Standing::SignedIn(role.into()));
        commands::lock(&house.application, LockReason::SignedOut).unwrap();
    }
}

#[test]
fn while_the_vault_is_locked_every_command_says_so() {
    let house = House::empty();
    staffed(&house);
    for (name, _, call) in every_command() {
        let code = call(&house.application).err().map(|error| error.code());
        assert_eq!(code, Some(ErrorCode::Locked), "{name} on a locked vault");
    }
}

#[test]
fn without_a_vault_only_suggestions_and_fine_tunes_on_data_files_are_to_be_had() {
    let house = House::empty();
    check(&house.application, Standing::WithoutVault);
    assert!(matches!(commands::session(&house.application), Ok(SessionView::NoVault { .. })));
}
