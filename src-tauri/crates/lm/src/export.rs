//! Exporting a base with an adapter merged into it, and the proof that the export answers as the pair did. How bytes lie
//! in a file is in `gguf` and `safetensors`.

use std::path::Path;

use isocenter_nn::{BaseWeights, Decoder, WeightFormat};

use crate::adapter_file;
use crate::base_file::{config_json, one_or_all, pretty};
use crate::gguf::write_model;
use crate::json_file::read_bytes;
use crate::merged_weights::MergedWeights;
use crate::model_source::own_error;
use crate::safetensors::header;
use crate::staged_folder::{StagedFile, StagedFolder};
use crate::stored_tensor::StoredFormat;
use crate::tensor_names::{ExpectedTensor, expected_tensors};
use crate::{CancelToken, DeviceChoice, Engine, Error, GenerationOptions, LoadOptions, ModelSource};

/// Prompts answered at once.
const ROWS_AT_ONCE: usize = 8;
const ADAPTER: &str = "exported";
const WEIGHTS_FILE: &str = "model.safetensors";
/// What a base's folder may hold of its tokenizer, taken over byte for byte.
const TEXT_FILES: [&str; 4] =
    ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"];

/// What an export becomes. Norms and what has no whole blocks stay f32 in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A Hugging Face folder, f32.
    SafetensorsF32,
    /// A Hugging Face folder, half precision.
    SafetensorsF16,
    /// A Hugging Face folder, bfloat16.
    SafetensorsBf16,
    /// One GGUF file, f32.
    GgufF32,
    /// One GGUF file, half precision.
    GgufF16,
    /// One GGUF file, bfloat16.
    GgufBf16,
    /// One GGUF file, eight bits in blocks of 32.
    GgufQ8_0,
}

impl ExportFormat {
    fn stored(self) -> StoredFormat {
        match self {
            Self::SafetensorsF32 | Self::GgufF32 => StoredFormat::F32,
            Self::SafetensorsF16 | Self::GgufF16 => StoredFormat::Packed(WeightFormat::F16),
            Self::SafetensorsBf16 | Self::GgufBf16 => StoredFormat::Packed(WeightFormat::Bf16),
            Self::GgufQ8_0 => StoredFormat::Packed(WeightFormat::Q8_0),
        }
    }

    /// Whether it is one file; a folder otherwise.
    #[must_use]
    pub fn is_one_file(self) -> bool {
        matches!(self, Self::GgufF32 | Self::GgufF16 | Self::GgufBf16 | Self::GgufQ8_0)
    }

    fn reference(self) -> ExportReference {
        match self {
            Self::GgufQ8_0 => ExportReference::MergedAtTheSamePrecision,
            _ => ExportReference::BaseWithAdapter,
        }
    }
}

/// What the answers of a reloaded export are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportReference {
    /// The base with the adapter beside it, as the adapter was used until now.
    BaseWithAdapter,
    /// The merged weights, quantised in memory as in the file. Eight bits change some answers for good; what this shows
    /// is that the file holds those weights, in their places, with its tokenizer. How many answers the eight bits
    /// change is in [`ExportReport::changed_by_rounding`].
    MergedAtTheSamePrecision,
}

/// One export to make.
#[derive(Debug)]
pub struct ExportJob<'a> {
    /// The base model: folder or GGUF file.
    pub base: &'a Path,
    /// The adapter's folder.
    pub adapter: &'a Path,
    /// The folder or GGUF file to write; nothing may be there.
    pub out: &'a Path,
    /// What to write.
    pub format: ExportFormat,
    /// Held-out prompts, answered greedily before and after; at least one.
    pub prompts: &'a [String],
    /// The longest answer compared, in tokens.
    pub max_tokens: usize,
}

/// What an export is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportPhase {
    /// The base with its adapter answers the prompts.
    Asking,
    /// Tensors are written.
    Writing {
        /// Tensors written.
        done: usize,
        /// Tensors in all.
        of: usize,
    },
    /// The written model answers the prompts.
    Checking,
}

/// A finished export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportReport {
    /// Prompts answered equally.
    pub prompts: usize,
    /// What the answers were compared with.
    pub reference: ExportReference,
    /// Prompts that the exported weights answer unlike the base with its adapter; above 0 in eight bits only.
    pub changed_by_rounding: usize,
    /// Bytes of the weights on disk.
    pub weights_bytes: u64,
}

/// Writes the base with the adapter merged into it, reads it back, and keeps it only if every prompt is answered with the
/// same tokens (temperature 0) as [`ExportReference`] says. It appears whole or not at all.
///
/// # Errors
/// [`Error::ExportDiffers`]; [`Error::AlreadyThere`], [`Error::NoExportPrompts`], [`Error::TokenizerNotInGguf`] and
/// [`Error::RotaryNotInConfig`] before anything is written; [`Error::DiskFull`]; the errors of opening base and adapter.
pub fn export_merged(
    job: &ExportJob<'_>,
    cancel: &CancelToken,
    on_phase: &mut dyn FnMut(ExportPhase),
) -> Result<ExportReport, Error> {
    if job.prompts.is_empty() {
        return Err(Error::NoExportPrompts);
    }
    if job.out.exists() {
        return Err(Error::AlreadyThere { path: job.out.to_owned() });
    }
    on_phase(ExportPhase::Asking);
    let beside = beside_answers(job, cancel)?;
    let base = ModelSource::open(job.base)?;
    let (_, adapter) = adapter_file::read(job.adapter, base.config(), &candle_core::Device::Cpu)?;
    let weights = MergedWeights { base: &base, adapter: &adapter, format: job.format.stored() };
    let of = expected_tensors(base.config()).count();
    let mut done = 0;
    let mut on_tensor = || {
        done += 1;
        on_phase(ExportPhase::Writing { done, of });
        if cancel.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    };
    let staged = match job.format.is_one_file() {
        true => Staged::File(stage_gguf(job.out, &weights, &mut on_tensor)?),
        false => Staged::Folder(stage_folder(job.out, &weights, &mut on_tensor)?),
    };
    on_phase(ExportPhase::Checking);
    let reference = job.format.reference();
    let expected = match reference {
        ExportReference::BaseWithAdapter => beside.clone(),
        ExportReference::MergedAtTheSamePrecision => {
            let decoder = Decoder::load(base.config().clone(), &weights, BaseWeights::Frozen).map_err(own_error)?;
            answers(&Engine::of(ModelSource::open(job.base)?, decoder)?, None, job, cancel)?
        }
    };
    let reloaded = Engine::open(&staged.path(), LoadOptions::from(DeviceChoice::Cpu))?;
    let weights_bytes = reloaded.weights_bytes();
    let found = answers(&reloaded, None, job, cancel)?;
    drop(reloaded);
    let differing = count_differing(&expected, &found);
    if differing > 0 {
        return Err(Error::ExportDiffers { differing, prompts: job.prompts.len() });
    }
    staged.publish()?;
    Ok(ExportReport {
        prompts: job.prompts.len(),
        reference,
        changed_by_rounding: count_differing(&beside, &found),
        weights_bytes,
    })
}

enum Staged<'a> {
    File(StagedFile<'a>),
    Folder(StagedFolder<'a>),
}

impl Staged<'_> {
    fn path(&self) -> std::path::PathBuf {
        match self {
            Self::File(file) => file.path(),
            Self::Folder(folder) => folder.staging().to_owned(),
        }
    }

    fn publish(self) -> Result<(), Error> {
        match self {
            Self::File(file) => file.publish(),
            Self::Folder(folder) => folder.publish(),
        }
    }
}

/// A prompt's tokens with those of its answer.
type Answer = (Vec<u32>, Vec<u32>);

fn beside_answers(job: &ExportJob<'_>, cancel: &CancelToken) -> Result<Vec<Answer>, Error> {
    let mut engine = Engine::open(job.base, LoadOptions::from(DeviceChoice::Cpu))?;
    engine.add_adapter(ADAPTER, job.adapter)?;
    answers(&engine, Some(ADAPTER), job, cancel)
}

fn answers(
    engine: &Engine,
    adapter: Option<&str>,
    job: &ExportJob<'_>,
    cancel: &CancelToken,
) -> Result<Vec<Answer>, Error> {
    let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: job.max_tokens };
    let mut all = Vec::with_capacity(job.prompts.len());
    for prompts in job.prompts.chunks(ROWS_AT_ONCE) {
        let ids = prompts.iter().map(|prompt| engine.tokenizer().encode(prompt)).collect::<Result<Vec<_>, _>>()?;
        let generated = engine.generate(&ids, adapter, &options, cancel, &mut |_| {})?;
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        all.extend(ids.into_iter().zip(generated.into_iter().map(|answer| answer.ids)));
    }
    Ok(all)
}

fn count_differing(expected: &[Answer], found: &[Answer]) -> usize {
    expected.iter().zip(found).filter(|(expected, found)| expected != found).count()
}

fn stage_gguf<'a>(
    out: &'a Path,
    weights: &MergedWeights<'_>,
    on_tensor: &mut dyn FnMut() -> Result<(), Error>,
) -> Result<StagedFile<'a>, Error> {
    let staged = StagedFile::beside(out)?;
    staged.fill(|file| write_model(file, weights, on_tensor))?;
    Ok(staged)
}

fn stage_folder<'a>(
    out: &'a Path,
    weights: &MergedWeights<'_>,
    on_tensor: &mut dyn FnMut() -> Result<(), Error>,
) -> Result<StagedFolder<'a>, Error> {
    let base = weights.base;
    let dtype = match weights.format {
        StoredFormat::Packed(WeightFormat::F16) => "float16",
        StoredFormat::Packed(WeightFormat::Bf16) => "bfloat16",
        _ => "float32",
    };
    let (bos, eos) = (base.bos_id(), base.eos_ids());
    let config = config_json(base.config(), base.architecture(), dtype, bos, &eos)?;
    let generation = serde_json::json!({ "bos_token_id": bos, "eos_token_id": one_or_all(&eos) });
    let tensors: Vec<ExpectedTensor> = expected_tensors(base.config()).collect();
    let table: Vec<_> = tensors
        .iter()
        .map(|ExpectedTensor { name, shape }| (name.clone(), shape.clone(), weights.format_of(shape)))
        .collect();
    let header = header(&table)?;
    let mut staged = StagedFolder::beside(out)?;
    staged.fill(WEIGHTS_FILE, |file| {
        file.put(&header)?;
        for ExpectedTensor { name, shape } in &tensors {
            file.put(&weights.bytes(name, shape)?)?;
            on_tensor()?;
        }
        Ok(())
    })?;
    write_text_files(&mut staged, base)?;
    staged.write("generation_config.json", pretty(&generation).as_bytes())?;
    staged.write("config.json", pretty(&config).as_bytes())?;
    Ok(staged)
}

/// The tokenizer's files: those of the base's folder, or made from the tokenizer of a GGUF file.
fn write_text_files(staged: &mut StagedFolder<'_>, base: &ModelSource) -> Result<(), Error> {
    if base.path().join(TEXT_FILES[0]).is_file() {
        for name in TEXT_FILES {
            let path = base.path().join(name);
            if path.is_file() {
                staged.write(name, &read_bytes(&path)?)?;
            }
        }
        return Ok(());
    }
    let tokenizer = base.tokenizer();
    let config = serde_json::json!({
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokenizer.bos_text(),
        "eos_token": tokenizer.eos_text(),
        "pad_token": tokenizer.pad_text(),
        "clean_up_tokenization_spaces": false,
    });
    staged.write(TEXT_FILES[0], tokenizer.to_json()?.as_bytes())?;
    staged.write(TEXT_FILES[1], pretty(&config).as_bytes())?;
    match base.chat_template().and_then(crate::ChatTemplate::source) {
        Some(source) => staged.write(TEXT_FILES[3], source.as_bytes()),
        None => Ok(()),
    }
}
