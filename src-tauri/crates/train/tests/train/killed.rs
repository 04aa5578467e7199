//! kill -9 at random moments, and a disk that is full: the test runs itself as the process that trains.

use crate::fixture::{Fixture, Recorder, quick};
use isocenter_lm::{CancelToken, StopRequest};
use isocenter_train::{
    FinetuneJob, LogLine, Observer, Outcome, RecipeConfig, Resume, Unobserved, checkpoint_path, finetune,
};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Set for the process that trains: the folder of the base and of what is written.
const FOLDER: &str = "ISOCENTER_TRAIN_TEST_KILLED_FOLDER";
const KILLS: usize = 14;
const STEPS: usize = 60;
const EXAMPLES: usize = 21;
const MARK: &str = "trainer: ";

fn config() -> RecipeConfig {
    let mut config = quick();
    for assignment in ["dropout=0.1", "validation_fraction=0.2", "validation_every=7", "early_stopping_patience=0"] {
        config.set(assignment).unwrap();
    }
    (config.steps, config.checkpoint_every) = (Some(STEPS), 2);
    config
}

fn job<'a>(base: &'a Path, out: &'a Path) -> FinetuneJob<'a> {
    let resume = if checkpoint_path(out).exists() { Resume::FromCheckpoint } else { Resume::Fresh };
    FinetuneJob { resume, ..Fixture::job_for(base, out, config(), EXAMPLES) }
}

/// Says every step and every checkpoint on standard output.
struct Telling;

impl Telling {
    fn say(text: &str) {
        let mut out = std::io::stdout();
        writeln!(out, "{MARK}{text}").and_then(|()| out.flush()).unwrap();
    }
}

impl Observer for Telling {
    fn stepped(&mut self, line: &LogLine) {
        Self::say(&format!("step {}", line.step));
    }

    fn checkpointed(&mut self, step: usize, _path: &Path) {
        Self::say(&format!("checkpoint {step}"));
    }
}

/// The other process: trains until it is killed, has finished or fails.
fn train_if_told_to() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let (base, out) = (folder.join("base"), folder.join("out"));
    match finetune(job(&base, &out), &mut Telling, &CancelToken::new()) {
        Ok(outcome) => Telling::say(&format!("ended {}", outcome.summary().is_some())),
        Err(failure) => Telling::say(&format!("failed {failure}")),
    }
    std::process::exit(0);
}

fn trainer(test: &str, folder: &Path, before: &str) -> Child {
    let itself = std::env::current_exe().unwrap();
    let command = format!("{before} exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &command, itself.to_str().unwrap(), "--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the process says, without what the test harness says.
fn words(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.filter_map(|line| line.split_once(MARK).map(|(_, words)| words.to_owned()))
}

/// The log without what the clock says.
fn losses(out: &Path) -> Vec<String> {
    let log = std::fs::read_to_string(out.join("log.jsonl")).unwrap();
    let without_clock = |line: &str| {
        let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
        value.as_object_mut().unwrap().remove("tokens_per_s").unwrap();
        value.to_string()
    };
    log.lines().map(without_clock).collect()
}

fn adapter_bytes(out: &Path) -> Vec<u8> {
    std::fs::read(out.join("adapter_model.safetensors")).unwrap()
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_again_and_again_ends_with_the_same_losses_and_the_same_adapter() {
    train_if_told_to();
    let fixture = Fixture::new();
    let (base, whole, out) = (fixture.base(), fixture.path("whole"), fixture.path("out"));
    finetune(job(&base, &whole), &mut Unobserved, &CancelToken::new()).unwrap();

    let test = "killed::a_run_that_is_killed_again_and_again_ends_with_the_same_losses_and_the_same_adapter";
    let mut kills_while_training = 0;
    for kill in 0..KILLS {
        let mut child = trainer(test, fixture.folder.path(), "");
        // Every fourth is killed while it starts, the others after so many words.
        let wanted = if kill % 4 == 3 { 0 } else { 1 + (kill * 7 + 3) % 6 };
        let heard: Vec<String> = words(&mut child).take(wanted).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(heard.iter().all(|word| !word.starts_with("failed")), "kill {kill}: {heard:?}");
        kills_while_training += usize::from(heard.len() == wanted && wanted > 0);
        assert!(!out.exists() || out.join("run.json").is_file(), "kill {kill}: the output is whole or absent");
    }
    assert!(kills_while_training >= KILLS / 2, "the kills met a training: {kills_while_training}");

    let mut last = Recorder::new();
    if !out.exists() {
        finetune(job(&base, &out), &mut last, &CancelToken::new()).unwrap();
        assert!(last.lines[0].step > 1, "the killed sittings count");
    }
    assert_eq!(losses(&whole), losses(&out), "every loss is equal, not near");
    assert!(adapter_bytes(&whole) == adapter_bytes(&out), "the adapters are equal bit for bit");
    assert_eq!(fixture.left_behind(), ["out", "whole"], "nothing of the killed sittings is left");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_run_with_its_last_good_checkpoint() {
    train_if_told_to();
    let fixture = Fixture::new();
    let (base, whole, out) = (fixture.base(), fixture.path("whole"), fixture.path("out"));
    finetune(job(&base, &whole), &mut Unobserved, &CancelToken::new()).unwrap();
    let cancel = CancelToken::new();
    let mut first = Recorder::stopping_after(3, StopRequest::Pause, &cancel);
    assert!(matches!(finetune(job(&base, &out), &mut first, &cancel).unwrap(), Outcome::Paused { step: 3, .. }));
    let checkpoint = std::fs::read(checkpoint_path(&out)).unwrap();

    // No file may grow beyond a few kilobytes; the signal that comes with it is ignored, so that writing fails.
    let test = "killed::a_full_disk_stops_the_run_with_its_last_good_checkpoint";
    let mut child = trainer(test, fixture.folder.path(), "trap '' XFSZ; ulimit -f 4;");
    let heard: Vec<String> = words(&mut child).collect();
    child.wait().unwrap();
    let failure = heard.last().unwrap();
    assert!(failure.starts_with("failed") && failure.contains("out.checkpoint.safetensors"), "{heard:?}");
    assert!(std::fs::read(checkpoint_path(&out)).unwrap() == checkpoint, "the checkpoint is the last good one");
    assert_eq!(fixture.left_behind(), ["out.checkpoint.safetensors", "whole"], "nothing half-written");

    finetune(job(&base, &out), &mut Unobserved, &CancelToken::new()).unwrap();
    assert_eq!(losses(&whole), losses(&out), "it goes on as if the disk had never been full");
    assert!(adapter_bytes(&whole) == adapter_bytes(&out));
}
