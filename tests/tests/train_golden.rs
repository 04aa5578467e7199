//! Twenty optimiser steps against PyTorch and PEFT: every loss, gradient norm and learning rate, and the final adapter.
//!
//! Golden values: tests/golden/pack/train, written by `make_reference.py` (function `write_training`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "tests")]

mod device;

use candle_core::{Device, Tensor};
use isocenter_lm::{CancelToken, ModelSource, adapter_file};
use isocenter_nn::Adapter;
use isocenter_train::{FinetuneJob, LogLine, Observer, RecipeConfig, Resume, ValidationSet, finetune, read_examples};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// f32 on both sides, in different orders of summation.
const LOSS_RELATIVE: f64 = 1e-3;
const GRAD_NORM_RELATIVE: f64 = 1e-3;
const ADAPTER_RELATIVE: f64 = 1e-2;

fn pack(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/pack").join(path)
}

struct Lines(Vec<LogLine>);

impl Observer for Lines {
    fn stepped(&mut self, line: &LogLine) {
        self.0.push(line.clone());
    }
}

/// The recipe of train.json in this program's words.
fn recipe(golden: &Value) -> RecipeConfig {
    let mut config = RecipeConfig::default();
    let keys =
        ["rank", "alpha", "dropout", "lr", "betas", "eps", "weight_decay", "max_grad_norm", "warmup_steps", "steps"];
    for key in keys.into_iter().chain(["micro_batch", "gradient_accumulation", "shuffle"]) {
        config.set(&format!("{key}={}", golden["recipe"][key])).unwrap();
    }
    config.set("schedule=cosine").unwrap();
    config.set("loss_on=answer").unwrap();
    config
}

fn norm(tensor: &Tensor) -> f64 {
    f64::from(tensor.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap()).sqrt()
}

fn worst(found: impl Iterator<Item = f64>, expected: &Value) -> f64 {
    let expected = expected.as_array().unwrap().iter().map(|value| value.as_f64().unwrap());
    found
        .zip(expected)
        .map(|(found, expected)| (found - expected).abs() / expected.abs().max(1e-30))
        .fold(0.0, f64::max)
}

/// Both arrangements of a micro-batch: one row an example, and all in one row.
fn check_family(family: &str) {
    for packing in ["packing=false", "packing=true"] {
        check_arrangement(family, packing);
    }
}

fn check_arrangement(family: &str, packing: &str) {
    let here = pack(&format!("train/{family}"));
    let golden: Value = serde_json::from_slice(&std::fs::read(here.join("train.json")).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (base, init, out) = (pack(&format!("models/{family}")), here.join("init"), folder.path().join("tuned"));
    let mut config = recipe(&golden);
    config.set(packing).unwrap();
    let job = FinetuneJob {
        base: &base,
        examples: read_examples(&here.join("data.jsonl")).unwrap(),
        validation: ValidationSet::Fraction,
        out: &out,
        config,
        init: Some(&init),
        resume: Resume::Fresh,
        device: device::device_choice(),
    };
    let mut lines = Lines(Vec::new());
    finetune(job, &mut lines, &CancelToken::new()).unwrap();
    let lines = lines.0;
    assert_eq!(lines.len(), golden["loss"].as_array().unwrap().len());

    let loss = worst(lines.iter().map(|line| line.loss), &golden["loss"]);
    assert!(loss < LOSS_RELATIVE, "{family}: a loss is {loss:.1e} off");
    let grad_norm = worst(lines.iter().map(|line| line.grad_norm), &golden["grad_norm"]);
    assert!(grad_norm < GRAD_NORM_RELATIVE, "{family}: a gradient norm is {grad_norm:.1e} off");
    for (line, expected) in lines.iter().zip(golden["lr"].as_array().unwrap()) {
        let expected = expected.as_f64().unwrap();
        assert!(
            (line.lr - expected).abs() <= 1e-15,
            "{family}: step {} has rate {}, not {expected}",
            line.step,
            line.lr
        );
    }
    let adapter = compare_adapters(&base, &out, &here.join("final"));
    assert!(adapter < ADAPTER_RELATIVE, "{family}: a tensor of the adapter is {adapter:.1e} off");
    // Seen with --nocapture by whoever fills in the table of measured errors.
    eprintln!("{family}, {packing}: loss {loss:.1e}, gradient norm {grad_norm:.1e}, adapter {adapter:.1e} relative");
}

/// The largest relative distance of a tensor.
fn compare_adapters(base: &Path, found: &Path, expected: &Path) -> f64 {
    let base = ModelSource::open(base).unwrap();
    let read = |folder: &Path| -> Adapter { adapter_file::read(folder, base.config(), &Device::Cpu).unwrap().1 };
    let (found, expected) = (read(found), read(expected));
    assert_eq!(found.iter().count(), expected.iter().count());
    let mut worst = 0f64;
    for (key, expected) in expected.iter() {
        let found = found.get(key).unwrap();
        for (found, expected) in [(&found.a, &expected.a), (&found.b, &expected.b)] {
            worst = worst.max(norm(&(found - expected).unwrap()) / norm(expected));
        }
    }
    worst
}

#[test]
fn llama2_trains_as_pytorch_and_peft_do() {
    check_family("llama2");
}

#[test]
fn llama3_trains_as_pytorch_and_peft_do() {
    check_family("llama3");
}

#[test]
fn mistral_trains_as_pytorch_and_peft_do() {
    check_family("mistral");
}
