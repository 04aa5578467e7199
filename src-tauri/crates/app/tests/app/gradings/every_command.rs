//! Every command of the window with arguments that name what a desk house really has, and what each answers as text. A new command of the
//! shell must be added here: a test fails until it is.

use std::path::PathBuf;
use std::sync::Arc;

use isocenter_app::commands::{self, write_mapping};
use isocenter_app::wire::{
    ArmChoice, CaseAddress, CaseOrder, CreateVault, ExampleGradeRequest, FigureTheme, GradeEntryRequest, GradeScale,
    GradingAmendment, GradingRequest, GradingStage, LetterExportFormat, LetterPart, LetterSectionKind,
    LetterSectionLock, LockReason, MappingChange, NewAccount, PanelDecisionRequest, PictureKind, Place, PreviewChoice,
    ReviewDecision, Role, RunExportFormat, RunRequest, SplitRequest, StudyRequest, SuggestRequest, Task,
};
use isocenter_app::{Application, Error};
use serde::Serialize;

use super::desk_house::{CASES, EXAMPLES, GRADING, STUDY, entry};
use crate::permissions::{self, PASSWORD, letter_draft, letter_rating, letter_study};

/// What really is in the house.
pub struct Known {
    /// Account of grader A.
    pub a: String,
    /// Account of grader B.
    pub b: String,
    /// A held-out case.
    pub case: String,
    /// The models of the study.
    pub models: Vec<String>,
    /// A folder into which commands may write.
    pub out: PathBuf,
}

/// A call of one command; an answer for each way in which it is called.
pub type Call = fn(&Arc<Application>, &Known) -> Vec<String>;

/// A value as it goes to the window, or the error as it goes there.
fn told<T: Serialize>(answer: Result<T, Error>) -> String {
    match answer {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &Error) -> String {
    format!("refused: {}", serde_json::to_string(&error.view()).unwrap())
}

fn said<T: Serialize>(answer: Result<T, Error>) -> Vec<String> {
    vec![told(answer)]
}

/// What a command tells on the way, and how it ended.
fn listened<E: Serialize>(call: impl FnOnce(&mut dyn FnMut(E)) -> Result<(), Error>) -> Vec<String> {
    let mut heard = Vec::new();
    let ended = call(&mut |event: E| heard.push(serde_json::to_string(&event).unwrap()));
    heard.push(told(ended));
    heard
}

fn nowhere(known: &Known) -> PathBuf {
    known.out.join("no-such-file.csv")
}

fn run() -> RunRequest {
    RunRequest { model: "demo".into(), data_set: "nothing".into(), settings: Vec::new(), left_out: Vec::new() }
}

fn study() -> StudyRequest {
    StudyRequest {
        name: "x".into(),
        cohort: "1".into(),
        models: Vec::new(),
        tasks: Vec::new(),
        temperatures: vec![0.1],
        samples_per_temperature: 1,
        top_p: None,
        seed: 1,
        beams: 1,
    }
}

fn grading(known: &Known) -> GradingRequest {
    GradingRequest {
        name: "x".into(),
        study: STUDY,
        models: known.models.clone(),
        temperature: 0.1,
        cases: 1,
        examples: 0,
        repeat_percent: 0,
        seed: 1,
        graders: vec![known.a.clone(), known.b.clone()],
        scale: GradeScale { grades: Vec::new() },
        analysis: String::new(),
    }
}

fn decision(item: u32) -> PanelDecisionRequest {
    PanelDecisionRequest {
        grading: GRADING,
        item,
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

fn address(known: &Known) -> CaseAddress {
    CaseAddress::Unreadable { model: known.models[0].clone(), task: Task::Regimen }
}

/// Items of the study of grades, its models being two.
fn items() -> std::ops::RangeInclusive<u32> {
    1..=2 * CASES
}

/// Every command of the shell that answers from the program, those that end the session last.
pub fn every_command() -> Vec<(&'static str, Call)> {
    let mut all = of_the_vault();
    all.extend(of_cohorts());
    all.extend(of_runs());
    all.extend(of_studies());
    all.extend(of_gradings());
    all.extend(of_graders_and_panel());
    all.extend(that_end_the_session());
    all
}

fn of_the_vault() -> Vec<(&'static str, Call)> {
    vec![
        ("session", |a, _| said(commands::session(a))),
        ("people", |a, _| said(commands::people(a))),
        ("add_account", |a, _| {
            let account = NewAccount { name: "X".into(), role: Role::Resident, password: "short".into() };
            said(commands::add_account(a, &account))
        }),
        ("remove_account", |a, _| said(commands::remove_account(a, "999"))),
        ("set_idle_minutes", |a, _| said(commands::set_idle_minutes(a, 5))),
        ("change_password", |a, _| said(commands::change_password(a, PASSWORD.into(), "short"))),
        ("keep_draft", |a, _| said(commands::keep_draft(a, Place::Suggest, "x".into()))),
        ("draft", |a, _| {
            let places = [Place::Suggest, Place::Grade, Place::Adjudicate, Place::Examples, Place::Gradings];
            places.map(|place| told(commands::draft(a, place))).into()
        }),
        ("audit_log", |a, _| said(commands::audit_log(a, 0, 500))),
        ("verify_audit", |a, _| said(commands::verify_audit(a))),
        ("back_up", |a, _| said(commands::back_up(a))),
        ("list_models", |a, _| said(Ok(commands::list_models(a)))),
        ("suggest", |a, _| {
            let request = SuggestRequest { model: "demo".into(), ..crate::fixture::request(ArmChoice::Tuned) };
            listened(|tell| commands::suggest(a, &request, tell))
        }),
        ("cancel_suggestion", |a, _| {
            commands::cancel_suggestion(a);
            Vec::new()
        }),
        ("biological_dose", |_, _| said(commands::biological_dose(&[], 10.0))),
        ("read_diagnosis", |a, _| said(commands::read_diagnosis(a, "DCIS of the left breast"))),
        ("check_plan", |a, _| said(commands::check_plan(a, &permissions::plan_check()))),
        ("decide_suggestion", |a, _| said(commands::decide_suggestion(a, &permissions::suggestion_decision()))),
        ("earlier_suggestions", |a, _| said(commands::earlier_suggestions(a))),
        ("model_card", |a, _| said(commands::model_card(a, "demo"))),
        ("check_rules", |a, _| said(commands::check_rules(a))),
        ("change_check_rules", |a, _| said(commands::change_check_rules(a, &permissions::rules_change()))),
    ]
}

fn of_cohorts() -> Vec<(&'static str, Call)> {
    vec![
        ("choose_exports", |a, k| said(commands::inspect_exports(a, &[nowhere(k), nowhere(k)]))),
        ("change_mapping", |a, _| {
            let export = isocenter_app::wire::ExportKind::Plans;
            let change = MappingChange::Decision { export, decision: "x".into(), option: "y".into() };
            said(commands::change_mapping(a, &change))
        }),
        ("save_mapping", |a, k| {
            let text = commands::mapping_file(a);
            vec![told(text), told(write_mapping(&k.out.join("mapping.toml"), "x"))]
        }),
        ("import_exports", |a, _| listened(|tell| commands::import_exports(a, None, tell))),
        ("cancel_import", |a, _| {
            commands::cancel_import(a);
            Vec::new()
        }),
        ("forget_import", |a, _| {
            commands::forget_import(a);
            Vec::new()
        }),
        ("cohorts", |a, _| said(commands::cohorts(a))),
        ("cohort", |a, _| said(commands::cohort(a, "1"))),
        ("switch_rule", |a, _| said(commands::switch_rule(a, "1", "x", true))),
        ("review_queue", |a, _| said(commands::review_queue(a, "1"))),
        ("cases_dropped_for", |a, _| said(commands::cases_dropped_for(a, "1", "x", "y"))),
        ("review_case", |a, k| said(commands::review_case(a, "1", &k.case))),
        ("preview_marks", |a, k| said(commands::preview_marks(a, "1", &k.case, &[]))),
        ("decide", |a, k| said(commands::decide(a, "1", &k.case, &ReviewDecision::Undo))),
        ("freeze", |a, _| {
            let split = SplitRequest { seed: 1, test_regimen: 1, test_icd10: 1, is_stratified: false };
            said(commands::freeze(a, "1", &split))
        }),
        ("export_funnel", |a, k| said(commands::export_funnel(a, "1", PictureKind::Svg, &k.out.join("funnel.svg")))),
        ("export_issues", |a, k| said(commands::export_issues(a, "1", &k.out.join("issues.csv")))),
    ]
}

fn of_runs() -> Vec<(&'static str, Call)> {
    vec![
        ("base_models", |a, _| said(commands::base_models(a))),
        ("add_base_model", |a, k| said(commands::add_base_model(a, &nowhere(k)))),
        ("remove_base_model", |a, _| said(commands::remove_base_model(a, "nowhere"))),
        ("hash_base_model", |a, _| said(commands::hash_base_model(a, "nowhere"))),
        ("recipe_description", |a, _| said(commands::recipe_description(a))),
        ("data_sets", |a, _| said(commands::data_sets(a))),
        ("choose_data_file", |a, k| said(commands::choose_data_file(a, &nowhere(k)))),
        ("prepare_run", |a, _| said(commands::prepare_run(a, &run()))),
        ("preview_example", |a, _| said(commands::preview_example(a, &run(), &PreviewChoice::Place { place: 0 }))),
        ("start_run", |a, _| said(commands::start_run(a, &run()))),
        ("repeat_run", |a, _| said(commands::repeat_run(a, 9))),
        ("run_request", |a, _| said(commands::run_request(a, 9))),
        ("watch_runs", |a, _| {
            let (tell, heard) = std::sync::mpsc::channel();
            let answer = commands::watch_runs(a, move |event| drop(tell.send(event)));
            let events = heard.try_iter().map(|event| serde_json::to_string(&event).unwrap());
            events.chain([told(answer)]).collect()
        }),
        ("pause_run", |a, _| said(commands::pause_run(a, 9))),
        ("stop_run", |a, _| said(commands::stop_run(a, 9))),
        ("cancel_run", |a, _| said(commands::cancel_run(a, 9))),
        ("resume_run", |a, _| said(commands::resume_run(a, 9))),
        ("runs", |a, _| said(commands::runs(a))),
        ("run_detail", |a, _| said(commands::run_detail(a, 9))),
        ("compare_runs", |a, _| said(commands::compare_runs(a, 8, 9))),
        ("evaluate_run", |a, _| listened(|tell| commands::evaluate_run(a, 9, None, tell))),
        ("cancel_evaluation", |a, _| {
            commands::cancel_evaluation(a);
            Vec::new()
        }),
        ("release_run", |a, _| said(commands::release_run(a, 9))),
        ("withdraw_release", |a, _| said(commands::withdraw_release(a, "nowhere", Task::Regimen))),
        ("releases", |a, _| said(commands::releases(a))),
        ("release_history", |a, _| said(commands::release_history(a))),
        ("export_run", |a, k| {
            said(commands::export_run(a, 9, RunExportFormat::Peft, &k.out.join("run")).map(|_| "written"))
        }),
    ]
}

fn of_studies() -> Vec<(&'static str, Call)> {
    vec![
        ("studies", |a, _| said(commands::studies(a))),
        ("study_options", |a, _| said(commands::study_options(a))),
        ("make_study", |a, _| said(commands::make_study(a, &study()))),
        ("start_study", |a, _| said(commands::start_study(a, STUDY))),
        ("pause_study", |a, _| said(commands::pause_study(a, STUDY))),
        ("remove_study", |a, _| said(commands::remove_study(a, 9))),
        ("watch_studies", |a, _| {
            let (tell, heard) = std::sync::mpsc::channel();
            let answer = commands::watch_studies(a, move |event| drop(tell.send(event)));
            let events = heard.try_iter().map(|event| serde_json::to_string(&event).unwrap());
            events.chain([told(answer)]).collect()
        }),
        ("study_results", |a, _| said(commands::study_results(a, STUDY))),
        ("study_figures", |a, _| said(commands::study_figures(a, STUDY, FigureTheme::Light))),
        ("study_cases", |a, k| said(commands::study_cases(a, STUDY, address(k), CaseOrder::BestFirst))),
        ("study_case", |a, k| {
            let of = |model: &String| commands::study_case(a, STUDY, model.clone(), Task::Regimen, k.case.clone());
            k.models.iter().map(|model| told(of(model))).collect()
        }),
        ("compare_studies", |a, _| said(commands::compare_studies(a, STUDY, STUDY))),
        ("export_study", |a, k| said(commands::export_study(a, STUDY, &k.out.join("study")))),
    ]
}

fn of_gradings() -> Vec<(&'static str, Call)> {
    vec![
        ("grading_options", |a, _| said(commands::grading_options(a))),
        ("gradings", |a, _| said(commands::gradings(a))),
        ("make_grading", |a, k| said(commands::make_grading(a, &grading(k)))),
        ("grading_protocol", |a, _| said(commands::grading_protocol(a, GRADING))),
        ("set_grading_scale", |a, k| said(commands::set_grading_scale(a, GRADING, &grading(k).scale))),
        ("open_grading", |a, _| said(commands::open_grading(a, GRADING))),
        ("amend_grading", |a, k| {
            let amendment = GradingAmendment::RemoveGrader { account: k.b.clone() };
            said(commands::amend_grading(a, GRADING, &amendment, " "))
        }),
        ("remove_grading", |a, _| said(commands::remove_grading(a, GRADING))),
        ("lock_grading", |a, _| said(commands::lock_grading(a, GRADING, PASSWORD.into()))),
        ("export_packet", |a, _| said(commands::export_packet(a, GRADING, "999", &a_packet()))),
        ("merge_packet", |a, k| said(commands::merge_packet(a, &nowhere(k)))),
        ("export_grading", |a, k| said(commands::export_grading(a, GRADING, &k.out.join("grading")))),
        ("grading_results", |a, _| said(commands::grading_results(a, GRADING, FigureTheme::Light))),
        ("gradings_of_study", |a, _| said(commands::gradings_of_study(a, STUDY))),
    ]
}

fn a_packet() -> PathBuf {
    PathBuf::from("no-such-folder").join("packet")
}

fn of_graders_and_panel() -> Vec<(&'static str, Call)> {
    vec![
        ("my_gradings", |a, _| said(commands::my_gradings(a))),
        ("grading_desk", |a, _| said(commands::grading_desk(a, GRADING))),
        ("grade_case", |a, _| {
            let looks = (0..EXAMPLES).map(|position| (GradingStage::Calibration, position));
            let looks = looks.chain((0..12).map(|position| (GradingStage::Grading, position)));
            looks.map(|(stage, position)| told(commands::grade_case(a, GRADING, stage, position))).collect()
        }),
        ("record_grade", |a, _| {
            let calibration = GradeEntryRequest { stage: GradingStage::Calibration, ..entry(0, 3) };
            let stale = GradeEntryRequest { replaces: Some("1".into()), ..entry(1, 3) };
            [calibration, entry(0, 4), stale, entry(1, 4), entry(2, 2)]
                .map(|request| told(commands::record_grade(a, &request)))
                .into()
        }),
        ("withdraw_grade", |a, _| {
            let standing = commands::grade_case(a, GRADING, GradingStage::Grading, 1).ok();
            let standing = standing.and_then(|case| case.recorded).map(|recorded| recorded.entry);
            let entries = ["1".to_owned(), standing.unwrap_or_default()];
            entries.map(|own| told(commands::withdraw_grade(a, GRADING, GradingStage::Grading, 1, &own))).into()
        }),
        ("open_packet", |a, k| said(commands::open_packet(a, &nowhere(k), "x"))),
        ("return_packet", |a, k| said(commands::return_packet(a, GRADING, PASSWORD.into(), &k.out.join("back")))),
        ("reference_examples", |a, _| said(commands::reference_examples(a))),
        ("grade_example", |a, _| {
            let request = ExampleGradeRequest { grading: GRADING, number: 1, grade: 1, note: "x".into() };
            said(commands::grade_example(a, &request))
        }),
        ("discussions", |a, _| said(commands::discussions(a))),
        ("adjudication", |a, _| said(commands::adjudication(a, GRADING))),
        ("discrepancy", |a, _| items().map(|item| told(commands::discrepancy(a, GRADING, item))).collect()),
        ("join_panel", |a, k| {
            [&k.a, &k.b].map(|who| told(commands::join_panel(a, GRADING, who, PASSWORD.into()))).into()
        }),
        ("leave_panel", |a, k| said(commands::leave_panel(a, GRADING, &k.b))),
        ("cast_panel_vote", |a, _| items().map(|item| told(commands::cast_panel_vote(a, GRADING, item, 3))).collect()),
        ("settle_discrepancy", |a, _| {
            items().map(|item| told(commands::settle_discrepancy(a, &decision(item)))).collect()
        }),
        ("sign_panel", |a, k| said(commands::sign_panel(a, GRADING, &k.b, PASSWORD.into()))),
        ("letters", |a, _| said(commands::letters(a))),
        ("letter", |a, _| said(commands::letter(a, 9))),
        ("draft_letter", |a, _| listened(|sink| commands::draft_letter(a, &letter_draft(), sink))),
        ("write_letter_section", |a, _| said(commands::write_letter_section(a, 9, 0, LetterSectionKind::Closing, "x"))),
        ("lock_letter_section", |a, _| {
            said(commands::lock_letter_section(a, 9, 0, LetterSectionKind::Closing, LetterSectionLock::Locked))
        }),
        ("confirm_letter_block", |a, _| said(commands::confirm_letter_block(a, 9, 0, "x", "x"))),
        ("withdraw_letter_confirmation", |a, _| said(commands::withdraw_letter_confirmation(a, 9, 0, "x"))),
        ("sign_letter", |a, _| said(commands::sign_letter(a, 9, 0))),
        ("reopen_letter", |a, _| said(commands::reopen_letter(a, 9, 0))),
        ("export_letter", |a, k| said(commands::export_letter(a, 9, LetterExportFormat::Text, &nowhere(k)))),
        ("letter_versions", |a, _| said(commands::letter_versions(a, 9))),
        ("letter_version", |a, _| said(commands::letter_version(a, 9, 1))),
        ("import_letters", |a, k| said(commands::import_letters(a, &[nowhere(k)]))),
        ("set_letter_part", |a, _| said(commands::set_letter_part(a, &[9], LetterPart::Work))),
        ("split_letters", |a, _| said(commands::split_letters(a, 1, 10, 10))),
        ("export_letter_pairs", |a, k| said(commands::export_letter_pairs(a, &nowhere(k)))),
        ("letter_study_options", |a, _| said(commands::letter_study_options(a))),
        ("letter_studies", |a, _| said(commands::letter_studies(a))),
        ("make_letter_study", |a, _| said(commands::make_letter_study(a, &letter_study()))),
        ("draft_letter_study", |a, _| listened(|sink| commands::draft_letter_study(a, 9, sink).map(drop))),
        ("remove_letter_study", |a, _| said(commands::remove_letter_study(a, 9))),
        ("lock_letter_study", |a, _| said(commands::lock_letter_study(a, 9, PASSWORD.into()))),
        ("letter_study_results", |a, _| said(commands::letter_study_results(a, 9))),
        ("export_letter_study", |a, k| said(commands::export_letter_study(a, 9, &nowhere(k)))),
        ("my_letter_studies", |a, _| said(commands::my_letter_studies(a))),
        ("letter_desk", |a, _| said(commands::letter_desk(a, 9))),
        ("letter_item", |a, _| said(commands::letter_item(a, 9, 0))),
        ("record_letter_rating", |a, _| said(commands::record_letter_rating(a, &letter_rating()))),
        ("withdraw_letter_rating", |a, _| said(commands::withdraw_letter_rating(a, 9, 0, "1"))),
        ("cancel_letter_draft", |a, _| {
            commands::cancel_letter_draft(a);
            Vec::new()
        }),
    ]
}

fn that_end_the_session() -> Vec<(&'static str, Call)> {
    vec![
        ("create_vault", |a, _| {
            let first = CreateVault { name: "X".into(), role: Role::Physicist, password: PASSWORD.into() };
            said(commands::create_vault(a, &first))
        }),
        ("open_demonstration", |a, _| said(commands::open_demonstration(a))),
        ("sign_in", |a, k| said(commands::sign_in(a, &k.b, "the wrong password".into()))),
        ("lock", |a, _| said(commands::lock(a, LockReason::SignedOut))),
        ("sign_in_with_recovery", |a, k| said(commands::sign_in_with_recovery(a, "x", &k.b, PASSWORD.into()))),
    ]
}

/// These answer nothing that depends on the vault: facts of the machine; a sign of life; one that the window may never call.
const OF_THE_SHELL: [&str; 3] = ["machine", "note_ready", "ungranted"];

#[test]
fn every_command_of_the_shell_is_in_this_list() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../build.rs");
    let script = std::fs::read_to_string(script).unwrap();
    let (_, list) = script.split_once("const COMMANDS: &[&str] = &[").unwrap();
    let (list, _) = list.split_once("];").unwrap();
    let shell = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
    let mut missing: Vec<&str> = shell.collect();
    assert!(missing.len() > 100, "the list of the shell was read");
    let known: Vec<&str> = every_command().iter().map(|(name, _)| *name).chain(OF_THE_SHELL).collect();
    missing.retain(|name| !known.contains(name));
    assert_eq!(
        missing,
        Vec::<&str>::new(),
        "call it here with what a desk house has, so that blinding is tested of it"
    );
}
