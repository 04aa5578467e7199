//! An adapter written for others: alone as PEFT reads it, or merged into its base as a Hugging Face folder or one GGUF file. Nothing is left
//! behind unless what was written answers as the pair did.

use std::path::Path;

use isocenter_lm::{
    CancelToken, DeviceChoice, Engine, ExportFormat, ExportJob, Finish, GenerationOptions, LoadOptions, export_merged,
};

use super::adapter_proof::adapter_sha256;
use crate::count::count;
use crate::error::Error;
use crate::wire::{ErrorCode, ExportReport, RunExportFormat};
use crate::{failure, files};

/// What an adapter's folder holds that belongs to the adapter.
const ADAPTER_FILES: [&str; 5] =
    ["adapter_config.json", "adapter_model.safetensors", "isocenter_binding.json", "run.json", "log.jsonl"];

/// One export.
pub(crate) struct Export<'a> {
    /// The base: folder or GGUF file.
    pub(crate) base: &'a Path,
    /// The adapter's folder.
    pub(crate) adapter: &'a Path,
    /// What to write; nothing may be there.
    pub(crate) out: &'a Path,
    /// Prompts answered greedily before and after, as the model is to read them.
    pub(crate) prompts: &'a [String],
    /// The longest answer compared, tokens.
    pub(crate) max_tokens: usize,
}

impl Export<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// Answers that differ; a place that is taken; a full disk; a base or an adapter that cannot be used.
    pub(crate) fn write(&self, format: RunExportFormat, cancel: &CancelToken) -> Result<ExportReport, Error> {
        let changed = match format {
            RunExportFormat::Peft => self.peft(cancel)?,
            RunExportFormat::Safetensors => self.merged(ExportFormat::SafetensorsF32, cancel)?,
            RunExportFormat::Gguf => self.merged(ExportFormat::GgufQ8_0, cancel)?,
        };
        let out = self.out;
        Ok(ExportReport {
            name: files::name_of(out),
            bytes: bytes_of(out)?,
            sha256: match format {
                RunExportFormat::Peft => adapter_sha256(out)?,
                RunExportFormat::Safetensors | RunExportFormat::Gguf => {
                    isocenter_lm::sha256_of_model(out, cancel).map_err(failure::lm)?
                }
            },
            answers_compared: count(self.prompts.len()),
            answers_changed_by_rounding: count(changed),
        })
    }

    fn merged(&self, format: ExportFormat, cancel: &CancelToken) -> Result<usize, Error> {
        let Self { base, adapter, out, prompts, max_tokens } = *self;
        let job = ExportJob { base, adapter, out, format, prompts, max_tokens };
        let report = export_merged(&job, cancel, &mut |_| ()).map_err(failure::lm)?;
        Ok(report.changed_by_rounding)
    }

    /// Copies the adapter beside its place, reads it there, and keeps it only if it answers as the original.
    fn peft(&self, cancel: &CancelToken) -> Result<usize, Error> {
        if self.out.exists() {
            let what = format!("{} is there already", self.out.display());
            return Err(Error::new(ErrorCode::BadInput, what, "choose a new name"));
        }
        let parent = self.out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let cannot_write = |source: &std::io::Error| files::cannot_write(self.out, source);
        std::fs::create_dir_all(parent).map_err(|source| cannot_write(&source))?;
        let staging = tempfile::Builder::new().prefix(".isocenter-").tempdir_in(parent);
        let staging = staging.map_err(|source| cannot_write(&source))?;
        let copy = staging.path().join("adapter");
        std::fs::create_dir(&copy).map_err(|source| cannot_write(&source))?;
        for name in ADAPTER_FILES.into_iter().filter(|name| self.adapter.join(name).is_file()) {
            std::fs::copy(self.adapter.join(name), copy.join(name)).map_err(|source| cannot_write(&source))?;
        }
        let mut engine = Engine::open(self.base, LoadOptions::from(DeviceChoice::Auto)).map_err(failure::lm)?;
        engine.add_adapter("original", self.adapter).map_err(failure::lm)?;
        engine.add_adapter("copy", &copy).map_err(failure::lm)?;
        if self.answers(&engine, "original", cancel)? != self.answers(&engine, "copy", cancel)? {
            return Err(Error::new(
                ErrorCode::AdapterMismatch,
                "the adapter answers differently after it was written and read again",
                "nothing was exported; check the disk",
            ));
        }
        std::fs::rename(&copy, self.out).map_err(|source| cannot_write(&source))?;
        Ok(0)
    }

    fn answers(&self, engine: &Engine, adapter: &str, cancel: &CancelToken) -> Result<Vec<Vec<u32>>, Error> {
        let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: self.max_tokens };
        let ids = self.prompts.iter().map(|prompt| engine.tokenizer().encode(prompt));
        let ids = ids.collect::<Result<Vec<_>, _>>().map_err(failure::lm)?;
        let answers = engine.generate(&ids, Some(adapter), &options, cancel, &mut |_| {});
        let answers = answers.map_err(failure::lm)?;
        if answers.iter().any(|answer| answer.finish == Finish::Cancelled) {
            return Err(failure::cancelled());
        }
        Ok(answers.into_iter().map(|answer| answer.ids).collect())
    }
}

fn bytes_of(place: &Path) -> Result<u64, Error> {
    let size = |path: &Path| {
        std::fs::metadata(path).map(|found| found.len()).map_err(|source| files::cannot_read(path, &source))
    };
    match place.is_dir() {
        false => size(place),
        true => files::entries(place)?.iter().map(|path| size(path)).sum(),
    }
}
