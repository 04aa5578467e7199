//! Every number of a training from scratch, in TOML. The defaults are this project's own.

use crate::recipe_config::{at_least_one, check_optimiser};
use crate::{AdamWSettings, Error, Schedule, ScheduleShape};
use serde::{Deserialize, Serialize};

/// The configuration of a small base trained from scratch. Keys are the fields' names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PretrainConfig {
    /// Optimiser steps.
    pub steps: usize,
    /// Windows an optimiser step.
    pub batch: usize,
    /// Windows computed at once; a batch is split into so many parts to save memory.
    pub micro_batch: usize,
    /// Tokens each window predicts.
    pub context_tokens: usize,
    /// Highest learning rate.
    pub lr: f64,
    /// AdamW's moment decay rates.
    pub betas: [f64; 2],
    /// AdamW's epsilon.
    pub eps: f64,
    /// Decoupled weight decay of matrices; norm weights are spared.
    pub weight_decay: f64,
    /// Gradients are clipped to this global norm; 0 means no clipping.
    pub max_grad_norm: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: usize,
    /// What follows the warm-up.
    pub schedule: ScheduleShape,
    /// Standard deviation of the starting weights.
    pub init_std: f64,
    /// Seed of the starting weights and of the order of windows.
    pub seed: u64,
    /// Write a checkpoint every so many steps; 0 means only when stopped.
    pub checkpoint_every: usize,
}

impl Default for PretrainConfig {
    fn default() -> Self {
        Self {
            steps: 2000,
            batch: 16,
            micro_batch: 16,
            context_tokens: 128,
            lr: 2e-3,
            betas: [0.9, 0.95],
            eps: 1e-8,
            weight_decay: 0.1,
            max_grad_norm: 1.0,
            warmup_steps: 100,
            schedule: ScheduleShape::Cosine,
            init_std: 0.02,
            seed: 42,
            checkpoint_every: 500,
        }
    }
}

impl PretrainConfig {
    /// Reads TOML; keys left out keep their defaults.
    ///
    /// # Errors
    /// When it is not TOML, a key is unknown, or a value is of the wrong kind.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| Error::ConfigSyntax { reason: e.message().to_owned() })
    }

    /// Checks every value's range.
    ///
    /// # Errors
    /// Names the first key that is out of range.
    pub fn validate(&self) -> Result<(), Error> {
        at_least_one("steps", self.steps)?;
        at_least_one("batch", self.batch)?;
        at_least_one("micro_batch", self.micro_batch)?;
        at_least_one("context_tokens", self.context_tokens)?;
        if !(self.init_std.is_finite() && self.init_std > 0.0) {
            return Err(Error::bad_value("init_std", "must be above 0"));
        }
        check_optimiser(self.lr, &self.adamw(), self.max_grad_norm)
    }

    pub(crate) fn adamw(&self) -> AdamWSettings {
        AdamWSettings { betas: self.betas, eps: self.eps, weight_decay: self.weight_decay }
    }

    pub(crate) fn schedule(&self) -> Schedule {
        Schedule { shape: self.schedule, peak_lr: self.lr, warmup_steps: self.warmup_steps, steps: self.steps }
    }
}
