//! The gradient of one accumulation window: the mean loss over all its labels, whatever the split into micro-batches.
//!
//! Each micro-batch's loss is a sum, divided by the labels of the *whole* window; stores are dropped at once, because
//! candle's keep the graph alive.

use crate::Error;
use crate::batch::Batch;
use candle_core::{Tensor, Var, backprop::GradStore};
use isocenter_nn::{Adapter, Decoder};

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

/// Sum of the labels' negative log-likelihoods, a differentiable scalar. lm_head runs on labelled rows only.
pub(crate) fn loss_sum(decoder: &Decoder, adapter: Option<&Adapter>, batch: &Batch) -> Result<Tensor, Error> {
    let hidden = decoder.hidden(&batch.input, adapter, None)?;
    let (rows, tokens, width) = hidden.dims3()?;
    let flat = hidden.reshape((rows * tokens, width))?;
    let labelled = match &batch.label_rows {
        Some(places) => flat.index_select(places, 0)?,
        None => flat,
    };
    Ok(decoder.loss_sum(&labelled, &batch.targets)?)
}

/// The gradients of one micro-batch, scaled for a window of `window_labels`, and its unscaled loss sum.
fn micro_batch_gradients(
    decoder: &Decoder,
    adapter: Option<&Adapter>,
    batch: &Batch,
    window_labels: usize,
) -> Result<(GradStore, f64), Error> {
    let sum = loss_sum(decoder, adapter, batch)?;
    let value = f64::from(sum.to_scalar::<f32>()?);
    let store = sum.affine(1.0 / window_labels as f64, 0.0)?.backward()?;
    Ok((store, value))
}

/// The gradient of a window of micro-batches for `variables`. `adapter_for` gives the adapter of a micro-batch by its
/// position (they differ only in their dropout).
///
/// # Errors
/// A failing tensor operation, or a variable without gradient.
pub(crate) fn accumulate_window(
    decoder: &Decoder,
    adapter_for: &dyn Fn(usize) -> Option<Adapter>,
    variables: &[Variable],
    batches: &[Batch],
) -> Result<WindowGradients, Error> {
    let labels: usize = batches.iter().map(|batch| batch.targets.len()).sum();
    let mut gradients: Vec<Vec<f32>> = Vec::with_capacity(variables.len());
    let mut total = 0.0;
    for (position, batch) in batches.iter().enumerate() {
        let (mut store, sum) = micro_batch_gradients(decoder, adapter_for(position).as_ref(), batch, labels)?;
        total += sum;
        for (index, variable) in variables.iter().enumerate() {
            let gradient = store
                .remove(variable.tensor.as_tensor())
                .ok_or_else(|| Error::NoGradient { name: variable.name.clone() })?;
            let values = gradient.detach().flatten_all()?.to_vec1::<f32>()?;
            match gradients.get_mut(index) {
                Some(sum) => sum.iter_mut().zip(&values).for_each(|(sum, value)| *sum += value),
                None => gradients.push(values),
            }
        }
    }
    let tokens = batches.iter().map(|batch| batch.tokens).sum();
    Ok(WindowGradients { gradients, loss: total / labels.max(1) as f64, tokens })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::RecipeConfig;
    use crate::lora_init::{TrainableAdapter, fresh_adapter};
    use crate::tokenized_example::Sequence;
    use candle_core::Device;
    use isocenter_nn::{BaseWeights, DecoderConfig, RopeScaling};

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
        Batch::new(&[&long, &short], 0, &Device::Cpu).unwrap()
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
        let (store, sum) = micro_batch_gradients(&decoder, Some(&adapter), &batch, batch.targets.len()).unwrap();
        assert!(sum.is_finite());
        for (name, tensor) in decoder.named_tensors() {
            assert!(store.get(&tensor).is_none(), "the frozen {name} has a gradient");
        }
        let window = accumulate_window(&decoder, &|_| Some(adapter.clone()), &variables, &[batch]).unwrap();
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
        let window = accumulate_window(&decoder, &|_| None, &variables, &[batch()]).unwrap();
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
            let batch = Batch::new(rows, 0, &Device::Cpu).unwrap();
            assert_eq!(batch.targets.len(), rows.iter().map(|row| row.labels().len()).sum::<usize>());
            loss_sum(&decoder, None, &batch).unwrap().to_scalar::<f32>().unwrap()
        };
        let (together, apart) = (sum(&[&rows[0], &rows[1]]), sum(&[&rows[0]]) + sum(&[&rows[1]]));
        assert!((together - apart).abs() < 1e-4, "{together} together, {apart} one by one");
    }
}
