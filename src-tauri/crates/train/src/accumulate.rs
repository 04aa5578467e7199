//! The gradient of one accumulation window: the mean loss over all its labels, whatever the split into micro-batches.
//!
//! Each micro-batch's loss is a sum, divided by the labels of the *whole* window; stores are dropped at once, because
//! candle's keep the graph alive.

use crate::Error;
use crate::batch::Batch;
use candle_core::{Tensor, Var, backprop::GradStore};
use isocenter_lm::CancelToken;
use isocenter_nn::{Adapter, AdapterStep, Decoder, Precision, StepWorkspace};
use std::cell::RefCell;

/// A trainable tensor and its name.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) tensor: Var,
}

/// Gradient and loss of one window.
#[derive(Clone, Debug)]
pub(crate) struct WindowGradients {
    /// One flat gradient a variable, in the variables' order.
    pub(crate) gradients: Vec<Vec<f32>>,
    /// Mean negative log-likelihood a label, in nats.
    pub(crate) loss: f64,
    /// Tokens read, padding not counted.
    pub(crate) tokens: usize,
}

/// What becomes of the activations between the forward and the backward pass. The gradients are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activations {
    /// Kept.
    Kept,
    /// Only each layer's input is kept; the rest is computed again, layer by layer.
    Recomputed,
}

/// What computes gradients.
#[derive(Clone, Copy)]
pub(crate) struct Differentiator<'a> {
    pub(crate) decoder: &'a Decoder,
    pub(crate) activations: Activations,
    pub(crate) precision: Precision,
    /// What one step leaves to the next.
    pub(crate) workspace: &'a RefCell<StepWorkspace>,
}

/// Sum of the labels' negative log-likelihoods, a differentiable scalar. lm_head runs on labelled rows only.
pub(crate) fn loss_sum(decoder: &Decoder, adapter: Option<&Adapter>, batch: &Batch) -> Result<Tensor, Error> {
    let hidden = decoder.hidden(&batch.input, adapter)?;
    let (rows, tokens, width) = hidden.dims3()?;
    let flat = hidden.reshape((rows * tokens, width))?;
    let labelled = match batch.label_index()? {
        Some(places) => flat.index_select(&places, 0)?,
        None => flat,
    };
    Ok(decoder.loss_sum(&labelled, &batch.targets)?)
}

/// Gradients as they are added up.
struct Sums<'a> {
    variables: &'a [Variable],
    gradients: Vec<Vec<f32>>,
    /// Which variables have had a gradient from the present micro-batch.
    seen: Vec<bool>,
}

impl Sums<'_> {
    /// Adds what `store` holds for the variables, and takes it out.
    fn add(&mut self, store: &mut GradStore) -> Result<(), Error> {
        for ((variable, sum), seen) in self.variables.iter().zip(&mut self.gradients).zip(&mut self.seen) {
            let Some(gradient) = store.remove(variable.tensor.as_tensor()) else { continue };
            let values = gradient.detach().flatten_all()?.to_vec1::<f32>()?;
            match sum.is_empty() {
                true => *sum = values,
                false => sum.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value),
            }
            *seen = true;
        }
        Ok(())
    }

    /// Refuses a micro-batch from which a variable learnt nothing.
    fn close_micro_batch(&mut self) -> Result<(), Error> {
        match self.seen.iter().position(|seen| !seen).and_then(|missing| self.variables.get(missing)) {
            Some(variable) => Err(Error::NoGradient { name: variable.name.clone() }),
            None => {
                self.seen.fill(false);
                Ok(())
            }
        }
    }
}

impl Differentiator<'_> {
    /// Adds the gradients of one micro-batch, scaled by `factor`, and gives back its unscaled loss sum; none when it was
    /// stopped on the way.
    fn micro_batch(
        &self,
        adapter: Option<&Adapter>,
        batch: &Batch,
        factor: f64,
        sums: &mut Sums<'_>,
        cancel: &CancelToken,
    ) -> Result<Option<f64>, Error> {
        if let Some(adapter) = adapter.filter(|_| self.decoder.gives_adapter_gradients()) {
            return self.on_numbers(adapter, batch, factor, sums, cancel);
        }
        let sum = match self.activations {
            Activations::Kept => {
                let sum = loss_sum(self.decoder, adapter, batch)?;
                let value = sum.to_scalar::<f32>()?;
                sums.add(&mut sum.affine(factor, 0.0)?.backward()?)?;
                value
            }
            Activations::Recomputed => {
                let rows = batch.label_index()?;
                let take = &mut |store: &mut GradStore| sums.add(store);
                let (decoder, targets) = (self.decoder, &batch.targets);
                decoder.checkpointed_loss(&batch.input, adapter, rows.as_ref(), targets, factor, take)?
            }
        };
        sums.close_micro_batch()?;
        Ok(Some(f64::from(sum)))
    }

    /// The same without a graph, where the decoder can.
    fn on_numbers(
        &self,
        adapter: &Adapter,
        batch: &Batch,
        factor: f64,
        sums: &mut Sums<'_>,
        cancel: &CancelToken,
    ) -> Result<Option<f64>, Error> {
        for (variable, sum) in sums.variables.iter().zip(&mut sums.gradients) {
            sum.resize(variable.tensor.elem_count(), 0.0);
        }
        let step = AdapterStep {
            input: &batch.input,
            adapter,
            label_rows: &batch.label_rows,
            targets: &batch.targets,
            factor,
            precision: self.precision,
            kept_layers: match self.activations {
                Activations::Kept => self.decoder.config().num_layers,
                Activations::Recomputed => 0,
            },
            stop: &|| cancel.is_cancelled(),
        };
        let workspace = &mut self.workspace.borrow_mut();
        Ok(self.decoder.adapter_gradients(&step, &mut sums.gradients, workspace)?.map(f64::from))
    }

    /// The gradient of a window of micro-batches for `variables`. `adapter_for` gives the adapter of a micro-batch by
    /// its position (they differ only in their dropout). None when `cancel` was set on the way.
    ///
    /// # Errors
    /// A failing tensor operation, or a variable without gradient.
    pub(crate) fn window(
        &self,
        adapter_for: &dyn Fn(usize) -> Option<Adapter>,
        variables: &[Variable],
        batches: &[Batch],
        cancel: &CancelToken,
    ) -> Result<Option<WindowGradients>, Error> {
        let labels = batches.iter().map(|batch| batch.targets.len()).sum::<usize>().max(1);
        let (gradients, seen) = (vec![Vec::new(); variables.len()], vec![false; variables.len()]);
        let mut sums = Sums { variables, gradients, seen };
        let mut total = 0.0;
        for (position, batch) in batches.iter().enumerate() {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            let factor = 1.0 / labels as f64;
            match self.micro_batch(adapter_for(position).as_ref(), batch, factor, &mut sums, cancel)? {
                Some(sum) => total += sum,
                None => return Ok(None),
            }
        }
        let tokens = batches.iter().map(|batch| batch.tokens).sum();
        Ok(Some(WindowGradients { gradients: sums.gradients, loss: total / labels as f64, tokens }))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::RecipeConfig;
    use crate::lora_init::{TrainableAdapter, fresh_adapter};
    use crate::tokenized_example::Sequence;
    use candle_core::Device;
    use isocenter_nn::{Arithmetic, BaseWeights, DecoderConfig, RopeScaling};

    fn decoder(base: BaseWeights) -> Decoder {
        let config = DecoderConfig {
            vocab_size: 40,
            hidden_size: 16,
            intermediate_size: 24,
            num_layers: 2,
            num_heads: 4,
            num_kv_heads: 2,
            head_dim: 4,
            rms_norm_eps: 1e-5,
            rope_theta: 10000.0,
            rope_scaling: RopeScaling::None,
            sliding_window: None,
            tie_word_embeddings: false,
            max_position_embeddings: 64,
        };
        Decoder::new_random(config, 3, 0.2, base, &Device::Cpu).unwrap()
    }

    fn batch() -> Batch {
        let long = Sequence { ids: (1..12).collect(), first_label: 7 };
        let short = Sequence { ids: vec![5, 9, 20, 31], first_label: 2 };
        Batch::rows(&[&long, &short], 0, &Device::Cpu).unwrap()
    }

    fn window(
        decoder: &Decoder,
        activations: Activations,
        adapter: Option<&Adapter>,
        variables: &[Variable],
        batches: &[Batch],
    ) -> WindowGradients {
        let precision = Precision::F32;
        let differentiator = Differentiator { decoder, activations, precision, workspace: &RefCell::default() };
        differentiator.window(&|_| adapter.cloned(), variables, batches, &CancelToken::new()).unwrap().unwrap()
    }

    /// An adapter whose B is not zero, so that A has a gradient too.
    fn moved_adapter(decoder: &Decoder) -> TrainableAdapter {
        let config = RecipeConfig { rank: 3, ..RecipeConfig::default() };
        let start = fresh_adapter(&config, decoder.config(), decoder.device()).unwrap();
        for variable in &start.variables {
            let count = variable.tensor.elem_count();
            let values: Vec<f32> = (0..count).map(|i| 0.05 * ((i * 7 % 11) as f32 - 5.0)).collect();
            variable.tensor.set(&Tensor::from_vec(values, variable.tensor.shape(), &Device::Cpu).unwrap()).unwrap();
        }
        start
    }

    #[test]
    fn every_adapter_tensor_has_a_finite_gradient_and_no_base_tensor_has_one() {
        let decoder = decoder(BaseWeights::Frozen);
        let TrainableAdapter { adapter, variables } = moved_adapter(&decoder);
        let batch = batch();
        let store = loss_sum(&decoder, Some(&adapter), &batch).unwrap().backward().unwrap();
        for (name, tensor) in decoder.named_tensors() {
            assert!(store.get(&tensor).is_none(), "the frozen {name} has a gradient");
        }
        let window = window(&decoder, Activations::Kept, Some(&adapter), &variables, &[batch]);
        assert_eq!(variables.len(), 2 * 7 * 2, "A and B of seven projections in two layers");
        for (variable, gradient) in variables.iter().zip(&window.gradients) {
            assert_eq!(gradient.len(), variable.tensor.elem_count());
            assert!(
                gradient.iter().all(|value| value.is_finite()),
                "{} has a gradient that is not finite",
                variable.name
            );
            assert!(gradient.iter().any(|value| *value != 0.0), "{} has no gradient", variable.name);
        }
    }

    #[test]
    fn every_weight_has_a_gradient_when_the_base_is_trained() {
        let decoder = decoder(BaseWeights::Trainable);
        let variables: Vec<Variable> =
            decoder.variables().into_iter().map(|(name, tensor)| Variable { name, tensor }).collect();
        let window = window(&decoder, Activations::Kept, None, &variables, &[batch()]);
        for (variable, gradient) in variables.iter().zip(&window.gradients) {
            assert!(gradient.iter().any(|value| *value != 0.0), "{} has no gradient", variable.name);
        }
    }

    #[test]
    fn padding_changes_neither_loss_nor_labels() {
        let decoder = decoder(BaseWeights::Frozen);
        let rows =
            [Sequence { ids: (1..12).collect(), first_label: 7 }, Sequence { ids: vec![5, 9, 20, 31], first_label: 2 }];
        let sum = |rows: &[&Sequence]| {
            let batch = Batch::rows(rows, 0, &Device::Cpu).unwrap();
            assert_eq!(batch.targets.len(), rows.iter().map(|row| row.labels().len()).sum::<usize>());
            loss_sum(&decoder, None, &batch).unwrap().to_scalar::<f32>().unwrap()
        };
        let (together, apart) = (sum(&[&rows[0], &rows[1]]), sum(&[&rows[0]]) + sum(&[&rows[1]]));
        assert!((together - apart).abs() < 1e-4, "{together} together, {apart} one by one");
    }

    #[test]
    fn recomputed_activations_give_the_same_gradients() {
        let decoder = decoder(BaseWeights::Frozen);
        let TrainableAdapter { adapter, variables } = moved_adapter(&decoder);
        let of = |activations| window(&decoder, activations, Some(&adapter), &variables, &[batch(), batch()]);
        let (kept, recomputed) = (of(Activations::Kept), of(Activations::Recomputed));
        assert_eq!(kept.loss, recomputed.loss);
        assert_eq!(kept.gradients, recomputed.gradients, "bit for bit");
    }

    #[test]
    fn gradients_without_a_graph_are_those_of_the_plain_form() {
        let TrainableAdapter { adapter, variables } = moved_adapter(&decoder(BaseWeights::Frozen));
        let of = |arithmetic| {
            let decoder = decoder(BaseWeights::Frozen).with_arithmetic(arithmetic);
            window(&decoder, Activations::Kept, Some(&adapter), &variables, &[batch(), batch()])
        };
        let (numbers, graph) = (of(Arithmetic::Fused), of(Arithmetic::Differentiable));
        assert!((numbers.loss / graph.loss - 1.0).abs() < 1e-6, "{} and {}", numbers.loss, graph.loss);
        for ((variable, one), other) in variables.iter().zip(&numbers.gradients).zip(&graph.gradients) {
            let size = other.iter().fold(0f32, |size, value| size.max(value.abs()));
            let off = one.iter().zip(other).fold(0f32, |off, (a, b)| off.max((a - b).abs()));
            assert!(off < 1e-5 * size, "{}: {off} off {size}", variable.name);
        }
    }

    #[test]
    fn packed_sequences_give_the_loss_and_gradients_of_padded_ones() {
        let decoder = decoder(BaseWeights::Frozen);
        let TrainableAdapter { adapter, variables } = moved_adapter(&decoder);
        let rows = [
            Sequence { ids: (1..30).collect(), first_label: 7 },
            Sequence { ids: vec![5, 9, 20, 31], first_label: 2 },
            Sequence { ids: (3..20).rev().collect(), first_label: 1 },
        ];
        let rows: Vec<&Sequence> = rows.iter().collect();
        let of = |batch| window(&decoder, Activations::Kept, Some(&adapter), &variables, &[batch]);
        let padded = of(Batch::rows(&rows, 0, &Device::Cpu).unwrap());
        let packed = of(Batch::packed(&rows, &Device::Cpu).unwrap());
        assert!((padded.loss / packed.loss - 1.0).abs() < 1e-6, "{} and {}", padded.loss, packed.loss);
        for ((variable, one), other) in variables.iter().zip(&padded.gradients).zip(&packed.gradients) {
            let size = one.iter().fold(0f32, |size, value| size.max(value.abs()));
            let off = one.iter().zip(other).fold(0f32, |off, (a, b)| off.max((a - b).abs()));
            assert!(off < 1e-5 * size, "{}: {off} off {size}", variable.name);
        }
    }
}
