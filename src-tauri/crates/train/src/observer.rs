//! Who watches a run: progress bars, logs and windows implement [`Observer`]; the loop only tells them.

use isocenter_lm::ProcessMemory;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What will be done, told once before the first step.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Optimiser steps of the whole run.
    pub steps: usize,
    /// Steps already done by the run that is resumed; 0 for a fresh one.
    pub steps_done: usize,
    /// Time those steps took, s.
    pub seconds_done: f64,
    /// Numbers being trained.
    pub trainable_parameters: usize,
    /// Examples (or windows) trained on.
    pub examples: usize,
    /// Examples held out for the validation loss.
    pub held_out: usize,
}

/// What a run is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Texts become tokens.
    Tokenising,
    /// The base is read, hashed and brought into the form it is held in.
    ReadingModel,
    /// Optimiser steps.
    Training,
    /// The loss of the held-out examples is measured.
    Validating,
    /// The result is written.
    Writing,
}

/// One optimiser step: one line of `log.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// Step, from 1.
    pub step: usize,
    /// Mean negative log-likelihood of the window's labelled tokens, in nats.
    pub loss: f64,
    /// Global gradient norm before clipping.
    pub grad_norm: f64,
    /// Learning rate of this step.
    pub lr: f64,
    /// Tokens read (prompt and answer, without padding) per second of this step.
    pub tokens_per_s: f64,
    /// Mean loss of the held-out examples, after those steps that measured it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation_loss: Option<f64>,
}

/// A validation loss and the step it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The step after which it was measured.
    pub step: usize,
    /// Mean negative log-likelihood of the held-out labels, in nats.
    pub loss: f64,
}

/// Told of every event of a run; every method may be left out.
pub trait Observer {
    /// The run is busy with something else now.
    fn entered(&mut self, phase: Phase) {
        let _ = phase;
    }
    /// The first step is about to begin.
    fn started(&mut self, plan: &Plan) {
        let _ = plan;
    }
    /// One optimiser step is done.
    fn stepped(&mut self, line: &LogLine) {
        let _ = line;
    }
    /// Main memory of this process, after each step and after reading the model.
    fn measured(&mut self, memory: ProcessMemory) {
        let _ = memory;
    }
    /// The held-out loss was measured; `best` is the lowest so far, this one included.
    fn validated(&mut self, found: Validation, best: Validation) {
        let _ = (found, best);
    }
    /// A checkpoint was written.
    fn checkpointed(&mut self, step: usize, path: &Path) {
        let _ = (step, path);
    }
}

/// Nobody watches.
pub struct Unobserved;

impl Observer for Unobserved {}
