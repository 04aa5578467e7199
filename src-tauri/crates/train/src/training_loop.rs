//! The loop both recipes share: gradient, clip, learning rate, step, tell the observer. It knows neither text nor adapters.

use crate::accumulate::{Variable, WindowGradients};
use crate::adamw::AdamW;
use crate::checkpoint::Checkpoint;
use crate::observer::{LogLine, Observer};
use crate::{Error, Schedule, clip_gradients};
use candle_core::Tensor;
use isocenter_lm::CancelToken;
use std::time::Instant;

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
    /// Gradient and loss of a step's window at the variables' present values.
    fn window_gradients(&self, step_index: usize, variables: &[Variable]) -> Result<WindowGradients, Error>;

    /// The held-out loss, after those steps that call for one.
    fn validation_loss(&self, step_index: usize) -> Result<Option<f64>, Error>;
}

/// Everything that changes while training.
pub(crate) struct TrainingState {
    pub(crate) variables: Vec<Variable>,
    /// The variables' values; the tensors on the device are copies of these.
    pub(crate) values: Vec<Vec<f32>>,
    pub(crate) optimizer: AdamW,
    pub(crate) steps_done: usize,
    pub(crate) log: Vec<LogLine>,
    /// Time spent in steps, over all sittings.
    pub(crate) seconds: f64,
}

impl TrainingState {
    pub(crate) fn new(variables: Vec<Variable>, optimizer: impl FnOnce(&[usize]) -> AdamW) -> Result<Self, Error> {
        let values = variables
            .iter()
            .map(|variable| Ok(variable.tensor.as_tensor().flatten_all()?.to_vec1::<f32>()?))
            .collect::<Result<Vec<_>, Error>>()?;
        let sizes: Vec<usize> = values.iter().map(Vec::len).collect();
        Ok(Self { variables, values, optimizer: optimizer(&sizes), steps_done: 0, log: Vec::new(), seconds: 0.0 })
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
    /// 0: only when cancelled.
    pub(crate) checkpoint_every: usize,
}

/// Runs the remaining steps.
///
/// # Errors
/// Cancelled (after writing a checkpoint), a loss that is not finite, or a failing operation.
pub(crate) fn train(
    task: &dyn TrainingTask,
    state: &mut TrainingState,
    settings: &LoopSettings,
    checkpoint: &Checkpoint,
    observer: &mut dyn Observer,
    cancel: &CancelToken,
) -> Result<(), Error> {
    while state.steps_done < settings.steps {
        let step_index = state.steps_done;
        if cancel.is_cancelled() {
            checkpoint.write(state)?;
            return Err(Error::Cancelled { step: step_index, checkpoint: checkpoint.path.clone() });
        }
        let begun = Instant::now();
        let mut window = task.window_gradients(step_index, &state.variables)?;
        let grad_norm = clip_gradients(&mut window.gradients, settings.max_grad_norm);
        refuse_diverged(window.loss, grad_norm, step_index + 1)?;
        let lr = settings.schedule.lr(step_index);
        state.optimizer.step(&mut state.values, &window.gradients, lr);
        state.write_variables()?;
        state.steps_done += 1;

        let seconds = begun.elapsed().as_secs_f64();
        let line = LogLine {
            step: state.steps_done,
            loss: window.loss,
            grad_norm,
            lr,
            tokens_per_s: window.tokens as f64 / seconds.max(f64::MIN_POSITIVE),
            validation_loss: task.validation_loss(step_index)?,
        };
        state.seconds += begun.elapsed().as_secs_f64();
        observer.stepped(&line);
        state.log.push(line);
        // Also after the last step: if the result cannot be saved, the work is not lost.
        let finished = state.steps_done == settings.steps;
        if settings.checkpoint_every > 0 && (finished || state.steps_done.is_multiple_of(settings.checkpoint_every)) {
            checkpoint.write(state)?;
            observer.checkpointed(state.steps_done, &checkpoint.path);
        }
    }
    Ok(())
}

fn refuse_diverged(loss: f64, grad_norm: f64, step: usize) -> Result<(), Error> {
    match (loss.is_finite(), grad_norm.is_finite()) {
        (false, _) => Err(Error::NotFinite { quantity: "the loss", step }),
        (true, false) => Err(Error::NotFinite { quantity: "the gradient", step }),
        (true, true) => Ok(()),
    }
}
