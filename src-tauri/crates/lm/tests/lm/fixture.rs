//! Model folders to test with: copies of the golden pack that may be damaged, and tiny models whose answers are known.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use isocenter_lm::{Architecture, Engine, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, Projection, RopeScaling, projection_shape};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A model folder of the golden pack, only to be read.
pub fn pack(family: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/pack/models").join(family)
}

/// A copy of a pack model, adapter included, that a test may damage.
pub fn copy_of(family: &str) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(&pack(family), copy.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// Changes a JSON file in place.
pub fn edit_json(path: &Path, edit: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    edit(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

/// Changes the tensors of a safetensors file in place.
pub fn edit_tensors(path: &Path, edit: impl FnOnce(&mut HashMap<String, Tensor>)) {
    let mut tensors = candle_core::safetensors::load(path, &Device::Cpu).unwrap();
    edit(&mut tensors);
    candle_core::safetensors::save(&tensors, path).unwrap();
}

/// Changes the `config.json` of a folder.
pub fn edit_config(folder: &Path, edit: impl FnOnce(&mut Value)) {
    edit_json(&folder.join("config.json"), edit);
}

/// `Engine`, `Decoder` and `ModelSource` have no `Debug`, which `unwrap_err` would ask for.
pub fn error_of<T>(result: Result<T, isocenter_lm::Error>) -> isocenter_lm::Error {
    result.err().expect("this must be refused")
}

/// Small sizes for models made here.
pub fn tiny_config(vocab_size: usize, hidden_size: usize) -> DecoderConfig {
    DecoderConfig {
        vocab_size,
        hidden_size,
        intermediate_size: hidden_size * 2,
        num_layers: 2,
        num_heads: 2,
        num_kv_heads: 1,
        head_dim: hidden_size / 2,
        rms_norm_eps: 1e-5,
        rope_theta: 10_000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 64,
    }
}

/// A byte-level tokenizer with exactly these pieces behind `<s>` (0) and `</s>` (1). Spaces are written `Ġ`.
pub fn write_tokenizer(folder: &Path, pieces: &[&str]) {
    let names = ["<s>", "</s>"].iter().chain(pieces);
    let vocab: BTreeMap<&str, usize> = names.enumerate().map(|(id, name)| (*name, id)).collect();
    let special = |id: usize, content: &str| {
        json!({
            "id": id, "content": content, "special": true,
            "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
        })
    };
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [special(0, "<s>"), special(1, "</s>")],
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false},
        "post_processor": null,
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null,
                  "continuing_subword_prefix": null, "end_of_word_suffix": null,
                  "fuse_unk": false, "byte_fallback": false, "vocab": vocab, "merges": []},
    });
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.join("tokenizer_config.json"), json!({"bos_token": "<s>", "eos_token": "</s>"}).to_string())
        .unwrap();
}

/// A folder with a random model over these pieces; the spread makes its choices distinct.
pub fn random_model(pieces: &[&str], seed: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_tokenizer(folder.path(), pieces);
    let config = tiny_config(pieces.len() + 2, 16);
    let decoder = Decoder::new_random(config.clone(), seed, 0.6, BaseWeights::Frozen, &Device::Cpu).unwrap();
    write_base(folder.path(), &config, Architecture::Llama, &decoder.named_tensors(), DType::F32, Some(0), 1).unwrap();
    folder
}

/// A folder with a model that, after token i, always says token i + 1, and the EOS (1) after the last.
///
/// Embedding: one-hot; every projection zero, so that the layers add nothing; the head moves each token on by one.
pub fn reciting_model(pieces: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_tokenizer(folder.path(), pieces);
    let size = pieces.len() + 2;
    let config = tiny_config(size, size.next_multiple_of(4));
    let hidden = config.hidden_size;
    let matrix = |rows: usize, columns: usize, ones: &dyn Fn(usize) -> Option<usize>| {
        let mut values = vec![0.0_f32; rows * columns];
        for column in 0..columns.min(size) {
            if let Some(row) = ones(column) {
                values[row * columns + column] = 1.0;
            }
        }
        Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap()
    };
    let following = |id: usize| match id {
        0 => Some(2),
        1 => None,
        id if id + 1 == size => Some(1),
        id => Some(id + 1),
    };
    let ones = Tensor::ones(hidden, DType::F32, &Device::Cpu).unwrap();
    let mut tensors = vec![
        ("model.embed_tokens.weight".to_owned(), matrix(size, hidden, &Some)),
        ("model.norm.weight".to_owned(), ones.clone()),
        ("lm_head.weight".to_owned(), matrix(size, hidden, &following)),
    ];
    for layer in 0..config.num_layers {
        for norm in ["input_layernorm", "post_attention_layernorm"] {
            tensors.push((format!("model.layers.{layer}.{norm}.weight"), ones.clone()));
        }
        for projection in Projection::ALL {
            let zeros = Tensor::zeros(projection_shape(&config, projection), DType::F32, &Device::Cpu).unwrap();
            tensors.push((format!("{}.weight", projection.hf_path(layer)), zeros));
        }
    }
    write_base(folder.path(), &config, Architecture::Llama, &tensors, DType::F32, Some(0), 1).unwrap();
    folder
}

/// The engine of a folder, on the processor.
pub fn engine(folder: &Path) -> Engine {
    Engine::open(folder, isocenter_lm::DeviceChoice::Cpu).unwrap()
}

/// A file of the GGUF reference, only to be read.
pub fn gguf_reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/gguf").join(name)
}
