//! A model folder as Hugging Face lays it out: what is in it, whether it is whole, and its weights as a decoder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, WeightSource};
use serde::Deserialize;

use crate::json_file::read_json;
use crate::manifest::{Architecture, Manifest};
use crate::memory_budget::{MachineMemory, ModelUse, bytes_needed};
use crate::safetensors::WeightFile;
use crate::tensor_names::expected_tensors;
use crate::{Error, TextTokenizer};

/// An opened model folder: its configuration is read, and every tensor it needs is known to be there, of a readable
/// type and the right shape.
pub struct ModelFolder {
    path: PathBuf,
    manifest: Manifest,
    weights: FolderWeights,
    tokenizer: TextTokenizer,
}

impl ModelFolder {
    /// Opens `config.json`, `tokenizer.json` and the headers of the safetensors files. No weight is read yet.
    ///
    /// # Errors
    /// One variant of [`Error`] for each thing that may be missing, broken, of the wrong kind or not belong together.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let manifest = Manifest::read(path)?;
        let tokenizer = TextTokenizer::open(path)?;
        tokenizer.check_belongs_to(&manifest)?;
        let weights = FolderWeights::open(path)?;
        for expected in expected_tensors(&manifest.config) {
            weights.check(&expected.name, &expected.shape)?;
        }
        Ok(Self { path: path.to_owned(), manifest, weights, tokenizer })
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The shape of the decoder.
    #[must_use]
    pub fn config(&self) -> &DecoderConfig {
        &self.manifest.config
    }

    /// The family of the model.
    #[must_use]
    pub fn architecture(&self) -> Architecture {
        self.manifest.architecture
    }

    /// Bytes of the weight files on disk.
    #[must_use]
    pub fn weights_bytes(&self) -> u64 {
        self.weights.files.iter().map(WeightFile::len).sum()
    }

    /// Every token that ends an answer: those of `config.json`, of `generation_config.json` and of the tokenizer, each
    /// once.
    #[must_use]
    pub fn eos_ids(&self) -> Vec<u32> {
        let mut ids = self.manifest.eos_ids.clone();
        ids.extend(self.tokenizer.declared_eos_id().filter(|id| !self.manifest.eos_ids.contains(id)));
        ids
    }

    /// The token that begins a text, if the model has one.
    #[must_use]
    pub fn bos_id(&self) -> Option<u32> {
        self.manifest.bos_id.or_else(|| self.tokenizer.bos_id())
    }

    /// The folder's tokenizer.
    #[must_use]
    pub fn tokenizer(&self) -> &TextTokenizer {
        &self.tokenizer
    }

    /// The folder's tokenizer, to keep.
    #[must_use]
    pub fn into_tokenizer(self) -> TextTokenizer {
        self.tokenizer
    }

    /// Refuses to go on when the model does not fit into the memory that is free.
    ///
    /// # Errors
    /// [`Error::NotEnoughMemory`] with both numbers.
    pub fn check_memory(&self, model_use: ModelUse, machine: MachineMemory) -> Result<(), Error> {
        let needed_bytes = bytes_needed(self.config(), model_use);
        match needed_bytes > machine.available_bytes {
            true => Err(Error::NotEnoughMemory { needed_bytes, available_bytes: machine.available_bytes }),
            false => Ok(()),
        }
    }

    /// Reads the weights as f32 and builds the decoder on the device.
    ///
    /// # Errors
    /// [`Error::NonFiniteWeights`] names a tensor with NaN or infinite values.
    pub fn load_decoder(&self, base: BaseWeights, device: &Device) -> Result<Decoder, Error> {
        let source = OnDevice { weights: &self.weights, device };
        Decoder::load(self.manifest.config.clone(), &source, base).map_err(|error| match error {
            isocenter_nn::Error::Weight { name, source } => match source.downcast::<Error>() {
                Ok(own) => *own,
                Err(source) => Error::Model(isocenter_nn::Error::Weight { name, source }),
            },
            other => Error::Model(other),
        })
    }
}

/// The weight files of a folder and which tensor lies in which.
struct FolderWeights {
    /// What names the tensors: the single file, or the index of the shards.
    listing: PathBuf,
    files: Vec<WeightFile>,
    file_of_tensor: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct ShardIndex {
    weight_map: BTreeMap<String, String>,
}

impl FolderWeights {
    fn open(folder: &Path) -> Result<Self, Error> {
        let single = folder.join("model.safetensors");
        let listing = folder.join("model.safetensors.index.json");
        if single.exists() || !listing.exists() {
            let file = WeightFile::open(&single)?;
            let file_of_tensor = file.names().into_iter().map(|name| (name, 0)).collect();
            return Ok(Self { listing: single, files: vec![file], file_of_tensor });
        }
        let index: ShardIndex = read_json(&listing)?;
        let mut shards: Vec<&str> = index.weight_map.values().map(String::as_str).collect();
        shards.sort_unstable();
        shards.dedup();
        // A name that leaves the folder would read a file the user did not choose.
        if shards.iter().any(|shard| Path::new(shard).components().count() != 1 || shard.starts_with("..")) {
            return Err(Error::InvalidConfig { key: "weight_map" });
        }
        let files = shards.iter().map(|shard| WeightFile::open(&folder.join(shard))).collect::<Result<Vec<_>, _>>()?;
        let position = |shard: &String| shards.binary_search(&shard.as_str()).unwrap_or_default();
        let file_of_tensor = index.weight_map.iter().map(|(name, shard)| (name.clone(), position(shard))).collect();
        Ok(Self { listing, files, file_of_tensor })
    }

    fn file(&self, tensor: &str) -> Result<&WeightFile, Error> {
        let missing = || Error::MissingTensor { file: self.listing.clone(), tensor: tensor.to_owned() };
        self.file_of_tensor.get(tensor).and_then(|index| self.files.get(*index)).ok_or_else(missing)
    }

    fn check(&self, tensor: &str, expected: &[usize]) -> Result<&WeightFile, Error> {
        let file = self.file(tensor)?;
        let found = file.shape(tensor)?;
        if found != expected {
            return Err(Error::WrongShape {
                file: file.path().to_owned(),
                tensor: tensor.to_owned(),
                expected: expected.to_vec(),
                found: found.to_vec(),
            });
        }
        Ok(file)
    }
}

struct OnDevice<'a> {
    weights: &'a FolderWeights,
    device: &'a Device,
}

impl WeightSource for OnDevice<'_> {
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        let file = self.weights.check(name, shape)?;
        Ok(file.read(name, self.device)?)
    }
}
