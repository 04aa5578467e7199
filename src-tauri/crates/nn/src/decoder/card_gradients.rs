//! Loss and gradients of an adapter on a frozen base, on an NVIDIA card. The numbers are those of the plain form with
//! candle's backward pass, to rounding.

use candle_core::Tensor;

use super::{AdapterStep, Decoder};
use crate::card::{CardCall, CardLayer, CardTrace, CardWorkspace, GradientSums, loss_and_gradient};
use crate::weights::Pass;
use crate::{BaseMatrix, Error};

/// What is left of a layer's forward pass.
enum Left {
    Input(Tensor),
    Trace(Box<CardTrace>),
}

impl Decoder {
    /// As [`Decoder::adapter_gradients`], whose checks came first.
    pub(super) fn card_gradients(
        &self,
        step: &AdapterStep<'_>,
        into: &mut [Vec<f32>],
        workspace: &mut CardWorkspace,
    ) -> Result<Option<f32>, Error> {
        let still = step.adapter.still();
        let call = self.call(step.input, Some(&still))?;
        let lowest = call.lowest_adapted_layer();
        let call = CardCall::new(&call)?;
        let layers: Vec<CardLayer<'_>> = self.layers.iter().map(|layer| CardLayer { layer, call: &call }).collect();
        let mut x = self.embedding.select_rows(&step.input.ids.flatten_all()?, Pass::Infer)?;
        let sums = GradientSums::new(step.adapter, &x)?;
        let mut left = Vec::with_capacity(layers.len());
        for (index, layer) in layers.iter().enumerate() {
            if (step.stop)() {
                return Ok(None);
            }
            let (y, trace) = layer.forward(&x)?;
            x = y;
            let is_kept = index + step.kept_layers.max(1) >= layers.len() && index >= lowest;
            left.push(if is_kept { Left::Trace(Box::new(trace)) } else { Left::Input(trace.into_input()) });
        }

        let rows = Tensor::new(step.label_rows, &self.device)?;
        let BaseMatrix::Dense(head) = self.head.as_ref().unwrap_or(&self.embedding).at(Pass::Infer)? else {
            return Err(Error::NoGradient);
        };
        let norm = (self.norm.weight.at(Pass::Infer), self.norm.epsilon);
        let (loss, d_labelled) = loss_and_gradient(&x.index_select(&rows, 0)?, norm, &head, step.targets, step.factor)?;
        let mut gradient = x.zeros_like()?.index_add(&rows, &d_labelled, 0)?;
        drop((head, x));
        for (layer, left) in layers.iter().zip(left).skip(lowest).rev() {
            if (step.stop)() {
                return Ok(None);
            }
            let trace = match left {
                Left::Trace(trace) => *trace,
                Left::Input(x) => layer.forward(&x)?.1,
            };
            gradient = layer.backward(trace, &gradient, &sums)?;
        }
        // Only now: to ask for a number waits for all that was asked for before.
        let loss = loss.to_scalar::<f32>()?;
        workspace.add_to(&sums.flat, into)?;
        Ok(Some(loss))
    }
}
