//! Reading of the golden files under `tests/golden`. Panics with the path when one is missing or cannot be read.
#![expect(clippy::panic, reason = "for tests only: a missing golden file ends the test with its path")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};
use serde_json::Value;

/// The folder `tests/golden`.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden")
}

/// The reference pack of transformers, PEFT and the statistics libraries.
#[must_use]
pub fn pack() -> PathBuf {
    folder().join("pack")
}

/// A model folder of the pack: `llama2`, `llama3` or `mistral`.
#[must_use]
pub fn model_folder(family: &str) -> PathBuf {
    pack().join("models").join(family)
}

/// The families of the pack.
pub const FAMILIES: [&str; 3] = ["llama2", "llama3", "mistral"];

/// A JSON file.
#[must_use]
pub fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every tensor of a safetensors file, on the CPU.
#[must_use]
pub fn tensors(path: &Path) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(path, &Device::Cpu).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every tensor of a model folder, from all its shards (a file named `adapter_model` is not one).
#[must_use]
pub fn model_tensors(model_folder: &Path) -> HashMap<String, Tensor> {
    let entries = std::fs::read_dir(model_folder).unwrap_or_else(|error| panic!("{}: {error}", model_folder.display()));
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
        .flat_map(|path| tensors(&path))
        .collect()
}
