//! Whole, half and damaged model folders: each fault has its own error, which names the file or the tensor.

use std::fs;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use isocenter_lm::memory_budget::{MachineMemory, ModelUse, weight_bytes};
use isocenter_lm::{Architecture, DeviceChoice, Engine, Error, ModelSource, WeightForm, open_device};
use isocenter_nn::BaseWeights;

use crate::fixture::{copy_of, edit_config, edit_json, edit_tensors, error_of, pack};

const WEIGHTS: &str = "model.safetensors";
const TENSOR: &str = "model.layers.1.mlp.up_proj.weight";

fn open_error(folder: &Path) -> Error {
    error_of(ModelSource::open(folder))
}

#[test]
fn a_whole_folder_opens_and_tells_what_it_is() {
    let folder = ModelSource::open(&pack("mistral")).unwrap();
    assert_eq!(folder.architecture(), Architecture::Mistral);
    assert_eq!(folder.config().sliding_window, Some(24));
    assert_eq!(folder.eos_ids(), [2]);
    assert_eq!(folder.bos_id(), Some(1));
    assert!(folder.weights_bytes() > weight_bytes(folder.config()), "values and header");
}

#[test]
fn a_sharded_folder_holds_the_bytes_of_all_its_shards() {
    let folder = ModelSource::open(&pack("llama3")).unwrap();
    assert_eq!(folder.architecture(), Architecture::Llama);
    assert!(folder.weights_bytes() > weight_bytes(folder.config()));
}

#[test]
fn a_folder_that_is_not_there_is_named_by_its_first_missing_file() {
    let parent = tempfile::tempdir().unwrap();
    let error = open_error(&parent.path().join("nowhere"));
    assert!(matches!(&error, Error::MissingFile { path } if path.ends_with("nowhere/config.json")), "{error}");
}

#[test]
fn each_missing_file_of_half_a_folder_is_named() {
    for (family, name) in [
        ("llama2", "config.json"),
        ("llama2", "tokenizer.json"),
        ("llama2", WEIGHTS),
        ("llama3", "model-00003-of-00013.safetensors"),
    ] {
        let folder = copy_of(family);
        fs::remove_file(folder.path().join(name)).unwrap();
        let error = open_error(folder.path());
        assert!(matches!(&error, Error::MissingFile { path } if path.ends_with(name)), "{name}: {error}");
    }
}

#[test]
fn a_missing_tensor_is_named() {
    let folder = copy_of("llama2");
    edit_tensors(&folder.path().join(WEIGHTS), |tensors| drop(tensors.remove(TENSOR)));
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if tensor == TENSOR), "{error}");
}

#[test]
fn a_claim_of_more_layers_than_there_are_is_refused_at_the_first_one_missing() {
    let folder = copy_of("llama2");
    edit_config(folder.path(), |config| config["num_hidden_layers"] = 4_000_000_000_u64.into());
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if tensor.starts_with("model.layers.3.")), "{error}");
}

#[test]
fn a_tensor_missing_from_its_shard_is_named() {
    let folder = copy_of("llama3");
    edit_json(&folder.path().join("model.safetensors.index.json"), |index| {
        index["weight_map"][TENSOR] = "model-00001-of-00013.safetensors".into();
    });
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if tensor == TENSOR), "{error}");
}

#[test]
fn an_index_may_not_name_files_outside_its_folder() {
    let folder = copy_of("llama3");
    edit_json(&folder.path().join("model.safetensors.index.json"), |index| {
        index["weight_map"][TENSOR] = "../elsewhere.safetensors".into()
    });
    assert!(matches!(open_error(folder.path()), Error::InvalidConfig { key: "weight_map" }));
}

#[test]
fn a_file_cut_short_anywhere_is_truncated() {
    let folder = copy_of("llama2");
    let path = folder.path().join(WEIGHTS);
    let whole = fs::read(&path).unwrap();
    for length in [0, 5, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = open_error(folder.path());
        assert!(
            matches!(&error, Error::TruncatedWeights { file } if file.ends_with(WEIGHTS)),
            "{length} bytes: {error}"
        );
    }
}

#[test]
fn a_file_with_a_broken_header_is_corrupt() {
    let folder = copy_of("llama2");
    let path = folder.path().join(WEIGHTS);
    let mut bytes = fs::read(&path).unwrap();
    bytes[8..40].fill(b'x');
    fs::write(&path, bytes).unwrap();
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::CorruptWeights { file, .. } if file.ends_with(WEIGHTS)), "{error}");
}

#[test]
fn weights_of_an_integer_type_are_refused_by_name() {
    let folder = copy_of("llama2");
    edit_tensors(&folder.path().join(WEIGHTS), |tensors| {
        let integers = tensors[TENSOR].to_dtype(DType::I64).unwrap();
        tensors.insert(TENSOR.to_owned(), integers);
    });
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::WrongDtype { tensor, .. } if tensor == TENSOR), "{error}");
}

#[test]
fn a_tensor_of_another_shape_is_named_with_both_shapes() {
    let folder = copy_of("llama2");
    let (rows, columns) = ModelSource::open(folder.path())
        .map(|opened| (opened.config().intermediate_size, opened.config().hidden_size))
        .unwrap();
    edit_tensors(&folder.path().join(WEIGHTS), |tensors| {
        let transposed = tensors[TENSOR].t().unwrap().contiguous().unwrap();
        tensors.insert(TENSOR.to_owned(), transposed);
    });
    match open_error(folder.path()) {
        Error::WrongShape { tensor, expected, found, .. } => {
            assert_eq!((tensor.as_str(), expected, found), (TENSOR, vec![rows, columns], vec![columns, rows]));
        }
        error => panic!("{error}"),
    }
}

#[test]
fn weights_that_are_not_finite_are_refused_by_name_in_every_type() {
    for dtype in [DType::F32, DType::F16, DType::BF16] {
        for bad in [f32::NAN, f32::INFINITY] {
            let folder = copy_of("llama2");
            edit_tensors(&folder.path().join(WEIGHTS), |tensors| {
                for tensor in tensors.values_mut() {
                    *tensor = tensor.to_dtype(dtype).unwrap();
                }
                let shape = tensors[TENSOR].dims().to_vec();
                let mut values =
                    tensors[TENSOR].to_dtype(DType::F32).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
                values[7] = bad;
                tensors.insert(
                    TENSOR.to_owned(),
                    Tensor::from_vec(values, shape, &Device::Cpu).unwrap().to_dtype(dtype).unwrap(),
                );
            });
            let opened = ModelSource::open(folder.path()).unwrap();
            let error = error_of(opened.load_decoder(BaseWeights::Frozen, &Device::Cpu));
            assert!(
                matches!(&error, Error::NonFiniteWeights { tensor, .. } if tensor == TENSOR),
                "{dtype:?} {bad}: {error}"
            );
        }
    }
}

#[test]
fn half_precision_weights_are_read_as_their_exact_values() {
    for dtype in [DType::F16, DType::BF16] {
        let folder = copy_of("llama2");
        let mut expected = None;
        edit_tensors(&folder.path().join(WEIGHTS), |tensors| {
            for tensor in tensors.values_mut() {
                *tensor = tensor.to_dtype(dtype).unwrap();
            }
            expected = Some(tensors[TENSOR].to_dtype(DType::F32).unwrap().to_vec2::<f32>().unwrap());
        });
        let decoder =
            ModelSource::open(folder.path()).unwrap().load_decoder(BaseWeights::Frozen, &Device::Cpu).unwrap();
        let read = decoder.named_tensors().into_iter().find(|(name, _)| name == TENSOR).unwrap().1;
        assert_eq!(read.dtype(), DType::F32);
        assert_eq!(read.to_vec2::<f32>().unwrap(), expected.unwrap(), "{dtype:?}");
    }
}

#[test]
fn a_tokenizer_with_more_tokens_than_the_model_is_refused() {
    let folder = copy_of("llama3");
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        fs::copy(pack("llama2").join(name), folder.path().join(name)).unwrap();
    }
    assert!(matches!(open_error(folder.path()), Error::VocabularyTooLarge { .. }));
}

#[test]
fn a_smaller_tokenizer_of_another_model_is_refused_by_its_special_tokens() {
    let folder = copy_of("llama2");
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        fs::copy(pack("llama3").join(name), folder.path().join(name)).unwrap();
    }
    assert!(matches!(open_error(folder.path()), Error::VocabularyMismatch { id: 1 }));
}

#[test]
fn a_tokenizer_that_is_no_tokenizer_is_refused() {
    let folder = copy_of("llama2");
    fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
    let error = open_error(folder.path());
    assert!(matches!(&error, Error::Tokenizer { path, .. } if path.ends_with("tokenizer.json")), "{error}");
}

#[test]
fn a_model_that_does_not_fit_is_refused_with_both_numbers_before_it_is_read() {
    let folder = ModelSource::open(&pack("llama2")).unwrap();
    let machine = MachineMemory { total_bytes: 1 << 30, available_bytes: 1000 };
    match error_of(folder.check_memory(
        WeightForm::default(),
        ModelUse::Generation { batch: 1, context_tokens: 64 },
        machine,
    )) {
        Error::NotEnoughMemory { needed_bytes, available_bytes } => {
            assert!(needed_bytes > weight_bytes(folder.config()), "weights, cache and working space");
            assert_eq!(available_bytes, 1000);
        }
        error => panic!("{error}"),
    }
    let roomy = MachineMemory { total_bytes: 1 << 34, available_bytes: 1 << 33 };
    let answers = ModelUse::Generation { batch: 4, context_tokens: 256 };
    folder.check_memory(WeightForm::default(), answers, roomy).unwrap();
}

#[test]
fn a_model_far_larger_than_the_machine_is_refused_on_opening() {
    let folder = copy_of("llama2");
    let layers = 8;
    let huge = HugeFile { hidden: 1 << 16, intermediate: 1 << 18, layers, vocab: 552 };
    huge.write(&folder.path().join(WEIGHTS));
    edit_config(folder.path(), |config| {
        config["hidden_size"] = huge.hidden.into();
        config["intermediate_size"] = huge.intermediate.into();
        config["num_hidden_layers"] = layers.into();
        config["num_attention_heads"] = 512.into();
        config["num_key_value_heads"] = 512.into();
        config["head_dim"] = 128.into();
    });
    let error = error_of(Engine::open(folder.path(), DeviceChoice::Cpu));
    assert!(matches!(error, Error::NotEnoughMemory { needed_bytes, .. } if needed_bytes > 1 << 40), "{error}");
}

/// A sparse safetensors file: a true header, and a length that the disk never fills.
struct HugeFile {
    hidden: usize,
    intermediate: usize,
    layers: usize,
    vocab: usize,
}

impl HugeFile {
    fn write(&self, path: &Path) {
        let (hidden, intermediate) = (self.hidden, self.intermediate);
        let mut shapes = vec![
            ("model.embed_tokens.weight".to_owned(), vec![self.vocab, hidden]),
            ("lm_head.weight".to_owned(), vec![self.vocab, hidden]),
            ("model.norm.weight".to_owned(), vec![hidden]),
        ];
        for layer in 0..self.layers {
            let path = format!("model.layers.{layer}");
            shapes.extend(
                ["q_proj", "k_proj", "v_proj", "o_proj"]
                    .map(|name| (format!("{path}.self_attn.{name}.weight"), vec![hidden, hidden])),
            );
            shapes.extend(
                ["gate_proj", "up_proj"].map(|name| (format!("{path}.mlp.{name}.weight"), vec![intermediate, hidden])),
            );
            shapes.push((format!("{path}.mlp.down_proj.weight"), vec![hidden, intermediate]));
            shapes.extend(
                ["input_layernorm", "post_attention_layernorm"]
                    .map(|name| (format!("{path}.{name}.weight"), vec![hidden])),
            );
        }
        let mut header = serde_json::Map::new();
        let mut offset = 0_u64;
        for (name, shape) in shapes {
            let end = offset + 2 * shape.iter().product::<usize>() as u64;
            header.insert(name, serde_json::json!({"dtype": "BF16", "shape": shape, "data_offsets": [offset, end]}));
            offset = end;
        }
        let mut header = serde_json::Value::Object(header).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut start = (header.len() as u64).to_le_bytes().to_vec();
        start.extend(header);
        fs::write(path, &start).unwrap();
        fs::File::options().write(true).open(path).unwrap().set_len(start.len() as u64 + offset).unwrap();
    }
}

#[test]
fn a_device_this_build_does_not_have_is_an_error_only_when_asked_for_by_name() {
    open_device(DeviceChoice::Auto).unwrap();
    assert!(open_device(DeviceChoice::Cpu).unwrap().is_cpu());
    if !cfg!(feature = "cuda") {
        assert!(matches!(
            error_of(open_device(DeviceChoice::Cuda)),
            Error::DeviceUnavailable { device: "cuda", source: None }
        ));
    }
    if !cfg!(feature = "metal") {
        assert!(matches!(
            error_of(open_device(DeviceChoice::Metal)),
            Error::DeviceUnavailable { device: "metal", source: None }
        ));
    }
}
