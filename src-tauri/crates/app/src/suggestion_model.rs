//! A model in memory with its task adapters, and the three questions as the engine is asked them. No job, no events.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use isocenter_domain::{Icd10Catalog, Icd10Code, Modality, Task};
use isocenter_lm::{
    AdapterUse, CancelToken, Engine, LoadOptions, Quantize, SampleKey, ScanCase, ScanPlan, ScanSample, TextConstraint,
    is_gguf_file,
};

use crate::application::Application;
use crate::error::Error;
use crate::finetuning::adapter_proof::adapter_sha256;
use crate::finetuning::release::ReleasedAdapter;
use crate::letters::adapter::{LETTER_ADAPTER, drafts_letters, letter_adapter_folder};
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion::shown::ShownAdapter;
use crate::wire::ModelSummary;
use crate::{assets, failure};

/// The sub-folder of a model that holds one adapter folder for each task.
pub(crate) const ADAPTERS_FOLDER: &str = "adapters";

const ADAPTER_CONFIG: &str = "adapter_config.json";

/// Where the adapters of a model lie: in its folder, or for `model.gguf` in `model.adapters` beside it.
pub(crate) fn adapters_folder(model: &Path) -> PathBuf {
    if is_gguf_file(model) { model.with_extension(ADAPTERS_FOLDER) } else { model.join(ADAPTERS_FOLDER) }
}

/// The adapter folder of a task.
pub(crate) fn adapter_folder(model: &Path, task: Task) -> PathBuf {
    adapters_folder(model).join(task.name())
}

/// Tasks with an adapter folder that looks whole.
pub(crate) fn tasks_with_adapter(model: &Path) -> Vec<Task> {
    Task::ALL.into_iter().filter(|task| adapter_folder(model, *task).join(ADAPTER_CONFIG).is_file()).collect()
}

/// A base with the adapters of its folder.
pub(crate) struct SuggestionModel {
    pub(crate) engine: Engine,
    /// As the list shows it.
    pub(crate) summary: ModelSummary,
    folder: PathBuf,
    version: Vec<Option<SystemTime>>,
    released: Vec<ReleasedAdapter>,
    quantize: Quantize,
    /// The adapters that answer, with the hashes of their files.
    pub(crate) adapters: Vec<ShownAdapter>,
    /// What was measured of the agreement of its samples.
    pub(crate) agreement: Option<AgreementRecord>,
}

impl SuggestionModel {
    /// Reads the model and an adapter for every task: the released one, else the one that came with the model; and that for letters. An adapter that was made for
    /// another base or another question is refused.
    pub(crate) fn open(
        folder: &Path,
        summary: ModelSummary,
        released: Vec<ReleasedAdapter>,
        quantize: Quantize,
    ) -> Result<Self, Error> {
        let version = version_on_disk(folder);
        let mut engine =
            Engine::open(folder, LoadOptions { quantize, ..LoadOptions::default() }).map_err(failure::lm)?;
        let (mut adapters, mut agreement) = (Vec::new(), None);
        for task in Task::ALL {
            let own = adapter_folder(folder, task);
            let adapter = match released.iter().find(|adapter| adapter.task == task) {
                Some(adapter) => &adapter.folder,
                None if own.join(ADAPTER_CONFIG).is_file() => &own,
                None => continue,
            };
            engine.add_adapter(task.name(), adapter).map_err(failure::lm)?;
            let template = assets::prompt_template(task)?.template();
            engine.check_template(task.name(), template).map_err(failure::lm)?;
            let sha256 = adapter_sha256(adapter)?;
            if task == Task::Regimen {
                agreement = AgreementRecord::beside(adapter).filter(|record| record.adapter_sha256 == sha256);
            }
            adapters.push(ShownAdapter { task: task.into(), sha256 });
        }
        if drafts_letters(folder) {
            engine.add_adapter(LETTER_ADAPTER, &letter_adapter_folder(folder)).map_err(failure::lm)?;
        }
        Ok(Self { engine, summary, folder: folder.to_owned(), version, released, quantize, adapters, agreement })
    }

    /// Whether this is the model of `folder` as it now lies on disk, with these released adapters and held so.
    pub(crate) fn is_current(&self, folder: &Path, released: &[ReleasedAdapter], quantize: Quantize) -> bool {
        let is_asked = self.folder == folder && self.released == released && self.quantize == quantize;
        is_asked && self.version == version_on_disk(folder)
    }

    /// Where it was read from.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The released run that answers for a task, if it is none of the model's own adapters.
    pub(crate) fn released_run(&self, task: Task) -> Option<u32> {
        self.released.iter().find(|adapter| adapter.task == task).map(|adapter| adapter.run)
    }

    /// Bytes that its weights take.
    pub(crate) fn bytes_in_memory(&self) -> u64 {
        self.engine.weights_bytes()
    }
}

/// Reads a model into the memory that is kept for one, in place of the one before.
///
/// # Errors
/// As [`SuggestionModel::open`].
pub(crate) fn read_into_memory(
    application: &Application,
    folder: &Path,
    summary: ModelSummary,
    released: Vec<ReleasedAdapter>,
    quantize: Quantize,
) -> Result<Arc<SuggestionModel>, Error> {
    application.forget_model();
    let model = Arc::new(SuggestionModel::open(folder, summary, released, quantize)?);
    application.keep_model(&model);
    Ok(model)
}

/// When the files that change with a new model or adapter were last changed.
fn version_on_disk(folder: &Path) -> Vec<Option<SystemTime>> {
    let base = ["config.json", "tokenizer.json", "model.safetensors", "model.safetensors.index.json"];
    let adapters = Task::ALL.into_iter().map(|task| adapter_folder(folder, task));
    let adapters = adapters.chain([letter_adapter_folder(folder)]);
    let adapters = adapters.map(|folder| folder.join("adapter_model.safetensors"));
    let changed = |path: PathBuf| std::fs::metadata(path).and_then(|found| found.modified()).ok();
    base.into_iter().map(|name| folder.join(name)).chain([folder.to_owned()]).chain(adapters).map(changed).collect()
}

/// Tokens of a question as training saw it: the prompt, then a line break.
pub(crate) fn prompt_ids(engine: &Engine, prompt: &str) -> Result<Vec<u32>, Error> {
    engine.tokenizer().encode(&format!("{prompt}\n")).map_err(failure::lm)
}

/// log p of each of the four labels and the end of the answer, in the order of [`Modality::ALL`].
pub(crate) fn modality_scores(
    engine: &Engine,
    prompt: &[u32],
    adapter: Option<&str>,
    cancel: &CancelToken,
) -> Result<[f64; 4], isocenter_lm::Error> {
    let label = |modality: Modality| {
        let mut ids = engine.tokenizer().encode_without_special(modality.label())?;
        ids.push(engine.tokenizer().eos_id());
        Ok(ids)
    };
    let labels = Modality::ALL.into_iter().map(label).collect::<Result<Vec<_>, isocenter_lm::Error>>()?;
    let mut scores = [f64::NEG_INFINITY; 4];
    // OK because there is a score for each label.
    for (place, score) in scores.iter_mut().zip(engine.score_continuations(prompt, &labels, adapter, cancel)?) {
        *place = score;
    }
    Ok(scores)
}

/// Probabilities among the labels, from their log p; they sum to 1.
pub(crate) fn softmax(scores: &[f64; 4]) -> [f64; 4] {
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights = scores.map(|score| (score - highest).exp());
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

/// How the code of a case is searched.
pub(crate) struct CodeSearch<'a> {
    pub(crate) constraint: &'a CatalogConstraint,
    /// Hypotheses.
    pub(crate) beams: usize,
    /// The longest code, tokens.
    pub(crate) max_tokens: usize,
}

/// The likeliest code of the table; nothing when the search found none.
pub(crate) fn likeliest_code(
    engine: &Engine,
    prompt: &[u32],
    adapter: Option<&str>,
    search: &CodeSearch<'_>,
    cancel: &CancelToken,
) -> Result<Option<Icd10Code>, isocenter_lm::Error> {
    let CodeSearch { constraint, beams, max_tokens } = search;
    let found = engine.constrained_beam(prompt, adapter, *constraint, *beams, *max_tokens, cancel)?;
    Ok(found.first().and_then(|best| Icd10Code::parse(&best.text).ok()))
}

/// Many free answers: [`Engine::scan`] with the adapter merged where there is room for the merged copy, else beside the base.
pub(crate) fn scan(
    engine: &Engine,
    cases: &[ScanCase],
    adapter: Option<&str>,
    plan: &ScanPlan,
    is_done: &dyn Fn(SampleKey) -> bool,
    cancel: &CancelToken,
    on_sample: &mut dyn FnMut(ScanSample),
) -> Result<(), isocenter_lm::Error> {
    let with = |adapter_use| ScanPlan { adapter_use, ..plan.clone() };
    match engine.scan(cases, adapter, &with(AdapterUse::Merged), is_done, cancel, on_sample) {
        // Told before anything is drawn.
        Err(isocenter_lm::Error::NotEnoughMemory { .. }) if adapter.is_some() => {
            engine.scan(cases, adapter, &with(AdapterUse::Apart), is_done, cancel, on_sample)
        }
        asked => asked,
    }
}

/// Every code of the shipped table, and nothing else.
pub(crate) struct CatalogConstraint {
    catalog: &'static Icd10Catalog,
}

impl CatalogConstraint {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self { catalog: assets::icd10_catalog()? })
    }
}

impl TextConstraint for CatalogConstraint {
    fn may_continue(&self, text: &str) -> bool {
        self.catalog.has_code_starting_with(text)
    }

    fn is_complete(&self, text: &str) -> bool {
        self.catalog.contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_the_labels_sum_to_one_even_far_below_zero() {
        let probabilities = softmax(&[-1000.0, -1001.0, -1002.0, -2000.0]);
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((probabilities[0] / probabilities[1] - 1.0_f64.exp()).abs() < 1e-9);
    }
}
