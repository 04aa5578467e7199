//! The learning rate of each step: a linear warm-up from 0, then constant, linear to 0, or half a cosine to 0.
//!
//! As transformers' `get_*_schedule_with_warmup`: with a warm-up the first step has learning rate 0.

use serde::{Deserialize, Serialize};

/// What follows the warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleShape {
    /// The full rate to the end.
    Constant,
    /// A straight line to 0 at the last step.
    Linear,
    /// Half a cosine to 0 at the last step.
    Cosine,
}

/// The learning rate as a function of the step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    /// What follows the warm-up.
    pub shape: ScheduleShape,
    /// The highest rate.
    pub peak_lr: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: usize,
    /// Steps of the whole run.
    pub steps: usize,
}

impl Schedule {
    /// The learning rate of the step with this index (the first is 0).
    #[must_use]
    pub fn lr(&self, step_index: usize) -> f64 {
        if step_index < self.warmup_steps {
            return self.peak_lr * (step_index as f64 / self.warmup_steps.max(1) as f64);
        }
        let left = self.steps.saturating_sub(self.warmup_steps).max(1) as f64;
        let progress = (step_index - self.warmup_steps) as f64 / left;
        let factor = match self.shape {
            ScheduleShape::Constant => 1.0,
            ScheduleShape::Linear => (1.0 - progress).max(0.0),
            ScheduleShape::Cosine => (0.5 * (1.0 + (std::f64::consts::PI * progress).cos())).max(0.0),
        };
        self.peak_lr * factor
    }
}
