//! Bases written by this project are read back as they were, in the type they were stored in.

use candle_core::{DType, Device};
use isocenter_lm::{Architecture, ModelSource, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, RopeScaling};

use crate::fixture::{tiny_config, write_tokenizer};

const PIECES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn round_trip(config: &DecoderConfig, architecture: Architecture, dtype: DType) {
    let folder = tempfile::tempdir().unwrap();
    write_tokenizer(folder.path(), &PIECES);
    let decoder = Decoder::new_random(config.clone(), 3, 0.2, BaseWeights::Frozen, &Device::Cpu).unwrap();
    write_base(folder.path(), config, architecture, &decoder.named_tensors(), dtype, Some(0), 1).unwrap();
    let opened = ModelSource::open(folder.path()).unwrap();
    assert_eq!(opened.config(), config);
    assert_eq!(opened.architecture(), architecture);
    assert_eq!((opened.bos_id(), opened.eos_ids()), (Some(0), vec![1]));
    let read = opened.load_decoder(BaseWeights::Frozen, &Device::Cpu).unwrap().named_tensors();
    for ((name, written), (name_read, read)) in decoder.named_tensors().into_iter().zip(read) {
        assert_eq!(name, name_read);
        let stored = written.to_dtype(dtype).unwrap().to_dtype(DType::F32).unwrap();
        assert_eq!(
            stored.flatten_all().unwrap().to_vec1::<f32>().unwrap(),
            read.flatten_all().unwrap().to_vec1::<f32>().unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_llama_base_is_read_back_as_written() {
    let scaling = RopeScaling::Llama3 {
        factor: 8.0,
        low_freq_factor: 1.0,
        high_freq_factor: 4.0,
        original_max_position_embeddings: 32,
    };
    let config =
        DecoderConfig { rope_scaling: scaling, rope_theta: 500_000.0, tie_word_embeddings: true, ..tiny_config(8, 16) };
    round_trip(&config, Architecture::Llama, DType::BF16);
    round_trip(
        &DecoderConfig { rope_scaling: RopeScaling::Linear { factor: 2.0 }, ..tiny_config(8, 16) },
        Architecture::Llama,
        DType::F32,
    );
}

#[test]
fn a_mistral_base_keeps_its_window() {
    round_trip(&DecoderConfig { sliding_window: Some(16), ..tiny_config(8, 16) }, Architecture::Mistral, DType::BF16);
    round_trip(&tiny_config(8, 16), Architecture::Mistral, DType::F16);
}

#[test]
fn half_the_bytes_are_stored_in_half_precision() {
    let config = tiny_config(8, 16);
    let decoder = Decoder::new_random(config.clone(), 3, 0.2, BaseWeights::Frozen, &Device::Cpu).unwrap();
    let bytes = |dtype: DType| {
        let folder = tempfile::tempdir().unwrap();
        write_tokenizer(folder.path(), &PIECES);
        write_base(folder.path(), &config, Architecture::Llama, &decoder.named_tensors(), dtype, Some(0), 1).unwrap();
        ModelSource::open(folder.path()).unwrap().weights_bytes()
    };
    assert!(
        bytes(DType::F32) - bytes(DType::BF16) >= 2 * config.parameter_count() as u64 - 64,
        "two bytes a value less, headers apart"
    );
}
