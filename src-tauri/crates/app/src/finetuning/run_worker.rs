//! Works off the queue, one run after the other, on a thread of its own: waits for the machine, trains, and writes down how it ended.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{DeviceChoice, ProcessMemory, StopRequest};
use isocenter_train::{
    EarlyStop, FinetuneJob, FinetuneSummary, LogLine, Observer, Outcome, Phase, Plan, Resume, Validation,
    ValidationSet, finetune,
};

use super::machine_trace::MachineTrace;
use super::run_folder::{CurveFile, RunFolder};
use super::run_hall::{RunTicket, Worker};
use super::run_progress::number;
use super::run_record::{RunRecord, hash_name};
use super::{adapter_proof, registry};
use crate::application::{Application, MachineUse};
use crate::error::Error;
use crate::failure;
use crate::wire::{ErrorCode, RunEvent, RunPhase, RunRow, RunState, ValidationPoint};

const BYTES_PER_GB: f64 = 1e9;

/// Puts a run at the end of the queue and sees that somebody works it off.
pub(crate) fn enqueue(application: &Arc<Application>, ticket: RunTicket) {
    if application.runs().enqueue(ticket) == Worker::Needed {
        let application = Arc::clone(application);
        std::thread::spawn(move || {
            while let Some(ticket) = application.runs().next() {
                work(&application, ticket);
            }
        });
    }
}

fn work(application: &Application, ticket: RunTicket) {
    let (folder, root) = (ticket.folder.clone(), ticket.root.clone());
    // Held until the end is written down: a run without it would count as interrupted.
    let _claim = Arc::clone(&ticket.claim);
    let mut record = ticket.record.clone();
    // A fault in one run ends that run: those behind it go on.
    let worked = catch_unwind(AssertUnwindSafe(|| train(application, ticket)));
    match worked {
        Ok(ended) => record = ended,
        Err(_) => {
            let fault = Error::new(
                ErrorCode::Internal,
                "Isocenter met a fault of its own",
                "resume the run, or start it again",
            );
            fail(&mut record, &application.local_time(), &fault);
        }
    }
    settle(application, &folder, &root, record);
}

/// The run that had the machine has come to rest.
fn settle(application: &Application, folder: &RunFolder, root: &Path, record: RunRecord) {
    let row = write_down(application, folder, root, record);
    application.runs().rest(row);
}

/// Takes a run that waited out of the line.
pub(crate) fn put_aside(application: &Application, ticket: RunTicket, request: StopRequest) {
    let RunTicket { mut record, folder, root, .. } = ticket;
    stop_waiting(&mut record, &folder, request, &application.local_time());
    let row = write_down(application, &folder, &root, record);
    application.runs().announce(row);
}

/// Writes down how a run ended, in its folder and, if it is open, in the vault.
fn write_down(application: &Application, folder: &RunFolder, root: &Path, mut record: RunRecord) -> RunRow {
    if let Err(error) = folder.write_record(&record) {
        let now = application.local_time();
        record.note(&now, format!("its record could not be written: {}", error.what()));
    }
    // OK if the vault cannot be written now: it learns at the next sign-in what the folder says.
    let _ = registry::tell_vault(application, root, &record);
    let mut row = record.row();
    row.has_adapter = record.ended_with_adapter() && folder.has_adapter();
    row.can_resume = record.may_resume();
    row
}

/// A run that was stopped while it waited.
fn stop_waiting(record: &mut RunRecord, folder: &RunFolder, request: StopRequest, now: &str) {
    now.clone_into(&mut record.ended);
    match request {
        StopRequest::Cancel => {
            record.state = RunState::Cancelled;
            record.note(now, "cancelled while it waited");
            if let Err(error) = folder.discard() {
                record.note(now, error.what());
            }
        }
        StopRequest::Pause | StopRequest::StopAndKeep => {
            record.state = RunState::Paused;
            record.note(now, "paused while it waited");
        }
    }
}

fn fail(record: &mut RunRecord, now: &str, error: &Error) {
    record.state = RunState::Failed;
    now.clone_into(&mut record.ended);
    record.failure = Some(error.view());
    record.note(now, format!("failed: {}", error.what()));
}

fn train(application: &Application, ticket: RunTicket) -> RunRecord {
    let RunTicket { mut record, folder, claim: _, config, train, validation, base, resume, stop, root } = ticket;
    let run = record.number;
    let Some(permit) = application.wait_for_machine(MachineUse::Training { run }, &stop) else {
        stop_waiting(&mut record, &folder, stop.requested().unwrap_or(StopRequest::Pause), &application.local_time());
        return record;
    };
    make_room(application, &record);
    let now = application.local_time();
    record.state = RunState::Running;
    record.ended = String::new();
    record.failure = None;
    record.began_on = MachineTrace::read();
    record.interruption = None;
    record.note(&now, if resume == Resume::FromCheckpoint { "goes on from its checkpoint" } else { "begins" });
    if let Err(error) = folder.write_record(&record) {
        fail(&mut record, &now, &error);
        return record;
    }
    // OK if the vault is locked: it learns it at the next sign-in.
    let _ = registry::tell_vault(application, &root, &record);
    application.runs().update(|live, _| {
        *live = record.clone();
        None
    });
    application.runs().enter(RunPhase::Reading);
    let out = folder.adapter();
    let job = FinetuneJob {
        base: &base,
        examples: train,
        validation: ValidationSet::Given(validation),
        out: &out,
        config,
        init: None,
        resume,
        device: DeviceChoice::Auto,
    };
    let mut watching = Watching {
        application,
        folder: &folder,
        record: &mut record,
        curve: None,
        earlier: folder.curve(),
        peak_bytes: 0,
    };
    let outcome = finetune(job, &mut watching, &permit.cancel);
    let peak_bytes = watching.peak_bytes;
    drop(permit);
    if let Some(live) = application.runs().current_in(&root) {
        record.seconds = record.seconds.max(live.seconds);
    }
    record.peak_bytes = record.peak_bytes.max(Some(peak_bytes).filter(|bytes| *bytes > 0));
    conclude(&mut record, &folder, outcome, &application.local_time());
    record
}

/// The model of Suggest is put away where the run would not fit beside it.
fn make_room(application: &Application, record: &RunRecord) {
    let needed = record.forecast.as_ref().map_or(f64::INFINITY, |forecast| forecast.total_gb * BYTES_PER_GB);
    let free = MachineMemory::read().map_or(0.0, |machine| machine.available_bytes as f64);
    if needed > free {
        application.forget_model();
    }
}

fn conclude(record: &mut RunRecord, folder: &RunFolder, outcome: Result<Outcome, isocenter_train::Error>, now: &str) {
    now.clone_into(&mut record.ended);
    let curve = folder.curve();
    record.tokens_per_s = median(curve.iter().map(|line| line.tokens_per_s)).or(record.tokens_per_s);
    if let Some(last) = curve.last() {
        record.steps_done = number(last.step);
    }
    match outcome {
        Ok(Outcome::Finished(summary)) => finish(record, folder, &summary, RunState::Finished, now),
        Ok(Outcome::Kept(summary)) => finish(record, folder, &summary, RunState::Kept, now),
        Ok(Outcome::StoppedEarly { reason, summary }) => {
            finish(record, folder, &summary, RunState::StoppedEarly, now);
            record.note(now, format!("ended by itself: {reason}"));
            if reason.is_failure() {
                record.failure = Some(went_wrong(reason).view());
            }
        }
        Ok(Outcome::Paused { step, .. }) => {
            record.state = RunState::Paused;
            record.steps_done = number(step);
            record.checkpoint_step = Some(number(step));
            record.note(now, format!("paused after step {step}"));
        }
        Ok(Outcome::Cancelled { step }) => {
            record.state = RunState::Cancelled;
            record.steps_done = number(step);
            record.checkpoint_step = None;
            record.note(now, format!("cancelled after step {step}"));
        }
        Err(error) => fail(record, now, &failure::train(error)),
    }
}

fn went_wrong(reason: EarlyStop) -> Error {
    Error::new(
        ErrorCode::BadInput,
        format!("{reason}; the last good adapter was kept"),
        "lower the learning rate, or look for a damaged base model",
    )
}

fn finish(record: &mut RunRecord, folder: &RunFolder, summary: &FinetuneSummary, state: RunState, now: &str) {
    record.state = state;
    record.seconds = summary.seconds;
    record.written_step = Some(number(summary.written_step));
    record.peak_bytes = record.peak_bytes.max(summary.peak_resident_bytes);
    record.checkpoint_step = None;
    read_hashes(record, folder);
    match prove(record, folder) {
        Ok(sha256) => record.set_hash(hash_name::ADAPTER, sha256),
        Err(error) => return fail(record, now, &error),
    }
    record.note(now, format!("the adapter is that after step {}", summary.written_step));
}

/// Binds the adapter to its base and its question, and gives its hash.
fn prove(record: &RunRecord, folder: &RunFolder) -> Result<String, Error> {
    let task = record.data.task.map(Into::into);
    adapter_proof::bind(&folder.adapter(), &record.base.place, record.hash(hash_name::BASE), task)?;
    adapter_proof::adapter_sha256(&folder.adapter())
}

/// What training wrote down that the run depends on.
fn read_hashes(record: &mut RunRecord, folder: &RunFolder) {
    let written: Option<serde_json::Value> =
        std::fs::read(folder.adapter().join("run.json")).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let of = |key: &str| written.as_ref()?.get("sha256")?.get(key)?.as_str().map(str::to_owned);
    let named = [
        ("base", hash_name::BASE),
        ("data", hash_name::DATA),
        ("configuration", hash_name::CONFIGURATION),
        ("tokenizer", hash_name::TOKENIZER),
    ];
    for (key, name) in named {
        if let Some(sha256) = of(key) {
            record.set_hash(name, sha256);
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// Follows a training for the folder, the vault and the window.
struct Watching<'a> {
    application: &'a Application,
    folder: &'a RunFolder,
    record: &'a mut RunRecord,
    curve: Option<CurveFile>,
    earlier: Vec<LogLine>,
    peak_bytes: u64,
}

impl Observer for Watching<'_> {
    fn entered(&mut self, phase: Phase) {
        let phase = match phase {
            Phase::Tokenising | Phase::ReadingModel => RunPhase::Reading,
            Phase::Training => RunPhase::Training,
            Phase::Validating => RunPhase::Validating,
            Phase::Writing => RunPhase::Saving,
        };
        self.application.runs().enter(phase);
    }

    fn started(&mut self, plan: &Plan) {
        self.record.numbers.steps = number(plan.steps);
        self.earlier.retain(|line| line.step <= plan.steps_done);
        // OK if it cannot be opened: the checkpoint holds the same lines.
        self.curve = self.folder.open_curve(plan.steps_done).ok();
        let (record, earlier) = (self.record.clone(), std::mem::take(&mut self.earlier));
        let now = self.application.elapsed();
        // All of it, for the watcher was told of the run before its earlier steps were read.
        self.application.runs().renew(|live, progress| {
            *live = record;
            progress.begin_steps(&earlier, plan.seconds_done, now);
        });
    }

    fn stepped(&mut self, line: &LogLine) {
        if let Some(curve) = &mut self.curve {
            curve.add(line);
        }
        self.record.steps_done = number(line.step);
        let now = self.application.elapsed();
        self.application.runs().update(|live, progress| {
            let point = progress.add(line, now);
            Some(RunEvent::Stepped {
                run: live.number,
                point,
                elapsed_s: progress.elapsed_s(),
                left_s: progress.left_s(live.numbers.steps),
                seconds_per_step: progress.seconds_per_step(),
                resident_gb: progress.resident_bytes as f64 / BYTES_PER_GB,
            })
        });
    }

    fn measured(&mut self, memory: ProcessMemory) {
        self.peak_bytes = self.peak_bytes.max(memory.peak_bytes);
        self.application.runs().update(|_, progress| {
            progress.resident_bytes = memory.resident_bytes;
            None
        });
    }

    fn validated(&mut self, found: Validation, best: Validation) {
        let best = ValidationPoint { step: number(best.step), loss: best.loss, is_best: true };
        self.record.best = Some(best);
        if let Some(curve) = &mut self.curve {
            curve.add_validation(found.step, found.loss);
        }
        self.application.runs().update(|live, progress| {
            live.best = Some(best);
            let point = progress.add_validation(found.step, found.loss);
            Some(RunEvent::Validated { run: live.number, point })
        });
    }

    fn checkpointed(&mut self, step: usize, _path: &Path) {
        let step = number(step);
        let record = &mut *self.record;
        record.checkpoint_step = Some(step);
        self.application.runs().update(|live, progress| {
            live.checkpoint_step = Some(step);
            live.seconds = progress.elapsed_s();
            record.seconds = live.seconds;
            Some(RunEvent::Checkpoint { run: live.number, step })
        });
        // OK if it cannot be written: the checkpoint itself is, and the record is written at the end.
        let _ = self.folder.write_record(self.record);
    }
}
