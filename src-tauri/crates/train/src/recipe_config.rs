//! Every number of a fine-tune, in the words of the command line and of TOML files.
//!
//! The defaults are this project's own choice for adapters on a few thousand short cases; they are not the settings of
//! any paper. A configuration is validated whole before a weight is read.

use crate::early_stop::EarlyStopSettings;
use crate::{AdamWSettings, Error, Schedule, ScheduleShape, TargetModules};
use isocenter_nn::{DecoderConfig, projection_shape};
use serde::{Deserialize, Serialize};

/// Which tokens count in the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LossOn {
    /// The answer's tokens and the end token.
    Answer,
    /// Every token but the first, the prompt's too.
    All,
}

/// Which adapter a run writes at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// That with the lowest validation loss; the last one when nothing is held out.
    Best,
    /// The last one.
    Last,
}

/// How the frozen base is held in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantize {
    /// As loaded.
    #[serde(rename = "none")]
    None,
    /// 8 bits, blocks of 32.
    #[serde(rename = "q8_0")]
    Q8_0,
    /// 4 bits, super-blocks of 256.
    #[serde(rename = "q4_k")]
    Q4K,
    /// 4-bit normal floats, blocks of 64, double quantisation: QLoRA (Dettmers et al. 2023).
    #[serde(rename = "nf4")]
    Nf4,
}

impl From<Quantize> for isocenter_lm::Quantize {
    fn from(quantize: Quantize) -> Self {
        match quantize {
            Quantize::None => Self::None,
            Quantize::Q8_0 => Self::Q8_0,
            Quantize::Q4K => Self::Q4K,
            Quantize::Nf4 => Self::Nf4,
        }
    }
}

/// In what the factors of products with the base are held on the processor; sums, adapter and moments are f32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// As they are.
    F32,
    /// Rounded to bf16, where the processor multiplies that twice as fast.
    Bf16,
}

impl From<Precision> for isocenter_nn::Precision {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::F32 => Self::F32,
            Precision::Bf16 => Self::Bf16,
        }
    }
}

/// The configuration of a LoRA fine-tune. Keys are the fields' names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecipeConfig {
    /// Rank of every adapter.
    pub rank: usize,
    /// LoRA alpha; the adapter's share is scaled by `alpha / rank`.
    pub alpha: f64,
    /// Share of the adapters' inputs dropped while training, with seeded masks.
    pub dropout: f64,
    /// Which projections get an adapter: `"all-linear"` or a list of names.
    pub target_modules: TargetModules,
    /// Rank-stabilised LoRA: scale by `alpha / sqrt(rank)` instead.
    pub rslora: bool,
    /// Highest learning rate.
    pub lr: f64,
    /// AdamW's moment decay rates.
    pub betas: [f64; 2],
    /// AdamW's epsilon.
    pub eps: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Gradients are clipped to this global norm; 0 means no clipping.
    pub max_grad_norm: f64,
    /// Steps of linear warm-up; with a warm-up the first step has learning rate 0.
    pub warmup_steps: usize,
    /// What follows the warm-up: `constant`, `linear` or `cosine`.
    pub schedule: ScheduleShape,
    /// Passes over the data.
    pub epochs: usize,
    /// Optimiser steps; when given it overrides `epochs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    /// Examples computed at once.
    pub micro_batch: usize,
    /// Micro-batches an optimiser step.
    pub gradient_accumulation: usize,
    /// A new seeded order each epoch, and padded micro-batches of similar length; else the order as given.
    pub shuffle: bool,
    /// Seed of the adapter's start, of the order and of what is held out.
    pub seed: u64,
    /// Longest example in tokens; a longer one is an error, never cut.
    pub max_length: usize,
    /// How the frozen base is packed while it is read: `none`, `q8_0`, `q4_k` or `nf4`. The adapter and its moments stay
    /// f32.
    pub quantize: Quantize,
    /// In what the products with the base are computed on the processor: `f32`, or `bf16` where it has AVX-512 BF16.
    pub precision: Precision,
    /// Keep only each layer's input and compute the rest again in the backward pass: far less memory, about a third
    /// more time, the same numbers.
    pub checkpointing: bool,
    /// Put the examples of a micro-batch one behind the other instead of padding them; each still sees only itself.
    /// On the processor only; elsewhere rows are padded.
    pub packing: bool,
    /// Write a checkpoint every so many steps, and ten minutes after the last one; 0 means only when paused.
    pub checkpoint_every: usize,
    /// Share of the examples held out for a validation loss; 0 holds none out.
    pub validation_fraction: f64,
    /// Measure the validation loss every so many steps and after the last; 0 means at the end of each epoch.
    pub validation_every: usize,
    /// Which adapter is written at the end: `best` by validation loss (the last without one), or `last`.
    pub keep: Keep,
    /// End the run after so many validation losses without a new best; 0 means never.
    pub early_stopping_patience: usize,
    /// A step's loss above this many times the smoothed loss (at least 0.5 nats) counts as diverging.
    pub watchdog_factor: f64,
    /// End the run after so many diverging steps in a row, with the last adapter before them; 0 means never.
    pub watchdog_patience: usize,
    /// Which tokens count in the loss: `answer` or `all`.
    pub loss_on: LossOn,
}

impl Default for RecipeConfig {
    fn default() -> Self {
        Self {
            rank: 16,
            alpha: 32.0,
            dropout: 0.0,
            target_modules: TargetModules::All,
            rslora: false,
            lr: 2e-4,
            betas: [0.9, 0.999],
            eps: 1e-8,
            weight_decay: 0.0,
            max_grad_norm: 1.0,
            warmup_steps: 20,
            schedule: ScheduleShape::Cosine,
            epochs: 3,
            steps: None,
            micro_batch: 8,
            gradient_accumulation: 2,
            shuffle: true,
            seed: 42,
            max_length: 1024,
            quantize: Quantize::None,
            precision: Precision::F32,
            checkpointing: false,
            packing: true,
            checkpoint_every: 50,
            validation_fraction: 0.0,
            validation_every: 0,
            keep: Keep::Best,
            early_stopping_patience: 3,
            watchdog_factor: 3.0,
            watchdog_patience: 10,
            loss_on: LossOn::Answer,
        }
    }
}

/// Every key, for messages and for refusing others by name.
const KEYS: [&str; 31] = [
    "rank",
    "alpha",
    "dropout",
    "target_modules",
    "rslora",
    "lr",
    "betas",
    "eps",
    "weight_decay",
    "max_grad_norm",
    "warmup_steps",
    "schedule",
    "epochs",
    "steps",
    "micro_batch",
    "gradient_accumulation",
    "shuffle",
    "seed",
    "max_length",
    "quantize",
    "precision",
    "checkpointing",
    "packing",
    "checkpoint_every",
    "validation_fraction",
    "validation_every",
    "keep",
    "early_stopping_patience",
    "watchdog_factor",
    "watchdog_patience",
    "loss_on",
];

impl RecipeConfig {
    /// Reads TOML; keys left out keep their defaults.
    ///
    /// # Errors
    /// When it is not TOML, a key is unknown, or a value is of the wrong kind; the key is named.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| Error::ConfigSyntax { reason: e.message().to_owned() })?;
        let mut config = Self::default();
        for (key, value) in table {
            config.set_value(&key, value)?;
        }
        Ok(config)
    }

    /// Sets one key from `key=value`, as the command line's `--set` gives it. Words need no quotes.
    ///
    /// # Errors
    /// When there is no `=`, the key is unknown, or the value is of the wrong kind.
    pub fn set(&mut self, assignment: &str) -> Result<(), Error> {
        let (key, value) =
            assignment.split_once('=').ok_or_else(|| Error::NotAnAssignment { given: assignment.to_owned() })?;
        let (key, value) = (key.trim(), value.trim());
        let parsed = format!("value = {value}").parse::<toml::Table>().ok().and_then(|mut table| table.remove("value"));
        self.set_value(key, parsed.unwrap_or_else(|| toml::Value::String(value.to_owned())))
    }

    fn set_value(&mut self, key: &str, value: toml::Value) -> Result<(), Error> {
        if !KEYS.contains(&key) {
            return Err(Error::UnknownKey { key: key.to_owned(), known: KEYS.join(" ") });
        }
        let mut table = toml::Table::try_from(&*self).map_err(|e| Error::ConfigSyntax { reason: e.to_string() })?;
        table.insert(key.to_owned(), value);
        *self = table.try_into().map_err(|e: toml::de::Error| {
            Error::bad_value(key, format!("has the wrong kind of value: {}", e.message()))
        })?;
        Ok(())
    }

    /// Checks every value's range.
    ///
    /// # Errors
    /// Names the first key that is out of range.
    pub fn validate(&self) -> Result<(), Error> {
        at_least_one("rank", self.rank)?;
        at_least_one("epochs", self.epochs)?;
        at_least_one("steps", self.steps.unwrap_or(1))?;
        at_least_one("micro_batch", self.micro_batch)?;
        at_least_one("gradient_accumulation", self.gradient_accumulation)?;
        in_range("alpha", self.alpha, |v| v > 0.0, "must be above 0")?;
        in_range("dropout", self.dropout, |v| (0.0..1.0).contains(&v), "must be from 0 to below 1")?;
        in_range(
            "validation_fraction",
            self.validation_fraction,
            |v| (0.0..1.0).contains(&v),
            "must be from 0 to below 1",
        )?;
        in_range("watchdog_factor", self.watchdog_factor, |v| v >= 1.0, "must be at least 1")?;
        check_optimiser(self.lr, &self.adamw(), self.max_grad_norm)?;
        if self.max_length < 3 {
            return Err(Error::bad_value("max_length", "must be at least 3: a prompt, an answer and an end token"));
        }
        if self.target_modules.projections().is_empty() {
            return Err(Error::bad_value("target_modules", "must name at least one module"));
        }
        Ok(())
    }

    /// The scale of the adapter's share: `alpha / rank`, or `alpha / sqrt(rank)` with rslora (Kalajdzievski 2023).
    #[must_use]
    pub fn scale(&self) -> f64 {
        let rank = self.rank as f64;
        if self.rslora { self.alpha / rank.sqrt() } else { self.alpha / rank }
    }

    /// Examples an optimiser step.
    #[must_use]
    pub fn window(&self) -> usize {
        self.micro_batch * self.gradient_accumulation
    }

    pub(crate) fn adamw(&self) -> AdamWSettings {
        AdamWSettings { betas: self.betas, eps: self.eps, weight_decay: self.weight_decay }
    }

    pub(crate) fn early_stop(&self) -> EarlyStopSettings {
        EarlyStopSettings {
            patience_validations: self.early_stopping_patience,
            watchdog_factor: self.watchdog_factor,
            watchdog_patience: self.watchdog_patience,
        }
    }

    /// Refuses a rank that no layer of this shape can have: a product of rank r needs two sides of at least r.
    ///
    /// # Errors
    /// Names the key and the narrowest adapted layer.
    pub fn check_fits(&self, shape: &DecoderConfig) -> Result<(), Error> {
        for projection in self.target_modules.projections() {
            let (rows, columns) = projection_shape(shape, projection);
            if self.rank > rows.min(columns) {
                let module = projection.module_name();
                return Err(Error::bad_value(
                    "rank",
                    format!("must be at most {} for {module} of this model", rows.min(columns)),
                ));
            }
        }
        Ok(())
    }

    pub(crate) fn schedule_over(&self, steps: usize) -> Schedule {
        Schedule { shape: self.schedule, peak_lr: self.lr, warmup_steps: self.warmup_steps, steps }
    }
}

/// Refuses learning rates, AdamW constants and clipping norms that make no sense.
pub(crate) fn check_optimiser(lr: f64, adamw: &AdamWSettings, max_grad_norm: f64) -> Result<(), Error> {
    // AdamW moves each number by about lr a step: above 1, nothing of the base is left after one.
    in_range("lr", lr, |v| v > 0.0 && v <= 1.0, "must be above 0 and at most 1")?;
    for beta in adamw.betas {
        in_range("betas", beta, |v| (0.0..1.0).contains(&v), "must each be from 0 to below 1")?;
    }
    in_range("eps", adamw.eps, |v| v > 0.0, "must be above 0")?;
    in_range("weight_decay", adamw.weight_decay, |v| v >= 0.0, "must be 0 or more")?;
    in_range("max_grad_norm", max_grad_norm, |v| v >= 0.0, "must be 0 (no clipping) or more")
}

/// Refuses 0 for `key`.
pub(crate) fn at_least_one(key: &str, value: usize) -> Result<(), Error> {
    if value == 0 { Err(Error::bad_value(key, "must be at least 1")) } else { Ok(()) }
}

fn in_range(key: &str, value: f64, allowed: impl Fn(f64) -> bool, rule: &str) -> Result<(), Error> {
    if value.is_finite() && allowed(value) { Ok(()) } else { Err(Error::bad_value(key, rule)) }
}
