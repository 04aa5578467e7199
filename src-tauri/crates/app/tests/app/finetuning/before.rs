//! Before a run: data sets, sizes, lengths, previews, problems with their ways out, memory.

use isocenter_app::commands;
use isocenter_app::wire::{
    CasePart, DataSetKind, ErrorCode, PreviewChoice, ProblemKind, RunPreparation, RunRequest, Setting, Task,
};

use super::clinic::Clinic;

fn prepared(clinic: &Clinic, request: &RunRequest) -> RunPreparation {
    commands::prepare_run(clinic.app(), request).unwrap()
}

fn blocking(preparation: &RunPreparation) -> Vec<ProblemKind> {
    preparation.problems.iter().filter(|problem| problem.is_blocking).map(|problem| problem.kind).collect()
}

#[test]
fn every_task_has_a_data_set_of_its_frozen_split() {
    let clinic = Clinic::open();
    for task in [Task::Regimen, Task::Modality, Task::Icd10] {
        let set = clinic.data_set(task);
        assert_eq!((set.kind, set.test), (DataSetKind::Split, 6));
        assert_eq!(set.train + set.validation + set.test, set.cases);
        assert_eq!(set.sha256.len(), 64);
    }
    assert_eq!(clinic.data_set(Task::Regimen).sha256, clinic.data_set(Task::Modality).sha256, "one split serves both");
}

#[test]
fn a_request_that_can_start_says_its_sizes_lengths_and_memory() {
    let clinic = Clinic::open();
    let request = clinic.request(&[("steps", ""), ("epochs", "2")]);
    let preparation = prepared(&clinic, &request);
    assert!(preparation.can_start, "{:?}", preparation.problems);
    let numbers = preparation.numbers.unwrap();
    let set = clinic.data_set(Task::Modality);
    assert_eq!(numbers.train + numbers.validation + numbers.left_out + numbers.test, set.cases);
    assert!(numbers.validation > 0, "a tenth validates");
    assert_eq!(numbers.steps_per_pass, numbers.train.div_ceil(2));
    assert_eq!(numbers.steps, 2 * numbers.steps_per_pass);
    assert_eq!(numbers.warmup_steps, (f64::from(numbers.steps) * 0.03).round() as u32);
    let lengths = preparation.lengths.unwrap();
    assert_eq!(lengths.bins.iter().map(|bin| bin.cases).sum::<u32>(), numbers.train + numbers.validation);
    let memory = preparation.memory.unwrap();
    assert!(memory.total_gb > 0.0 && memory.fits == Some(true) && memory.formats.len() == 4);
    assert!(
        preparation.settings.iter().any(|setting| setting.key == "seed" && setting.value == "42"),
        "the seed is shown"
    );
}

#[test]
fn the_preview_is_the_whole_text_and_only_the_answer_is_learned() {
    let clinic = Clinic::open();
    let request = clinic.request(&[]);
    let preview = commands::preview_example(clinic.app(), &request, &PreviewChoice::Place { place: 3 }).unwrap();
    let learned: String = preview
        .spans
        .iter()
        .filter(|span| span.is_learned && !span.is_special)
        .map(|span| span.text.as_str())
        .collect();
    assert!(["photon", "proton", "electron", "brachytherapy"].contains(&learned.trim()), "{learned}");
    let read: String = preview.spans.iter().filter(|span| !span.is_learned).map(|span| span.text.as_str()).collect();
    assert!(read.contains("radiation modality"), "the question is read, not learned");
    assert!(preview.spans.first().is_some_and(|span| span.is_special && span.text == "<s>"));
    assert!(preview.spans.last().is_some_and(|span| span.is_special && span.is_learned && span.text == "</s>"));
    assert!(preview.learned_tokens >= 2 && preview.learned_tokens < preview.tokens);
    let again = PreviewChoice::Case { case: preview.case.clone() };
    assert!(commands::preview_example(clinic.app(), &request, &again).unwrap() == preview, "the same case by its id");
}

#[test]
fn an_answer_that_would_be_cut_is_named_by_case_and_blocks_until_it_is_solved() {
    let clinic = Clinic::open();
    let mut request = clinic.request_for(Task::Regimen, &[]);
    let longest = prepared(&clinic, &request).lengths.unwrap().longest;
    request.settings.push(Setting { key: "max_length".into(), value: (longest - 1).to_string() });
    let preparation = prepared(&clinic, &request);
    let problem = preparation.problems.iter().find(|problem| problem.kind == ProblemKind::AnswerCut).unwrap();
    assert!(problem.is_blocking && !preparation.can_start);
    assert!(!problem.cases.is_empty(), "{}", problem.words);
    let case = PreviewChoice::Case { case: problem.cases[0].clone() };
    let preview = commands::preview_example(clinic.app(), &request, &case).unwrap();
    assert!(preview.spans.iter().any(|span| span.is_cut), "the preview shows what is cut");
    let refused = commands::start_run(clinic.app(), &request).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BadInput, "{refused}");
    for remedy in &problem.remedies {
        let mut solved = request.clone();
        solved.settings.extend(remedy.settings.iter().cloned());
        solved.left_out.extend(remedy.left_out.iter().cloned());
        assert!(prepared(&clinic, &solved).can_start, "{}", remedy.words);
    }
}

#[test]
fn a_question_that_fills_the_limit_alone_teaches_nothing_and_says_so() {
    let clinic = Clinic::open();
    let mut request = clinic.request(&[]);
    request.settings.push(Setting { key: "max_length".into(), value: "12".into() });
    let kinds = blocking(&prepared(&clinic, &request));
    assert!(kinds.contains(&ProblemKind::NothingLearned), "{kinds:?}");
}

fn lines(clinic: &Clinic, lines: &[(&str, &str)]) -> RunRequest {
    let path = clinic.folder().join("lines.jsonl");
    let line = |(prompt, answer): &(&str, &str)| serde_json::json!({"prompt": prompt, "answer": answer}).to_string();
    std::fs::write(&path, lines.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    let set = commands::choose_data_file(clinic.app(), &path).unwrap();
    assert_eq!((set.kind, set.task, set.test), (DataSetKind::File, None, 0));
    RunRequest { data_set: set.id, ..clinic.request(&[]) }
}

#[test]
fn the_same_text_twice_is_named_as_duplicate_or_as_leak_by_its_line() {
    let clinic = Clinic::open();
    let request =
        lines(&clinic, &[("DCIS", "photon"), ("dcis ", "photon"), ("seminoma", "photon"), ("chordoma", "proton")]);
    let found = prepared(&clinic, &RunRequest { left_out: Vec::new(), ..request }).problems;
    let pairs: Vec<&Vec<String>> =
        found.iter().filter(|problem| !problem.cases.is_empty()).map(|problem| &problem.cases).collect();
    assert_eq!(pairs.len(), 1, "{found:?}");
    let mut named = pairs[0].clone();
    named.sort();
    assert_eq!(named, ["line 1", "line 2"]);
}

#[test]
fn one_case_is_too_few() {
    let clinic = Clinic::open();
    let request = lines(&clinic, &[("DCIS", "photon")]);
    assert!(blocking(&prepared(&clinic, &request)).contains(&ProblemKind::TooFewCases));
}

#[test]
fn a_test_case_among_the_training_cases_is_a_leak() {
    let clinic = Clinic::open();
    let request = RunRequest { left_out: Vec::new(), ..clinic.request(&[]) };
    let found = prepared(&clinic, &request);
    for leak in found.problems.iter().filter(|problem| problem.kind == ProblemKind::LeakToTest) {
        assert!(leak.is_blocking && leak.cases.len() % 2 == 0, "pairs of case and twin");
    }
    assert!(prepared(&clinic, &clinic.request(&[])).can_start, "the offered way out solves it");
}

#[test]
fn impossible_settings_are_named_by_their_key() {
    let clinic = Clinic::open();
    for (key, value) in
        [("rank", "0"), ("rank", "100000"), ("lr", "1e6"), ("lr", "fast"), ("epochs", "0"), ("ranks", "4")]
    {
        let mut request = clinic.request(&[]);
        request.settings.push(Setting { key: key.into(), value: value.into() });
        let preparation = prepared(&clinic, &request);
        let problem = preparation.problems.iter().find(|problem| problem.kind == ProblemKind::Setting).unwrap();
        assert_eq!(problem.key.as_deref(), Some(key), "{}", problem.words);
        assert!(!preparation.can_start);
    }
}

#[test]
fn a_model_or_a_data_set_that_is_not_there_is_a_problem_and_no_crash() {
    let clinic = Clinic::open();
    let request = clinic.request(&[]);
    let no_model = RunRequest { model: "nowhere".into(), ..request.clone() };
    assert_eq!(blocking(&prepared(&clinic, &no_model)), [ProblemKind::Model]);
    let no_data = RunRequest { data_set: "split-99-regimen".into(), ..request };
    assert_eq!(blocking(&prepared(&clinic, &no_data)), [ProblemKind::DataSet]);
}

#[test]
fn a_case_left_out_is_in_no_part() {
    let clinic = Clinic::open();
    let mut request = clinic.request(&[]);
    let first = commands::preview_example(clinic.app(), &request, &PreviewChoice::Place { place: 0 }).unwrap();
    request.left_out.push(first.case.clone());
    let again = commands::preview_example(clinic.app(), &request, &PreviewChoice::Case { case: first.case }).unwrap();
    assert_eq!(again.part, CasePart::LeftOut);
}
