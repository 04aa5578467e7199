//! The kernels of an NVIDIA card held to the plain form on the CPU. Compiled with the feature `cuda`, and then a card is
//! needed.

use std::collections::HashMap;
use std::sync::LazyLock;

use candle_core::{DType, Device, Tensor};
use isocenter_nn::{
    Adapter, AdapterStep, Arithmetic, BaseMatrix, BaseWeights, Decoder, DecoderConfig, DecoderInput, KvCache,
    LoraDropout, LoraWeights, PackedMatrix, Precision, StepWorkspace, Wanted, WeightFormat, WeightSource,
};
use isocenter_testkit::tiny_model::{self, AdapterStart, MapSource};
use isocenter_testkit::tolerance;

use crate::measure::{flat, largest_difference, relative_difference};

/// bf16 keeps eight bits, and two layers are behind one another.
const BF16: f32 = 4e-2;

/// The same of a gradient, which passes them twice.
const BF16_GRADIENT: f32 = 0.2;

static CARD: LazyLock<Device> = LazyLock::new(|| {
    let device = Device::new_cuda_with_stream(0).unwrap();
    isocenter_nn::prepare(&device).unwrap();
    device
});

fn configs() -> impl Iterator<Item = DecoderConfig> {
    let long_window = DecoderConfig { sliding_window: Some(40), ..tiny_model::mistral_config() };
    tiny_model::configs().into_iter().chain([long_window])
}

/// The same numbers on the card in `dtype`, and on the CPU rounded to it, in the plain form.
fn pair(config: &DecoderConfig, dtype: DType) -> (Decoder, Decoder) {
    let tensors = tiny_model::decoder(config, BaseWeights::Frozen).named_tensors();
    let rounded: HashMap<String, Tensor> =
        tensors.into_iter().map(|(name, tensor)| (name, tensor.to_dtype(dtype).unwrap())).collect();
    let on = |device: &Device, dtype: DType| {
        let moved = rounded
            .iter()
            .map(|(name, tensor)| (name.clone(), tensor.to_dtype(dtype).unwrap().to_device(device).unwrap()));
        Decoder::load(config.clone(), &MapSource(moved.collect()), BaseWeights::Frozen).unwrap()
    };
    let cpu = on(&Device::Cpu, DType::F32).with_arithmetic(Arithmetic::Differentiable);
    (on(&CARD, dtype), cpu)
}

fn on_card(adapter: &Adapter) -> Adapter {
    let moved = |tensor: &Tensor| tensor.detach().to_device(&CARD).unwrap();
    Adapter::new(
        adapter
            .iter()
            .map(|(key, pair)| (key, LoraWeights { a: moved(&pair.a), b: moved(&pair.b), scale: pair.scale }))
            .collect(),
    )
}

fn to_cpu(tensor: &Tensor) -> Tensor {
    tensor.to_dtype(DType::F32).unwrap().to_device(&Device::Cpu).unwrap()
}

fn tolerance_of(dtype: DType) -> f32 {
    if dtype == DType::F32 { tolerance::F32_REORDERED * 10.0 } else { BF16 }
}

#[test]
fn hidden_states_and_logits_are_those_of_the_cpu() {
    for dtype in [DType::F32, DType::BF16] {
        for config in configs() {
            let (card, cpu) = pair(&config, dtype);
            let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
            let rows = tiny_model::token_rows(21, config.vocab_size, &[70, 9, 5]);
            for adapter in [None, Some(&adapter)] {
                let hidden = |decoder: &Decoder, adapter: Option<&Adapter>| {
                    let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
                    decoder.hidden(&input, adapter).unwrap().narrow(1, 65, 5).unwrap().flatten(0, 1).unwrap()
                };
                let still = adapter.map(on_card);
                let (found, wanted) = (hidden(&card, still.as_ref()), hidden(&cpu, adapter).detach());
                let off = relative_difference(&to_cpu(&found), &wanted);
                assert!(off < tolerance_of(dtype), "{dtype:?}: hidden states off by {off}");
                let off = relative_difference(&to_cpu(&card.logits(&found).unwrap()), &cpu.logits(&wanted).unwrap());
                assert!(off < 2.0 * tolerance_of(dtype), "{dtype:?}: logits off by {off}");
            }
        }
    }
}

#[test]
fn what_a_cache_holds_is_read_as_one_text() {
    for config in configs() {
        let (card, _) = pair(&config, DType::F32);
        let rows = tiny_model::token_rows(3, config.vocab_size, &[30, 12]);
        let slices: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
        let whole = card.read(&slices, Wanted::Last, None, &mut KvCache::new(config.num_layers)).unwrap();
        let mut cache = KvCache::new(config.num_layers);
        card.read(&[&rows[0][..20], &rows[1][..10]], Wanted::Last, None, &mut cache).unwrap();
        card.read(&[&rows[0][20..29], &rows[1][10..11]], Wanted::Last, None, &mut cache).unwrap();
        let last = card.read(&[&rows[0][29..], &rows[1][11..]], Wanted::Last, None, &mut cache).unwrap();
        assert!(largest_difference(&to_cpu(&last), &to_cpu(&whole)) < 1e-4);
    }
}

fn gradients(
    decoder: &Decoder,
    adapter: &Adapter,
    kept_layers: usize,
    workspace: &mut StepWorkspace,
) -> (f32, Vec<Vec<f32>>) {
    let rows = tiny_model::token_rows(7, decoder.config().vocab_size, &[140, 9, 5]);
    let label_rows: Vec<u32> = (100..139).chain([271, 272, 279, 415, 418]).collect();
    let targets: Vec<u32> = label_rows.iter().map(|row| row * 5 % 61).collect();
    let mut sums: Vec<Vec<f32>> =
        adapter.iter().flat_map(|(_, pair)| [&pair.a, &pair.b]).map(|tensor| vec![0.0; tensor.elem_count()]).collect();
    let step = AdapterStep {
        input: &DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap(),
        adapter,
        label_rows: &label_rows,
        targets: &targets,
        factor: 0.125,
        precision: Precision::F32,
        kept_layers,
        stop: &|| false,
    };
    (decoder.adapter_gradients(&step, &mut sums, workspace).unwrap().unwrap(), sums)
}

fn worst(found: &[Vec<f32>], wanted: &[Vec<f32>]) -> f32 {
    let off = |(found, wanted): (&Vec<f32>, &Vec<f32>)| {
        let size = wanted.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
        found.iter().zip(wanted).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt() / size
    };
    found.iter().zip(wanted).map(off).fold(0.0, f32::max)
}

#[test]
fn every_adapter_tensor_has_the_gradient_of_the_cpu_whatever_is_kept() {
    for dtype in [DType::F32, DType::BF16] {
        for config in configs() {
            let (card, _) = pair(&config, dtype);
            assert!(card.gives_adapter_gradients());
            let rounded = card.named_tensors().into_iter().map(|(name, tensor)| (name, to_cpu(&tensor))).collect();
            let cpu = Decoder::load(config.clone(), &MapSource(rounded), BaseWeights::Frozen).unwrap();
            let (trained, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
            let dropout = LoraDropout { probability: 0.3, seed: 5 };
            let (moved, mut workspace) = (on_card(&trained), StepWorkspace::default());
            for (there, here) in
                [(moved.clone(), trained.clone()), (moved.with_dropout(dropout), trained.with_dropout(dropout))]
            {
                let wanted = gradients(&cpu, &here, config.num_layers, &mut StepWorkspace::default());
                for kept_layers in 0..=config.num_layers {
                    let found = gradients(&card, &there, kept_layers, &mut workspace);
                    let off = worst(&found.1, &wanted.1);
                    let bound = if dtype == DType::F32 { tolerance::F32_GRADIENT } else { BF16_GRADIENT };
                    assert!((found.0 / wanted.0 - 1.0).abs() < tolerance_of(dtype), "{dtype:?}: loss {}", found.0);
                    assert!(off < bound, "{dtype:?}, {kept_layers} layers kept: a gradient is off by {off}");
                    assert!(found.1.iter().flatten().all(|value| value.is_finite()));
                    assert!(found.1.iter().all(|tensor| tensor.iter().any(|value| *value != 0.0)));
                }
            }
        }
    }
}

/// An adapter of variables is never run through kernels that record nothing.
#[test]
fn a_graph_on_the_card_gives_the_same_gradients() {
    let config = tiny_model::llama3_config();
    let (card, _) = pair(&config, DType::F32);
    let (trained, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let variables: Adapter = Adapter::new(
        on_card(&trained)
            .iter()
            .map(|(key, pair)| {
                let variable = |tensor: &Tensor| candle_core::Var::from_tensor(tensor).unwrap().as_tensor().clone();
                (key, LoraWeights { a: variable(&pair.a), b: variable(&pair.b), scale: pair.scale })
            })
            .collect(),
    );
    let rows = tiny_model::token_rows(7, config.vocab_size, &[20]);
    let input = DecoderInput::from_rows(&rows, 0, &CARD).unwrap();
    let hidden = card.hidden(&input, Some(&variables)).unwrap().flatten(0, 1).unwrap();
    let store = card.loss_sum(&hidden, &[3; 20]).unwrap().backward().unwrap();
    for (key, pair) in variables.iter() {
        assert!(store.get(&pair.a).is_some() && store.get(&pair.b).is_some(), "{key:?} has no gradient");
    }
}

struct Nf4(HashMap<String, Tensor>);

impl WeightSource for Nf4 {
    fn tensor(&self, name: &str, _shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.0[name].to_device(&CARD)?)
    }

    fn matrix(&self, name: &str, shape: &[usize; 2]) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        if !name.contains("layers") {
            return Ok(BaseMatrix::Dense(self.tensor(name, shape)?));
        }
        let numbers = flat(&self.0[name]);
        Ok(BaseMatrix::Packed(PackedMatrix::quantize(WeightFormat::Nf4, shape[0], shape[1], &numbers)?))
    }
}

#[test]
fn nf4_weights_on_the_card_are_the_numbers_of_the_cpu() {
    let config =
        DecoderConfig { hidden_size: 128, intermediate_size: 192, head_dim: 32, ..tiny_model::llama2_config() };
    let tensors: HashMap<String, Tensor> =
        tiny_model::decoder(&config, BaseWeights::Frozen).named_tensors().into_iter().collect();
    let expanded = tensors.iter().map(|(name, tensor)| {
        let tensor = match tensor.dims2() {
            Ok((rows, columns)) if name.contains("layers") => {
                PackedMatrix::quantize(WeightFormat::Nf4, rows, columns, &flat(tensor))
                    .and_then(|matrix| matrix.dequantize(&CARD, DType::F32))
                    .unwrap()
            }
            _ => tensor.to_device(&CARD).unwrap(),
        };
        (name.clone(), tensor)
    });
    let dense = Decoder::load(config.clone(), &MapSource(expanded.collect()), BaseWeights::Frozen).unwrap();
    let packed = Decoder::load(config.clone(), &Nf4(tensors), BaseWeights::Frozen).unwrap();
    assert_eq!(packed.named_tensors().len(), 2 + 1 + 2 * config.num_layers, "the projections are not held as numbers");
    let (adapter, _) = tiny_model::adapter(&config, 4, AdapterStart::Trained);
    let adapter = on_card(&adapter);
    let of = |decoder: &Decoder| gradients(decoder, &adapter, 0, &mut StepWorkspace::default());
    assert_eq!(of(&packed), of(&dense), "to the last bit");
}
