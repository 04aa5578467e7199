//! Loss and gradients of an adapter on a frozen base: layer after layer on plain numbers, without a graph. Here on the CPU;
//! on NVIDIA cards in `card_gradients`.
//!
//! The numbers are those of [`Decoder::hidden`] and [`Decoder::loss_sum`] with candle's backward pass, to rounding. Of
//! the last layer, only rows that predict a label are computed behind the attention. Activations may be kept, or
//! computed again from each layer's input (activation checkpointing, Chen et al. 2016): the gradients are the same, bit
//! for bit.

use std::collections::BTreeMap;

use candle_core::{Tensor, Var};

use super::Decoder;
#[cfg(feature = "cuda")]
use crate::card::CardWorkspace;
use crate::decoder_layer::Call;
use crate::fused::{
    InputGradient, LayerOutput, LayerPass, LayerTrace, NumberPool, PairGradients, normalise, pull_norm,
};
use crate::linear::Linear;
use crate::weights::Pass;
use crate::{Adapter, AdapterKey, Arithmetic, DecoderInput, Error, Precision};

/// Memory that one step leaves to the next.
#[derive(Debug, Default)]
pub struct StepWorkspace {
    pool: NumberPool,
    #[cfg(feature = "cuda")]
    pub(super) card: CardWorkspace,
}

impl StepWorkspace {
    /// Bytes held between two steps.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        #[cfg(feature = "cuda")]
        let on_card = self.card.held_bytes();
        #[cfg(not(feature = "cuda"))]
        let on_card = 0;
        self.pool.free_bytes() + on_card
    }
}

/// A micro-batch whose gradients are asked for.
pub struct AdapterStep<'a> {
    /// What the decoder reads.
    pub input: &'a DecoderInput,
    /// The adapter that learns.
    pub adapter: &'a Adapter,
    /// Rows of the flattened (batch · tokens) hidden states that predict a label, ascending.
    pub label_rows: &'a [u32],
    /// The label of each of those rows.
    pub targets: &'a [u32],
    /// What the loss sum is multiplied with before its gradient is taken.
    pub factor: f64,
    /// Of the products with the base's projections on the CPU; a card computes in the type of its weights.
    pub precision: Precision,
    /// How many layers, counted from the last, keep their activations; the others are computed again. The last one
    /// costs nothing to keep.
    pub kept_layers: usize,
    /// Asked between layers; once it says yes, the step is given up.
    pub stop: &'a dyn Fn() -> bool,
}

/// What is left of a layer's forward pass.
enum Left {
    Input(Vec<f32>),
    Trace(Box<LayerTrace>),
}

impl Decoder {
    /// Whether [`Self::adapter_gradients`] can be asked: a frozen base on the CPU in the fused form, or on an NVIDIA card.
    #[must_use]
    pub fn gives_adapter_gradients(&self) -> bool {
        let is_served = match self.arithmetic {
            Arithmetic::Fused => self.device.is_cpu(),
            Arithmetic::Card => true,
            Arithmetic::Differentiable => false,
        };
        is_served && self.norm.weight.variable().is_none()
    }

    /// The sum of -log p(target) over the labels. The gradients of `factor` times that sum are added to `into`: two
    /// vectors for each pair of the adapter in its order, A (rank · in) and B (out · rank). None when it was stopped;
    /// what was added until then means nothing.
    ///
    /// # Errors
    /// An input, adapter, targets or gradient vectors that do not fit.
    pub fn adapter_gradients(
        &self,
        step: &AdapterStep<'_>,
        into: &mut [Vec<f32>],
        workspace: &mut StepWorkspace,
    ) -> Result<Option<f32>, Error> {
        let AdapterStep { input, adapter, label_rows, targets, .. } = *step;
        let (batch, tokens) = input.ids.dims2()?;
        if batch * tokens == 0 || label_rows.is_empty() {
            return Err(Error::EmptyInput);
        }
        if let Some(last) = label_rows.iter().max().filter(|row| **row as usize >= batch * tokens) {
            return Err(Error::Input { what: "label row", expected: batch * tokens - 1, found: *last as usize });
        }
        adapter.check_fits(self.config())?;
        let mut sums = Sums::new(adapter, into)?;
        #[cfg(feature = "cuda")]
        if self.arithmetic == Arithmetic::Card {
            return self.card_gradients(step, sums.into, &mut workspace.card);
        }
        let call = self.call(input, Some(adapter))?;
        let pool = &mut workspace.pool;
        let lowest = call.lowest_adapted_layer();
        let passes = self.passes(&call, step, batch * tokens);

        let ids = input.ids.flatten_all()?;
        let embedded = self.embedding.select_rows(&ids, Pass::Learn)?.flatten_all()?.to_vec1::<f32>()?;
        let mut x = pool.take(embedded.len());
        x.copy_from_slice(&embedded);
        drop(embedded);
        let mut left = Vec::with_capacity(passes.len());
        for pass in &passes {
            if (step.stop)() {
                return Ok(None);
            }
            let (y, trace) = pass.forward(x, LayerOutput::Wanted, pool)?;
            x = y;
            let is_kept = pass.layer.index + step.kept_layers.max(1) >= passes.len();
            left.push(match is_kept && pass.layer.index >= lowest {
                true => Left::Trace(Box::new(trace)),
                false => Left::Input(trace.into_input(pool)),
            });
        }

        let wanted = passes.last().and_then(|pass| pass.wanted);
        let (loss, mut gradient) = self.head(x, wanted, step, targets, pool)?;
        for (pass, left) in passes.iter().zip(left).skip(lowest).rev() {
            if (step.stop)() {
                return Ok(None);
            }
            let trace = match left {
                Left::Trace(trace) => *trace,
                Left::Input(x) => pass.forward(x, LayerOutput::Unwanted, pool)?.1,
            };
            let input = if pass.layer.index > lowest { InputGradient::Wanted } else { InputGradient::Unwanted };
            gradient = pass.backward(trace, gradient, input, &mut sums, pool)?;
        }
        pool.give([gradient]);
        Ok(Some(loss))
    }

    fn passes<'a>(&'a self, call: &'a Call<'a>, step: &AdapterStep<'a>, rows: usize) -> Vec<LayerPass<'a>> {
        // Dropout is drawn by the place of a number among all rows, so with it all rows are computed.
        let drops = step.adapter.dropout().is_some_and(|dropout| dropout.probability > 0.0);
        let is_ascending = step.label_rows.is_sorted_by(|one, next| one < next);
        let wanted = (!drops && is_ascending && step.label_rows.len() < rows).then_some(step.label_rows);
        let last = self.layers.len() - 1;
        let pass = |layer| LayerPass { layer, call, wanted: None, precision: step.precision };
        let mut passes: Vec<LayerPass<'a>> = self.layers.iter().map(pass).collect();
        passes[last].wanted = wanted;
        passes
    }

    /// The loss, and the gradient of the last layer's output `x`. `given`: the rows it has, all when none.
    fn head(
        &self,
        x: Vec<f32>,
        given: Option<&[u32]>,
        step: &AdapterStep<'_>,
        targets: &[u32],
        pool: &mut NumberPool,
    ) -> Result<(f32, Vec<f32>), Error> {
        let width = self.config.hidden_size;
        let places: Vec<usize> = match given {
            Some(rows) => (0..rows.len()).collect(),
            None => step.label_rows.iter().map(|row| *row as usize).collect(),
        };
        let mut labelled = pool.take(places.len() * width);
        for (to, place) in labelled.chunks_exact_mut(width).zip(&places) {
            to.copy_from_slice(&x[place * width..][..width]);
        }
        let mut normed = vec![0f32; labelled.len()];
        normalise(&self.norm, &mut normed, &labelled)?;
        let hidden = Var::from_tensor(&Tensor::from_vec(normed, (places.len(), width), &self.device)?)?;
        let sum = self.loss_sum(hidden.as_tensor(), targets)?;
        let loss = sum.to_scalar::<f32>()?;
        let mut store = sum.affine(step.factor, 0.0)?.backward()?;
        let d_normed = store.remove(hidden.as_tensor()).ok_or(Error::NoGradient)?.flatten_all()?.to_vec1::<f32>()?;

        let mut d_labelled = pool.take_zeros(labelled.len());
        pull_norm(&self.norm, &mut d_labelled, &labelled, &d_normed)?;
        let mut gradient = x;
        gradient.fill(0.0);
        for (from, place) in d_labelled.chunks_exact(width).zip(&places) {
            gradient[place * width..][..width].copy_from_slice(from);
        }
        pool.give([labelled, d_labelled]);
        Ok((loss, gradient))
    }
}

/// The caller's sums, found by place.
struct Sums<'a> {
    /// Where the A of a place lies; its B lies behind it.
    positions: BTreeMap<AdapterKey, usize>,
    into: &'a mut [Vec<f32>],
}

impl<'a> Sums<'a> {
    fn new(adapter: &Adapter, into: &'a mut [Vec<f32>]) -> Result<Self, Error> {
        let positions: BTreeMap<AdapterKey, usize> =
            adapter.iter().enumerate().map(|(index, (key, _))| (key, 2 * index)).collect();
        let expected: Vec<usize> =
            adapter.iter().flat_map(|(_, pair)| [pair.a.elem_count(), pair.b.elem_count()]).collect();
        if expected.len() != into.len() {
            return Err(Error::Input { what: "gradient vectors", expected: expected.len(), found: into.len() });
        }
        if let Some((expected, found)) = expected.iter().zip(into.iter()).find(|(size, sum)| **size != sum.len()) {
            return Err(Error::Input { what: "gradient numbers", expected: *expected, found: found.len() });
        }
        Ok(Self { positions, into })
    }
}

impl PairGradients for Sums<'_> {
    fn of(&mut self, linear: &Linear) -> Option<(&mut [f32], &mut [f32])> {
        let position = *self.positions.get(&linear.place)?;
        match self.into.get_mut(position..position + 2)? {
            [a, b] => Some((a, b)),
            _ => None,
        }
    }
}
