//! Studies of the vault: from the form to the results, paused and locked in the middle, and held to what the command line gives.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use isocenter_app::commands::{self, EvaluateRequest};
use isocenter_app::wire::{
    AdapterChoice, CaseAddress, CaseOrder, ErrorCode, FigureTheme, StudyEvent, StudyFigureKind, StudyModelChoice,
    StudyRequest, StudyState, SuggestRequest, Task,
};
use isocenter_app::{CancelToken, DeviceChoice};
use isocenter_domain::{Icd10Code, Modality, Redacted};
use isocenter_eval::{CaseId, CaseList, CaseTraits, Intent, StudyCase};

use crate::finetuning::clinic::Clinic;

/// Longer than any study of these tests takes on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);
const TASKS: [Task; 3] = [Task::Regimen, Task::Modality, Task::Icd10];

fn request(clinic: &Clinic, temperatures: &[f64], samples: u32) -> StudyRequest {
    let options = commands::study_options(clinic.app()).unwrap();
    let adapters = TASKS.map(|task| AdapterChoice { task, adapter: "shipped".into() });
    StudyRequest {
        name: "Held out".into(),
        cohort: options.cohorts[0].id.clone(),
        models: vec![StudyModelChoice { model: "demo".into(), adapters: adapters.into() }],
        temperatures: temperatures.into(),
        samples_per_temperature: samples,
        ..options.usual
    }
}

fn watch(clinic: &Clinic) -> Receiver<StudyEvent> {
    let (tell, heard) = channel();
    let tell = move |event| {
        let _ = tell.send(event);
    };
    commands::watch_studies(clinic.app(), tell).unwrap();
    heard
}

/// Waits until the study has come to rest.
fn ended(heard: &Receiver<StudyEvent>) -> StudyState {
    loop {
        if let StudyEvent::Ended { state, failure, .. } = heard.recv_timeout(LONGEST).expect("the study goes on") {
            assert_eq!(failure, None);
            return state;
        }
    }
}

/// Waits until more answers than so many are told.
fn answered(heard: &Receiver<StudyEvent>, more_than: u32) {
    loop {
        match heard.recv_timeout(LONGEST).expect("the study goes on") {
            StudyEvent::Snapshot { progress: Some(progress) } if progress.done > more_than => return,
            StudyEvent::Ended { state, .. } => panic!("{state:?} before an answer was told"),
            StudyEvent::Snapshot { .. } => {}
        }
    }
}

fn finished(clinic: &Clinic, request: &StudyRequest) -> u32 {
    let heard = watch(clinic);
    let study = commands::make_study(clinic.app(), request).unwrap().study;
    commands::start_study(clinic.app(), study).unwrap();
    assert_eq!(ended(&heard), StudyState::Finished);
    study
}

/// Names the first line that differs.
fn assert_same_text(one: &[u8], other: &[u8]) {
    let [one, other] = [one, other].map(|bytes| std::str::from_utf8(bytes).unwrap());
    for (line, (one, other)) in one.lines().zip(other.lines()).enumerate() {
        assert_eq!(one, other, "line {}", line + 1);
    }
    assert_eq!(one.len(), other.len());
}

/// The table of every answer.
fn samples(clinic: &Clinic, study: u32, folder: &Path) -> Vec<u8> {
    commands::export_study(clinic.app(), study, folder).unwrap();
    std::fs::read(folder.join("samples.csv")).unwrap()
}

#[test]
fn a_study_through_the_window_gives_the_numbers_of_the_same_study_through_the_command_line() {
    let clinic = Clinic::open();
    let study = finished(&clinic, &request(&clinic, &[0.1, 0.7], 1));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("window");
    let table = samples(&clinic, study, &out);
    let text = std::fs::read_to_string(out.join("study.toml")).unwrap();
    let cases = case_list(&clinic, study, &table);
    let asked = isocenter_eval::Study::from_toml(&text).unwrap();
    assert_eq!(cases.sha256(), asked.cases.sha256, "the cases are those of the study");
    cases.write(std::fs::File::create(folder.path().join(&asked.cases.file)).unwrap()).unwrap();
    std::fs::write(folder.path().join("study.toml"), &text).unwrap();
    let again = EvaluateRequest {
        study: folder.path().join("study.toml"),
        out: folder.path().join("line"),
        device: DeviceChoice::Auto,
    };
    commands::evaluate(clinic.app(), &again, &CancelToken::new(), &mut |_| ()).unwrap();
    let line = |name: &str| std::fs::read(again.out.join(name)).unwrap();
    assert_same_text(&table, &line("samples.csv"));
    assert_same_text(&std::fs::read(out.join("results.json")).unwrap(), &line("results.json"));
}

/// The case list as a person could put it together from what the window shows of a study.
fn case_list(clinic: &Clinic, study: u32, table: &[u8]) -> CaseList {
    let mut reader = csv::Reader::from_reader(table);
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let mut cases: BTreeMap<String, StudyCase> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let task: isocenter_domain::Task = row[column("task")].parse().unwrap();
        let id = row[column("case_id")].to_owned();
        let shown = commands::study_case(clinic.app(), study, "demo-base".into(), task.into(), id.clone()).unwrap();
        let case = cases.entry(id.clone()).or_insert_with(|| StudyCase {
            id: CaseId::new(id),
            diagnosis: Redacted::new(shown.diagnosis.clone()),
            regimen: None,
            modality: None,
            icd10: None,
            traits: CaseTraits {
                radiation: Modality::from_term(&row[column("radiation")]),
                intent: match &row[column("intent")] {
                    "curative" => Some(Intent::Curative),
                    "palliative" => Some(Intent::Palliative),
                    _ => None,
                },
                ..CaseTraits::default()
            },
        });
        match task {
            isocenter_domain::Task::Regimen => case.regimen = Some(Redacted::new(shown.reference)),
            isocenter_domain::Task::Modality => case.modality = Modality::from_term(&shown.reference),
            isocenter_domain::Task::Icd10 => case.icd10 = Some(Icd10Code::parse(&shown.reference).unwrap()),
        }
    }
    CaseList::new(cases.into_values().collect()).unwrap()
}

#[test]
fn a_study_that_was_paused_and_locked_in_the_middle_loses_and_repeats_no_answer() {
    let clinic = Clinic::open();
    let long = request(&clinic, &[0.1, 0.4, 0.7, 1.0], 2);
    let whole = finished(&clinic, &long);
    let heard = watch(&clinic);
    let study = commands::make_study(clinic.app(), &long).unwrap().study;
    commands::start_study(clinic.app(), study).unwrap();
    answered(&heard, 0);
    commands::pause_study(clinic.app(), study).unwrap();
    assert_eq!(ended(&heard), StudyState::Paused);
    let row = |study| commands::studies(clinic.app()).unwrap().into_iter().find(|row| row.study == study).unwrap();
    let paused = row(study);
    assert!(paused.stored > 0 && paused.stored < paused.planned, "{} of {}", paused.stored, paused.planned);

    commands::start_study(clinic.app(), study).unwrap();
    answered(&heard, paused.stored);
    clinic.lock();
    assert_eq!(ended(&heard), StudyState::PausedByLock);
    assert_eq!(commands::studies(clinic.app()).unwrap_err().code(), ErrorCode::Locked);
    clinic.sign_in();
    let locked = row(study);
    assert_eq!(locked.state, StudyState::PausedByLock);
    assert!(locked.stored > paused.stored && locked.stored < locked.planned);

    let heard = watch(&clinic);
    commands::start_study(clinic.app(), study).unwrap();
    assert_eq!(ended(&heard), StudyState::Finished);
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = [whole, study].map(|study| samples(&clinic, study, &folder.path().join(study.to_string())));
    assert_same_text(&one, &other);

    let log = commands::audit_log(clinic.app(), 0, 100).unwrap();
    let said = |action: &str| log.iter().filter(|row| row.action == action && row.subject == "study 2").count();
    assert_eq!((said("study made"), said("study paused"), said("study finished")), (1, 2, 1));
    assert!(said("study samples stored") >= 3, "each batch has its entry");
    let comparison = commands::compare_studies(clinic.app(), whole, study).unwrap();
    assert_eq!(comparison.differences, []);
    assert_eq!(comparison.scores_of_one, comparison.scores_of_other);
}

#[test]
fn results_lead_from_every_figure_to_cases_and_from_a_case_to_its_answers() {
    let clinic = Clinic::open();
    let study = finished(&clinic, &request(&clinic, &[0.1, 0.7], 1));
    let results = commands::study_results(clinic.app(), study).unwrap();
    assert!(results.row.is_demonstration && results.scores.len() == 3 && results.models.len() == 2);
    let figures = commands::study_figures(clinic.app(), study, FigureTheme::Dark).unwrap();
    for kind in [
        StudyFigureKind::TemperatureScan,
        StudyFigureKind::Comparison,
        StudyFigureKind::FieldAgreement,
        StudyFigureKind::Confusion,
    ] {
        let of_kind: Vec<_> = figures.iter().filter(|figure| figure.kind == kind).collect();
        let leading: Vec<CaseAddress> =
            of_kind.iter().flat_map(|figure| &figure.hits).filter_map(|hit| hit.behind.clone()).collect();
        assert!(!leading.is_empty(), "{kind:?} leads to cases");
        for address in leading {
            let list = commands::study_cases(clinic.app(), study, address.clone(), CaseOrder::WorstFirst).unwrap();
            assert!(!list.rows.is_empty(), "{address:?}");
        }
    }
    let scan = figures.iter().find(|figure| figure.id == "scan-regimen").unwrap();
    let marks: Vec<_> = scan.hits.iter().map(|hit| hit.behind.clone().unwrap()).collect();
    let mut distinct = marks.clone();
    distinct.dedup();
    assert_eq!((marks.len(), distinct.len()), (8, 8), "two metrics, two models, two temperatures");
    let named = |metric: &str| scan.hits.iter().filter(|hit| hit.label.starts_with(metric)).count();
    assert_eq!((named("ROUGE-1 recall, "), named("same modality, dose and fractions, ")), (4, 4));

    let tuned = results.scores[0].tuned.clone();
    let mean = |list: &isocenter_app::wire::CaseListView| {
        let values: Vec<f64> = list.rows.iter().filter_map(|row| row.value).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let behind = tuned.behind.unwrap();
    let best = commands::study_cases(clinic.app(), study, behind.clone(), CaseOrder::BestFirst).unwrap();
    assert!((mean(&best) - tuned.highest.unwrap()).abs() < 1e-12, "the cases are those of the number");
    assert!(best.rows.windows(2).all(|pair| pair[0].value >= pair[1].value));
    let unread = results.unreadable.iter().find(|of| of.answers > 0).unwrap();
    let address = CaseAddress::Unreadable { model: unread.model.clone(), task: unread.task };
    let listed = commands::study_cases(clinic.app(), study, address, CaseOrder::WorstFirst).unwrap();
    let case = listed.rows[0].case.clone();
    let shown = commands::study_case(clinic.app(), study, unread.model.clone(), unread.task, case).unwrap();
    assert!(shown.answers.iter().any(|answer| answer.read.is_none()));
    let nowhere = CaseAddress::Unreadable { model: "nobody".into(), task: Task::Regimen };
    let refused = commands::study_cases(clinic.app(), study, nowhere, CaseOrder::BestFirst).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BadInput);
}

#[test]
fn while_a_study_runs_a_suggestion_and_another_study_are_refused_with_the_study_named() {
    let clinic = Clinic::open();
    let heard = watch(&clinic);
    let long = request(&clinic, &[0.1, 0.4, 0.7, 1.0], 4);
    let [first, second] = [(); 2].map(|()| commands::make_study(clinic.app(), &long).unwrap().study);
    commands::start_study(clinic.app(), first).unwrap();
    answered(&heard, 0);
    let suggestion =
        SuggestRequest { model: "demo".into(), ..crate::fixture::request(isocenter_app::wire::ArmChoice::Base) };
    let refused = commands::suggest(clinic.app(), &suggestion, &mut |_| ()).unwrap_err();
    assert!(refused.code() == ErrorCode::Busy && refused.what().contains("study 1 is running"), "{refused}");
    let refused = commands::start_study(clinic.app(), second).unwrap_err();
    assert!(refused.code() == ErrorCode::Busy && refused.what().contains("study 1 is running"), "{refused}");
    let unfinished = commands::study_results(clinic.app(), first).unwrap_err();
    assert!(unfinished.what().contains("not finished"), "{unfinished}");
    let left = commands::remove_study(clinic.app(), first).unwrap();
    assert_eq!(
        left.iter().map(|row| row.study).collect::<Vec<_>>(),
        [second],
        "a running study is stopped and removed"
    );
}

#[test]
fn a_study_that_does_not_hold_together_is_refused_in_words_and_leaves_nothing() {
    let clinic = Clinic::open();
    let good = request(&clinic, &[0.1], 1);
    let without_adapter = StudyModelChoice {
        model: "demo".into(),
        adapters: vec![AdapterChoice { task: Task::Regimen, adapter: "shipped".into() }],
    };
    let unknown = StudyModelChoice {
        model: "demo".into(),
        adapters: TASKS.map(|task| AdapterChoice { task, adapter: "run-99".into() }).into(),
    };
    for (bad, says) in [
        (StudyRequest { name: " ".into(), ..good.clone() }, "no name"),
        (StudyRequest { cohort: "99".into(), ..good.clone() }, "no such frozen cohort"),
        (StudyRequest { models: Vec::new(), ..good.clone() }, "no model"),
        (StudyRequest { models: vec![without_adapter], ..good.clone() }, "no adapter"),
        (StudyRequest { models: vec![unknown], ..good.clone() }, "99"),
        (StudyRequest { tasks: Vec::new(), ..good.clone() }, "no task"),
        (StudyRequest { temperatures: vec![0.1, 0.1], ..good.clone() }, "twice"),
    ] {
        let refused = commands::make_study(clinic.app(), &bad).unwrap_err();
        crate::fixture::assert_is_one_sentence_with_a_remedy(&refused);
        assert!(refused.what().contains(says), "{refused} must say {says}");
    }
    assert_eq!(commands::studies(clinic.app()).unwrap(), []);
}
