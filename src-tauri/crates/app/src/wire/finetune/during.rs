//! What a running run tells; no patient text is in it, so it goes on while the vault is locked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RunRow;

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunPhase {
    /// Waiting for the machine.
    Waiting,
    /// Reading and hashing the base and the data.
    Reading,
    /// Training.
    Training,
    /// Measuring the validation loss.
    Validating,
    /// Writing a checkpoint or the adapter.
    Saving,
    /// A pause or an end was asked for; it stops after the step it is at.
    Stopping,
}

/// One step of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunPoint {
    /// Step, from 1.
    pub step: u32,
    /// Mean loss of a labelled token, nats.
    pub loss: f64,
    /// The same, smoothed (exponential mean, corrected for its start).
    pub smoothed_loss: f64,
    /// Global norm of the gradient before clipping.
    pub grad_norm: f64,
    /// Learning rate.
    pub lr: f64,
    /// Tokens read per second.
    pub tokens_per_s: f64,
}

/// One measured validation loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ValidationPoint {
    /// After this step.
    pub step: u32,
    /// Mean loss of a labelled token, nats.
    pub loss: f64,
    /// Whether it is the best so far: the adapter that will be kept.
    pub is_best: bool,
}

/// A run as it stands, for whoever begins to watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunProgress {
    /// The run.
    pub row: RunRow,
    /// What it is doing.
    pub phase: RunPhase,
    /// Steps done.
    pub step: u32,
    /// Steps of the whole run; 0 until they are known.
    pub steps: u32,
    /// Steps of one pass; 0 until they are known.
    pub steps_per_pass: u32,
    /// The curve so far; a long one is thinned.
    pub points: Vec<RunPoint>,
    /// Validation losses so far.
    pub validations: Vec<ValidationPoint>,
    /// Step of the last checkpoint.
    pub checkpoint_step: Option<u32>,
    /// Time spent so far over all sittings, s.
    pub elapsed_s: f64,
    /// Time left, s, from the pace of this sitting; none before a few steps.
    pub left_s: Option<f64>,
    /// Time of one step, s, in this sitting; none before a few steps.
    pub seconds_per_step: Option<f64>,
    /// Memory of this process now, GB.
    pub resident_gb: f64,
    /// Runs that wait behind it, in their order.
    pub queue: Vec<u32>,
}

/// What a watched run tells. `snapshot` comes first, and again whenever another run takes the machine and when its steps begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RunEvent {
    /// The run that has the machine; none when no run has it.
    Snapshot {
        /// As it stands.
        progress: Option<RunProgress>,
    },
    /// It does something else now.
    Phase {
        /// The run.
        run: u32,
        /// What.
        phase: RunPhase,
    },
    /// One optimiser step is done.
    Stepped {
        /// The run.
        run: u32,
        /// The new point.
        point: RunPoint,
        /// Time spent so far over all sittings, s.
        elapsed_s: f64,
        /// Time left, s.
        left_s: Option<f64>,
        /// Time of one step, s.
        seconds_per_step: Option<f64>,
        /// Memory of this process now, GB.
        resident_gb: f64,
    },
    /// The validation loss was measured.
    Validated {
        /// The run.
        run: u32,
        /// The new point.
        point: ValidationPoint,
    },
    /// A checkpoint is on disk.
    Checkpoint {
        /// The run.
        run: u32,
        /// After this step.
        step: u32,
    },
    /// The run has come to rest: finished, paused, stopped, cancelled or failed.
    Ended {
        /// As the history shows it now.
        row: RunRow,
    },
    /// The queue changed.
    Queue {
        /// Runs that wait, in their order.
        waiting: Vec<u32>,
    },
}
