//! A model on disk, a folder as Hugging Face lays it out or a GGUF file: what it is, whether it is whole, and its weights
//! as a decoder.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use isocenter_nn::{BaseMatrix, BaseWeights, Decoder, DecoderConfig, WeightFormat, WeightSource};

use crate::chat_template::folder_template;
use crate::folder_weights::FolderWeights;
use crate::gguf::GgufFile;
use crate::manifest::{Architecture, Manifest};
use crate::memory_budget::{MachineMemory, ModelUse, working_bytes};
use crate::stored_tensor::{StoredFormat, StoredTensor};
use crate::tensor_names::expected_tensors;
use crate::weight_form::{LoadOptions, SixteenBit, WeightForm};
use crate::{ChatTemplate, Error, TextTokenizer};

const GGUF_EXTENSION: &str = "gguf";
/// Ends a turn in LLaMA-3 chats; GGUF files of chat models often declare only the end of the text.
const END_OF_TURN: &str = "<|eot_id|>";

/// An opened model: its configuration, tokenizer and template are read, its weight files are mapped, and every tensor it
/// needs is known to be there, of a readable type and the right shape. Deleting the files does not harm it any more.
pub struct ModelSource {
    path: PathBuf,
    manifest: Manifest,
    weights: Weights,
    tokenizer: TextTokenizer,
    chat_template: Option<ChatTemplate>,
}

enum Weights {
    Folder(FolderWeights),
    Gguf(Box<GgufFile>),
}

impl Weights {
    fn stored<'a>(&'a self, name: &'a str) -> Result<StoredTensor<'a>, Error> {
        match self {
            Self::Folder(folder) => folder.stored(name),
            Self::Gguf(file) => file.stored(name),
        }
    }
}

/// Whether `path` is a file with the ending of GGUF files.
#[must_use]
pub fn is_gguf_file(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case(GGUF_EXTENSION)) && path.is_file()
}

/// The GGUF file that `path` means: itself, or the only one of a folder without safetensors.
///
/// # Errors
/// [`Error::SeveralGgufFiles`] for a folder with more than one.
pub(crate) fn gguf_file(path: &Path) -> Result<Option<PathBuf>, Error> {
    if is_gguf_file(path) {
        return Ok(Some(path.to_owned()));
    }
    let has_safetensors = ["model.safetensors", "model.safetensors.index.json"].iter().any(|n| path.join(n).exists());
    if has_safetensors || !path.is_dir() {
        return Ok(None);
    }
    let read = |source: std::io::Error| Error::Read { path: path.to_owned(), source };
    let entries = std::fs::read_dir(path).map_err(read)?;
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| is_gguf_file(path)).collect();
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(Error::SeveralGgufFiles { folder: path.to_owned() }),
    }
}

impl ModelSource {
    /// Opens a model folder, a GGUF file, or a folder that holds one GGUF file. No weight is read yet.
    ///
    /// A `tokenizer.json` beside a GGUF file takes the place of the tokenizer in its metadata, with its chat template.
    ///
    /// # Errors
    /// One variant of [`Error`] for each thing that may be missing, broken, of the wrong kind or not belong together.
    pub fn open(path: &Path) -> Result<Self, Error> {
        match gguf_file(path)? {
            Some(file) => Self::open_gguf(path, &file),
            None => Self::open_folder(path),
        }
    }

    fn open_folder(folder: &Path) -> Result<Self, Error> {
        let manifest = Manifest::read(folder)?;
        let tokenizer = TextTokenizer::open(folder)?;
        tokenizer.check_belongs_to(&manifest)?;
        let weights = FolderWeights::open(folder)?;
        for expected in expected_tensors(&manifest.config) {
            weights.stored(&expected.name)?.check_shape(&expected.shape)?;
        }
        let chat_template = ChatTemplate::open(folder, &tokenizer)?;
        Ok(Self { path: folder.to_owned(), manifest, weights: Weights::Folder(weights), tokenizer, chat_template })
    }

    fn open_gguf(path: &Path, file: &Path) -> Result<Self, Error> {
        let gguf = GgufFile::open(file)?;
        let beside = file.parent().filter(|folder| folder.join("tokenizer.json").is_file());
        let (tokenizer, template) = match beside {
            Some(folder) => (TextTokenizer::open(folder)?, folder_template(folder)?),
            None => (gguf.tokenizer()?, gguf.chat_template()?.map(str::to_owned)),
        };
        let mut manifest = gguf.manifest().clone();
        let end_of_turn = tokenizer.token_id(END_OF_TURN).filter(|id| !manifest.eos_ids.contains(id));
        manifest.eos_ids.extend(end_of_turn);
        tokenizer.check_belongs_to(&manifest)?;
        let chat_template = template.map(|source| ChatTemplate::compile(source, &tokenizer)).transpose()?;
        Ok(Self { path: path.to_owned(), manifest, weights: Weights::Gguf(Box::new(gguf)), tokenizer, chat_template })
    }

    /// The folder or file.
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
        match &self.weights {
            Weights::Folder(folder) => folder.bytes_on_disk(),
            Weights::Gguf(file) => file.bytes().len() as u64,
        }
    }

    /// Every token that ends an answer: those the model's configuration declares and that of the tokenizer, each once.
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

    /// The model's tokenizer.
    #[must_use]
    pub fn tokenizer(&self) -> &TextTokenizer {
        &self.tokenizer
    }

    /// The model's chat template, if it has one.
    #[must_use]
    pub fn chat_template(&self) -> Option<&ChatTemplate> {
        self.chat_template.as_ref()
    }

    /// Tokenizer and chat template, to keep.
    #[must_use]
    pub fn into_text(self) -> (TextTokenizer, Option<ChatTemplate>) {
        (self.tokenizer, self.chat_template)
    }

    /// Bytes of the weights in memory in a form: those read out of a map count too, because they must stay there to be
    /// read fast.
    ///
    /// # Errors
    /// A tensor that is not there; opening has found them all.
    pub fn resident_bytes(&self, form: WeightForm) -> Result<u64, Error> {
        let mut bytes = 0_u64;
        for expected in expected_tensors(self.config()) {
            let stored = self.weights.stored(&expected.name)?;
            let tensor_bytes = match *expected.shape {
                [rows, columns] => form.matrix_bytes(&expected.name, stored.format, rows, columns),
                _ => expected.shape.iter().product::<usize>() as u64 * 4,
            };
            bytes = bytes.saturating_add(tensor_bytes);
        }
        Ok(bytes)
    }

    /// Bytes needed to load the model in a form and use it so.
    ///
    /// # Errors
    /// As [`Self::resident_bytes`].
    pub fn bytes_needed(&self, form: WeightForm, model_use: ModelUse) -> Result<u64, Error> {
        Ok(self.resident_bytes(form)?.saturating_add(working_bytes(self.config(), model_use)))
    }

    /// The form that options ask for on the processor of a machine; none where the system does not tell.
    ///
    /// # Errors
    /// As [`Self::resident_bytes`].
    pub fn form(&self, options: &LoadOptions, machine: Option<MachineMemory>) -> Result<WeightForm, Error> {
        let widened = WeightForm { quantize: options.quantize, sixteen_bit: SixteenBit::Widen };
        let sixteen_bit = match (options.sixteen_bit, machine) {
            (Some(asked), _) => asked,
            (None, Some(machine)) if self.resident_bytes(widened)? > machine.available_bytes / 2 => SixteenBit::Keep,
            (None, _) => SixteenBit::Widen,
        };
        Ok(WeightForm { sixteen_bit, ..widened })
    }

    /// The packed format in which the file holds the first layer's projections; none for f32.
    ///
    /// # Errors
    /// As [`Self::resident_bytes`].
    pub fn projection_format(&self) -> Result<Option<WeightFormat>, Error> {
        self.stored("model.layers.0.mlp.down_proj.weight").map(|tensor| match tensor.format {
            StoredFormat::Packed(format) => Some(format),
            StoredFormat::F32 => None,
        })
    }

    /// Refuses to go on when the model does not fit into the memory that is free.
    ///
    /// # Errors
    /// [`Error::NotEnoughMemory`] with both numbers.
    pub fn check_memory(&self, form: WeightForm, model_use: ModelUse, machine: MachineMemory) -> Result<(), Error> {
        let needed_bytes = self.bytes_needed(form, model_use)?;
        match needed_bytes > machine.available_bytes {
            true => Err(Error::NotEnoughMemory { needed_bytes, available_bytes: machine.available_bytes }),
            false => Ok(()),
        }
    }

    /// Builds the decoder on the device with sixteen-bit weights widened to f32 and packed ones as they are; a trainable
    /// base is f32 throughout.
    ///
    /// # Errors
    /// [`Error::NonFiniteWeights`] names a tensor with NaN or infinite values.
    pub fn load_decoder(&self, base: BaseWeights, device: &Device) -> Result<Decoder, Error> {
        self.load_decoder_as(WeightForm::default(), base, device)
    }

    /// Builds the decoder on the device with its weights in a form. One tensor is converted after the other; what the
    /// file holds in that form already is read out of its map and never copied, but for the query and key rows of GGUF
    /// files, which stand in another order.
    ///
    /// # Errors
    /// As [`Self::load_decoder`].
    pub fn load_decoder_as(&self, form: WeightForm, base: BaseWeights, device: &Device) -> Result<Decoder, Error> {
        let source = InForm { weights: &self.weights, form, device, dtype: self.compute_type(device)? };
        Decoder::load(self.manifest.config.clone(), &source, base).map_err(own_error)
    }

    /// What the layers compute in: f32 on the processor; on cards, what the weights were stored for, bf16 for whatever is
    /// not f32.
    fn compute_type(&self, device: &Device) -> Result<DType, Error> {
        let stored = self.stored("model.embed_tokens.weight")?.format;
        Ok(if device.is_cpu() || stored == StoredFormat::F32 { DType::F32 } else { DType::BF16 })
    }

    /// A tensor by its Hugging Face name.
    pub(crate) fn stored<'a>(&'a self, name: &'a str) -> Result<StoredTensor<'a>, Error> {
        self.weights.stored(name)
    }
}

/// This crate's own error, where one came up through the decoder.
pub(crate) fn own_error(error: isocenter_nn::Error) -> Error {
    match error {
        isocenter_nn::Error::Weight { name, source } => match source.downcast::<Error>() {
            Ok(own) => *own,
            Err(source) => Error::Model(isocenter_nn::Error::Weight { name, source }),
        },
        other => Error::Model(other),
    }
}

struct InForm<'a> {
    weights: &'a Weights,
    form: WeightForm,
    device: &'a Device,
    dtype: DType,
}

impl WeightSource for InForm<'_> {
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, Box<dyn std::error::Error + Send + Sync>> {
        let stored = self.weights.stored(name)?;
        stored.check_shape(shape)?;
        Ok(stored.tensor(self.device, self.dtype)?)
    }

    fn matrix(&self, name: &str, shape: &[usize; 2]) -> Result<BaseMatrix, Box<dyn std::error::Error + Send + Sync>> {
        let stored = self.weights.stored(name)?;
        stored.check_shape(shape)?;
        Ok(stored.matrix(self.form, self.device, self.dtype)?)
    }
}
