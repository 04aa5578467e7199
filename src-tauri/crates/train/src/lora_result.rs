//! How a fine-tune ends: which adapter is written, if any, and its record beside it.

use crate::early_stop::EarlyStop;
use crate::lora_init::adapter_of;
use crate::lora_recipe::{FinetuneJob, Run};
use crate::observer::{LogLine, Observer, Phase, Validation};
use crate::output_folder::{OutputFolder, RUN_RECORD};
use crate::run_record::{
    RunRecord, Versions, WrittenStep, device_name, peak_bytes, to_json, to_json_lines, unix_seconds,
};
use crate::training_loop::LoopEnd;
use crate::{Error, Keep};
use isocenter_lm::{StopRequest, adapter_file};
use std::path::PathBuf;

/// How a fine-tune ended. Every failure is an [`Error`] instead.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Every step is done and the adapter written.
    Finished(FinetuneSummary),
    /// A rule ended the run before its last step; the adapter was written. Ask [`EarlyStop::is_failure`] whether
    /// something went wrong.
    StoppedEarly {
        /// Which rule.
        reason: EarlyStop,
        /// What was written.
        summary: FinetuneSummary,
    },
    /// Stopped on request, and the adapter was written.
    Kept(FinetuneSummary),
    /// Stopped on request; the checkpoint holds everything to go on as if the run had never stopped.
    Paused {
        /// Steps done.
        step: usize,
        /// The checkpoint file.
        checkpoint: PathBuf,
    },
    /// Stopped on request; nothing was written and no checkpoint is left.
    Cancelled {
        /// Steps done.
        step: usize,
    },
}

impl Outcome {
    /// What was written, if an adapter was.
    #[must_use]
    pub fn summary(&self) -> Option<&FinetuneSummary> {
        match self {
            Self::Finished(summary) | Self::Kept(summary) | Self::StoppedEarly { summary, .. } => Some(summary),
            Self::Paused { .. } | Self::Cancelled { .. } => None,
        }
    }
}

/// An adapter that was written.
#[derive(Clone, Debug)]
pub struct FinetuneSummary {
    /// The last line of the log.
    pub last: LogLine,
    /// The adapter's folder.
    pub adapter: PathBuf,
    /// Optimiser steps of the whole run.
    pub steps: usize,
    /// The step whose parameters were written; earlier than the last where an earlier validation loss was lower.
    pub written_step: usize,
    /// The lowest validation loss, if one was measured.
    pub best: Option<Validation>,
    /// Time in steps and validations, over all sittings.
    pub seconds: f64,
    /// Numbers trained.
    pub trainable_parameters: usize,
    /// The most main memory this process held, as the system counts it.
    pub peak_resident_bytes: Option<u64>,
}

/// Parameters to write and after which step they were so.
struct Chosen {
    step: usize,
    values: Vec<Vec<f32>>,
}

/// Ends a run whose loop has ended.
pub(crate) fn conclude(
    job: &FinetuneJob<'_>,
    run: Run,
    end: LoopEnd,
    began_unix_s: u64,
    observer: &mut dyn Observer,
) -> Result<Outcome, Error> {
    let step = run.state.steps_done;
    match end {
        LoopEnd::Stopped(StopRequest::Cancel) => {
            run.checkpoint.remove()?;
            return Ok(Outcome::Cancelled { step });
        }
        LoopEnd::Stopped(StopRequest::Pause) => {
            run.checkpoint.write(&run.state)?;
            observer.checkpointed(step, &run.checkpoint.path);
            return Ok(Outcome::Paused { step, checkpoint: run.checkpoint.path });
        }
        LoopEnd::Stopped(StopRequest::StopAndKeep) if step == 0 => return Err(Error::NothingToKeep),
        _ => {}
    }
    observer.entered(Phase::Writing);
    let chosen = choose(&run, end)?;
    let reason = match end {
        LoopEnd::Early { reason, .. } => Some(reason),
        _ => None,
    };
    let summary = save(job, &run, &chosen, reason, began_unix_s)?;
    Ok(match (end, reason) {
        (_, Some(reason)) => Outcome::StoppedEarly { reason, summary },
        (LoopEnd::Stopped(_), None) => Outcome::Kept(summary),
        _ => Outcome::Finished(summary),
    })
}

/// The best by validation; else the last, or after something went wrong the last good checkpoint.
fn choose(run: &Run, end: LoopEnd) -> Result<Chosen, Error> {
    if let (Keep::Best, Some(best)) = (run.config.keep, &run.state.best) {
        return Ok(Chosen { step: best.found.step, values: best.values.clone() });
    }
    match end {
        LoopEnd::Early { reason, last_good_step } if reason.is_failure() => match run.checkpoint.values(&run.state) {
            Some((step, values)) if step > 0 && step <= last_good_step => Ok(Chosen { step, values }),
            _ => Err(Error::WentWrong { reason }),
        },
        _ => Ok(Chosen { step: run.state.steps_done, values: run.state.values.clone() }),
    }
}

fn save(
    job: &FinetuneJob<'_>,
    run: &Run,
    chosen: &Chosen,
    ended: Option<EarlyStop>,
    began_unix_s: u64,
) -> Result<FinetuneSummary, Error> {
    let last = run.state.log.last().cloned().ok_or(Error::NothingToKeep)?;
    let settings = adapter_file::AdapterSettings {
        rank: run.config.rank,
        alpha: run.config.alpha,
        use_rslora: run.config.rslora,
        target_modules: run.config.target_modules.to_adapter_file(),
        dropout: run.config.dropout,
        base_model_name_or_path: job.base.display().to_string(),
    };
    let plan = run.plan();
    let peak_resident_bytes = peak_bytes();
    let written_line = chosen.step.checked_sub(1).and_then(|index| run.state.log.get(index));
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
        written: Some(WrittenStep {
            step: chosen.step,
            validation_loss: written_line.and_then(|line| line.validation_loss),
        }),
        ended: ended.map(|reason| reason.to_string()),
        peak_resident_bytes,
        last: &last,
    };
    let folder = OutputFolder::begin(job.out)?;
    adapter_file::write(&folder.path(), &settings, &adapter_of(&run.task.adapter, &chosen.values)?)?;
    folder.write("log.jsonl", &to_json_lines(&run.state.log)?)?;
    folder.write(RUN_RECORD, &to_json(&record)?)?;
    folder.publish()?;
    run.checkpoint.remove()?;
    Ok(FinetuneSummary {
        last,
        adapter: job.out.to_owned(),
        steps: plan.steps,
        written_step: chosen.step,
        best: run.state.best.as_ref().map(|best| best.found),
        seconds: run.state.seconds,
        trainable_parameters: plan.trainable_parameters,
        peak_resident_bytes,
    })
}
