//! LoRA fine-tuning: load → setup → train → save. Progress goes to the observer; medicine and metrics are elsewhere.

use crate::adamw::AdamW;
use crate::checkpoint::{Checkpoint, checkpoint_path};
use crate::data_order::{DataOrder, Order};
use crate::fingerprint::{self, Fingerprints};
use crate::lora_init::{TrainableAdapter, fresh_adapter, trainable};
use crate::lora_result::{Outcome, conclude};
use crate::lora_task::LoraTask;
use crate::observer::{Observer, Phase, Plan};
use crate::output_folder::OutputFolder;
use crate::run_lock::RunLock;
use crate::run_record::{to_json, unix_seconds};
use crate::tokenized_example::{ExampleTokenizer, Sequence};
use crate::training_loop::{LoopSettings, Resume, Sitting, TrainingState};
use crate::{Error, Example, RecipeConfig, TargetModules, ValidationSet};
use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{
    CancelToken, DeviceChoice, LoadOptions, ModelSource, ProcessMemory, WeightForm, adapter_file, open_device,
};
use isocenter_nn::{BaseWeights, Decoder};
use std::cell::RefCell;
use std::path::Path;

/// One fine-tune to run.
#[derive(Debug)]
pub struct FinetuneJob<'a> {
    /// The base model's folder.
    pub base: &'a Path,
    /// The data; the position of an example, from 1, is its line number in messages.
    pub examples: Vec<Example>,
    /// What the validation loss is measured on.
    pub validation: ValidationSet,
    /// The folder of the finished adapter; absent until the run has finished.
    pub out: &'a Path,
    /// Every number of the run.
    pub config: RecipeConfig,
    /// An adapter to go on from. Its rank, alpha, rslora and target modules replace the configuration's.
    pub init: Option<&'a Path>,
    /// Whether to go on from a checkpoint.
    pub resume: Resume,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// Fine-tunes an adapter and writes it as PEFT does, with `log.jsonl` and `run.json` beside it.
///
/// The process may be killed at any moment: what it had written last is whole, and resuming gives the same losses and
/// the same adapter, bit for bit, as if it had not been killed.
///
/// # Errors
/// A configuration, model, adapter or example that cannot be used; another run into the same folder; a full disk; a
/// run that went wrong before anything was worth keeping ([`Error::WentWrong`]). The output folder appears whole or not
/// at all.
pub fn finetune(job: FinetuneJob<'_>, observer: &mut dyn Observer, cancel: &CancelToken) -> Result<Outcome, Error> {
    job.config.validate()?;
    let _lock = RunLock::take(job.out)?;
    OutputFolder::check(job.out)?;
    let began_unix_s = unix_seconds();
    ProcessMemory::forget_peak();
    let loaded = load(&job, observer)?;
    let mut run = set_up(&job, loaded)?;
    if job.resume == Resume::FromCheckpoint {
        run.checkpoint.restore(&mut run.state)?;
    }
    if let Some(memory) = ProcessMemory::read() {
        observer.measured(memory);
    }
    observer.started(&run.plan());
    let Run { task, state, settings, checkpoint, .. } = &mut run;
    let end = Sitting { task, settings, checkpoint, observer, cancel }.train(state)?;
    conclude(&job, run, end, began_unix_s, observer)
}

/// What is read from disk.
struct Loaded {
    /// The configuration with the starting adapter's shape.
    config: RecipeConfig,
    decoder: Decoder,
    start: TrainableAdapter,
    trained: Vec<Sequence>,
    held_out: Vec<Sequence>,
    pad_id: u32,
    fingerprints: Fingerprints,
}

/// Everything the loop needs.
pub(crate) struct Run {
    pub(crate) config: RecipeConfig,
    pub(crate) task: LoraTask,
    pub(crate) state: TrainingState,
    pub(crate) settings: LoopSettings,
    pub(crate) checkpoint: Checkpoint,
}

fn load(job: &FinetuneJob<'_>, observer: &mut dyn Observer) -> Result<Loaded, Error> {
    if job.examples.is_empty() {
        return Err(Error::NoExamples);
    }
    observer.entered(Phase::Tokenising);
    let device = open_device(job.device)?;
    let folder = ModelSource::open(job.base)?;
    let tokenizer = folder.tokenizer();
    let mut config = job.config.clone();
    let example_tokenizer = ExampleTokenizer {
        tokenizer,
        end_id: tokenizer.eos_id(),
        loss_on: config.loss_on,
        max_length: config.max_length,
    };
    let (trained, held_out) = sequences(job, &example_tokenizer)?;
    observer.entered(Phase::ReadingModel);
    let start = match job.init {
        Some(init) => {
            let (settings, adapter) = adapter_file::read(init, folder.config(), &device)?;
            config.rank = settings.rank;
            config.alpha = settings.alpha;
            config.rslora = settings.use_rslora;
            config.target_modules = TargetModules::from_adapter_file(&settings.target_modules);
            trainable(&adapter)?
        }
        None => {
            config.check_fits(folder.config())?;
            fresh_adapter(&config, folder.config(), &device)?
        }
    };
    let fingerprints = Fingerprints {
        configuration: configuration_fingerprint(&config)?,
        data: fingerprint::of_data(&job.examples, &job.validation),
        base: isocenter_lm::sha256_of_model(job.base, &CancelToken::new())?,
        starting_adapter: job.init.map(fingerprint::of_adapter).transpose()?,
        tokenizer: folder.tokenizer_sha256()?,
    };
    let form = weight_form(&folder, &config, job.device)?;
    let decoder = folder.load_decoder_as(form, BaseWeights::Frozen, &device)?;
    Ok(Loaded { config, decoder, start, trained, held_out, pad_id: tokenizer.pad_id(), fingerprints })
}

/// The form in which a fine-tune holds its base. It depends on how much memory the machine has, not on how much of it is
/// free: a resumed run must compute with the same numbers in the same order.
pub(crate) fn weight_form(
    model: &ModelSource,
    config: &RecipeConfig,
    device: DeviceChoice,
) -> Result<WeightForm, Error> {
    let options = LoadOptions { device, quantize: config.quantize.into(), sixteen_bit: None };
    let machine =
        MachineMemory::read().map(|machine| MachineMemory { available_bytes: machine.total_bytes, ..machine });
    Ok(model.form(&options, machine)?)
}

/// The sequences to train on and those to validate on.
fn sequences(job: &FinetuneJob<'_>, tokenizer: &ExampleTokenizer<'_>) -> Result<(Vec<Sequence>, Vec<Sequence>), Error> {
    let mut all: Vec<Option<Sequence>> = tokenizer.tokenize_all(&job.examples)?.into_iter().map(Some).collect();
    let sides = job.validation.sides(all.len(), job.config.validation_fraction, job.config.seed)?;
    let mut take = |indices: &[usize]| -> Vec<Sequence> {
        indices.iter().filter_map(|&index| all.get_mut(index).and_then(Option::take)).collect()
    };
    let (trained, held_out) = (take(&sides.trained), take(&sides.held_out));
    match &job.validation {
        ValidationSet::Given(examples) => {
            let given = tokenizer.tokenize_all(examples);
            Ok((trained, given.map_err(|source| Error::InValidationSet { source: Box::new(source) })?))
        }
        _ => Ok((trained, held_out)),
    }
}

fn set_up(job: &FinetuneJob<'_>, loaded: Loaded) -> Result<Run, Error> {
    let Loaded { config, decoder, start, trained, held_out, pad_id, fingerprints } = loaded;
    let order = if config.shuffle { Order::Shuffled } else { Order::AsGiven };
    let order = DataOrder { items: trained.len(), window: config.window(), order, seed: config.seed };
    let steps = config.steps.unwrap_or(config.epochs * order.steps_per_epoch());
    let TrainableAdapter { adapter, variables } = start;
    let state = TrainingState::new(variables, |sizes| AdamW::new(config.adamw(), sizes))?;
    let settings = LoopSettings {
        steps,
        schedule: config.schedule_over(steps),
        max_grad_norm: config.max_grad_norm,
        checkpoint_every: config.checkpoint_every,
        early_stop: config.early_stop(),
    };
    let checkpoint = Checkpoint { path: checkpoint_path(job.out), fingerprints };
    let task = LoraTask {
        config: config.clone(),
        decoder,
        adapter,
        sequences: trained,
        held_out,
        order,
        pad_id,
        steps,
        workspace: RefCell::default(),
    };
    Ok(Run { config, task, state, settings, checkpoint })
}

impl Run {
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            steps: self.settings.steps,
            steps_done: self.state.steps_done,
            seconds_done: self.state.seconds,
            trainable_parameters: self.state.trainable_parameters(),
            examples: self.task.sequences.len(),
            held_out: self.task.held_out.len(),
        }
    }
}

/// The fingerprint of what changes the numbers: how often a checkpoint is written does not.
fn configuration_fingerprint(config: &RecipeConfig) -> Result<String, Error> {
    let config = RecipeConfig { checkpoint_every: 0, ..config.clone() };
    let bytes = to_json(&config)?;
    Ok(fingerprint::of_texts([String::from_utf8_lossy(&bytes).as_ref()]))
}
