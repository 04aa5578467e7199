//! Which tensors a model folder must hold, by their Hugging Face names, with their shapes; reads no file.

use isocenter_nn::{AdapterKey, DecoderConfig, Projection, projection_shape};

/// One tensor a model needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExpectedTensor {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
}

impl ExpectedTensor {
    fn new(name: impl Into<String>, shape: &[usize]) -> Self {
        Self { name: name.into(), shape: shape.to_vec() }
    }
}

/// Every tensor of a decoder. Lazy, so that a file which claims a billion layers is refused at the first one missing.
pub(crate) fn expected_tensors(config: &DecoderConfig) -> impl Iterator<Item = ExpectedTensor> {
    let table = [config.vocab_size, config.hidden_size];
    let head = (!config.tie_word_embeddings).then(|| ExpectedTensor::new("lm_head.weight", &table));
    [
        ExpectedTensor::new("model.embed_tokens.weight", &table),
        ExpectedTensor::new("model.norm.weight", &[config.hidden_size]),
    ]
    .into_iter()
    .chain(head)
    .chain((0..config.num_layers).flat_map(|layer| layer_tensors(config, layer)))
}

fn layer_tensors(config: &DecoderConfig, layer: usize) -> Vec<ExpectedTensor> {
    let norms = ["input_layernorm", "post_attention_layernorm"]
        .map(|norm| ExpectedTensor::new(format!("model.layers.{layer}.{norm}.weight"), &[config.hidden_size]));
    let projections = Projection::ALL.map(|projection| {
        let (rows, columns) = projection_shape(config, projection);
        ExpectedTensor::new(format!("{}.weight", projection.hf_path(layer)), &[rows, columns])
    });
    norms.into_iter().chain(projections).collect()
}

/// The place in the decoder of a projection's weight; none for other tensors.
pub(crate) fn place_of(name: &str) -> Option<AdapterKey> {
    let path = name.strip_suffix(".weight")?;
    let layer = path.strip_prefix("model.layers.")?.split('.').next()?.parse().ok()?;
    let projection = Projection::from_module_name(path.rsplit('.').next()?)?;
    // The block between layer and projection (`self_attn`, `mlp`) must be the one the projection lives in.
    (projection.hf_path(layer) == path).then_some(AdapterKey { layer, projection })
}
