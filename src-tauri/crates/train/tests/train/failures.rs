//! What goes wrong is said by line, key or path, and nothing half-written is left.

use crate::fixture::{Fixture, Recorder, examples, quick};
use isocenter_lm::CancelToken;
use isocenter_train::{Error, Example, FinetuneJob, LogLine, Observer, Resume, checkpoint_path, finetune};
use std::path::Path;

fn run(fixture: &Fixture, out: &Path, examples: Vec<Example>, max_length: usize) -> Error {
    let mut config = quick();
    config.max_length = max_length;
    let base = fixture.base();
    let job = FinetuneJob { examples, ..fixture.job(&base, out, config, 0) };
    finetune(job, &mut Recorder::new(), &CancelToken::new()).unwrap_err()
}

#[test]
fn an_example_that_is_too_long_is_named_by_line_and_never_cut() {
    let fixture = Fixture::new();
    let mut data = examples(5);
    data[3].answer = "rectum ".repeat(60);
    let failure = run(&fixture, &fixture.path("out"), data, 100);
    assert!(matches!(failure, Error::ExampleTooLong { line: 4, max_length: 100, .. }), "{failure}");
    assert!(!failure.to_string().contains("rectum"));
    assert!(fixture.left_behind().is_empty());
}

#[test]
fn no_examples_and_empty_answers_are_refused() {
    let fixture = Fixture::new();
    assert!(matches!(run(&fixture, &fixture.path("out"), Vec::new(), 100), Error::NoExamples));
    let mut data = examples(3);
    data[1].answer.clear();
    assert!(matches!(run(&fixture, &fixture.path("out"), data, 200), Error::ExampleEmpty { line: 2, .. }));
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_any_step() {
    let fixture = Fixture::new();
    let file = fixture.path("file");
    std::fs::write(&file, "kept").unwrap();
    assert!(matches!(run(&fixture, &file, examples(4), 200), Error::OutputOccupied { .. }));
    assert!(matches!(run(&fixture, &file.join("below"), examples(4), 200), Error::Write { .. }));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
    let base = fixture.base();
    assert!(
        matches!(run(&fixture, &base, examples(4), 200), Error::OutputOccupied { .. }),
        "another folder is never overwritten"
    );
    assert_eq!(fixture.left_behind(), ["file"]);
}

#[test]
fn an_earlier_output_is_replaced_as_a_whole() {
    let fixture = Fixture::new();
    fixture.tune("out", quick(), 8).unwrap();
    let mut config = quick();
    config.seed = 7;
    fixture.tune("out", config, 8).unwrap();
    let record = std::fs::read_to_string(fixture.path("out").join("run.json")).unwrap();
    assert!(record.contains("\"seed\": 7"));
    assert_eq!(fixture.left_behind(), ["out"]);
}

#[test]
fn a_diverging_run_stops_with_a_clear_error_and_writes_no_adapter() {
    let fixture = Fixture::new();
    let mut config = quick();
    config.set("lr=1e30").unwrap();
    config.set("max_grad_norm=0").unwrap();
    let failure = fixture.tune("out", config, 8).unwrap_err();
    assert!(matches!(failure, Error::NotFinite { .. }), "{failure}");
    assert!(fixture.left_behind().is_empty());
}

#[test]
fn a_missing_base_is_named() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.path("nowhere"), fixture.path("out"));
    let failure =
        finetune(fixture.job(&base, &out, quick(), 4), &mut Recorder::new(), &CancelToken::new()).unwrap_err();
    assert!(matches!(failure, Error::Model(_)) && failure.to_string().contains("nowhere"), "{failure}");
    assert!(fixture.left_behind().is_empty());
}

/// Puts a file where the output shall go, while the run is under way.
struct InTheWay<'a>(&'a Path);

impl Observer for InTheWay<'_> {
    fn stepped(&mut self, line: &LogLine) {
        if line.step == 2 {
            std::fs::write(self.0, "in the way").unwrap();
        }
    }
}

#[test]
fn a_result_that_cannot_be_saved_is_kept_in_the_checkpoint() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let failure = finetune(fixture.job(&base, &out, quick(), 8), &mut InTheWay(&out), &CancelToken::new()).unwrap_err();
    assert!(matches!(failure, Error::OutputOccupied { .. }), "{failure}");
    assert_eq!(fixture.left_behind(), ["out", "out.checkpoint.safetensors"], "nothing half-written");
    assert!(checkpoint_path(&out).is_file());

    std::fs::remove_file(&out).unwrap();
    let job = FinetuneJob { resume: Resume::FromCheckpoint, ..fixture.job(&base, &out, quick(), 8) };
    let mut observer = Recorder::new();
    finetune(job, &mut observer, &CancelToken::new()).unwrap();
    assert!(observer.lines.is_empty(), "no step is repeated");
    assert_eq!(std::fs::read_to_string(out.join("log.jsonl")).unwrap().lines().count(), 6);
}
