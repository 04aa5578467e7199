//! Prompts and answers, as the training loop sees them.

use crate::accumulate::{Activations, Differentiator, Variable, WindowGradients, loss_sum};
use crate::batch::{Arrangement, Batch, micro_batches};
use crate::data_order::{DataOrder, Stream, generator};
use crate::lora_init::detached;
use crate::tokenized_example::Sequence;
use crate::training_loop::TrainingTask;
use crate::{Error, RecipeConfig};
use isocenter_lm::CancelToken;
use isocenter_nn::{Adapter, Decoder, LoraDropout, StepWorkspace};
use rand::RngCore;
use std::cell::RefCell;

pub(crate) struct LoraTask {
    pub(crate) config: RecipeConfig,
    pub(crate) decoder: Decoder,
    pub(crate) adapter: Adapter,
    pub(crate) sequences: Vec<Sequence>,
    pub(crate) held_out: Vec<Sequence>,
    pub(crate) order: DataOrder,
    pub(crate) pad_id: u32,
    pub(crate) steps: usize,
    pub(crate) workspace: RefCell<StepWorkspace>,
}

impl LoraTask {
    fn batches(&self, window: Vec<&Sequence>) -> Result<Vec<Batch>, Error> {
        let arrangement = match (self.config.packing && self.decoder.device().is_cpu(), self.config.shuffle) {
            (true, _) => Arrangement::Packed,
            (false, true) => Arrangement::RowsByLength,
            (false, false) => Arrangement::RowsAsGiven,
        };
        micro_batches(window, self.config.micro_batch, arrangement, self.pad_id, self.decoder.device())
    }

    fn differentiator(&self) -> Differentiator<'_> {
        let activations = if self.config.checkpointing { Activations::Recomputed } else { Activations::Kept };
        let precision = self.config.precision.into();
        Differentiator { decoder: &self.decoder, activations, precision, workspace: &self.workspace }
    }

    /// The adapter of one micro-batch: the same tensors, with masks of its own when there is dropout.
    fn adapter_for(&self, step_index: usize, micro_batch: usize) -> Adapter {
        if self.config.dropout == 0.0 {
            return self.adapter.clone();
        }
        let mut random = generator(self.config.seed, Stream::Dropout);
        random.set_word_pos(((step_index as u128) << 24) + 16 * micro_batch as u128);
        self.adapter.with_dropout(LoraDropout { probability: self.config.dropout, seed: random.next_u64() })
    }
}

impl TrainingTask for LoraTask {
    fn window_gradients(
        &self,
        step_index: usize,
        variables: &[Variable],
        cancel: &CancelToken,
    ) -> Result<Option<WindowGradients>, Error> {
        let indices = self.order.indices(step_index);
        let window = indices.iter().filter_map(|&index| self.sequences.get(index)).collect();
        let batches = self.batches(window)?;
        let adapter_for = |micro_batch| Some(self.adapter_for(step_index, micro_batch));
        self.differentiator().window(&adapter_for, variables, &batches, cancel)
    }

    fn is_validated(&self, step_index: usize) -> bool {
        let is_due = match self.config.validation_every {
            0 => self.order.ends_epoch(step_index),
            every => (step_index + 1).is_multiple_of(every),
        };
        !self.held_out.is_empty() && (is_due || step_index + 1 == self.steps)
    }

    fn validation_loss(&self, cancel: &CancelToken) -> Result<Option<f64>, Error> {
        let adapter = detached(&self.adapter);
        let (mut total, mut labels) = (0.0, 0);
        for batch in self.batches(self.held_out.iter().collect())? {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            total += f64::from(loss_sum(&self.decoder, Some(&adapter), &batch)?.to_scalar::<f32>()?);
            labels += batch.targets.len();
        }
        Ok(Some(total / labels.max(1) as f64))
    }
}
