//! A decoder over a packed base is the decoder over the same numbers in f32: hidden states, logits, loss, gradients.

use std::collections::HashMap;

use candle_core::{Device, Tensor, Var};
use isocenter_nn::{
    Arithmetic, BaseMatrix, BaseWeights, Decoder, DecoderConfig, DecoderInput, Error, KvCache, PackedMatrix,
    PackedProducts, Wanted, WeightFormat, WeightSource,
};
use isocenter_testkit::tiny_model::{self, AdapterStart, MapSource};
use isocenter_testkit::tolerance;

use crate::measure::{flat, relative_difference};
use crate::packed::{GGUF, packed_by_candle};

/// Wide enough for every block, with rows of several blocks.
fn config() -> DecoderConfig {
    DecoderConfig {
        hidden_size: 256,
        intermediate_size: 512,
        num_heads: 4,
        num_kv_heads: 2,
        head_dim: 64,
        ..tiny_model::llama2_config()
    }
}

struct PackedSource {
    norms: HashMap<String, Tensor>,
    matrices: HashMap<String, PackedMatrix>,
}

impl PackedSource {
    /// The base of a seed in a format.
    fn new(config: &DecoderConfig, format: WeightFormat) -> Self {
        let decoder = Decoder::new_random(config.clone(), 7, 0.1, BaseWeights::Frozen, &Device::Cpu).unwrap();
        let (mut norms, mut matrices) = (HashMap::new(), HashMap::new());
        for (name, tensor) in decoder.named_tensors() {
            let Ok((rows, columns)) = tensor.dims2() else {
                norms.insert(name, tensor);
                continue;
            };
            let numbers = flat(&tensor);
            let matrix = match GGUF.iter().find(|(known, _)| *known == format) {
                Some((_, dtype)) => packed_by_candle(format, *dtype, &numbers, columns),
                None => PackedMatrix::quantize(format, rows, columns, &numbers).unwrap(),
            };
            matrices.insert(name, matrix);
        }
        Self { norms, matrices }
    }

    /// The same numbers, dense.
    fn expanded(&self) -> MapSource {
        let dense = |matrix: &PackedMatrix| matrix.dequantize(&Device::Cpu, candle_core::DType::F32).unwrap();
        let matrices = self.matrices.iter().map(|(name, matrix)| (name.clone(), dense(matrix)));
        MapSource(self.norms.clone().into_iter().chain(matrices).collect())
    }
}

impl WeightSource for PackedSource {
    fn tensor(&self, name: &str, _shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        self.norms.get(name).cloned().ok_or_else(|| format!("no tensor {name}").into())
    }

    fn matrix(&self, name: &str, _shape: &[usize; 2]) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        Ok(BaseMatrix::Packed(self.matrices.get(name).cloned().ok_or_else(|| format!("no matrix {name}"))?))
    }
}

fn hidden_rows(decoder: &Decoder, adapter: Option<&isocenter_nn::Adapter>) -> Tensor {
    let rows = tiny_model::token_rows(21, decoder.config().vocab_size, &[14, 9, 5]);
    let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
    let hidden = decoder.hidden(&input, adapter).unwrap();
    let (batch, tokens, _) = hidden.dims3().unwrap();
    // The last tokens: rows are padded on the left.
    let last = hidden.narrow(1, tokens - 4, 4).unwrap();
    last.reshape((batch * 4, decoder.config().hidden_size)).unwrap()
}

fn targets(config: &DecoderConfig) -> Vec<u32> {
    tiny_model::token_rows(22, config.vocab_size, &[12]).remove(0)
}

#[test]
fn hidden_states_logits_loss_and_gradients_are_those_of_the_same_numbers_in_f32() {
    for tied in [false, true] {
        let config = DecoderConfig { tie_word_embeddings: tied, ..config() };
        for format in WeightFormat::ALL {
            let source = PackedSource::new(&config, format);
            let packed = Decoder::load(config.clone(), &source, BaseWeights::Frozen).unwrap();
            let dense = Decoder::load(config.clone(), &source.expanded(), BaseWeights::Frozen).unwrap();
            assert!(packed.variables().is_empty());
            assert_eq!(packed.named_packed().len(), source.matrices.len(), "every matrix stays packed");
            let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);

            let (one, other) = (hidden_rows(&packed, Some(&adapter)), hidden_rows(&dense, Some(&adapter)));
            let off = relative_difference(&one, &other);
            assert!(off < tolerance::F32_REORDERED, "{format}: hidden states off by {off}");
            let off = relative_difference(&packed.logits(&one).unwrap(), &dense.logits(&other).unwrap());
            assert!(off < tolerance::F32_REORDERED, "{format}: logits off by {off}");

            let (one, other) =
                (packed.loss_sum(&one, &targets(&config)).unwrap(), dense.loss_sum(&other, &targets(&config)).unwrap());
            let off = (one.to_scalar::<f32>().unwrap() / other.to_scalar::<f32>().unwrap() - 1.0).abs();
            assert!(off < 1e-5, "{format}: loss off by {off}");
            let (one, other) = (one.backward().unwrap(), other.backward().unwrap());
            for (name, variable) in &variables {
                let found = one.get(variable.as_tensor()).unwrap_or_else(|| panic!("{format}: {name} has no gradient"));
                assert!(flat(found).iter().all(|value| value.is_finite()) && flat(found).iter().any(|v| *v != 0.0));
                let off = relative_difference(found, other.get(variable.as_tensor()).unwrap());
                assert!(off < tolerance::F32_GRADIENT, "{format}: gradient of {name} off by {off}");
            }
            assert_eq!(one.get_ids().count(), variables.len(), "nothing else has a gradient");
        }
    }
}

#[test]
fn the_loss_over_an_nf4_base_moves_along_its_gradient_as_finite_differences_say() {
    let config = config();
    let decoder =
        Decoder::load(config.clone(), &PackedSource::new(&config, WeightFormat::Nf4), BaseWeights::Frozen).unwrap();
    let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let loss = || decoder.loss_sum(&hidden_rows(&decoder, Some(&adapter)), &targets(&config)).unwrap();
    let gradients = loss().backward().unwrap();
    for (name, variable) in variables {
        let gradient = gradients.get(variable.as_tensor()).unwrap().clone();
        let size = gradient.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap().sqrt();
        let slope = central_slope(&variable, &gradient, size, || loss().to_scalar::<f32>().unwrap());
        let off = (slope - size).abs() / size.max(0.05);
        assert!(off < tolerance::FINITE_DIFFERENCE, "{name}: slope {slope}, gradient {size}");
    }
}

/// The slope of `measure` when `variable` moves along its gradient.
fn central_slope(variable: &Var, gradient: &Tensor, size: f32, measure: impl Fn() -> f32) -> f32 {
    let before = variable.as_tensor().copy().unwrap();
    let step = 2e-3;
    let at = |step: f32| {
        variable.set(&(&before + (gradient * f64::from(step / size)).unwrap()).unwrap()).unwrap();
        measure()
    };
    let slope = (at(step) - at(-step)) / (2.0 * step);
    variable.set(&before).unwrap();
    slope
}

#[test]
fn two_passes_over_a_packed_base_are_equal_to_the_last_bit() {
    let config = config();
    let decoder =
        Decoder::load(config.clone(), &PackedSource::new(&config, WeightFormat::Q4K), BaseWeights::Frozen).unwrap();
    let (adapter, variables) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let run = || {
        let loss = decoder.loss_sum(&hidden_rows(&decoder, Some(&adapter)), &targets(&config)).unwrap();
        let gradients = loss.backward().unwrap();
        variables.iter().flat_map(|(_, v)| flat(gradients.get(v.as_tensor()).unwrap())).collect::<Vec<f32>>()
    };
    assert_eq!(run(), run());
}

#[test]
fn generation_over_a_packed_base_stays_near_the_exact_products() {
    let config = config();
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    for format in WeightFormat::ALL {
        let decoder = Decoder::load(config.clone(), &PackedSource::new(&config, format), BaseWeights::Frozen).unwrap();
        // Floats are exact in generation too; whole-number codes meet activations of eight bits.
        let is_exact = matches!(format, WeightFormat::F16 | WeightFormat::Bf16 | WeightFormat::Nf4);
        let allowed = if is_exact { tolerance::F32_REORDERED } else { tolerance::EIGHT_BIT_ACTIVATIONS };
        for (rows, adapter) in [(1, None), (1, Some(&adapter)), (5, Some(&adapter))] {
            let rows = tiny_model::token_rows(23, config.vocab_size, &vec![12; rows]);
            let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
            let exact = decoder.hidden(&input, adapter).unwrap();
            let mut cache = KvCache::new(config.num_layers);
            let mut parts = Vec::new();
            for (start, count) in [(0, 9), (9, 1), (10, 2)] {
                let tokens: Vec<&[u32]> = rows.iter().map(|row| &row[start..start + count]).collect();
                let part = decoder.read(&tokens, Wanted::All, adapter, &mut cache).unwrap();
                parts.push(part.reshape((rows.len(), count, config.hidden_size)).unwrap());
            }
            let generated = Tensor::cat(&parts, 1).unwrap();
            assert!(!generated.track_op(), "generation records nothing");
            let off = relative_difference(&generated, &exact);
            // Fourteen products on top of each other, with large weights.
            assert!(off < 6.0 * allowed, "{format}, {} rows: hidden states off by {off}", rows.len());
            // The head alone: the same hidden states through both products.
            let last: Vec<&[u32]> = rows.iter().map(|row| &row[11..]).collect();
            let (mut found, mut cache) = (Vec::new(), KvCache::new(config.num_layers));
            let states = decoder.read(&last, Wanted::Last, adapter, &mut KvCache::new(config.num_layers)).unwrap();
            decoder.read_to_logits(&last, adapter, &mut cache, &mut found).unwrap();
            let (found, wanted) = (
                Tensor::from_vec(found, (rows.len(), config.vocab_size), decoder.device()).unwrap(),
                decoder.logits(&states).unwrap(),
            );
            let off = relative_difference(&found, &wanted);
            assert!(off < allowed, "{format}: logits off by {off}");
            assert_eq!(off > tolerance::F32_REORDERED, !is_exact, "{format}: logits off by {off}");
        }
    }
}

#[test]
fn the_plain_form_serves_a_packed_base_too() {
    let config = config();
    let source = PackedSource::new(&config, WeightFormat::Q8_0);
    let fused = Decoder::load(config.clone(), &source, BaseWeights::Frozen).unwrap();
    let plain =
        Decoder::load(config, &source, BaseWeights::Frozen).unwrap().with_arithmetic(Arithmetic::Differentiable);
    let off = relative_difference(&hidden_rows(&fused, None), &hidden_rows(&plain, None));
    assert!(off < tolerance::F32_REORDERED, "off by {off}");
}

#[test]
fn a_base_that_learns_expands_packed_matrices() {
    let config = config();
    let source = PackedSource::new(&config, WeightFormat::F16);
    let decoder = Decoder::load(config, &source, BaseWeights::Trainable).unwrap();
    assert!(decoder.named_packed().is_empty());
    assert_eq!(decoder.variables().len(), decoder.named_tensors().len());
}

#[test]
fn a_packed_matrix_of_another_shape_is_refused_by_name() {
    let config = config();
    let mut source = PackedSource::new(&config, WeightFormat::Q8_0);
    let narrow = PackedMatrix::quantize(WeightFormat::Q8_0, 256, 32, &vec![0.0; 256 * 32]).unwrap();
    source.matrices.insert("model.layers.1.self_attn.o_proj.weight".to_owned(), narrow);
    let refused = Decoder::load(config, &source, BaseWeights::Frozen).unwrap_err();
    let Error::Shape { name, expected, found } = refused else { panic!("{refused}") };
    assert_eq!(
        (name.as_str(), expected, found),
        ("model.layers.1.self_attn.o_proj.weight", vec![256, 256], vec![256, 32])
    );
}

#[test]
fn a_token_outside_a_packed_embedding_is_refused() {
    let config = config();
    let decoder =
        Decoder::load(config.clone(), &PackedSource::new(&config, WeightFormat::Q8_0), BaseWeights::Frozen).unwrap();
    let input = DecoderInput::from_rows(&[vec![61]], 0, decoder.device()).unwrap();
    assert!(matches!(decoder.hidden(&input, None), Err(Error::TokenOutOfVocabulary { id: 61, vocab_size: 61 })));
}

#[test]
fn rows_multiplied_steadily_over_a_packed_base_do_not_depend_on_their_company() {
    let config = config();
    let rows = tiny_model::token_rows(23, config.vocab_size, &[7, 12, 3, 9]);
    let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
    for format in WeightFormat::ALL {
        let source = PackedSource::new(&config, format);
        let packed = Decoder::load(config.clone(), &source, BaseWeights::Frozen).unwrap();
        let logits = |rows: &[&[u32]]| {
            let mut cache = KvCache::new(config.num_layers).with_products(PackedProducts::Steady);
            let (mut logits, ends): (Vec<f32>, Vec<&[u32]>) =
                (Vec::new(), rows.iter().map(|row| &row[row.len() - 1..]).collect());
            let starts: Vec<&[u32]> = rows.iter().map(|row| &row[..row.len() - 1]).collect();
            packed.read_to_logits(&starts, None, &mut cache, &mut logits).unwrap();
            packed.read_to_logits(&ends, None, &mut cache, &mut logits).unwrap();
            logits
        };
        let together = logits(&rows);
        for (row, together) in rows.iter().zip(together.chunks_exact(config.vocab_size)) {
            assert_eq!(logits(&[row]), together, "{format:?}");
        }
        assert_eq!(logits(&rows[..2]), together[..2 * config.vocab_size], "{format:?}, two rows");
    }
}

#[test]
fn an_adapter_is_not_merged_into_packed_numbers() {
    let config = config();
    let source = PackedSource::new(&config, WeightFormat::Bf16);
    let packed = Decoder::load(config.clone(), &source, BaseWeights::Frozen).unwrap();
    let (adapter, _) = tiny_model::adapter(&config, 3, AdapterStart::Trained);
    assert!(!packed.can_merge(&adapter));
    assert!(matches!(packed.merged(&adapter), Err(Error::PackedMerge)));
}
