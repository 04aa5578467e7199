//! An adapter added into a copy of the projections: W + scale · B A (Hu et al. 2021), for long runs with one adapter. The
//! decoder it is made from stays as it is.

use candle_core::DType;

use crate::attention::Attention;
use crate::decoder_layer::DecoderLayer;
use crate::linear::Linear;
use crate::mlp::Mlp;
use crate::rotary::Rotary;
use crate::weights::{MatrixWeight, Weight};
use crate::{Adapter, BaseWeights, Decoder, Error, projection_shape};

impl Decoder {
    /// Whether every projection the adapter changes is dense: nothing can be added to packed numbers.
    #[must_use]
    pub fn can_merge(&self, adapter: &Adapter) -> bool {
        self.layers
            .iter()
            .flat_map(DecoderLayer::linears)
            .all(|linear| adapter.get(linear.place).is_none() || matches!(linear.weight, MatrixWeight::Dense(_)))
    }

    /// Bytes that [`Self::merged`] takes beside this decoder: a copy of each projection the adapter changes.
    #[must_use]
    pub fn merged_bytes(&self, adapter: &Adapter) -> u64 {
        let numbers: usize = adapter
            .iter()
            .map(|(place, _)| {
                let (rows, columns) = projection_shape(&self.config, place.projection);
                rows * columns
            })
            .sum();
        (numbers * self.dtype.size_in_bytes()) as u64
    }

    /// A decoder that computes without an adapter what this one computes with it, up to rounding. Weights the adapter does
    /// not change are shared.
    ///
    /// # Errors
    /// An adapter for another decoder; [`Error::PackedMerge`] where [`Self::can_merge`] says no.
    pub fn merged(&self, adapter: &Adapter) -> Result<Self, Error> {
        adapter.check_fits(&self.config)?;
        let merge = |linear: &Linear| merged_linear(linear, adapter);
        let layers = self
            .layers
            .iter()
            .map(|layer| {
                let Attention { queries, keys, values, output } = &layer.attention;
                let Mlp { gate, up, down } = &layer.mlp;
                Ok(DecoderLayer {
                    attention: Attention {
                        queries: merge(queries)?,
                        keys: merge(keys)?,
                        values: merge(values)?,
                        output: merge(output)?,
                    },
                    mlp: Mlp { gate: merge(gate)?, up: merge(up)?, down: merge(down)? },
                    ..layer.clone()
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        Ok(Self {
            config: self.config.clone(),
            device: self.device.clone(),
            dtype: self.dtype,
            arithmetic: self.arithmetic,
            rotary: Rotary::new(&self.config),
            embedding: self.embedding.clone(),
            layers,
            norm: self.norm.clone(),
            head: self.head.clone(),
        })
    }
}

fn merged_linear(linear: &Linear, adapter: &Adapter) -> Result<Linear, Error> {
    let Some(lora) = adapter.get(linear.place) else { return Ok(linear.clone()) };
    let MatrixWeight::Dense(weight) = &linear.weight else { return Err(Error::PackedMerge) };
    let (name, base) = weight.named();
    let (a, b) = (lora.a.detach().to_dtype(DType::F32)?, lora.b.detach().to_dtype(DType::F32)?);
    let change = (b.matmul(&a)? * lora.scale)?;
    let merged = (base.to_dtype(DType::F32)? + change)?.to_dtype(base.dtype())?;
    let shape = base.dims().to_vec();
    let weight = MatrixWeight::Dense(Weight::new(name, merged, &shape, BaseWeights::Frozen)?);
    Ok(Linear { weight, place: linear.place })
}
