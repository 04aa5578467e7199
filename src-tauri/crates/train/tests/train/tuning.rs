//! The fine-tune recipe: what it learns, in whichever split, and what it writes.

use crate::fixture::{Fixture, Recorder, quick};
use candle_core::Device;
use isocenter_lm::{CancelToken, ModelSource, adapter_file};
use isocenter_nn::Projection;
use isocenter_train::{FinetuneJob, Outcome, RecipeConfig, finetune};
use serde_json::Value;
use std::path::Path;

fn with(assignments: &[&str]) -> RecipeConfig {
    let mut config = quick();
    assignments.iter().for_each(|assignment| config.set(assignment).unwrap());
    config
}

/// Every number of an adapter, in a fixed order.
fn numbers(base: &Path, adapter: &Path) -> Vec<f32> {
    let folder = ModelSource::open(base).unwrap();
    let (_, adapter) = adapter_file::read(adapter, folder.config(), &Device::Cpu).unwrap();
    let flat = |tensor: &candle_core::Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    adapter.iter().flat_map(|(_, pair)| [flat(&pair.a), flat(&pair.b)].concat()).collect()
}

fn largest_difference(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_loss_falls_and_every_file_is_there() {
    let fixture = Fixture::new();
    let mut observer = Recorder::new();
    let (base, out) = (fixture.base(), fixture.path("tuned"));
    let config = with(&["steps=30", "validation_fraction=0.2", "lr=2e-2"]);
    let outcome = finetune(fixture.job(&base, &out, config, 20), &mut observer, &CancelToken::new()).unwrap();
    let Outcome::Finished(summary) = outcome else { panic!("{outcome:?}") };
    let (first, last) = (&observer.lines[0], &observer.lines[29]);
    assert!(last.loss < 0.8 * first.loss, "from {} to {}", first.loss, last.loss);
    assert_eq!(first.lr, 0.0, "the first step of a warm-up has rate zero");
    assert_eq!((summary.last.step, summary.last.loss), (last.step, last.loss));

    let log = std::fs::read_to_string(out.join("log.jsonl")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 30);
    for key in ["step", "loss", "grad_norm", "lr", "tokens_per_s"] {
        assert!(lines[0][key].is_number(), "{key} is in every line");
    }
    // 16 trained examples, 8 a step: each second step ends an epoch.
    assert!(lines[0].get("validation_loss").is_none() && lines[1]["validation_loss"].is_f64());
    let record: Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(
        (record["seed"].as_u64(), record["held_out"].as_u64(), record["config"]["rank"].as_u64()),
        (Some(42), Some(4), Some(4))
    );
    assert_eq!(record["sha256"]["base"].as_str().unwrap().len(), 64);
    assert_eq!(fixture.left_behind(), ["tuned"], "no checkpoint is left after success");
}

#[test]
fn the_same_seed_gives_the_same_adapter_and_another_seed_another() {
    let fixture = Fixture::new();
    for (name, seed) in [("one", "seed=1"), ("again", "seed=1"), ("two", "seed=2")] {
        fixture.tune(name, with(&[seed, "steps=3"]), 20).unwrap();
    }
    let read = |name: &str| std::fs::read(fixture.path(name).join("adapter_model.safetensors")).unwrap();
    assert_eq!(read("one"), read("again"));
    assert_ne!(read("one"), read("two"));
}

#[test]
fn the_split_into_micro_batches_does_not_change_the_result() {
    let fixture = Fixture::new();
    let splits = [("8x1", 8, 1), ("4x2", 4, 2), ("2x4", 2, 4)];
    for shuffle in [true, false] {
        for (name, rows, parts) in splits {
            let config = with(&[
                &format!("micro_batch={rows}"),
                &format!("gradient_accumulation={parts}"),
                &format!("shuffle={shuffle}"),
            ]);
            fixture.tune(name, config, 21).unwrap();
        }
        let base = fixture.base();
        let whole = numbers(&base, &fixture.path("8x1"));
        for (name, ..) in splits {
            let difference = largest_difference(&whole, &numbers(&base, &fixture.path(name)));
            assert!(difference < 2e-4, "{name} (shuffle {shuffle}) is {difference} off");
        }
    }
}

#[test]
fn every_adapter_tensor_moves_when_all_are_trained() {
    let fixture = Fixture::new();
    fixture.tune("start", with(&["steps=1", "warmup_steps=1"]), 8).unwrap();
    let base = fixture.base();
    let folder = ModelSource::open(&base).unwrap();
    let out = fixture.path("tuned");
    let (_, before) = adapter_file::read(&fixture.path("start"), folder.config(), &Device::Cpu).unwrap();
    finetune(fixture.job(&base, &out, with(&["steps=3"]), 8), &mut Recorder::new(), &CancelToken::new()).unwrap();
    let (_, after) = adapter_file::read(&out, folder.config(), &Device::Cpu).unwrap();
    for ((key, before), (_, after)) in before.iter().zip(after.iter()) {
        for (side, before, after) in [("A", &before.a, &after.a), ("B", &before.b, &after.b)] {
            let moved = (before - after).unwrap().abs().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(moved > 0.0, "{key:?} {side} learnt nothing");
        }
    }
}

#[test]
fn only_the_listed_modules_get_an_adapter() {
    let fixture = Fixture::new();
    fixture.tune("tuned", with(&["target_modules=[\"q_proj\", \"down_proj\"]", "rslora=true", "steps=2"]), 8).unwrap();
    let folder = ModelSource::open(&fixture.base()).unwrap();
    let (settings, adapter) = adapter_file::read(&fixture.path("tuned"), folder.config(), &Device::Cpu).unwrap();
    assert!(settings.use_rslora && settings.rank == 4);
    assert!(
        adapter
            .iter()
            .all(|(key, pair)| { matches!(key.projection, Projection::Q | Projection::Down) && pair.scale == 4.0 })
    );
    assert_eq!(adapter.iter().count(), 4);
}

#[test]
fn a_starting_adapter_is_continued_with_its_own_shape() {
    let fixture = Fixture::new();
    fixture.tune("first", with(&["rank=2", "alpha=6", "steps=4"]), 16).unwrap();
    let (base, first, out) = (fixture.base(), fixture.path("first"), fixture.path("second"));
    let job = FinetuneJob { init: Some(&first), ..fixture.job(&base, &out, with(&["steps=1", "warmup_steps=1"]), 16) };
    finetune(job, &mut Recorder::new(), &CancelToken::new()).unwrap();
    assert_eq!(
        numbers(&base, &first),
        numbers(&base, &out),
        "a step of rate zero leaves the starting adapter as it was"
    );
    let config: Value = serde_json::from_slice(&std::fs::read(out.join("adapter_config.json")).unwrap()).unwrap();
    assert_eq!((config["r"].as_u64(), config["lora_alpha"].as_f64()), (Some(2), Some(6.0)));
}

#[test]
fn loss_on_all_counts_the_prompt_too() {
    let fixture = Fixture::new();
    let loss = |name: &str, on: &str| fixture.tune(name, with(&[on, "steps=1"]), 8).unwrap().last.loss;
    assert!((loss("answer", "loss_on=answer") - loss("all", "loss_on=all")).abs() > 1e-6);
}

#[test]
fn dropout_is_seeded_and_changes_the_training() {
    let fixture = Fixture::new();
    for (name, dropout) in [("none", "dropout=0.0"), ("some", "dropout=0.3"), ("again", "dropout=0.3")] {
        fixture.tune(name, with(&[dropout, "steps=3"]), 8).unwrap();
    }
    let base = fixture.base();
    assert_eq!(numbers(&base, &fixture.path("some")), numbers(&base, &fixture.path("again")));
    assert_ne!(numbers(&base, &fixture.path("some")), numbers(&base, &fixture.path("none")));
}

#[test]
fn epochs_count_passes_and_steps_override_them() {
    let fixture = Fixture::new();
    let mut config = with(&["epochs=2"]);
    config.steps = None;
    assert_eq!(
        fixture.tune("epochs", config.clone(), 20).unwrap().steps,
        6,
        "20 examples at 8 a step are 3 steps an epoch"
    );
    config.set("steps=2").unwrap();
    assert_eq!(fixture.tune("steps", config, 20).unwrap().steps, 2);
}
