//! Runs the binary and holds what it printed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a run left behind.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn new(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one JSON document of a success.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        assert_eq!(self.stdout.lines().count(), 1, "one document: {}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The JSON lines of a success.
    pub fn json_lines(&self) -> Vec<Value> {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Exit 1, nothing on standard output, one line `error: <what> — <what to do>`.
    pub fn assert_failed(&self, names: &str) {
        assert_eq!(self.code, 1, "{} {}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "");
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        assert!(self.stderr.starts_with("error: ") && self.stderr.matches(" — ").count() == 1, "{}", self.stderr);
        assert!(self.stderr.contains(names), "{} should name {names}", self.stderr);
    }
}

/// The binary in an empty environment of models.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isocenter-cli"));
    command.env("ISOCENTER_MODELS", "no-such-folder").env("RAYON_NUM_THREADS", "2");
    command
}

pub fn run(arguments: &[&str]) -> Ran {
    Ran::new(program().args(arguments).stdin(Stdio::null()).output().unwrap())
}

pub fn run_with_input(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child =
        program().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Ran::new(child.wait_with_output().unwrap())
}

pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// A small random model of the golden pack.
pub fn pack_model(family: &str) -> PathBuf {
    checkout().join("tests/golden/pack/models").join(family)
}

/// A pack model whose one adapter stands in for every task.
pub fn model_with_adapters(family: &str, folder: &Path) {
    copy(&pack_model(family), folder);
    for task in ["regimen", "modality", "icd10"] {
        copy(&pack_model(family).join("adapter"), &folder.join("adapters").join(task));
    }
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
