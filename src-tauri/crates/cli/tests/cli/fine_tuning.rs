//! `finetune` stopped by Ctrl-C and gone on with, an adapter away from its base, and `export` of what it made.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::program::{Ran, copy, names, pack_model, program, run, text};

fn lines(folder: &Path) -> PathBuf {
    let path = folder.join("data.jsonl");
    let line = |n: usize| json!({"prompt": format!("question {n} about a site"), "answer": "photon"}).to_string();
    std::fs::write(&path, (0..16).map(line).collect::<Vec<_>>().join("\n")).unwrap();
    path
}

fn finetune(folder: &Path, steps: &str, extra: &[&str]) -> Command {
    let mut command = program();
    command.args(["finetune", "--json", "--model", text(&pack_model("llama2")), "--data", text(&lines(folder))]);
    command.args(["--out", text(&folder.join("adapter")), "--set", &format!("steps={steps}"), "--set", "rank=2"]);
    command.args(["--set", "checkpoint_every=1", "--set", "max_length=512"]).args(extra);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_checkpoint_says_how_to_go_on_and_going_on_gives_the_same_losses() {
    const STEPS: &str = "200";
    let (folder, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let child = finetune(folder.path(), STEPS, &[]).spawn().unwrap();
    let checkpoint = folder.path().join("adapter.checkpoint.safetensors");
    while !checkpoint.is_file() {
        std::thread::yield_now();
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let stopped = Ran::new(child.wait_with_output().unwrap());
    assert_eq!((stopped.code, stopped.stdout.as_str()), (1, ""), "{}", stopped.stderr);
    assert!(stopped.stderr.contains("--resume"), "{}", stopped.stderr);
    assert!(checkpoint.is_file() && !folder.path().join("adapter").exists());
    let resumed = Ran::new(finetune(folder.path(), STEPS, &["--resume"]).output().unwrap()).json();
    let uninterrupted = Ran::new(finetune(whole.path(), STEPS, &[]).output().unwrap()).json();
    assert_eq!((&resumed["step"], &resumed["loss"]), (&json!(200), &uninterrupted["loss"]));
}

#[test]
fn an_adapter_of_another_base_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    Ran::new(finetune(folder.path(), "2", &[]).output().unwrap()).json();
    let other = folder.path().join("other");
    copy(&pack_model("llama2"), &other);
    let weights = other.join("model.safetensors");
    let mut bytes = std::fs::read(&weights).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    std::fs::write(&weights, bytes).unwrap();
    let adapter = folder.path().join("adapter");
    run(&["generate", "--model", text(&other), "--adapter", text(&adapter), "question"]).assert_failed("another base");
    let base = pack_model("llama2");
    assert_eq!(run(&["generate", "--model", text(&base), "--adapter", text(&adapter), "question"]).code, 0);
}

#[test]
fn an_adapter_is_exported_in_three_forms_and_each_answers_as_the_pair_did() {
    let folder = tempfile::tempdir().unwrap();
    Ran::new(finetune(folder.path(), "3", &["--set", "lr=0.01"]).output().unwrap()).json();
    let (adapter, base) = (folder.path().join("adapter"), pack_model("llama2"));
    let data = lines(folder.path());
    let export = |format: &str, name: &str| {
        let out = folder.path().join(name);
        let arguments = ["export", "--json", "--model", text(&base), "--adapter", text(&adapter), "--format", format];
        let more = ["--out", text(&out), "--input", text(&data), "--max-tokens", "8"];
        run(&[arguments.as_slice(), more.as_slice()].concat())
    };
    for (format, name) in [("peft", "copy"), ("safetensors", "merged"), ("gguf", "merged.gguf")] {
        let report = export(format, name).json();
        assert_eq!(
            (&report["answers_compared"], report["sha256"].as_str().unwrap().len()),
            (&json!(16), 64),
            "{format}"
        );
    }
    assert!(names(&folder.path().join("merged")).contains(&"config.json".to_owned()));
    let merged = folder.path().join("merged.gguf");
    assert_eq!(run(&["generate", "--model", text(&merged), "--max-tokens", "4", "question"]).code, 0);
    export("peft", "copy").assert_failed("already");
}
