//! When to end a run before its last step: no better validation loss any more, a diverging loss, numbers that are none.
//!
//! Every verdict is a function of the log, so a resumed run comes to the same one at the same step.

use crate::observer::{LogLine, Validation};

/// Weight of a new loss in the smoothed one.
const SMOOTHING: f64 = 0.1;
/// Below this smoothed loss, in nats, the watchdog measures against this instead: near zero, a single hard example is
/// many times the mean.
const LOWEST_REFERENCE_NATS: f64 = 0.5;

/// Which quantity was no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The loss of a step.
    Loss,
    /// The gradient norm of a step.
    Gradient,
    /// The held-out loss.
    ValidationLoss,
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Loss => "the loss",
            Self::Gradient => "the gradient",
            Self::ValidationLoss => "the validation loss",
        })
    }
}

/// Why a run ended before its last step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EarlyStop {
    /// The held-out loss has not fallen for as many measurements as the patience allows.
    NoImprovement {
        /// Measurements since the best.
        validations: usize,
        /// The best one.
        best: Validation,
    },
    /// The loss stayed far above what it had been.
    Diverged {
        /// The step at which the patience ended, from 1.
        step: usize,
        /// Its loss, nats.
        loss: f64,
        /// The smoothed loss before it rose, nats.
        smoothed: f64,
    },
    /// A number became infinite or none at all.
    NotFinite {
        /// Which.
        quantity: Quantity,
        /// The step, from 1.
        step: usize,
    },
}

impl EarlyStop {
    /// Whether the run went wrong, so that its last state is worth nothing.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        !matches!(self, Self::NoImprovement { .. })
    }
}

impl std::fmt::Display for EarlyStop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoImprovement { validations, best } => write!(
                f,
                "the validation loss has not fallen for {validations} measurements; the best is {:.4} at step {}",
                best.loss, best.step
            ),
            Self::Diverged { step, loss, smoothed } => {
                write!(f, "the loss diverged: {loss:.4} at step {step}, after {smoothed:.4} before it rose")
            }
            Self::NotFinite { quantity, step } => write!(f, "{quantity} is not finite at step {step}"),
        }
    }
}

/// When to stop; 0 switches a rule off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EarlyStopSettings {
    /// Validations without a new best.
    pub(crate) patience_validations: usize,
    /// A step is bad when its loss is above this many times the smoothed loss.
    pub(crate) watchdog_factor: f64,
    /// Bad steps in a row.
    pub(crate) watchdog_patience: usize,
}

/// Follows a log line by line.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    settings: EarlyStopSettings,
    best: Option<Validation>,
    validations_since_best: usize,
    smoothed: Option<f64>,
    bad_in_a_row: usize,
    verdict: Option<EarlyStop>,
}

impl Judge {
    /// A judge that has seen `log`.
    pub(crate) fn new(settings: EarlyStopSettings, log: &[LogLine]) -> Self {
        let mut judge =
            Self { settings, best: None, validations_since_best: 0, smoothed: None, bad_in_a_row: 0, verdict: None };
        for line in log {
            judge.watch(line);
            if let Some(loss) = line.validation_loss {
                judge.validate(Validation { step: line.step, loss });
            }
        }
        judge
    }

    /// The first reason to stop, if there is one.
    pub(crate) fn verdict(&self) -> Option<EarlyStop> {
        self.verdict
    }

    /// The lowest validation loss so far; the first of equals.
    pub(crate) fn best(&self) -> Option<Validation> {
        self.best
    }

    /// The last step before the loss rose; the last of all when it has not.
    pub(crate) fn last_good_step(&self, steps_done: usize) -> usize {
        steps_done - self.bad_in_a_row.min(steps_done)
    }

    /// Whether the last step was a bad one.
    pub(crate) fn is_alarmed(&self) -> bool {
        self.bad_in_a_row > 0
    }

    /// Takes the loss of one more step into account.
    pub(crate) fn watch(&mut self, line: &LogLine) {
        let smoothed = self.smoothed.unwrap_or(line.loss);
        let limit = self.settings.watchdog_factor * smoothed.max(LOWEST_REFERENCE_NATS);
        if self.settings.watchdog_patience == 0 || line.loss <= limit {
            self.smoothed = Some(smoothed + SMOOTHING * (line.loss - smoothed));
            self.bad_in_a_row = 0;
            return;
        }
        self.bad_in_a_row += 1;
        if self.bad_in_a_row >= self.settings.watchdog_patience {
            self.verdict.get_or_insert(EarlyStop::Diverged { step: line.step, loss: line.loss, smoothed });
        }
    }

    /// Takes one more validation into account.
    pub(crate) fn validate(&mut self, found: Validation) {
        if !found.loss.is_finite() {
            let quantity = Quantity::ValidationLoss;
            self.verdict.get_or_insert(EarlyStop::NotFinite { quantity, step: found.step });
            return;
        }
        match self.best {
            Some(best) if found.loss >= best.loss => {
                self.validations_since_best += 1;
                let patience = self.settings.patience_validations;
                if patience > 0 && self.validations_since_best >= patience {
                    let validations = self.validations_since_best;
                    self.verdict.get_or_insert(EarlyStop::NoImprovement { validations, best });
                }
            }
            _ => {
                self.best = Some(found);
                self.validations_since_best = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SETTINGS: EarlyStopSettings =
        EarlyStopSettings { patience_validations: 2, watchdog_factor: 3.0, watchdog_patience: 3 };

    fn line(step: usize, loss: f64, validation_loss: Option<f64>) -> LogLine {
        LogLine { step, loss, grad_norm: 1.0, lr: 1e-4, tokens_per_s: 1.0, validation_loss }
    }

    fn judged(settings: EarlyStopSettings, losses: &[f64]) -> Judge {
        let log: Vec<LogLine> = losses.iter().enumerate().map(|(i, &loss)| line(i + 1, loss, None)).collect();
        Judge::new(settings, &log)
    }

    #[test]
    fn a_loss_that_stays_far_above_the_smoothed_one_is_diverging() {
        let judge = judged(SETTINGS, &[2.0, 2.0, 9.0, 9.0, 9.0]);
        assert_eq!(judge.verdict(), Some(EarlyStop::Diverged { step: 5, loss: 9.0, smoothed: 2.0 }));
        assert_eq!(judge.last_good_step(5), 2, "the steps of the rise are not good");
    }

    #[test]
    fn single_bad_steps_and_noise_near_zero_are_not_diverging() {
        assert_eq!(judged(SETTINGS, &[2.0, 9.0, 9.0, 2.0, 9.0, 9.0, 2.0]).verdict(), None);
        assert_eq!(judged(SETTINGS, &[0.01, 1.0, 1.0, 1.0, 1.0]).verdict(), None);
        let off = EarlyStopSettings { watchdog_patience: 0, ..SETTINGS };
        assert_eq!(judged(off, &[2.0, 90.0, 90.0, 90.0]).verdict(), None, "0 switches the watchdog off");
    }

    #[test]
    fn validations_without_a_new_best_end_the_run_and_the_first_of_equals_is_the_best() {
        let mut judge = Judge::new(SETTINGS, &[]);
        for (step, loss) in [(1, 1.0), (2, 0.8), (3, 0.8)] {
            judge.validate(Validation { step, loss });
        }
        assert_eq!((judge.best().unwrap().step, judge.verdict()), (2, None));
        judge.validate(Validation { step: 4, loss: 0.9 });
        let best = Validation { step: 2, loss: 0.8 };
        assert_eq!(judge.verdict(), Some(EarlyStop::NoImprovement { validations: 2, best }));
    }

    #[test]
    fn a_validation_loss_that_is_no_number_ends_the_run_and_is_never_the_best() {
        let mut judge = Judge::new(SETTINGS, &[line(1, 1.0, Some(f64::NAN))]);
        assert_eq!(judge.best(), None);
        assert!(matches!(judge.verdict(), Some(EarlyStop::NotFinite { quantity: Quantity::ValidationLoss, step: 1 })));
        judge.validate(Validation { step: 2, loss: 0.5 });
        assert!(judge.verdict().unwrap().is_failure(), "the first reason stays");
    }
}
