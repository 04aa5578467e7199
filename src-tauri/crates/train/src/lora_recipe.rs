//! LoRA fine-tuning: load → setup → train → save. Progress goes to the observer; medicine and metrics are elsewhere.

use crate::accumulate::{Variable, WindowGradients, accumulate_window, loss_sum};
use crate::adamw::AdamW;
use crate::batch::{Batch, Grouping, micro_batches};
use crate::checkpoint::{Checkpoint, checkpoint_path};
use crate::data_order::{DataOrder, Order, Stream, generator, hold_out};
use crate::fingerprint::{self, Fingerprints};
use crate::lora_init::{TrainableAdapter, detached, fresh_adapter, trainable};
use crate::observer::{LogLine, Observer, Plan};
use crate::output_folder::{OutputFolder, RUN_RECORD};
use crate::run_record::{RunRecord, Versions, device_name, to_json, to_json_lines, unix_seconds};
use crate::tokenized_example::{ExampleTokenizer, Sequence};
use crate::training_loop::{LoopSettings, Resume, TrainingState, TrainingTask, train};
use crate::{Error, Example, RecipeConfig, TargetModules};
use isocenter_lm::{CancelToken, DeviceChoice, ModelSource, adapter_file, open_device};
use isocenter_nn::{Adapter, BaseWeights, Decoder, LoraDropout};
use rand::RngCore;
use std::path::{Path, PathBuf};

/// One fine-tune to run.
#[derive(Debug)]
pub struct FinetuneJob<'a> {
    /// The base model's folder.
    pub base: &'a Path,
    /// The data; the position of an example, from 1, is its line number in messages.
    pub examples: Vec<Example>,
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

/// A finished fine-tune.
#[derive(Clone, Debug)]
pub struct FinetuneSummary {
    /// The last line of the log.
    pub last: LogLine,
    /// The adapter's folder.
    pub adapter: PathBuf,
    /// Optimiser steps of the whole run.
    pub steps: usize,
    /// Time in steps, over all sittings.
    pub seconds: f64,
    /// Numbers trained.
    pub trainable_parameters: usize,
}

/// Fine-tunes an adapter and writes it as PEFT does, with `log.jsonl` and `run.json` beside it.
///
/// # Errors
/// A configuration, model, adapter or example that cannot be used; a full disk; a loss that is not finite. The output
/// folder appears whole or not at all. [`Error::Cancelled`] leaves a checkpoint to resume from.
pub fn finetune(
    job: FinetuneJob<'_>,
    observer: &mut dyn Observer,
    cancel: &CancelToken,
) -> Result<FinetuneSummary, Error> {
    job.config.validate()?;
    OutputFolder::check(job.out)?;
    let began_unix_s = unix_seconds();
    let loaded = load(&job)?;
    let mut run = set_up(&job, loaded)?;
    if job.resume == Resume::FromCheckpoint {
        run.checkpoint.restore(&mut run.state)?;
    }
    observer.started(&run.plan());
    train(&run.task, &mut run.state, &run.settings, &run.checkpoint, observer, cancel)?;
    save(&job, &run, began_unix_s)
}

/// What is read from disk.
struct Loaded {
    /// The configuration with the starting adapter's shape.
    config: RecipeConfig,
    decoder: Decoder,
    start: TrainableAdapter,
    sequences: Vec<Sequence>,
    pad_id: u32,
    fingerprints: Fingerprints,
}

/// Everything the loop needs.
struct Run {
    config: RecipeConfig,
    task: LoraTask,
    state: TrainingState,
    settings: LoopSettings,
    checkpoint: Checkpoint,
}

fn load(job: &FinetuneJob<'_>) -> Result<Loaded, Error> {
    if job.examples.is_empty() {
        return Err(Error::NoExamples);
    }
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
    let sequences = example_tokenizer.tokenize_all(&job.examples)?;
    let start = match job.init {
        Some(init) => {
            let (settings, adapter) = adapter_file::read(init, folder.config(), &device)?;
            config.rank = settings.rank;
            config.alpha = settings.alpha;
            config.rslora = settings.use_rslora;
            config.target_modules = TargetModules::from_adapter_file(&settings.target_modules);
            trainable(&adapter)?
        }
        None => fresh_adapter(&config, folder.config(), &device)?,
    };
    let fingerprints = Fingerprints {
        configuration: configuration_fingerprint(&config)?,
        data: fingerprint::of_examples(&job.examples),
        base: isocenter_lm::sha256_of_model(job.base, &CancelToken::new())?,
        starting_adapter: job.init.map(fingerprint::of_adapter).transpose()?,
        tokenizer: folder.tokenizer_sha256()?,
    };
    let decoder = folder.load_decoder(BaseWeights::Frozen, &device)?;
    Ok(Loaded { config, decoder, start, sequences, pad_id: tokenizer.pad_id(), fingerprints })
}

fn set_up(job: &FinetuneJob<'_>, loaded: Loaded) -> Result<Run, Error> {
    let Loaded { config, decoder, start, mut sequences, pad_id, fingerprints } = loaded;
    let (trained, held_out) = hold_out(sequences.len(), config.validation_fraction, config.seed);
    let held_out: Vec<Sequence> = held_out.iter().filter_map(|&index| sequences.get(index).cloned()).collect();
    let mut kept = trained.iter().peekable();
    let mut index = 0;
    sequences.retain(|_| {
        let keep = kept.next_if(|&&next| next == index).is_some();
        index += 1;
        keep
    });
    let order = if config.shuffle { Order::Shuffled } else { Order::AsGiven };
    let order = DataOrder { items: sequences.len(), window: config.window(), order, seed: config.seed };
    let steps = config.steps.unwrap_or(config.epochs * order.steps_per_epoch());
    let TrainableAdapter { adapter, variables } = start;
    let state = TrainingState::new(variables, |sizes| AdamW::new(config.adamw(), sizes))?;
    let settings = LoopSettings {
        steps,
        schedule: config.schedule_over(steps),
        max_grad_norm: config.max_grad_norm,
        checkpoint_every: config.checkpoint_every,
    };
    let checkpoint = Checkpoint { path: checkpoint_path(job.out), fingerprints };
    let task = LoraTask { config: config.clone(), decoder, adapter, sequences, held_out, order, pad_id, steps };
    Ok(Run { config, task, state, settings, checkpoint })
}

impl Run {
    fn plan(&self) -> Plan {
        Plan {
            steps: self.settings.steps,
            steps_done: self.state.steps_done,
            trainable_parameters: self.state.trainable_parameters(),
            examples: self.task.sequences.len(),
            held_out: self.task.held_out.len(),
        }
    }
}

fn save(job: &FinetuneJob<'_>, run: &Run, began_unix_s: u64) -> Result<FinetuneSummary, Error> {
    let last = run.state.log.last().cloned().ok_or(Error::NoExamples)?;
    let settings = adapter_file::AdapterSettings {
        rank: run.config.rank,
        alpha: run.config.alpha,
        use_rslora: run.config.rslora,
        target_modules: run.config.target_modules.to_adapter_file(),
        dropout: run.config.dropout,
        base_model_name_or_path: job.base.display().to_string(),
    };
    let plan = run.plan();
    let record = RunRecord {
        kind: "finetune",
        config: &run.config,
        seed: run.config.seed,
        steps: plan.steps,
        examples: plan.examples,
        held_out: plan.held_out,
        trainable_parameters: plan.trainable_parameters,
        base_model: Some(job.base.display().to_string()),
        sha256: &run.checkpoint.fingerprints,
        versions: Versions::current(),
        device: device_name(run.task.decoder.device()),
        cpu_threads: rayon::current_num_threads(),
        began_unix_s,
        ended_unix_s: unix_seconds(),
        training_seconds: run.state.seconds,
        last: &last,
    };
    let folder = OutputFolder::begin(job.out)?;
    adapter_file::write(&folder.path(), &settings, &detached(&run.task.adapter))?;
    folder.write("log.jsonl", &to_json_lines(&run.state.log)?)?;
    folder.write(RUN_RECORD, &to_json(&record)?)?;
    folder.publish()?;
    run.checkpoint.remove()?;
    Ok(FinetuneSummary {
        last,
        adapter: job.out.to_owned(),
        steps: plan.steps,
        seconds: run.state.seconds,
        trainable_parameters: plan.trainable_parameters,
    })
}

/// The fingerprint of what changes the numbers: how often a checkpoint is written does not.
fn configuration_fingerprint(config: &RecipeConfig) -> Result<String, Error> {
    let config = RecipeConfig { checkpoint_every: 0, ..config.clone() };
    let bytes = to_json(&config)?;
    Ok(fingerprint::of_texts([String::from_utf8_lossy(&bytes).as_ref()]))
}

/// Prompts and answers, as the loop sees them.
struct LoraTask {
    config: RecipeConfig,
    decoder: Decoder,
    adapter: Adapter,
    sequences: Vec<Sequence>,
    held_out: Vec<Sequence>,
    order: DataOrder,
    pad_id: u32,
    steps: usize,
}

impl LoraTask {
    fn batches(&self, window: Vec<&Sequence>, grouping: Grouping) -> Result<Vec<Batch>, Error> {
        micro_batches(window, self.config.micro_batch, grouping)
            .iter()
            .map(|rows| Batch::new(rows, self.pad_id, self.decoder.device()))
            .collect()
    }

    /// The adapter of one micro-batch: the same tensors, with masks of its own when there is dropout.
    fn adapter_for(&self, step_index: usize, micro_batch: usize) -> Adapter {
        if self.config.dropout == 0.0 {
            return self.adapter.clone();
        }
        let mut random = generator(self.config.seed, Stream::Dropout);
        random.set_word_pos(((step_index as u128) << 24) + 16 * micro_batch as u128);
        self.adapter.with_dropout(LoraDropout { probability: self.config.dropout, seed: random.next_u64() })
    }
}

impl TrainingTask for LoraTask {
    fn window_gradients(&self, step_index: usize, variables: &[Variable]) -> Result<WindowGradients, Error> {
        let indices = self.order.indices(step_index);
        let window = indices.iter().filter_map(|&index| self.sequences.get(index)).collect();
        let grouping = if self.config.shuffle { Grouping::ByLength } else { Grouping::AsGiven };
        let batches = self.batches(window, grouping)?;
        let adapter_for = |micro_batch| Some(self.adapter_for(step_index, micro_batch));
        accumulate_window(&self.decoder, &adapter_for, variables, &batches)
    }

    fn validation_loss(&self, step_index: usize) -> Result<Option<f64>, Error> {
        let due = self.order.ends_epoch(step_index) || step_index + 1 == self.steps;
        if self.held_out.is_empty() || !due {
            return Ok(None);
        }
        let adapter = detached(&self.adapter);
        let (mut total, mut labels) = (0.0, 0);
        for batch in self.batches(self.held_out.iter().collect(), Grouping::ByLength)? {
            total += f64::from(loss_sum(&self.decoder, Some(&adapter), &batch)?.to_scalar::<f32>()?);
            labels += batch.targets.len();
        }
        Ok(Some(total / labels.max(1) as f64))
    }
}
