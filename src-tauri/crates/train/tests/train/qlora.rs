//! A packed base: it learns, every adapter tensor moves, and the run is that on the same numbers unpacked.

use crate::fixture::{Fixture, Recorder, quick, shape};
use candle_core::{DType, Device};
use isocenter_lm::{CancelToken, ModelSource, Quantize, SixteenBit, WeightForm, adapter_file};
use isocenter_nn::{BaseWeights, DecoderConfig};
use isocenter_train::{RecipeConfig, finetune};
use std::path::Path;

/// Wide enough for the blocks of every format.
fn wide() -> DecoderConfig {
    DecoderConfig {
        hidden_size: 256,
        intermediate_size: 512,
        num_heads: 4,
        num_kv_heads: 2,
        head_dim: 32,
        ..shape(320)
    }
}

fn with(assignments: &[&str]) -> RecipeConfig {
    let mut config = quick();
    assignments.iter().for_each(|assignment| config.set(assignment).unwrap());
    config
}

/// Writes the numbers that the packed base stands for as a base in f32.
fn write_unpacked(fixture: &Fixture, quantize: Quantize) {
    let packed = ModelSource::open(&fixture.base()).unwrap();
    let form = WeightForm { quantize, sixteen_bit: SixteenBit::Widen };
    let decoder = packed.load_decoder_as(form, BaseWeights::Frozen, &Device::Cpu).unwrap();
    let matrices = decoder.named_packed();
    assert_eq!(matrices.iter().filter(|(name, _)| name.contains("layers")).count(), 14, "every projection is packed");
    let unpacked =
        matrices.iter().map(|(name, matrix)| (name.clone(), matrix.dequantize(&Device::Cpu, DType::F32).unwrap()));
    let tensors: Vec<_> = decoder.named_tensors().into_iter().chain(unpacked).collect();
    fixture.write("unpacked", decoder.config(), &tensors);
}

fn losses(fixture: &Fixture, base: &Path, out: &str, config: RecipeConfig) -> Vec<f64> {
    let mut observer = Recorder::new();
    finetune(fixture.job(base, &fixture.path(out), config, 16), &mut observer, &CancelToken::new()).unwrap();
    observer.lines.iter().map(|line| line.loss).collect()
}

#[test]
fn a_packed_base_trains_as_the_same_numbers_unpacked() {
    for (name, quantize) in [("q8_0", Quantize::Q8_0), ("q4_k", Quantize::Q4K), ("nf4", Quantize::Nf4)] {
        for checkpointing in [false, true] {
            let fixture = Fixture::of_shape(&wide());
            write_unpacked(&fixture, quantize);
            let settings = format!("checkpointing={checkpointing}");
            let dense = losses(&fixture, &fixture.path("unpacked"), "dense", with(&[&settings, "steps=12"]));
            let packing = format!("quantize={name}");
            let packed = losses(&fixture, &fixture.base(), "packed", with(&[&settings, "steps=12", &packing]));
            for (step, (packed, dense)) in packed.iter().zip(&dense).enumerate() {
                assert!((packed / dense - 1.0).abs() < 1e-4, "{name}, step {}: {packed} against {dense}", step + 1);
            }
            assert!(packed[11] < 0.9 * packed[0], "{name}: from {} to {}", packed[0], packed[11]);
            let folder = ModelSource::open(&fixture.base()).unwrap();
            let (_, adapter) = adapter_file::read(&fixture.path("packed"), folder.config(), &Device::Cpu).unwrap();
            assert_eq!(adapter.iter().count(), 14);
            for (key, pair) in adapter.iter() {
                let moved = pair.b.abs().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
                assert!(moved > 0.0, "{name}: B of {key:?} began at zero and learnt");
            }
        }
    }
}

#[test]
fn a_packed_base_is_resumed_bit_for_bit_and_not_with_another_packing() {
    use isocenter_lm::StopRequest;
    use isocenter_train::{Error, FinetuneJob, Resume};

    let fixture = Fixture::of_shape(&wide());
    let (base, whole, out) = (fixture.base(), fixture.path("whole"), fixture.path("out"));
    let config = with(&["quantize=nf4", "checkpointing=true"]);
    finetune(fixture.job(&base, &whole, config.clone(), 16), &mut Recorder::new(), &CancelToken::new()).unwrap();
    let cancel = CancelToken::new();
    let mut observer = Recorder::stopping_after(3, StopRequest::Pause, &cancel);
    finetune(fixture.job(&base, &out, config.clone(), 16), &mut observer, &cancel).unwrap();
    let resume = |config| {
        let job = FinetuneJob { resume: Resume::FromCheckpoint, ..fixture.job(&base, &out, config, 16) };
        finetune(job, &mut Recorder::new(), &CancelToken::new())
    };
    let failure = resume(with(&["quantize=q8_0", "checkpointing=true"])).unwrap_err();
    assert!(matches!(failure, Error::CheckpointOfAnotherRun { difference: "configuration", .. }), "{failure}");
    resume(config).unwrap();
    let read = |folder: &Path| std::fs::read(folder.join("adapter_model.safetensors")).unwrap();
    assert!(read(&whole) == read(&out));
}
