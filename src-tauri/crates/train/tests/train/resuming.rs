//! Stopping, and going on as if nothing had happened.

use crate::fixture::{Fixture, Recorder, quick};
use isocenter_lm::{CancelToken, StopRequest};
use isocenter_train::{Error, FinetuneJob, LogLine, Outcome, Resume, checkpoint_path, finetune};

/// The log without what the clock says.
fn numbers(lines: &[LogLine]) -> Vec<LogLine> {
    lines.iter().map(|line| LogLine { tokens_per_s: 0.0, ..line.clone() }).collect()
}

#[test]
fn a_stopped_and_resumed_run_equals_an_uninterrupted_one_bit_for_bit() {
    let fixture = Fixture::new();
    let (base, whole, stopped) = (fixture.base(), fixture.path("whole"), fixture.path("stopped"));
    let mut config = quick();
    config.dropout = 0.1;
    config.validation_fraction = 0.1;
    let mut uninterrupted = Recorder::new();
    finetune(fixture.job(&base, &whole, config.clone(), 21), &mut uninterrupted, &CancelToken::new()).unwrap();

    let cancel = CancelToken::new();
    let mut first = Recorder::stopping_after(4, StopRequest::Pause, &cancel);
    let outcome = finetune(fixture.job(&base, &stopped, config.clone(), 21), &mut first, &cancel).unwrap();
    assert!(matches!(outcome, Outcome::Paused { step: 4, .. }), "{outcome:?}");
    assert!(!stopped.exists(), "a paused run writes no adapter");
    assert!(checkpoint_path(&stopped).is_file(), "but a checkpoint");

    let mut second = Recorder::new();
    let job = FinetuneJob { resume: Resume::FromCheckpoint, ..fixture.job(&base, &stopped, config, 21) };
    finetune(job, &mut second, &CancelToken::new()).unwrap();
    assert_eq!(second.lines[0].step, 5, "it goes on where it stopped");
    assert_eq!(numbers(&uninterrupted.lines), numbers(&[first.lines, second.lines].concat()));
    assert_eq!(uninterrupted.validations, [first.validations, second.validations].concat());
    let read = |folder: &std::path::Path| std::fs::read(folder.join("adapter_model.safetensors")).unwrap();
    assert!(read(&whole) == read(&stopped), "the adapters are equal bit for bit");
    assert_eq!(std::fs::read_to_string(stopped.join("log.jsonl")).unwrap().lines().count(), 6, "the log is whole");
    assert_eq!(fixture.left_behind(), ["stopped", "whole"], "the checkpoint is removed at success");
}

#[test]
fn a_checkpoint_of_another_run_is_refused_with_what_differs() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let cancel = CancelToken::new();
    cancel.request(StopRequest::Pause);
    finetune(fixture.job(&base, &out, quick(), 10), &mut Recorder::new(), &cancel).unwrap();
    let resume = |count: usize, assignment: &str| {
        let mut config = quick();
        config.set(assignment).unwrap();
        let job = FinetuneJob { resume: Resume::FromCheckpoint, ..fixture.job(&base, &out, config, count) };
        finetune(job, &mut Recorder::new(), &CancelToken::new())
    };
    assert!(matches!(resume(10, "lr=0.1"), Err(Error::CheckpointOfAnotherRun { difference: "configuration", .. })));
    assert!(matches!(resume(11, "lr=5e-3"), Err(Error::CheckpointOfAnotherRun { difference: "data", .. })));
    resume(10, "checkpoint_every=3").unwrap();
}

#[test]
fn a_missing_or_damaged_checkpoint_is_refused() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let resume = || {
        let job = FinetuneJob { resume: Resume::FromCheckpoint, ..fixture.job(&base, &out, quick(), 10) };
        finetune(job, &mut Recorder::new(), &CancelToken::new())
    };
    assert!(matches!(resume(), Err(Error::NoCheckpoint { .. })));
    let cancel = CancelToken::new();
    cancel.request(StopRequest::Pause);
    finetune(fixture.job(&base, &out, quick(), 10), &mut Recorder::new(), &cancel).unwrap();
    let checkpoint = checkpoint_path(&out);
    let bytes = std::fs::read(&checkpoint).unwrap();
    let mut turned = bytes.clone();
    *turned.last_mut().unwrap() ^= 1;
    for damaged in [&bytes[..bytes.len() / 2], &bytes[..4], &turned] {
        std::fs::write(&checkpoint, damaged).unwrap();
        assert!(matches!(resume(), Err(Error::CheckpointDamaged { .. })), "{} of {}", damaged.len(), bytes.len());
    }
    std::fs::write(&checkpoint, &bytes).unwrap();
    resume().unwrap();
}
