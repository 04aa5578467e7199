//! The safetensors files of a model folder, one or sharded, and which tensor lies in which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Error;
use crate::json_file::read_json;
use crate::safetensors::WeightFile;
use crate::stored_tensor::StoredTensor;

/// The open weight files of a folder.
pub(crate) struct FolderWeights {
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
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
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

    /// Bytes of all files.
    pub(crate) fn bytes_on_disk(&self) -> u64 {
        self.files.iter().map(WeightFile::len).sum()
    }

    /// A tensor by its name.
    pub(crate) fn stored<'a>(&'a self, tensor: &'a str) -> Result<StoredTensor<'a>, Error> {
        let missing = || Error::MissingTensor { file: self.listing.clone(), tensor: tensor.to_owned() };
        let file = self.file_of_tensor.get(tensor).and_then(|index| self.files.get(*index));
        file.ok_or_else(missing)?.stored(tensor)
    }
}
