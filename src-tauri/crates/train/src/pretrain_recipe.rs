//! Training a small base from scratch on documents: load → setup → train → save. Every weight learns, every token counts.

use crate::accumulate::{Activations, Differentiator, Variable, WindowGradients};
use crate::adamw::{AdamW, Decay};
use crate::batch::{Arrangement, micro_batches};
use crate::checkpoint::{Checkpoint, checkpoint_path};
use crate::data_order::{DataOrder, Order};
use crate::early_stop::EarlyStopSettings;
use crate::fingerprint::{self, Fingerprints};
use crate::observer::{LogLine, Observer, Phase, Plan};
use crate::output_folder::{OutputFolder, RUN_RECORD};
use crate::run_lock::RunLock;
use crate::run_record::{RunRecord, Versions, device_name, peak_bytes, to_json, to_json_lines, unix_seconds};
use crate::token_stream::TokenStream;
use crate::tokenized_example::Sequence;
use crate::training_loop::{LoopEnd, LoopSettings, Resume, Sitting, TrainingState, TrainingTask};
use crate::{Error, PretrainConfig};
use candle_core::DType;
use isocenter_lm::{Architecture, CancelToken, DeviceChoice, TextTokenizer, open_device, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, Precision};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// The tokenizer's files, copied beside the trained weights; the last two only where they exist.
const TOKENIZER_FILES: [&str; 4] =
    ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"];

/// One base to train.
#[derive(Debug)]
pub struct PretrainJob<'a> {
    /// A folder with a tokenizer, as [`crate::train_tokenizer`] writes it.
    pub folder: &'a Path,
    /// Which family `config.json` shall name.
    pub architecture: Architecture,
    /// The decoder's shape; its vocabulary must hold the tokenizer's.
    pub decoder: DecoderConfig,
    /// The texts to learn.
    pub documents: Vec<String>,
    /// The model folder to write; absent until the run has finished.
    pub out: &'a Path,
    /// Every number of the run.
    pub config: PretrainConfig,
    /// Whether to go on from a checkpoint.
    pub resume: Resume,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// A finished training from scratch.
#[derive(Clone, Debug)]
pub struct PretrainSummary {
    /// The last line of the log.
    pub last: LogLine,
    /// The model folder.
    pub model: PathBuf,
    /// Optimiser steps of the whole run.
    pub steps: usize,
    /// Time in steps, over all sittings.
    pub seconds: f64,
    /// Numbers trained.
    pub trainable_parameters: usize,
    /// Tokens of all documents.
    pub corpus_tokens: usize,
}

/// Trains a base and writes it in bfloat16 with its tokenizer, `log.jsonl` and `run.json`.
///
/// # Errors
/// A configuration, shape or tokenizer that cannot be used; too little text; a full disk; a loss that is not finite.
/// [`Error::Cancelled`] leaves a checkpoint to resume from.
pub fn pretrain(
    job: PretrainJob<'_>,
    observer: &mut dyn Observer,
    cancel: &CancelToken,
) -> Result<PretrainSummary, Error> {
    job.config.validate()?;
    let _lock = RunLock::take(job.out)?;
    OutputFolder::check(job.out)?;
    let began_unix_s = unix_seconds();
    let tokenizer = TextTokenizer::open(job.folder)?;
    let mut run = set_up(&job, &tokenizer)?;
    if job.resume == Resume::FromCheckpoint {
        run.checkpoint.restore(&mut run.state)?;
    }
    observer.started(&run.plan());
    let Run { task, state, settings, checkpoint } = &mut run;
    match (Sitting { task, settings, checkpoint, observer, cancel }).train(state)? {
        LoopEnd::Finished => {}
        LoopEnd::Stopped(_) => {
            checkpoint.write(state)?;
            return Err(Error::Cancelled { step: state.steps_done, checkpoint: checkpoint.path.clone() });
        }
        LoopEnd::Early { reason, .. } => return Err(Error::WentWrong { reason }),
    }
    observer.entered(Phase::Writing);
    save(&job, &run, &tokenizer, began_unix_s)
}

struct Run {
    task: PretrainTask,
    state: TrainingState,
    settings: LoopSettings,
    checkpoint: Checkpoint,
}

fn set_up(job: &PretrainJob<'_>, tokenizer: &TextTokenizer) -> Result<Run, Error> {
    if tokenizer.vocab_size() > job.decoder.vocab_size {
        return Err(Error::VocabularyTooSmall { model: job.decoder.vocab_size, tokenizer: tokenizer.vocab_size() });
    }
    let config = &job.config;
    let device = open_device(job.device)?;
    let stream = TokenStream::new(&job.documents, tokenizer, config.context_tokens)?;
    let decoder =
        Decoder::new_random(job.decoder.clone(), config.seed, config.init_std, BaseWeights::Trainable, &device)?;
    let variables: Vec<Variable> =
        decoder.variables().into_iter().map(|(name, tensor)| Variable { name, tensor }).collect();
    let decays = variables.iter().map(|v| if v.tensor.rank() > 1 { Decay::Decayed } else { Decay::Spared }).collect();
    let state = TrainingState::new(variables, |sizes| AdamW::with_decays(config.adamw(), sizes, decays))?;
    let settings = LoopSettings {
        steps: config.steps,
        schedule: config.schedule(),
        max_grad_norm: config.max_grad_norm,
        checkpoint_every: config.checkpoint_every,
        early_stop: EarlyStopSettings { patience_validations: 0, watchdog_factor: 1.0, watchdog_patience: 0 },
    };
    let order = DataOrder { items: stream.windows(), window: config.batch, order: Order::Shuffled, seed: config.seed };
    let without_checkpoints = PretrainConfig { checkpoint_every: 0, ..config.clone() };
    let fingerprints = Fingerprints {
        configuration: fingerprint::of_texts([String::from_utf8_lossy(&to_json(&without_checkpoints)?).as_ref()]),
        data: fingerprint::of_texts(job.documents.iter().map(String::as_str)),
        base: fingerprint::of_texts([format!("{:?}", job.decoder).as_str()]),
        starting_adapter: None,
        tokenizer: fingerprint::of_tokenizer(job.folder)?,
    };
    let checkpoint = Checkpoint { path: checkpoint_path(job.out), fingerprints };
    let task = PretrainTask { decoder, stream, order, micro_batch: config.micro_batch, pad_id: tokenizer.pad_id() };
    Ok(Run { task, state, settings, checkpoint })
}

impl Run {
    fn plan(&self) -> Plan {
        Plan {
            steps: self.settings.steps,
            steps_done: self.state.steps_done,
            seconds_done: self.state.seconds,
            trainable_parameters: self.state.trainable_parameters(),
            examples: self.task.stream.windows(),
            held_out: 0,
        }
    }
}

fn save(
    job: &PretrainJob<'_>,
    run: &Run,
    tokenizer: &TextTokenizer,
    began_unix_s: u64,
) -> Result<PretrainSummary, Error> {
    let last = run.state.log.last().cloned().ok_or(Error::NoExamples)?;
    let plan = run.plan();
    let record = RunRecord {
        kind: "pretrain",
        config: &job.config,
        seed: job.config.seed,
        steps: plan.steps,
        examples: plan.examples,
        held_out: 0,
        trainable_parameters: plan.trainable_parameters,
        base_model: None,
        sha256: &run.checkpoint.fingerprints,
        versions: Versions::current(),
        device: device_name(run.task.decoder.device()),
        cpu_threads: rayon::current_num_threads(),
        began_unix_s,
        ended_unix_s: unix_seconds(),
        training_seconds: run.state.seconds,
        written: None,
        ended: None,
        peak_resident_bytes: peak_bytes(),
        last: &last,
    };
    let folder = OutputFolder::begin(job.out)?;
    let tensors = run.task.decoder.named_tensors();
    write_base(
        &folder.path(),
        &job.decoder,
        job.architecture,
        &tensors,
        DType::BF16,
        tokenizer.bos_id(),
        tokenizer.eos_id(),
    )?;
    for name in TOKENIZER_FILES {
        let path = job.folder.join(name);
        if path.exists() {
            folder.write(name, &std::fs::read(&path).map_err(Error::reading(&path))?)?;
        }
    }
    folder.write("log.jsonl", &to_json_lines(&run.state.log)?)?;
    folder.write(RUN_RECORD, &to_json(&record)?)?;
    folder.publish()?;
    run.checkpoint.remove()?;
    Ok(PretrainSummary {
        last,
        model: job.out.to_owned(),
        steps: plan.steps,
        seconds: run.state.seconds,
        trainable_parameters: plan.trainable_parameters,
        corpus_tokens: run.task.stream.tokens(),
    })
}

/// Windows of the token stream, as the loop sees them.
struct PretrainTask {
    decoder: Decoder,
    stream: TokenStream,
    order: DataOrder,
    micro_batch: usize,
    pad_id: u32,
}

impl TrainingTask for PretrainTask {
    fn window_gradients(
        &self,
        step_index: usize,
        variables: &[Variable],
        cancel: &CancelToken,
    ) -> Result<Option<WindowGradients>, Error> {
        let windows: Vec<Sequence> =
            self.order.indices(step_index).into_iter().filter_map(|index| self.stream.window(index)).collect();
        let (window, device) = (windows.iter().collect(), self.decoder.device());
        let batches = micro_batches(window, self.micro_batch, Arrangement::RowsAsGiven, self.pad_id, device)?;
        let (decoder, workspace) = (&self.decoder, &RefCell::default());
        let (activations, precision) = (Activations::Kept, Precision::F32);
        let differentiator = Differentiator { decoder, activations, precision, workspace };
        differentiator.window(&|_| None, variables, &batches, cancel)
    }

    fn is_validated(&self, _step_index: usize) -> bool {
        false
    }

    fn validation_loss(&self, _cancel: &CancelToken) -> Result<Option<f64>, Error> {
        Ok(None)
    }
}
