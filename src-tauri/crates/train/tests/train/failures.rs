//! What goes wrong is said by line, key or path, and nothing half-written is left.

use crate::fixture::{Fixture, Recorder, examples, quick};
use isocenter_lm::CancelToken;
use isocenter_train::{EarlyStop, Error, Example, FinetuneJob, LogLine, Observer, Resume, checkpoint_path, finetune};
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
fn numbers_that_overflow_stop_the_run_with_a_clear_error_and_no_adapter() {
    let fixture = Fixture::new();
    let mut config = quick();
    // Too large for single precision.
    config.set("alpha=1e39").unwrap();
    let failure = fixture.tune("out", config, 8).unwrap_err();
    assert!(matches!(failure, Error::WentWrong { reason: EarlyStop::NotFinite { .. } }), "{failure}");
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

#[test]
fn a_second_run_into_the_same_folder_is_refused_while_the_first_is_under_way() {
    /// Starts a second run in the middle of the first.
    struct Rival<'a>(&'a Fixture, Option<Error>);

    impl Observer for Rival<'_> {
        fn stepped(&mut self, line: &LogLine) {
            if line.step == 2 {
                self.1 = self.0.tune("out", quick(), 8).err();
            }
        }
    }

    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let mut rival = Rival(&fixture, None);
    finetune(fixture.job(&base, &out, quick(), 8), &mut rival, &CancelToken::new()).unwrap();
    assert!(matches!(rival.1, Some(Error::OutputInUse { .. })), "{:?}", rival.1);
    assert_eq!(fixture.left_behind(), ["out"]);
    fixture.tune("out", quick(), 8).unwrap();
}

#[test]
fn folders_that_vanish_while_the_run_is_under_way_cost_nothing() {
    /// Removes folders after the second step.
    struct Vanishing(Vec<std::path::PathBuf>);

    impl Observer for Vanishing {
        fn stepped(&mut self, line: &LogLine) {
            if line.step == 2 {
                self.0.iter().for_each(|folder| std::fs::remove_dir_all(folder).unwrap());
            }
        }
    }

    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("runs").join("out"));
    let mut config = quick();
    config.checkpoint_every = 1;
    let mut vanishing = Vanishing(vec![base.clone(), fixture.path("runs")]);
    finetune(fixture.job(&base, &out, config, 8), &mut vanishing, &CancelToken::new()).unwrap();
    assert!(out.join("adapter_model.safetensors").is_file(), "the base is read once, and the output's place is made");
}

#[test]
fn one_case_is_enough_and_is_never_held_out() {
    let fixture = Fixture::new();
    let mut config = quick();
    config.validation_fraction = 0.5;
    let summary = fixture.tune("out", config, 1).unwrap();
    assert_eq!((summary.last.step, summary.best), (6, None));
}

#[test]
fn a_rank_larger_than_a_layer_is_refused_by_its_key() {
    let fixture = Fixture::new();
    let mut config = quick();
    config.rank = 9;
    let failure = fixture.tune("out", config, 4).unwrap_err();
    assert!(matches!(&failure, Error::BadValue { key, .. } if key == "rank"), "{failure}");
    assert!(failure.to_string().contains("at most 8 for k_proj"), "{failure}");
    assert!(fixture.left_behind().is_empty());
}

#[test]
fn an_answer_of_which_the_tokenizer_leaves_nothing_is_refused_by_line() {
    let fixture = Fixture::new();
    let path = fixture.base().join("tokenizer.json");
    let mut tokenizer: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    tokenizer["normalizer"] = serde_json::json!({"type": "Replace", "pattern": {"String": "~"}, "content": ""});
    std::fs::write(&path, tokenizer.to_string()).unwrap();
    let mut data = examples(5);
    data[2].answer = "~~~".into();
    let failure = run(&fixture, &fixture.path("out"), data, 200);
    assert!(matches!(failure, Error::ExampleEmpty { line: 3, field: "answer" }), "nothing to learn: {failure}");
    assert!(fixture.left_behind().is_empty());
}
