//! How a run ends: on request, by validation, by the watchdog.

use crate::fixture::{Fixture, Recorder, examples, quick};
use candle_core::Device;
use isocenter_lm::{CancelToken, ModelSource, ProcessMemory, StopRequest, adapter_file};
use isocenter_train::{
    EarlyStop, Error, Example, FinetuneJob, LogLine, Observer, Outcome, Phase, Plan, RecipeConfig, Resume, Validation,
    ValidationSet, checkpoint_path, finetune,
};
use serde_json::Value;
use std::path::Path;

fn with(assignments: &[&str]) -> RecipeConfig {
    let mut config = quick();
    assignments.iter().for_each(|assignment| config.set(assignment).unwrap());
    config
}

fn record(out: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap()
}

fn numbers(base: &Path, adapter: &Path) -> Vec<f32> {
    let folder = ModelSource::open(base).unwrap();
    let (_, adapter) = adapter_file::read(adapter, folder.config(), &Device::Cpu).unwrap();
    let flat = |tensor: &candle_core::Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    adapter.iter().flat_map(|(_, pair)| [flat(&pair.a), flat(&pair.b)].concat()).collect()
}

#[test]
fn stop_and_keep_writes_what_was_learnt_so_far() {
    let fixture = Fixture::new();
    let (base, out, short) = (fixture.base(), fixture.path("out"), fixture.path("short"));
    let cancel = CancelToken::new();
    let mut observer = Recorder::stopping_after(3, StopRequest::StopAndKeep, &cancel);
    let config = with(&["schedule=constant"]);
    let outcome = finetune(fixture.job(&base, &out, config, 20), &mut observer, &cancel).unwrap();
    let Outcome::Kept(summary) = outcome else { panic!("{outcome:?}") };
    assert_eq!((summary.last.step, summary.written_step, summary.steps), (3, 3, 6));
    assert_eq!(record(&out)["written"]["step"], 3);
    assert!(!checkpoint_path(&out).exists(), "there is nothing to go on with");
    fixture.tune("short", with(&["schedule=constant", "steps=3"]), 20).unwrap();
    assert_eq!(numbers(&base, &out), numbers(&base, &short), "it is the adapter after three steps");
}

#[test]
fn stop_and_keep_before_the_first_step_says_that_there_is_nothing() {
    let fixture = Fixture::new();
    let cancel = CancelToken::new();
    cancel.request(StopRequest::StopAndKeep);
    let (base, out) = (fixture.base(), fixture.path("out"));
    let failure = finetune(fixture.job(&base, &out, quick(), 8), &mut Recorder::new(), &cancel).unwrap_err();
    assert!(matches!(failure, Error::NothingToKeep), "{failure}");
    assert!(fixture.left_behind().is_empty());
}

#[test]
fn a_cancelled_run_leaves_nothing() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let cancel = CancelToken::new();
    let mut observer = Recorder::stopping_after(4, StopRequest::Cancel, &cancel);
    let config = with(&["checkpoint_every=1"]);
    let outcome = finetune(fixture.job(&base, &out, config, 8), &mut observer, &cancel).unwrap();
    assert!(matches!(outcome, Outcome::Cancelled { step: 4 }), "{outcome:?}");
    assert!(fixture.left_behind().is_empty(), "{:?}", fixture.left_behind());
}

#[test]
fn the_adapter_with_the_lowest_validation_loss_is_written() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    // A rate at which the few cases are soon learnt by heart, so that the held-out loss rises again.
    let settings = ["steps=40", "lr=5e-2", "schedule=constant", "validation_fraction=0.3", "validation_every=2"];
    let config = with(&[&settings[..], &["early_stopping_patience=0"]].concat());
    let mut observer = Recorder::new();
    let outcome = finetune(fixture.job(&base, &out, config, 12), &mut observer, &CancelToken::new()).unwrap();
    let Outcome::Finished(summary) = outcome else { panic!("{outcome:?}") };
    let lowest = observer.validations.iter().copied().min_by(|a, b| a.loss.total_cmp(&b.loss)).unwrap();
    assert_eq!(observer.validations.len(), 20);
    assert!(lowest.step < 40, "the held-out loss rose again: {:?}", observer.validations);
    assert_eq!((summary.best, summary.written_step), (Some(lowest), lowest.step));
    assert_eq!(record(&out)["written"]["step"], lowest.step);
    assert_eq!(record(&out)["written"]["validation_loss"].as_f64(), Some(lowest.loss));

    let until = format!("steps={}", lowest.step);
    fixture.tune("until", with(&[&settings[..], &[&until, "keep=last"]].concat()), 12).unwrap();
    assert_eq!(numbers(&base, &out), numbers(&base, &fixture.path("until")), "it is the adapter after that step");
    fixture.tune("last", with(&[&settings[..], &["keep=last", "early_stopping_patience=0"]].concat()), 12).unwrap();
    assert_ne!(numbers(&base, &out), numbers(&base, &fixture.path("last")));
}

#[test]
fn a_run_without_a_better_validation_loss_ends_early_and_says_why() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let config = with(&[
        "steps=400",
        "lr=5e-2",
        "schedule=constant",
        "validation_fraction=0.3",
        "validation_every=2",
        "early_stopping_patience=3",
    ]);
    let mut observer = Recorder::new();
    let outcome = finetune(fixture.job(&base, &out, config, 12), &mut observer, &CancelToken::new()).unwrap();
    let Outcome::StoppedEarly { reason, summary } = outcome else { panic!("{outcome:?}") };
    let EarlyStop::NoImprovement { validations: 3, best } = reason else { panic!("{reason}") };
    assert!(!reason.is_failure());
    assert_eq!((summary.written_step, summary.last.step), (best.step, best.step + 6));
    assert!(record(&out)["ended"].as_str().unwrap().contains("validation loss"));
    assert_eq!(fixture.left_behind(), ["out"]);
}

/// Cases in the order given, four a step: one that is learnt by heart as far as a tiny model can, then others. What it
/// can is little, so the watchdog must look closely.
fn suddenly_harder<'a>(fixture: &Fixture, base: &'a Path, out: &'a Path, settings: &[&str]) -> FinetuneJob<'a> {
    let easy = examples(1).remove(0);
    let mut data = vec![easy; 240];
    data.extend(
        examples(81).into_iter().skip(1).map(|Example { prompt, .. }| Example { answer: prompt.clone(), prompt }),
    );
    let order = ["shuffle=false", "micro_batch=4", "gradient_accumulation=1", "schedule=constant", "lr=2e-2"];
    let config = RecipeConfig { steps: None, epochs: 1, ..with(&[&order[..], settings].concat()) };
    FinetuneJob { examples: data, ..fixture.job(base, out, config, 0) }
}

#[test]
fn a_diverging_run_stops_with_the_last_checkpoint_before_the_loss_rose() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let job =
        suddenly_harder(&fixture, &base, &out, &["watchdog_patience=4", "watchdog_factor=1.02", "checkpoint_every=1"]);
    let mut observer = Recorder::new();
    let outcome = finetune(job, &mut observer, &CancelToken::new()).unwrap();
    let Outcome::StoppedEarly { reason, summary } = outcome else { panic!("{outcome:?}") };
    let EarlyStop::Diverged { step, loss, smoothed } = reason else { panic!("{reason}") };
    assert!(reason.is_failure() && loss > 1.02 * smoothed, "{reason}");
    assert_eq!((step, summary.last.step, summary.written_step), (64, 64, 60), "the step before the four bad ones");
    assert!(observer.lines[59].loss < smoothed && observer.lines[60].loss > 1.02 * smoothed);
    assert!(record(&out)["ended"].as_str().unwrap().contains("diverged"));
    assert_eq!(fixture.left_behind(), ["out"]);
}

#[test]
fn a_diverging_run_without_an_earlier_checkpoint_says_why_and_writes_no_adapter() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let job =
        suddenly_harder(&fixture, &base, &out, &["watchdog_patience=4", "watchdog_factor=1.02", "checkpoint_every=0"]);
    let failure = finetune(job, &mut Recorder::new(), &CancelToken::new()).unwrap_err();
    assert!(matches!(failure, Error::WentWrong { reason: EarlyStop::Diverged { step: 64, .. } }), "{failure}");
    assert!(fixture.left_behind().is_empty());
}

#[test]
fn the_watchdog_can_be_switched_off() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let job = suddenly_harder(&fixture, &base, &out, &["watchdog_patience=0"]);
    let outcome = finetune(job, &mut Recorder::new(), &CancelToken::new()).unwrap();
    assert!(matches!(&outcome, Outcome::Finished(summary) if summary.last.step == 80), "{outcome:?}");
}

/// Everything an observer is told, in words.
#[derive(Default)]
struct Diary {
    words: Vec<String>,
    memory: Vec<ProcessMemory>,
}

impl Observer for Diary {
    fn entered(&mut self, phase: Phase) {
        self.words.push(format!("{phase:?}"));
    }
    fn started(&mut self, plan: &Plan) {
        self.words.push(format!("{} of {}", plan.steps_done, plan.steps));
    }
    fn stepped(&mut self, line: &LogLine) {
        self.words.push(format!("step {}", line.step));
    }
    fn measured(&mut self, memory: ProcessMemory) {
        self.memory.push(memory);
    }
    fn validated(&mut self, found: Validation, best: Validation) {
        assert!(best.loss <= found.loss);
        self.words.push(format!("validated {}", found.step));
    }
    fn checkpointed(&mut self, step: usize, _path: &Path) {
        self.words.push(format!("checkpoint {step}"));
    }
}

#[test]
fn an_observer_is_told_every_phase_validation_and_checkpoint_in_order() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let config = with(&["steps=3", "validation_fraction=0.2", "validation_every=2", "checkpoint_every=2"]);
    let mut diary = Diary::default();
    finetune(fixture.job(&base, &out, config, 20), &mut diary, &CancelToken::new()).unwrap();
    let wanted = "Tokenising,ReadingModel,0 of 3,Training,step 1,step 2,Validating,Training,validated 2,checkpoint 2,\
        step 3,Validating,Training,validated 3,checkpoint 3,Writing";
    assert_eq!(diary.words.join(","), wanted);
    assert_eq!(diary.memory.len(), 4, "after reading the model and after each step");
    assert!(diary.memory.iter().all(|memory| memory.peak_bytes >= memory.resident_bytes));
}

#[test]
fn given_cases_and_whole_patients_are_validated_on() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let run = |validation: ValidationSet, fraction: &str| {
        let job = FinetuneJob { validation, ..fixture.job(&base, &out, with(&[fraction, "steps=2"]), 12) };
        let mut observer = Recorder::new();
        let outcome = finetune(job, &mut observer, &CancelToken::new())?;
        assert!(outcome.summary().is_some());
        Ok::<_, Error>((record(&out)["examples"].as_u64().unwrap(), record(&out)["held_out"].as_u64().unwrap()))
    };
    let given = |count| ValidationSet::Given(examples(count));
    assert_eq!(run(given(3), "validation_fraction=0").unwrap(), (12, 3));
    let patients = ValidationSet::ByGroup((0..12).map(|index| index / 4).collect());
    assert_eq!(run(patients, "validation_fraction=0.1").unwrap(), (8, 4), "a patient is held out as a whole");
    let empty = ValidationSet::Given(vec![Example { prompt: "p".into(), answer: " ".into() }]);
    let failure = run(empty, "validation_fraction=0").unwrap_err();
    assert!(matches!(&failure, Error::InValidationSet { .. }), "{failure}");
}

#[test]
fn a_checkpoint_is_not_resumed_with_another_validation_set() {
    let fixture = Fixture::new();
    let (base, out) = (fixture.base(), fixture.path("out"));
    let cancel = CancelToken::new();
    cancel.request(StopRequest::Pause);
    finetune(fixture.job(&base, &out, quick(), 12), &mut Recorder::new(), &cancel).unwrap();
    let validation = ValidationSet::ByGroup((0..12).collect());
    let job = FinetuneJob { validation, resume: Resume::FromCheckpoint, ..fixture.job(&base, &out, quick(), 12) };
    let failure = finetune(job, &mut Recorder::new(), &CancelToken::new()).unwrap_err();
    assert!(matches!(failure, Error::CheckpointOfAnotherRun { difference: "data", .. }), "{failure}");
}
