//! An open GGUF file: what model it holds, and its tensors under their Hugging Face names.

use std::path::Path;

use crate::gguf::header::{Header, TensorInfo};
use crate::gguf::model_config;
use crate::gguf::tensor_names::{ROPE_FACTORS, gguf_name, is_rotated};
use crate::gguf::tokenizer;
use crate::manifest::Manifest;
use crate::mapped_file::MappedFile;
use crate::stored_tensor::StoredTensor;
use crate::tensor_names::expected_tensors;
use crate::{Error, TextTokenizer};

/// A GGUF file whose header was found sound and whole, and which holds exactly the tensors of its model.
pub(crate) struct GgufFile {
    file: MappedFile,
    header: Header,
    manifest: Manifest,
}

impl GgufFile {
    /// Maps the file and reads its header. No weight is read but the few rotary divisors.
    ///
    /// # Errors
    /// [`Error::TruncatedWeights`], [`Error::CorruptGguf`], [`Error::UnknownTensorType`]; what the metadata asks for
    /// and is not computed; [`Error::UnplacedTensor`] for a tensor that no layer has.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = MappedFile::open(path)?;
        let header = Header::read(path, file.bytes())?;
        let factors = header.tensors.get(ROPE_FACTORS).map(|info| stored(&file, ROPE_FACTORS, info, None)?.numbers());
        let manifest = model_config::manifest(path, file.bytes(), &header, factors.transpose()?)?;
        let gguf = Self { file, header, manifest };
        gguf.check_placed()?;
        Ok(gguf)
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.file.bytes()
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The tokenizer in the metadata.
    pub(crate) fn tokenizer(&self) -> Result<TextTokenizer, Error> {
        tokenizer::read(self.path(), &self.header.metadata, self.file.bytes())
    }

    /// The source of the chat template in the metadata.
    pub(crate) fn chat_template(&self) -> Result<Option<&str>, Error> {
        self.header.metadata.text(tokenizer::CHAT_TEMPLATE)
    }

    /// A tensor by its Hugging Face name.
    pub(crate) fn stored<'a>(&'a self, name: &'a str) -> Result<StoredTensor<'a>, Error> {
        let found = gguf_name(name).and_then(|theirs| self.header.tensors.get(&theirs));
        let info =
            found.ok_or_else(|| Error::MissingTensor { file: self.path().to_owned(), tensor: name.to_owned() })?;
        stored(&self.file, name, info, is_rotated(name).then_some(self.manifest.config.head_dim))
    }

    /// Refuses tensors that would be left out of the arithmetic.
    fn check_placed(&self) -> Result<(), Error> {
        let mut placed: Vec<String> = vec![ROPE_FACTORS.to_owned()];
        for expected in expected_tensors(&self.manifest.config) {
            // Asked for one by one, so that a claim of a billion layers ends at the first one missing.
            self.stored(&expected.name)?.check_shape(&expected.shape)?;
            placed.extend(gguf_name(&expected.name));
        }
        placed.sort_unstable();
        match self.header.tensors.keys().find(|name| placed.binary_search(name).is_err()) {
            Some(tensor) => Err(Error::UnplacedTensor { file: self.path().to_owned(), tensor: tensor.clone() }),
            None => Ok(()),
        }
    }
}

fn stored<'a>(
    file: &'a MappedFile,
    name: &'a str,
    info: &'a TensorInfo,
    interleaved_heads: Option<usize>,
) -> Result<StoredTensor<'a>, Error> {
    let bytes = file.part(info.bytes.clone());
    let bytes = bytes.ok_or_else(|| Error::TruncatedWeights { file: file.path().to_owned() })?;
    Ok(StoredTensor { file, name, format: info.format, shape: &info.shape, bytes, interleaved_heads })
}
