//! One layer under a frozen base, forward and backward on plain numbers: what training an adapter on the CPU runs.
//!
//! The arithmetic is that of the single operations beside this file. What is saved is memory and traffic: of a layer's
//! activations only those are kept that would need a matrix product to make again, residuals are added in place, and
//! gradients are added up where they are wanted, without a graph.

use candle_core::Tensor;

use super::attention::SelfAttention;
use super::frozen_matrix::with_matrix;
use super::lora_linear::LowRank;
use super::matrix_product::{Matrix, Precision, Write};
use super::number_pool::NumberPool;
use super::slices::with_numbers;
use super::{residual, rms_norm, swiglu};
use crate::attention::AttentionShape;
use crate::decoder_layer::{Call, DecoderLayer};
use crate::linear::Linear;
use crate::rms_norm::RmsNorm;
use crate::weights::Pass;
use crate::{Error, LoraWeights};

/// What the backward pass of a layer needs of its forward pass. Widths a row: hidden, queries, keys, values, queries,
/// hidden, intermediate, intermediate.
pub(crate) struct LayerTrace {
    x: Vec<f32>,
    queries: Projected,
    keys: Projected,
    values: Projected,
    attended: Vec<f32>,
    output_low: Vec<f32>,
    middle: Vec<f32>,
    gate: Projected,
    up: Projected,
    down_low: Vec<f32>,
}

/// The result of a projection, and the low-rank values on its way (empty without an adapter).
struct Projected {
    y: Vec<f32>,
    low: Vec<f32>,
}

impl LayerTrace {
    /// Gives the layer's input back and the rest to the pool.
    pub(crate) fn into_input(self, pool: &mut NumberPool) -> Vec<f32> {
        let Self { x, queries, keys, values, attended, output_low, middle, gate, up, down_low } = self;
        for Projected { y, low } in [queries, keys, values, gate, up] {
            pool.give([y, low]);
        }
        pool.give([attended, output_low, middle, down_low]);
        x
    }
}

/// Where the gradients of a layer's pairs are added: A and B of a place, or nothing where there is no adapter.
pub(crate) trait PairGradients {
    /// The sums for `linear`'s pair.
    fn of(&mut self, linear: &Linear) -> Option<(&mut [f32], &mut [f32])>;
}

/// A layer and what it shares with the others of one pass.
#[derive(Clone, Copy)]
pub(crate) struct LayerPass<'a> {
    pub(crate) layer: &'a DecoderLayer,
    pub(crate) call: &'a Call<'a>,
    /// The rows (of batch · tokens) that anybody asks for behind this layer, ascending; all of them when none. Keys and
    /// values are those of all rows.
    pub(crate) wanted: Option<&'a [u32]>,
    /// Of the products with the base.
    pub(crate) precision: Precision,
}

impl LayerPass<'_> {
    fn width(&self) -> usize {
        self.layer.input_norm.weight.at(Pass::Learn).elem_count()
    }

    fn attention(&self) -> SelfAttention {
        SelfAttention::new(self.call.shape, &self.call.rotation, &self.call.visibility)
    }

    /// The layer's output, one row for each that is wanted, and what the backward pass needs. Without the output (it is
    /// empty then) the last product is left out.
    pub(crate) fn forward(
        &self,
        x: Vec<f32>,
        output: LayerOutput,
        pool: &mut NumberPool,
    ) -> Result<(Vec<f32>, LayerTrace), Error> {
        let Self { layer, call, .. } = self;
        let width = self.width();
        let mut normed = pool.take(x.len());
        normalise(&layer.input_norm, &mut normed, &x)?;
        let queries = self.project(&layer.attention.queries, &normed, pool)?;
        let keys = self.project(&layer.attention.keys, &normed, pool)?;
        let values = self.project(&layer.attention.values, &normed, pool)?;
        pool.give([normed]);
        let attended = self.attention().forward(&queries.y, &keys.y, &values.y, pool);
        let AttentionShape { heads, head_dim, .. } = call.shape;
        let attended = self.pick(attended, heads * head_dim, pool);

        let Projected { y: mut middle, low: output_low } = self.project(&layer.attention.output, &attended, pool)?;
        match self.wanted {
            Some(rows) => {
                let stream = rows.iter().map(|row| &x[*row as usize * width..][..width]);
                middle.chunks_exact_mut(width).zip(stream).for_each(|(to, from)| residual::add(to, from));
            }
            None => residual::add(&mut middle, &x),
        }

        let mut normed = pool.take(middle.len());
        normalise(&layer.feed_forward_norm, &mut normed, &middle)?;
        let gate = self.project(&layer.mlp.gate, &normed, pool)?;
        let up = self.project(&layer.mlp.up, &normed, pool)?;
        pool.give([normed]);
        let mut gated = pool.take(gate.y.len());
        swiglu::gate_up(&mut gated, &gate.y, &up.y);
        let (mut out, mut down_low) = (Vec::new(), Vec::new());
        match output {
            LayerOutput::Wanted => {
                Projected { y: out, low: down_low } = self.project(&layer.mlp.down, &gated, pool)?;
                residual::add(&mut out, &middle);
            }
            LayerOutput::Unwanted => {
                if let Some(lora) = self.pair(&layer.mlp.down) {
                    down_low = self.with_pair(&layer.mlp.down, lora, |pair| {
                        let (rank, in_width) = pair.a.size();
                        let mut low = pool.take(gated.len() / in_width * rank);
                        pair.low_values(&mut low, &gated);
                        Ok(low)
                    })?;
                }
            }
        }
        pool.give([gated]);
        Ok((out, LayerTrace { x, queries, keys, values, attended, output_low, middle, gate, up, down_low }))
    }

    /// Adds the gradients of the layer's pairs for the gradient `grad` of its output, and gives back that of its input;
    /// of no use (and not whole) where `input` says so.
    pub(crate) fn backward(
        &self,
        trace: LayerTrace,
        grad: Vec<f32>,
        input: InputGradient,
        into: &mut dyn PairGradients,
        pool: &mut NumberPool,
    ) -> Result<Vec<f32>, Error> {
        let Self { layer, call, .. } = self;
        let LayerTrace { x, queries, keys, values, attended, output_low, middle, mut gate, mut up, down_low } = trace;
        let mut stream = grad;

        let mut gated = pool.take(gate.y.len());
        swiglu::gate_up(&mut gated, &gate.y, &up.y);
        let mut d_gated = pool.take(gated.len());
        let down = Back { linear: &layer.mlp.down, x: &gated, low: &down_low, grad: &stream };
        self.pull(down, Some((&mut d_gated, Write::Replace)), into)?;
        swiglu::gate_up_gradient(&mut gate.y, &mut up.y, &d_gated);
        pool.give([gated, d_gated, down_low]);

        let mut normed = pool.take(middle.len());
        normalise(&layer.feed_forward_norm, &mut normed, &middle)?;
        let mut d_normed = pool.take(middle.len());
        let gate_back = Back { linear: &layer.mlp.gate, x: &normed, low: &gate.low, grad: &gate.y };
        self.pull(gate_back, Some((&mut d_normed, Write::Replace)), into)?;
        let up_back = Back { linear: &layer.mlp.up, x: &normed, low: &up.low, grad: &up.y };
        self.pull(up_back, Some((&mut d_normed, Write::Add)), into)?;
        pull_norm(&layer.feed_forward_norm, &mut stream, &middle, &d_normed)?;
        pool.give([normed, d_normed, middle, gate.y, gate.low, up.y, up.low]);

        let mut d_attended = pool.take(attended.len());
        let output = Back { linear: &layer.attention.output, x: &attended, low: &output_low, grad: &stream };
        self.pull(output, Some((&mut d_attended, Write::Replace)), into)?;
        pool.give([attended, output_low]);
        let AttentionShape { heads, head_dim, .. } = call.shape;
        let d_attended = self.put_back(d_attended, queries.y.len(), heads * head_dim, pool);
        let mut stream = self.put_back(stream, x.len(), self.width(), pool);
        let found = self.attention().backward(&queries.y, &keys.y, &values.y, &d_attended, pool);
        pool.give([d_attended, queries.y, keys.y, values.y]);

        let mut normed = pool.take(x.len());
        normalise(&layer.input_norm, &mut normed, &x)?;
        let mut d_normed = pool.take(if input == InputGradient::Wanted { x.len() } else { 0 });
        let projections = [
            (&layer.attention.queries, &queries.low, &found.queries, Write::Replace),
            (&layer.attention.keys, &keys.low, &found.keys, Write::Add),
            (&layer.attention.values, &values.low, &found.values, Write::Add),
        ];
        for (linear, low, grad, write) in projections {
            let dx = (input == InputGradient::Wanted).then_some((&mut d_normed[..], write));
            self.pull(Back { linear, x: &normed, low, grad }, dx, into)?;
        }
        if input == InputGradient::Wanted {
            pull_norm(&layer.input_norm, &mut stream, &x, &d_normed)?;
        }
        pool.give([normed, d_normed, x, queries.low, keys.low, values.low]);
        pool.give([found.queries, found.keys, found.values]);
        Ok(stream)
    }

    fn project(&self, linear: &Linear, x: &[f32], pool: &mut NumberPool) -> Result<Projected, Error> {
        let lora = self.pair(linear);
        Ok(with_matrix(&linear.weight.at(Pass::Learn)?, |weight| {
            let weight = weight.in_precision(self.precision);
            let (out_width, in_width) = weight.size();
            let rows = x.len() / in_width;
            let mut y = pool.take(rows * out_width);
            let x_rows = Matrix::new(x, rows, in_width);
            let Some(lora) = lora else {
                weight.product(&mut y, x_rows, None);
                return Ok(Projected { y, low: Vec::new() });
            };
            self.with_pair(linear, lora, |pair| {
                let mut low = pool.take(rows * pair.a.size().0);
                pair.low_values(&mut low, x);
                weight.product(&mut y, x_rows, Some(pair.share(&low)));
                Ok(Projected { y: std::mem::take(&mut y), low })
            })
        })?)
    }

    /// The gradients of one projection: of its pair into `into`, of its input into `dx`.
    fn pull(&self, back: Back<'_>, dx: Option<(&mut [f32], Write)>, into: &mut dyn PairGradients) -> Result<(), Error> {
        let Back { linear, x, low, grad } = back;
        let lora = self.pair(linear);
        Ok(with_matrix(&linear.weight.at(Pass::Learn)?, |weight| {
            let weight = weight.in_precision(self.precision);
            let (out_width, _) = weight.size();
            let grad = Matrix::new(grad, grad.len() / out_width, out_width);
            let Some(lora) = lora else {
                if let Some((dx, write)) = dx {
                    weight.input_gradient(dx, write, grad, None);
                }
                return Ok(());
            };
            self.with_pair(linear, lora, |pair| {
                let grad_low = pair.low_gradient(grad);
                if let Some(dx) = dx {
                    pair.input_gradient(weight, dx, grad, &grad_low);
                }
                if let Some((da, db)) = into.of(linear) {
                    pair.pair_gradient((da, db, Write::Add), x, low, &grad_low, grad);
                }
                Ok(())
            })
        })?)
    }

    fn pair(&self, linear: &Linear) -> Option<&LoraWeights> {
        self.call.adapter.and_then(|adapter| adapter.get(linear.place))
    }

    fn with_pair<R>(
        &self,
        linear: &Linear,
        lora: &LoraWeights,
        work: impl FnOnce(LowRank<'_>) -> candle_core::Result<R>,
    ) -> candle_core::Result<R> {
        let rank = lora.a.dim(0)?;
        let dropout = linear.dropout_mask(self.call);
        with_numbers(&lora.a, |a| {
            with_numbers(&lora.b, |b| {
                let (a, b) = (Matrix::new(a, rank, a.len() / rank), Matrix::new(b, b.len() / rank, rank));
                work(LowRank { a, b, scale: lora.scale as f32, dropout })
            })
        })
    }

    /// The wanted rows only.
    fn pick(&self, all: Vec<f32>, width: usize, pool: &mut NumberPool) -> Vec<f32> {
        let Some(rows) = self.wanted else { return all };
        let mut picked = pool.take(rows.len() * width);
        for (to, row) in picked.chunks_exact_mut(width).zip(rows) {
            to.copy_from_slice(&all[*row as usize * width..][..width]);
        }
        pool.give([all]);
        picked
    }

    /// The wanted rows in their places among zeros.
    fn put_back(&self, picked: Vec<f32>, length: usize, width: usize, pool: &mut NumberPool) -> Vec<f32> {
        let Some(rows) = self.wanted else { return picked };
        let mut all = pool.take_zeros(length);
        for (from, row) in picked.chunks_exact(width).zip(rows) {
            all[*row as usize * width..][..width].copy_from_slice(from);
        }
        pool.give([picked]);
        all
    }
}

/// Whether anybody goes on with what a layer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LayerOutput {
    Wanted,
    /// The layer is run for its backward pass only.
    Unwanted,
}

/// Whether anything below a layer learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputGradient {
    Wanted,
    Unwanted,
}

/// One projection in the backward pass: its input, its low-rank values, the gradient of its output.
struct Back<'a> {
    linear: &'a Linear,
    x: &'a [f32],
    low: &'a [f32],
    grad: &'a [f32],
}

fn with_weight(norm: &RmsNorm, work: impl FnOnce(&[f32], f32)) -> Result<(), Error> {
    let weight: &Tensor = norm.weight.at(Pass::Learn);
    Ok(with_numbers(weight, |weight| {
        work(weight, norm.epsilon as f32);
        Ok(())
    })?)
}

/// `y` becomes the norm of `x`.
pub(crate) fn normalise(norm: &RmsNorm, y: &mut [f32], x: &[f32]) -> Result<(), Error> {
    with_weight(norm, |weight, epsilon| rms_norm::normalise(y, x, weight, epsilon))
}

/// `dx` gains the gradient of `x` when `grad` is that of its norm.
pub(crate) fn pull_norm(norm: &RmsNorm, dx: &mut [f32], x: &[f32], grad: &[f32]) -> Result<(), Error> {
    with_weight(norm, |weight, epsilon| rms_norm::add_input_gradient(dx, x, grad, weight, epsilon))
}
