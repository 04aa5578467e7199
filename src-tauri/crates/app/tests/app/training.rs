//! `finetune`: what it writes, and that a refusal writes nothing.

use std::path::Path;

use isocenter_app::commands::{Existing, FinetuneReport, FinetuneRequest, TrainingEvent, finetune};
use isocenter_app::{CancelToken, DeviceChoice, Error, ErrorCode, StopRequest};
use isocenter_testkit::golden;

use crate::fixture::{House, assert_is_one_sentence_with_a_remedy, listing};

const GOOD_LINES: &str = "{\"prompt\": \"DCIS of the left breast\", \"answer\": \"plan 40 Gy / 15 fx\"}\n\
    {\"prompt\": \"adenocarcinoma of the prostate\", \"answer\": \"plan 60 Gy / 20 fx\"}\n";

fn request(folder: &Path, data: &str) -> FinetuneRequest {
    std::fs::write(folder.join("data.jsonl"), data).unwrap();
    FinetuneRequest {
        model: golden::model_folder("llama2"),
        data: folder.join("data.jsonl"),
        out: folder.join("adapter"),
        config: None,
        assignments: ["rank=2", "steps=3", "micro_batch=2", "gradient_accumulation=1", "warmup_steps=0"]
            .map(String::from)
            .to_vec(),
        init: None,
        resume: false,
        existing: Existing::Keep,
        device: DeviceChoice::Cpu,
    }
}

fn run(request: &FinetuneRequest) -> (Vec<TrainingEvent>, Result<FinetuneReport, Error>) {
    let mut events = Vec::new();
    let ended = finetune(&House::empty().application, request, &CancelToken::new(), &mut |event| events.push(event));
    (events, ended)
}

#[test]
fn an_adapter_its_log_and_its_record_are_written_and_every_step_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (events, ended) = run(&request(folder.path(), GOOD_LINES));
    let report = ended.unwrap();
    assert_eq!((report.steps, report.last.step), (3, 3));
    assert!(matches!(events.first(), Some(TrainingEvent::Started { steps: 3, steps_done: 0, .. })));
    assert_eq!(events.iter().filter(|event| matches!(event, TrainingEvent::Stepped(_))).count(), 3);
    let written = listing(&report.adapter);
    let expected =
        ["adapter_config.json", "adapter_model.safetensors", "isocenter_binding.json", "log.jsonl", "run.json"];
    assert_eq!(written, expected, "PEFT's two files, and ours beside them");
    let value = serde_json::to_value(&report).unwrap();
    for field in ["step", "loss", "grad_norm", "lr", "tokens_per_s", "adapter"] {
        assert!(value.get(field).is_some(), "{field} is part of the contract");
    }
}

#[test]
fn a_finished_adapter_is_replaced_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(folder.path(), GOOD_LINES);
    run(&request).1.unwrap();
    let weights = || std::fs::read(folder.path().join("adapter/adapter_model.safetensors")).unwrap();
    let before = weights();
    request.assignments.push("seed=77".into());
    let error = run(&request).1.unwrap_err();
    assert_eq!(error.code(), ErrorCode::BadInput);
    assert!(error.what().contains("a finished adapter already") && error.remedy().contains("--force"), "{error}");
    assert_is_one_sentence_with_a_remedy(&error);
    assert!(weights() == before, "the adapter is as it was");
    request.existing = Existing::Replace;
    run(&request).1.unwrap();
    assert!(weights() != before);
}

/// Refused with `code`, in one sentence that holds `names`; only the data file is left.
fn assert_refused(code: ErrorCode, names: &str, data: &str, change: impl FnOnce(&mut FinetuneRequest)) {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(folder.path(), data);
    change(&mut request);
    let error = run(&request).1.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(error.what().contains(names), "{error}");
    assert_is_one_sentence_with_a_remedy(&error);
    assert_eq!(listing(folder.path()), ["data.jsonl"], "{error}");
}

#[test]
fn a_line_without_an_answer_is_named() {
    let data = format!("{GOOD_LINES}{{\"prompt\": \"DCIS\"}}\n");
    assert_refused(ErrorCode::BadInput, "line 3", &data, |_| {});
}

#[test]
fn an_answer_longer_than_max_length_is_named_and_never_cut() {
    let data = format!("{GOOD_LINES}{{\"prompt\": \"DCIS\", \"answer\": \"{}\"}}\n", "plan 40 Gy / 15 fx ".repeat(20));
    assert_refused(ErrorCode::BadInput, "line 3", &data, |request| request.assignments.push("max_length=60".into()));
}

#[test]
fn lines_that_are_no_json_empty_answers_and_empty_files_are_refused() {
    assert_refused(ErrorCode::BadInput, "line 1", "prompt,answer\n", |_| {});
    assert_refused(ErrorCode::BadInput, "line 1", "{\"prompt\": \"DCIS\", \"answer\": \" \"}\n", |_| {});
    assert_refused(ErrorCode::BadInput, "no line", "", |_| {});
}

#[test]
fn unknown_and_impossible_settings_are_named() {
    for (assignment, names) in
        [("ranks=4", "ranks"), ("rank=0", "rank"), ("lr=fast", "lr"), ("quantize=nf3", "quantize")]
    {
        assert_refused(ErrorCode::BadInput, names, GOOD_LINES, |request| request.assignments.push(assignment.into()));
    }
}

#[test]
fn a_missing_model_an_adapter_of_another_base_and_a_missing_checkpoint_are_refused() {
    assert_refused(ErrorCode::ModelMissing, "no-such-model", GOOD_LINES, |request| {
        request.model = "no-such-model".into()
    });
    assert_refused(ErrorCode::AdapterMismatch, "_proj", GOOD_LINES, |request| {
        request.init = Some(golden::model_folder("mistral").join("adapter"));
    });
    assert_refused(ErrorCode::BadInput, "checkpoint", GOOD_LINES, |request| request.resume = true);
}

#[test]
fn a_stopped_training_says_how_to_go_on_and_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(folder.path(), GOOD_LINES);
    let cancel = CancelToken::new();
    let ended = finetune(&House::empty().application, &request, &cancel, &mut |event| {
        if matches!(event, TrainingEvent::Stepped(_)) {
            cancel.request(StopRequest::Pause);
        }
    });
    let error = ended.unwrap_err();
    assert!(error.what().contains("after step 1") && error.remedy().contains("--resume"), "{error}");
    assert!(!request.out.exists(), "nothing half-written");
    request.resume = true;
    assert_eq!(run(&request).1.unwrap().last.step, 3);
    assert_eq!(listing(folder.path()).iter().filter(|name| name.contains("checkpoint")).count(), 0);
}
