//! Gradients without a graph equal those with one, whichever activations are kept.

use candle_core::Tensor;
use isocenter_nn::{
    Adapter, AdapterKey, AdapterStep, Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput, LoraDropout,
    Precision, Projection, StepWorkspace,
};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::flat;

const FACTOR: f64 = 0.125;

struct Batch {
    input: DecoderInput,
    label_rows: Vec<u32>,
    targets: Vec<u32>,
}

impl Batch {
    fn new(input: DecoderInput, label_rows: Vec<u32>) -> Self {
        let targets = label_rows.iter().map(|row| row * 5 % 61).collect();
        Self { input, label_rows, targets }
    }

    /// Three padded rows, of which some tokens count; two packed texts, of which all do.
    fn all(decoder: &Decoder) -> [Self; 2] {
        let rows = tiny_model::token_rows(7, decoder.config().vocab_size, &[140, 9, 5]);
        let padded = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
        let texts: Vec<&[u32]> = rows[1..].iter().map(Vec::as_slice).collect();
        let packed = DecoderInput::packed(&texts, decoder.device()).unwrap();
        [Self::new(padded, (100..139).chain([271, 272, 279, 415, 418]).collect()), Self::new(packed, (0..14).collect())]
    }
}

fn zeros(adapter: &Adapter) -> Vec<Vec<f32>> {
    adapter.iter().flat_map(|(_, pair)| [&pair.a, &pair.b]).map(|tensor| vec![0.0; tensor.elem_count()]).collect()
}

fn without_graph(
    decoder: &Decoder,
    adapter: &Adapter,
    batch: &Batch,
    kept_layers: usize,
    workspace: &mut StepWorkspace,
) -> (f32, Vec<Vec<f32>>) {
    in_precision(Precision::F32, decoder, adapter, batch, kept_layers, workspace)
}

fn in_precision(
    precision: Precision,
    decoder: &Decoder,
    adapter: &Adapter,
    batch: &Batch,
    kept_layers: usize,
    workspace: &mut StepWorkspace,
) -> (f32, Vec<Vec<f32>>) {
    let mut sums = zeros(adapter);
    let step = AdapterStep {
        input: &batch.input,
        adapter,
        label_rows: &batch.label_rows,
        targets: &batch.targets,
        factor: FACTOR,
        precision,
        kept_layers,
        stop: &|| false,
    };
    (decoder.adapter_gradients(&step, &mut sums, workspace).unwrap().unwrap(), sums)
}

fn with_graph(decoder: &Decoder, adapter: &Adapter, batch: &Batch) -> (f32, Vec<Vec<f32>>) {
    let rows = Tensor::new(batch.label_rows.as_slice(), decoder.device()).unwrap();
    let hidden = decoder.hidden(&batch.input, Some(adapter)).unwrap().flatten(0, 1).unwrap();
    let sum = decoder.loss_sum(&hidden.index_select(&rows, 0).unwrap(), &batch.targets).unwrap();
    let store = sum.affine(FACTOR, 0.0).unwrap().backward().unwrap();
    let tensors = adapter.iter().flat_map(|(_, pair)| [pair.a.clone(), pair.b.clone()]);
    let gradients = tensors.map(|tensor| store.get(&tensor).map(flat).unwrap_or_default()).collect();
    (sum.to_scalar().unwrap(), gradients)
}

fn assert_close(found: &(f32, Vec<Vec<f32>>), wanted: &(f32, Vec<Vec<f32>>), what: &str) {
    assert!((found.0 / wanted.0 - 1.0).abs() < 1e-6, "{what}: loss {} instead of {}", found.0, wanted.0);
    assert_eq!(found.1.len(), wanted.1.len());
    for (index, (found, wanted)) in found.1.iter().zip(&wanted.1).enumerate() {
        assert_eq!(found.len(), wanted.len(), "{what}, tensor {index}");
        let size = wanted.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
        let off = found.iter().zip(wanted).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt() / size;
        assert!(off < tolerance::F32_GRADIENT, "{what}, tensor {index}: off by {off}");
    }
}

#[test]
fn they_are_those_of_the_graph_and_the_same_whatever_is_kept() {
    let narrow = DecoderConfig { sliding_window: Some(4), ..tiny_model::mistral_config() };
    for config in tiny_model::configs().into_iter().chain([narrow]) {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
        assert!(decoder.gives_adapter_gradients());
        let (trained, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
        let dropping = trained.with_dropout(LoraDropout { probability: 0.3, seed: 5 });
        let mut workspace = StepWorkspace::default();
        for adapter in [&trained, &dropping] {
            for (index, batch) in Batch::all(&decoder).iter().enumerate() {
                let what = format!("batch {index}, dropout {:?}", adapter.dropout());
                let wanted = with_graph(&decoder, adapter, batch);
                let kept = without_graph(&decoder, adapter, batch, config.num_layers, &mut workspace);
                assert_close(&kept, &wanted, &what);
                for kept_layers in 0..config.num_layers {
                    let found = without_graph(&decoder, adapter, batch, kept_layers, &mut workspace);
                    assert!(found == kept, "{what}: {kept_layers} layers kept, bit for bit");
                }
            }
        }
    }
}

/// bf16 keeps eight bits of each factor.
#[test]
fn with_rounded_products_they_point_the_same_way() {
    let wide = DecoderConfig { hidden_size: 128, intermediate_size: 192, head_dim: 32, ..tiny_model::llama3_config() };
    let decoder = tiny_model::decoder_with_spread(&wide, 0.08, BaseWeights::Frozen);
    let (adapter, _) = tiny_model::adapter(&wide, 4, AdapterStart::Trained);
    let [batch, _] = Batch::all(&decoder);
    let of = |precision| in_precision(precision, &decoder, &adapter, &batch, 0, &mut StepWorkspace::default());
    let (rounded, exact) = (of(Precision::Bf16), of(Precision::F32));
    assert!((rounded.0 / exact.0 - 1.0).abs() < 1e-2, "loss {} instead of {}", rounded.0, exact.0);
    for (index, (rounded, exact)) in rounded.1.iter().zip(&exact.1).enumerate() {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
        let cosine = dot(rounded, exact) / (dot(rounded, rounded) * dot(exact, exact)).sqrt();
        assert!(cosine > 0.99, "tensor {index}: the cosine is {cosine}");
    }
}

#[test]
fn they_are_added_to_what_is_there() {
    let config = tiny_model::llama3_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let [batch, _] = Batch::all(&decoder);
    let mut workspace = StepWorkspace::default();
    let (_, once) = without_graph(&decoder, &adapter, &batch, 9, &mut workspace);
    let step = AdapterStep {
        input: &batch.input,
        adapter: &adapter,
        label_rows: &batch.label_rows,
        targets: &batch.targets,
        factor: FACTOR,
        precision: Precision::F32,
        kept_layers: 9,
        stop: &|| false,
    };
    let mut twice = zeros(&adapter);
    for _ in 0..2 {
        decoder.adapter_gradients(&step, &mut twice, &mut workspace).unwrap();
    }
    for (once, twice) in once.iter().flatten().zip(twice.iter().flatten()) {
        assert!((2.0 * once - twice).abs() <= 1e-5 * once.abs().max(1e-3), "{twice} is not twice {once}");
    }
}

#[test]
fn an_adapter_on_one_module_of_one_layer_gets_its_gradients() {
    let config = tiny_model::llama3_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let last = config.num_layers - 1;
    for (layer, projection) in [(0, Projection::V), (last, Projection::Down), (last, Projection::Q)] {
        let key = AdapterKey { layer, projection };
        let only = Adapter::new([(key, adapter.get(key).unwrap().clone())].into());
        let [batch, _] = Batch::all(&decoder);
        let found = without_graph(&decoder, &only, &batch, 0, &mut StepWorkspace::default());
        assert_close(&found, &with_graph(&decoder, &only, &batch), &format!("{key:?}"));
    }
}

#[test]
fn a_step_that_is_stopped_gives_nothing_and_one_that_does_not_fit_is_refused() {
    let config = tiny_model::llama2_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Fresh);
    let [batch, _] = Batch::all(&decoder);
    let step = AdapterStep {
        input: &batch.input,
        adapter: &adapter,
        label_rows: &batch.label_rows,
        targets: &batch.targets,
        factor: 1.0,
        precision: Precision::F32,
        kept_layers: 0,
        stop: &|| true,
    };
    let mut workspace = StepWorkspace::default();
    assert!(decoder.adapter_gradients(&step, &mut zeros(&adapter), &mut workspace).unwrap().is_none());
    let step = AdapterStep { stop: &|| false, ..step };
    assert!(decoder.adapter_gradients(&step, &mut zeros(&adapter)[1..], &mut workspace).is_err());
    let step = AdapterStep { label_rows: &[5000], ..step };
    assert!(decoder.adapter_gradients(&step, &mut zeros(&adapter), &mut workspace).is_err());
    let plain = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(Arithmetic::Differentiable);
    let trainable = tiny_model::decoder(&config, BaseWeights::Trainable);
    assert!(!plain.gives_adapter_gradients() && !trainable.gives_adapter_gradients());
}

#[test]
fn what_one_step_leaves_is_enough_for_the_next() {
    let config = tiny_model::llama3_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    for batch in Batch::all(&decoder) {
        for kept_layers in [0, config.num_layers] {
            let mut workspace = StepWorkspace::default();
            without_graph(&decoder, &adapter, &batch, kept_layers, &mut workspace);
            let first = workspace.held_bytes();
            for _ in 0..3 {
                without_graph(&decoder, &adapter, &batch, kept_layers, &mut workspace);
            }
            assert_eq!(workspace.held_bytes(), first, "memory grows from step to step");
        }
    }
}
