//! Loss and gradients with activation checkpointing (Chen et al. 2016): the forward pass keeps each layer's input and
//! nothing else; the backward pass runs layer after layer again, from the last to the first, each on its detached input.
//!
//! The numbers are those of the plain pass. Memory is that of one layer's activations and one row of hidden states a
//! layer; the price is a second forward pass.

use candle_core::backprop::GradStore;
use candle_core::{Tensor, Var};

use super::Decoder;
use crate::weights::Pass;
use crate::{Adapter, DecoderInput, Error, fused};

impl Decoder {
    /// The sum of -log p(target) over the rows `label_rows` of the flattened (batch · tokens) hidden states (all of
    /// them when none), and the gradients of `factor` times that sum.
    ///
    /// `take` is handed one store after the other and takes out what it wants, for each store is dropped when it
    /// returns. A variable's gradient lies in exactly one of them; that of a tied embedding which learns comes in two
    /// parts.
    ///
    /// # Errors
    /// An input, adapter or targets that do not fit, and those of `take`.
    pub fn checkpointed_loss<E: From<Error>>(
        &self,
        input: &DecoderInput,
        adapter: Option<&Adapter>,
        label_rows: Option<&Tensor>,
        targets: &[u32],
        factor: f64,
        take: &mut dyn FnMut(&mut GradStore) -> Result<(), E>,
    ) -> Result<f32, E> {
        let (batch, tokens) = input.ids.dims2().map_err(Error::from)?;
        if batch * tokens == 0 {
            return Err(Error::EmptyInput.into());
        }
        if let Some(adapter) = adapter {
            adapter.check_fits(self.config())?;
        }
        let still = adapter.map(Adapter::still);
        // In the pass of learning, whose products are exact whatever form the base is held in.
        let sweep = self.call(input, still.as_ref())?;
        let learning = self.call(input, adapter)?;
        let ids = input.ids.flatten_all().map_err(Error::from)?;

        let embedded = self.embedding.select_rows(&ids, Pass::Learn)?;
        let mut inputs = vec![embedded.detach()];
        for layer in &self.layers {
            let x = layer.forward(inputs.last().ok_or(Error::EmptyInput)?, &sweep, None)?;
            inputs.push(x.detach());
        }

        let last = variable(inputs.pop().ok_or(Error::EmptyInput)?)?;
        let hidden = self.norm.forward(last.as_tensor(), &learning)?;
        let labelled = match label_rows {
            Some(rows) => hidden.index_select(rows, 0).map_err(Error::from)?,
            None => hidden,
        };
        let sum = self.loss_sum(&labelled, targets)?;
        let loss = sum.to_scalar::<f32>().map_err(Error::from)?;
        let mut store = sum.affine(factor, 0.0).and_then(|scaled| scaled.backward()).map_err(Error::from)?;
        drop((sum, labelled));
        let mut gradient = take_out(&mut store, &last)?;
        take(&mut store)?;
        drop((store, last));

        // Below the first adapter of a frozen base nothing learns, so no gradient is carried there.
        let is_base_learning = embedded.track_op();
        let lowest = if is_base_learning { 0 } else { learning.lowest_adapted_layer() };
        for (layer, x) in self.layers.iter().zip(inputs).skip(lowest).rev() {
            if layer.index == lowest && !is_base_learning {
                let y = layer.forward(&x, &learning, None)?;
                take(&mut fused::pull_back(&y, &gradient)?)?;
                continue;
            }
            let x = variable(x)?;
            let y = layer.forward(x.as_tensor(), &learning, None)?;
            let mut store = fused::pull_back(&y, &gradient)?;
            gradient = take_out(&mut store, &x)?;
            take(&mut store)?;
        }
        if is_base_learning {
            take(&mut fused::pull_back(&embedded, &gradient)?)?;
        }
        Ok(loss)
    }
}

fn variable(x: Tensor) -> Result<Var, Error> {
    Ok(Var::from_tensor(&x)?)
}

fn take_out(store: &mut GradStore, variable: &Var) -> Result<Tensor, Error> {
    let gradient = store.remove(variable.as_tensor());
    Ok(gradient.ok_or(Error::NoGradient)?.detach())
}
