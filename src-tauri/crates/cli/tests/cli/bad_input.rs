//! Every bad input: exit 1, one line with what to do, nothing half-written.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::program::{Ran, model_with_adapters, names, pack_model, program, run, run_with_input, text};

/// A home with a whole model in `model`.
struct Home {
    folder: TempDir,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        model_with_adapters("llama2", &folder.path().join("model"));
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn suggest(&self) -> Ran {
        run(&["suggest", "--json", "--model", text(&self.path("model")), "DCIS of the left breast, grade 2"])
    }

    fn finetune(&self, data: &str, extra: &[&str]) -> Ran {
        std::fs::write(self.path("data.jsonl"), data).unwrap();
        let (model, data, out) = (self.path("model"), self.path("data.jsonl"), self.path("adapter"));
        let mut arguments = vec!["finetune", "--model", text(&model), "--data", text(&data), "--out", text(&out)];
        arguments.extend(["--set", "steps=2", "--set", "micro_batch=1"]);
        arguments.extend(extra);
        run(&arguments)
    }

    /// What a refused command may leave: what was there before.
    fn assert_untouched(&self) {
        let left: Vec<String> = names(self.folder.path()).into_iter().filter(|name| name != "data.jsonl").collect();
        assert_eq!(left, ["model"]);
    }
}

const LINE: &str = "{\"prompt\": \"DCIS of the left breast\", \"answer\": \"plan 40 Gy / 15 fx\"}\n";

#[test]
fn a_spoilt_model_is_refused_by_the_file_or_tensor_at_fault() {
    type Spoil = fn(&Path);
    let spoilt: [(&str, Spoil); 7] = [
        ("config.json", |model| std::fs::remove_file(model.join("config.json")).unwrap()),
        ("model.safetensors", |model| std::fs::remove_file(model.join("model.safetensors")).unwrap()),
        ("model.safetensors is cut short", |model| {
            let path = model.join("model.safetensors");
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 3]).unwrap();
        }),
        ("Qwen9ForCausalLM", |model| {
            let path = model.join("config.json");
            let config = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, config.replace("LlamaForCausalLM", "Qwen9ForCausalLM")).unwrap();
        }),
        ("tensor", |model| {
            let path = model.join("model.safetensors");
            let mut bytes = std::fs::read(&path).unwrap();
            let end = bytes.len();
            bytes[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
            std::fs::write(path, bytes).unwrap();
        }),
        ("another base", |model| {
            let foreign = pack_model("mistral").join("adapter/adapter_model.safetensors");
            std::fs::copy(foreign, model.join("adapters/modality/adapter_model.safetensors")).unwrap();
        }),
        ("no adapter for icd10", |model| std::fs::remove_dir_all(model.join("adapters/icd10")).unwrap()),
    ];
    for (names, spoil) in spoilt {
        let home = Home::new();
        spoil(&home.path("model"));
        home.suggest().assert_failed(names);
    }
}

#[test]
fn no_model_at_all_says_where_to_name_one() {
    run(&["suggest", "DCIS of the left breast"]).assert_failed("ISOCENTER_MODELS");
    run(&["suggest", "--model", "no-such-folder", "DCIS"]).assert_failed("no-such-folder");
}

#[test]
fn empty_endless_and_unreadable_diagnoses_are_refused() {
    let home = Home::new();
    let model = home.path("model");
    let arguments = ["suggest", "--model", text(&model), "-"];
    run_with_input(&arguments, b" \n").assert_failed("empty");
    run_with_input(&arguments, &b"DCIS of the left breast ".repeat(4_200)).assert_failed("20000");
    run_with_input(&arguments, &[0xff, 0xfe, 0x00]).assert_failed("UTF-8");
}

#[test]
fn a_foreign_diagnosis_with_control_characters_is_answered_with_notes() {
    let home = Home::new();
    let model = home.path("model");
    let ran = run_with_input(
        &["suggest", "--json", "--model", text(&model), "-"],
        "Carcinome canalaire\u{7} infiltrant du sein gauche, opéré en mars avec curage".as_bytes(),
    );
    ran.json();
    assert_eq!(ran.stderr.lines().filter(|line| line.starts_with("note: ")).count(), 2, "{}", ran.stderr);
}

#[test]
fn bad_training_data_is_named_by_line_and_nothing_is_written() {
    let home = Home::new();
    home.finetune(&format!("{LINE}{{\"prompt\": \"DCIS\"}}\n"), &[]).assert_failed("line 2");
    home.finetune(&format!("{LINE}{LINE}DCIS\n"), &[]).assert_failed("line 3");
    home.finetune(LINE, &["--set", "max_length=10"]).assert_failed("line 1");
    home.finetune(LINE, &["--set", "max_len=10"]).assert_failed("max_len");
    home.finetune(LINE, &["--resume"]).assert_failed("checkpoint");
    home.finetune("", &[]).assert_failed("no line");
    home.assert_untouched();
}

#[test]
fn bad_lines_of_prompts_and_texts_are_named() {
    let home = Home::new();
    let (model, input) = (home.path("model"), home.path("data.jsonl"));
    std::fs::write(&input, "{\"prompt\": \"x\"}\n{\"prompts\": \"x\"}\n").unwrap();
    run(&["generate", "--json", "--model", text(&model), "--input", text(&input)]).assert_failed("line 2");
    run(&["score", "--json", "--model", text(&model), "--input", text(&input)]).assert_failed("line 1");
}

#[test]
fn an_output_folder_that_holds_something_else_is_left_alone() {
    let home = Home::new();
    let out = home.path("model");
    home.finetune(LINE, &["--json", "--set", "rank=2"]).json();
    let data = home.path("data.jsonl");
    run(&["finetune", "--model", text(&out), "--data", text(&data), "--out", text(&out)])
        .assert_failed("another folder");
    assert!(out.join("config.json").is_file());
}

/// A limit on the size of files stands in for a full disk: both end a write half-way.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_adapter() {
    let home = Home::new();
    std::fs::write(home.path("data.jsonl"), LINE).unwrap();
    let (model, data, out) = (home.path("model"), home.path("data.jsonl"), home.path("adapter"));
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_isocenter-cli")])
        .args(["finetune", "--model", text(&model), "--data", text(&data), "--out", text(&out), "--set", "steps=1"])
        .output()
        .unwrap();
    Ran::new(output).assert_failed("the disk is full");
    home.assert_untouched();
}

/// A signal before the handler is in place would end the process the usual way, so the test waits for the handler.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_stops_a_training_cleanly() {
    const SIGINT_BIT: u64 = 1 << 1;
    let home = Home::new();
    std::fs::write(home.path("data.jsonl"), LINE).unwrap();
    let (model, data, out) = (home.path("model"), home.path("data.jsonl"), home.path("adapter"));
    let arguments =
        ["finetune", "--model", text(&model), "--data", text(&data), "--out", text(&out), "--set", "rank=2"];
    let child = program()
        .args(arguments)
        .args(["--set", "steps=1000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let hears_interrupts = || {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0").trim().to_owned();
        u64::from_str_radix(&mask, 16).unwrap() & SIGINT_BIT != 0
    };
    while !hears_interrupts() {
        std::thread::yield_now();
    }
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ran = Ran::new(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("error: stopped after step"), "{}", ran.stderr);
    assert!(!out.exists(), "no half adapter");
}
