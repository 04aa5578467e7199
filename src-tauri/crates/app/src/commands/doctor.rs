//! What this machine is, which models it has, and what fits into its memory. Nothing is loaded.

use isocenter_lm::memory_budget::{MachineMemory, ModelUse};
use isocenter_lm::{DeviceChoice, LoadOptions, ModelSource, open_device};
use isocenter_train::RecipeConfig;
use serde::Serialize;

use super::machine::threads;
use crate::application::Application;
use crate::model_catalogue;
use crate::wire::{ErrorView, Task};

const BYTES_PER_GB: f64 = 1e9;
/// Context for which memory is forecast, tokens.
const FORECAST_TOKENS: usize = 1024;

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
    /// Why it cannot be used, if it cannot.
    pub problem: Option<ErrorView>,
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
        let opened = ModelSource::open(&located.folder).ok();
        let fit = |model_use: ModelUse| opened.as_ref().and_then(|opened| fit(opened, model_use, memory));
        let defaults = RecipeConfig::default();
        let summary = model_catalogue::describe(&located);
        FoundModel {
            folder: located.folder.display().to_string(),
            generation: fit(ModelUse::Generation { batch: 1, context_tokens: FORECAST_TOKENS }),
            finetuning: fit(ModelUse::LoraTraining {
                rank: defaults.rank,
                micro_batch: defaults.micro_batch,
                context_tokens: FORECAST_TOKENS,
            }),
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
    let mut devices: Vec<DeviceReport> =
        known.map(|(name, choice)| DeviceReport { name, is_available: open_device(choice).is_ok() }).into();
    devices.sort_by_key(|device| !device.is_available);
    devices
}

/// In the form it would be loaded in.
fn fit(opened: &ModelSource, model_use: ModelUse, memory: Option<MachineMemory>) -> Option<Fit> {
    let form = opened.form(&LoadOptions::default(), memory).ok()?;
    let needed = opened.bytes_needed(form, model_use).ok()?;
    let fits = memory.map(|memory| needed <= memory.available_bytes);
    Some(Fit { needed_gb: needed as f64 / BYTES_PER_GB, fits })
}
