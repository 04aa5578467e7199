//! What this machine is, which models it has, and what fits into its memory. Nothing is loaded.

use isocenter_lm::memory_budget::{MachineMemory, ModelUse};
use isocenter_lm::{DeviceChoice, LoadOptions, ModelSource, open_device};
use isocenter_train::RecipeConfig;
use serde::Serialize;

use super::machine::threads;
use crate::application::Application;
use crate::failure;
use crate::finetuning::forecast::{self, Longest};
use crate::model_catalogue::{self, Located};
use crate::wire::{ErrorView, FormatNeed, QuantizeFormat, Task};

const BYTES_PER_GB: f64 = 1e9;
/// Context for which memory is forecast, tokens.
const FORECAST_TOKENS: usize = 1024;
/// Part of it that is the answer.
const ANSWER_TOKENS: usize = 64;

/// Everything `doctor` says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoctorReport {
    /// Version of Isocenter.
    pub version: String,
    /// Devices, the one that `auto` takes first.
    pub devices: Vec<DeviceReport>,
    /// Threads that compute on the CPU.
    pub threads: usize,
    /// Memory of the machine or its container, GB; none where the system does not say.
    pub memory_total_gb: Option<f64>,
    /// Memory that is free now, GB; none where the system does not say.
    pub memory_available_gb: Option<f64>,
    /// Folders looked through for models.
    pub model_roots: Vec<String>,
    /// Models found, broken ones too.
    pub models: Vec<FoundModel>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceReport {
    /// `cpu`, `cuda` or `metal`.
    pub name: &'static str,
    /// Whether this build and this machine have it.
    pub is_available: bool,
    /// Why it cannot be used, if it cannot, and what to do.
    pub problem: Option<String>,
}

/// A model and what it needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundModel {
    /// The folder's name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where it lies.
    pub folder: String,
    /// `LLaMA` or `Mistral`.
    pub architecture: String,
    /// Parameters of the base.
    pub parameters: u64,
    /// Weights on disk, MB.
    pub weights_mb: f64,
    /// Whether it is a demonstration.
    pub is_demonstration: bool,
    /// Tasks with an adapter.
    pub tasks: Vec<Task>,
    /// To answer one question of up to 1,024 tokens.
    pub generation: Option<Fit>,
    /// To fine-tune with the default settings.
    pub finetuning: Option<Fit>,
    /// The same for each way of holding the base in memory.
    pub formats: Vec<FormatFit>,
    /// Why it cannot be used, if it cannot.
    pub problem: Option<ErrorView>,
}

/// What one way of holding a base needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FormatFit {
    /// `none`, `q8_0`, `q4_k` or `nf4`.
    pub quantize: QuantizeFormat,
    /// To answer one question of up to 1,024 tokens.
    pub generation: Option<Fit>,
    /// To fine-tune with the default settings.
    pub finetuning: Fit,
}

/// A need against what is free.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// Memory needed, GB.
    pub needed_gb: f64,
    /// Whether so much is free now; none where the system does not say.
    pub fits: Option<bool>,
}

/// Looks at the machine and its models.
pub fn doctor(application: &Application) -> DoctorReport {
    let memory = MachineMemory::read();
    let models = model_catalogue::located(application).into_iter().map(|located| {
        let formats = formats(application, &located, memory);
        let as_loaded = formats.first().copied();
        let summary = model_catalogue::describe(&located);
        FoundModel {
            folder: located.folder.display().to_string(),
            generation: as_loaded.and_then(|format| format.generation),
            finetuning: as_loaded.map(|format| format.finetuning),
            formats,
            id: summary.id,
            name: summary.name,
            architecture: summary.architecture,
            parameters: summary.parameters,
            weights_mb: summary.weights_mb,
            is_demonstration: summary.is_demonstration,
            tasks: summary.tasks,
            problem: summary.problem,
        }
    });
    DoctorReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        devices: devices(),
        threads: threads(),
        memory_total_gb: memory.map(|memory| memory.total_bytes as f64 / BYTES_PER_GB),
        memory_available_gb: memory.map(|memory| memory.available_bytes as f64 / BYTES_PER_GB),
        models: models.collect(),
        model_roots: application.model_roots().iter().map(|root| root.display().to_string()).collect(),
    }
}

fn devices() -> Vec<DeviceReport> {
    let known = [("cuda", DeviceChoice::Cuda), ("metal", DeviceChoice::Metal), ("cpu", DeviceChoice::Cpu)];
    let mut devices: Vec<DeviceReport> = known
        .map(|(name, choice)| {
            let problem = open_device(choice).err().map(|error| failure::lm(error).to_string());
            DeviceReport { name, is_available: problem.is_none(), problem }
        })
        .into();
    devices.sort_by_key(|device| !device.is_available);
    devices
}

/// What each way of holding the base needs, the way it would be loaded first; none for a model that cannot be used.
fn formats(application: &Application, located: &Located, memory: Option<MachineMemory>) -> Vec<FormatFit> {
    let (Ok(base), Ok(source)) = (application.bases().open(&located.folder), ModelSource::open(&located.folder)) else {
        return Vec::new();
    };
    let longest = Longest { case: FORECAST_TOKENS, answer: ANSWER_TOKENS };
    let needs = forecast::needs(&RecipeConfig::default(), &base, longest, memory);
    let answering = ModelUse::Generation { batch: 1, context_tokens: FORECAST_TOKENS };
    let format = |need: FormatNeed| FormatFit {
        quantize: need.format,
        generation: generation(&source, need.format, answering, memory),
        finetuning: Fit { needed_gb: need.total_gb, fits: need.fits },
    };
    needs.into_iter().map(format).collect()
}

fn generation(
    source: &ModelSource,
    format: QuantizeFormat,
    answering: ModelUse,
    memory: Option<MachineMemory>,
) -> Option<Fit> {
    let options = LoadOptions { quantize: forecast::loaded_as(format), ..LoadOptions::default() };
    let form = source.form(&options, memory).ok()?;
    let needed = source.bytes_needed(form, answering).ok()?;
    let fits = memory.map(|memory| needed <= memory.available_bytes);
    Some(Fit { needed_gb: needed as f64 / BYTES_PER_GB, fits })
}
