//! The loop both recipes share: gradient, clip, learning rate, step, tell the observer. It knows neither text nor adapters.

use crate::accumulate::{Variable, WindowGradients};
use crate::adamw::AdamW;
use crate::checkpoint::Checkpoint;
use crate::early_stop::{EarlyStop, EarlyStopSettings, Judge, Quantity};
use crate::observer::{LogLine, Observer, Phase, Validation};
use crate::{Error, Schedule, clip_gradients};
use candle_core::Tensor;
use isocenter_lm::{CancelToken, ProcessMemory, StopRequest};
use std::time::{Duration, Instant};

/// Steps of a large model take minutes: a checkpoint is written this long after the last one, however few steps were
/// done.
const CHECKPOINT_AFTER: Duration = Duration::from_secs(10 * 60);

/// Whether to begin anew or to go on from the checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// Begin at step 0; an earlier checkpoint is replaced by the first new one.
    Fresh,
    /// Go on from the checkpoint, bit for bit as if the run had never stopped (on the same machine with as many
    /// threads); an error without one.
    FromCheckpoint,
}

/// What is trained on, as the loop sees it. Step indices begin at 0.
pub(crate) trait TrainingTask {
    /// Gradient and loss of a step's window at the variables' present values; none when it was stopped on the way.
    fn window_gradients(
        &self,
        step_index: usize,
        variables: &[Variable],
        cancel: &CancelToken,
    ) -> Result<Option<WindowGradients>, Error>;

    /// Whether the held-out loss is to be measured after this step.
    fn is_validated(&self, step_index: usize) -> bool;

    /// The held-out loss at the variables' present values; none when it was stopped on the way.
    fn validation_loss(&self, cancel: &CancelToken) -> Result<Option<f64>, Error>;
}

/// The parameters with the lowest validation loss so far.
#[derive(Clone, Debug)]
pub(crate) struct Best {
    pub(crate) found: Validation,
    pub(crate) values: Vec<Vec<f32>>,
}

/// Everything that changes while training.
pub(crate) struct TrainingState {
    pub(crate) variables: Vec<Variable>,
    /// The variables' values; the tensors on the device are copies of these.
    pub(crate) values: Vec<Vec<f32>>,
    pub(crate) optimizer: AdamW,
    pub(crate) best: Option<Best>,
    pub(crate) steps_done: usize,
    pub(crate) log: Vec<LogLine>,
    /// Time spent in steps and validations, over all sittings.
    pub(crate) seconds: f64,
}

impl TrainingState {
    pub(crate) fn new(variables: Vec<Variable>, optimizer: impl FnOnce(&[usize]) -> AdamW) -> Result<Self, Error> {
        let values = variables
            .iter()
            .map(|variable| Ok(variable.tensor.as_tensor().flatten_all()?.to_vec1::<f32>()?))
            .collect::<Result<Vec<_>, Error>>()?;
        let sizes: Vec<usize> = values.iter().map(Vec::len).collect();
        let (optimizer, log) = (optimizer(&sizes), Vec::new());
        Ok(Self { variables, values, optimizer, best: None, steps_done: 0, log, seconds: 0.0 })
    }

    /// Numbers being trained.
    pub(crate) fn trainable_parameters(&self) -> usize {
        self.values.iter().map(Vec::len).sum()
    }

    /// Copies the values to the variables' tensors.
    pub(crate) fn write_variables(&self) -> Result<(), Error> {
        for (variable, values) in self.variables.iter().zip(&self.values) {
            let tensor = variable.tensor.as_tensor();
            variable.tensor.set(&Tensor::from_slice(values, tensor.shape(), tensor.device())?)?;
        }
        Ok(())
    }
}

/// The numbers of a loop.
pub(crate) struct LoopSettings {
    pub(crate) steps: usize,
    pub(crate) schedule: Schedule,
    pub(crate) max_grad_norm: f64,
    /// 0: only when paused.
    pub(crate) checkpoint_every: usize,
    pub(crate) early_stop: EarlyStopSettings,
}

/// How a loop ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum LoopEnd {
    /// Every step is done.
    Finished,
    /// Somebody asked to stop; the state is that after a whole step.
    Stopped(StopRequest),
    /// A rule ended it.
    Early {
        reason: EarlyStop,
        /// The last step before anything looked wrong.
        last_good_step: usize,
    },
}

/// One sitting of a run.
pub(crate) struct Sitting<'a> {
    pub(crate) task: &'a dyn TrainingTask,
    pub(crate) settings: &'a LoopSettings,
    pub(crate) checkpoint: &'a Checkpoint,
    pub(crate) observer: &'a mut dyn Observer,
    pub(crate) cancel: &'a CancelToken,
}

impl Sitting<'_> {
    /// Runs the remaining steps.
    ///
    /// # Errors
    /// A failing operation, or a checkpoint that cannot be written.
    pub(crate) fn train(&mut self, state: &mut TrainingState) -> Result<LoopEnd, Error> {
        let mut judge = Judge::new(self.settings.early_stop, &state.log);
        let mut last_checkpoint = Instant::now();
        self.observer.entered(Phase::Training);
        loop {
            let is_pending = state.log.last().is_some_and(|line| line.validation_loss.is_none())
                && self.task.is_validated(state.steps_done - 1);
            if !is_pending {
                if let Some(reason) = judge.verdict() {
                    return Ok(LoopEnd::Early { reason, last_good_step: judge.last_good_step(state.steps_done) });
                }
                if state.steps_done >= self.settings.steps {
                    return Ok(LoopEnd::Finished);
                }
            }
            if let Some(request) = self.cancel.requested() {
                return Ok(LoopEnd::Stopped(request));
            }
            let begun = Instant::now();
            let is_whole = match is_pending {
                true => self.validate(state, &mut judge)?,
                false => match self.step(state, &mut judge)? {
                    Step::Done => !self.task.is_validated(state.steps_done - 1),
                    Step::Abandoned => continue,
                    Step::NotFinite(quantity) => {
                        let reason = EarlyStop::NotFinite { quantity, step: state.steps_done + 1 };
                        return Ok(LoopEnd::Early { reason, last_good_step: judge.last_good_step(state.steps_done) });
                    }
                },
            };
            state.seconds += begun.elapsed().as_secs_f64();
            if is_whole && self.is_checkpoint_due(state, &judge, last_checkpoint.elapsed()) {
                self.checkpoint.write(state)?;
                self.observer.checkpointed(state.steps_done, &self.checkpoint.path);
                last_checkpoint = Instant::now();
            }
        }
    }

    fn step(&mut self, state: &mut TrainingState, judge: &mut Judge) -> Result<Step, Error> {
        let (step_index, begun) = (state.steps_done, Instant::now());
        let Some(mut window) = self.task.window_gradients(step_index, &state.variables, self.cancel)? else {
            return Ok(Step::Abandoned);
        };
        let grad_norm = clip_gradients(&mut window.gradients, self.settings.max_grad_norm);
        if !window.loss.is_finite() {
            return Ok(Step::NotFinite(Quantity::Loss));
        }
        if !grad_norm.is_finite() {
            return Ok(Step::NotFinite(Quantity::Gradient));
        }
        let lr = self.settings.schedule.lr(step_index);
        state.optimizer.step(&mut state.values, &window.gradients, lr);
        state.write_variables()?;
        state.steps_done += 1;
        let tokens_per_s = window.tokens as f64 / begun.elapsed().as_secs_f64().max(f64::MIN_POSITIVE);
        let line =
            LogLine { step: state.steps_done, loss: window.loss, grad_norm, lr, tokens_per_s, validation_loss: None };
        self.observer.stepped(&line);
        if let Some(memory) = ProcessMemory::read() {
            self.observer.measured(memory);
        }
        judge.watch(&line);
        state.log.push(line);
        Ok(Step::Done)
    }

    /// Whether the measurement is done; a stopped one is made again later.
    fn validate(&mut self, state: &mut TrainingState, judge: &mut Judge) -> Result<bool, Error> {
        self.observer.entered(Phase::Validating);
        let loss = self.task.validation_loss(self.cancel)?;
        self.observer.entered(Phase::Training);
        let (Some(loss), Some(line)) = (loss, state.log.last_mut()) else { return Ok(false) };
        line.validation_loss = Some(loss);
        let found = Validation { step: state.steps_done, loss };
        judge.validate(found);
        if let Some(best) = judge.best() {
            if best == found {
                state.best = Some(Best { found, values: state.values.clone() });
            }
            self.observer.validated(found, best);
        }
        Ok(true)
    }

    /// Also after the last step: if the result cannot be saved, the work is not lost. Never while the loss is far above
    /// what it was: the last checkpoint is then what there is to go back to.
    fn is_checkpoint_due(&self, state: &TrainingState, judge: &Judge, since_last: Duration) -> bool {
        let (every, done) = (self.settings.checkpoint_every, state.steps_done);
        let is_due = done == self.settings.steps || done.is_multiple_of(every.max(1)) || since_last >= CHECKPOINT_AFTER;
        every > 0 && is_due && !judge.is_alarmed() && !judge.verdict().is_some_and(|reason| reason.is_failure())
    }
}

/// What became of one step.
enum Step {
    Done,
    /// Stopped on the way; nothing has changed.
    Abandoned,
    /// Not taken, because there was no number to go by.
    NotFinite(Quantity),
}
