//! `generate` and `score`: held to the golden pack, and bad lines named by number before anything is computed.

use std::path::PathBuf;

use isocenter_app::commands::{
    GenerateRequest, GeneratedLine, PromptSource, ScoreRequest, ScoredLine, generate, score,
};
use isocenter_app::{CancelToken, DeviceChoice, Error, ErrorCode, Quantize};
use isocenter_testkit::golden;

use crate::fixture::{House, assert_is_one_sentence_with_a_remedy};

fn generated(source: PromptSource, adapter: Option<PathBuf>) -> (Vec<GeneratedLine>, Result<(), Error>) {
    let request = GenerateRequest {
        model: golden::model_folder("llama3"),
        adapter,
        source,
        temperature: 0.0,
        top_p: None,
        seed: 1,
        max_tokens: 24,
        device: DeviceChoice::Cpu,
        quantize: Quantize::None,
    };
    let mut lines = Vec::new();
    let ended = generate(&House::empty().application, &request, &CancelToken::new(), &mut |line| lines.push(line));
    (lines, ended)
}

fn scored(text: &str) -> (Vec<ScoredLine>, Result<(), Error>) {
    let (_folder, input) = file(text);
    let request = ScoreRequest {
        model: golden::model_folder("llama3"),
        adapter: None,
        input,
        device: DeviceChoice::Cpu,
        quantize: Quantize::None,
    };
    let mut lines = Vec::new();
    let ended = score(&House::empty().application, &request, &CancelToken::new(), &mut |line| lines.push(line));
    (lines, ended)
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input.jsonl");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn greedy_answers_are_those_of_the_pack() {
    let record = golden::json(&golden::pack().join("engine/llama3.json"));
    for prompt in record["prompts"].as_array().unwrap() {
        let (lines, ended) = generated(PromptSource::Prompt(prompt["text"].as_str().unwrap().into()), None);
        ended.unwrap();
        let expected: Vec<u32> = serde_json::from_value(prompt["greedy"].clone()).unwrap();
        // The pack goes on behind an end token; an answer stops there.
        assert_eq!(lines[0].ids[..], expected[..lines[0].ids.len()]);
        assert_eq!(lines[0].finish == "length", lines[0].ids.len() == 24);
    }
}

#[test]
fn prompts_messages_and_ids_may_be_mixed_and_answers_keep_their_order() {
    let record = golden::json(&golden::pack().join("engine/llama3.json"));
    let prompt = &record["prompts"][0];
    let text = format!(
        "{}\n{}\n{}\n",
        serde_json::json!({ "prompt": prompt["text"] }),
        serde_json::json!({ "ids": prompt["ids"] }),
        serde_json::json!({ "messages": record["chat"]["messages"] }),
    );
    let (_folder, path) = file(&text);
    let (lines, ended) = generated(PromptSource::File(path), None);
    ended.unwrap();
    assert_eq!(lines.len(), 3);
    assert!(lines[0] == lines[1], "a prompt is its ids");
}

#[test]
fn bad_lines_are_named_by_number_and_nothing_is_answered() {
    let cases = [
        ("{\"prompt\": \"x\"}\nnot json\n", "line 2"),
        ("{\"prompt\": \"x\"}\n{\"prompt\": \"x\"}\n{\"text\": \"x\"}\n", "line 3"),
        ("{\"prompt\": 7}\n", "line 1"),
        ("{\"ids\": [1, -2]}\n", "line 1"),
        ("{\"ids\": []}\n", "line 1"),
        ("{\"prompt\": \"x\"}\n{\"ids\": [99999]}\n", "line 2"),
        ("{\"prompt\": \"x\"}\n\n{\"prompt\": \"x\"}\n", "line 2"),
    ];
    for (text, names) in cases {
        let (_folder, path) = file(text);
        let (lines, ended) = generated(PromptSource::File(path), None);
        assert!(lines.is_empty());
        let error = ended.unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadInput);
        assert!(error.what().starts_with(names), "{error}");
        assert_is_one_sentence_with_a_remedy(&error);
    }
}

#[test]
fn a_line_longer_than_the_context_is_named_before_anything_is_answered() {
    let long = "carcinoma ".repeat(2_000);
    let (_folder, path) = file(&format!("{{\"prompt\": \"x\"}}\n{{\"prompt\": \"{long}\"}}\n"));
    let (lines, ended) = generated(PromptSource::File(path), None);
    assert!(lines.is_empty());
    assert!(ended.unwrap_err().what().starts_with("line 2"));
}

#[test]
fn an_adapter_changes_the_answer_and_a_missing_one_is_named() {
    let prompt = || PromptSource::Prompt("What is the radiation therapy prescription for this: DCIS".into());
    let (base, _) = generated(prompt(), None);
    let (tuned, ended) = generated(prompt(), Some(golden::model_folder("llama3").join("adapter")));
    ended.unwrap();
    assert!(base != tuned);
    let (_, ended) = generated(prompt(), Some("no-such-adapter".into()));
    assert_eq!(ended.unwrap_err().code(), ErrorCode::ModelMissing);
}

#[test]
fn scores_are_log_probabilities_with_none_for_the_first_token() {
    let (lines, ended) = scored("{\"text\": \"invasive ductal carcinoma\"}\n{\"ids\": [0, 5, 6]}\n");
    ended.unwrap();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(line.ids.len(), line.logprobs.len());
        assert_eq!(line.logprobs[0], None);
        assert!(line.logprobs[1..].iter().all(|p| p.is_some_and(|p| p <= 0.0)));
    }
    assert_eq!(lines[1].ids, [0, 5, 6]);
    let (lines, ended) = scored("{\"prompt\": \"x\"}\n");
    assert!(lines.is_empty() && ended.unwrap_err().what().contains("\"text\" or \"ids\""));
}

#[test]
fn a_cancelled_generation_is_no_success() {
    let request = GenerateRequest {
        model: golden::model_folder("llama2"),
        adapter: None,
        source: PromptSource::Prompt("x".into()),
        temperature: 0.0,
        top_p: None,
        seed: 1,
        max_tokens: 24,
        device: DeviceChoice::Cpu,
        quantize: Quantize::None,
    };
    let cancel = CancelToken::new();
    cancel.cancel();
    assert!(generate(&House::empty().application, &request, &cancel, &mut |_| {}).is_err());
}
