//! The folder of one run: its record, its curve, its checkpoint, its adapter, and a lock that a living process holds. Owner only, and no
//! text of a patient in it. While the vault is locked this folder is the truth.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use isocenter_train::{LogLine, checkpoint_path};
use serde::{Deserialize, Serialize};

use super::machine_trace::{MachineTrace, interruption};
use super::run_progress::number;
use super::run_record::RunRecord;
use crate::error::Error;
use crate::files;
use crate::wire::{ErrorCode, Interruption, RunEvaluation, RunState, ValidationPoint};

const RECORD: &str = "record.json";
const CURVE: &str = "curve.jsonl";
const ADAPTER: &str = "adapter";
const EVALUATION: &str = "evaluation.json";
const LOCK: &str = "in_use";

/// The folder of one run.
#[derive(Debug, Clone)]
pub(crate) struct RunFolder {
    path: PathBuf,
}

/// Held by the process to which a run belongs; let go when it ends, however it ends.
#[derive(Debug)]
pub(crate) struct RunClaim {
    _file: File,
}

impl RunFolder {
    /// Makes the folder of a new run, with the next number after `last` that is free; no other run ever gets it.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn create(root: &Path, last: u32) -> Result<(u32, Self, RunClaim), Error> {
        private_folder(root)?;
        let mut number = numbers(root).into_iter().max().unwrap_or(0).max(last) + 1;
        loop {
            let path = root.join(name_of(number));
            match create_private(&path) {
                Ok(()) => {
                    let folder = Self { path };
                    let claim = folder.claim()?.ok_or_else(|| in_use(number))?;
                    return Ok((number, folder, claim));
                }
                Err(source) if source.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(source) => return Err(files::cannot_write(&path, &source)),
            }
        }
    }

    /// The folder of a run, if it is there.
    pub(crate) fn of(root: &Path, number: u32) -> Option<Self> {
        let path = root.join(name_of(number));
        path.is_dir().then_some(Self { path })
    }

    /// Every run folder, by number.
    pub(crate) fn all(root: &Path) -> Vec<(u32, Self)> {
        let mut numbers = numbers(root);
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| Some((number, Self::of(root, number)?))).collect()
    }

    /// Takes the run for this process; nothing when a living process has it.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn claim(&self) -> Result<Option<RunClaim>, Error> {
        let path = self.path.join(LOCK);
        let opened = private_file().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|source| files::cannot_write(&path, &source))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(RunClaim { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(source)) => Err(files::cannot_write(&path, &source)),
        }
    }

    /// The record as it was written last; a broken one is none.
    pub(crate) fn record(&self) -> Option<RunRecord> {
        serde_json::from_slice(&std::fs::read(self.path.join(RECORD)).ok()?).ok()
    }

    /// The record; a run that no living process has and that still says it runs was interrupted, and is written down as that.
    pub(crate) fn settled_record(&self, now: &str) -> Option<RunRecord> {
        let mut record = self.record()?;
        if !matches!(record.state, RunState::Queued | RunState::Running) {
            return Some(record);
        }
        // A living process has it: it is as it says.
        let Ok(Some(claim)) = self.claim() else { return Some(record) };
        record.state = RunState::Interrupted;
        record.ended = now.to_owned();
        let curve = self.curve();
        if let Some(last) = curve.last() {
            record.steps_done = number(last.step);
        }
        // The record is as old as its last checkpoint, the curve as the last step.
        record.best = best_of(&curve).or(record.best);
        let why = interruption(record.began_on.as_ref(), MachineTrace::read().as_ref());
        record.interruption = Some(why);
        record.note(
            now,
            match why {
                Interruption::MachineRestarted => "the machine was started anew in the middle of it",
                Interruption::LackOfMemory => {
                    "the program had ended in the middle of it; the system has ended programs for lack of memory since it began"
                }
                Interruption::WithoutTrace => "the program had ended in the middle of it, without a trace",
            },
        );
        // OK if it cannot be written: it is found to be interrupted again the next time.
        let _ = self.write_record(&record);
        drop(claim);
        Some(record)
    }

    /// Writes the record, whole or not at all.
    ///
    /// # Errors
    /// A full disk, a folder that is gone.
    pub(crate) fn write_record(&self, record: &RunRecord) -> Result<(), Error> {
        if !self.path.is_dir() {
            let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(files::cannot_write(&self.path, &gone));
        }
        files::write_private(&self.path.join(RECORD), &files::to_json(record)?)
    }

    /// Steps written so far; a last line that was cut off by a crash is left out.
    pub(crate) fn curve(&self) -> Vec<LogLine> {
        let Ok(file) = File::open(self.path.join(CURVE)) else { return Vec::new() };
        let entries = BufReader::new(file).lines().map_while(Result::ok);
        let mut lines: Vec<LogLine> = Vec::new();
        for entry in entries.map_while(|line| serde_json::from_str::<CurveEntry>(&line).ok()) {
            match entry {
                CurveEntry::Validated { validated, loss } => {
                    if let Some(line) = lines.last_mut().filter(|line| line.step == validated) {
                        line.validation_loss = Some(loss);
                    }
                }
                CurveEntry::Stepped(step) => lines.push(step.into()),
            }
        }
        lines
    }

    /// The curve up to a step, open for more: what came after it is done again.
    ///
    /// # Errors
    /// A full disk, a folder that is gone.
    pub(crate) fn open_curve(&self, up_to_step: usize) -> Result<CurveFile, Error> {
        let path = self.path.join(CURVE);
        let mut kept = Vec::new();
        for line in self.curve().into_iter().take_while(|line| line.step <= up_to_step) {
            write_entry(&mut kept, &CurveEntry::Stepped((&line).into()));
        }
        files::write_private(&path, &kept)?;
        let opened = private_file().append(true).open(&path);
        Ok(CurveFile { file: opened.map_err(|source| files::cannot_write(&path, &source))? })
    }

    /// Keeps what was measured on held-out cases, until the vault can take it.
    ///
    /// # Errors
    /// A full disk, a folder that is gone.
    pub(crate) fn keep_evaluation(&self, evaluation: &RunEvaluation) -> Result<(), Error> {
        files::write_private(&self.path.join(EVALUATION), &files::to_json(evaluation)?)
    }

    /// What was measured last on held-out cases.
    pub(crate) fn evaluation(&self) -> Option<RunEvaluation> {
        serde_json::from_slice(&std::fs::read(self.path.join(EVALUATION)).ok()?).ok()
    }

    /// Where the adapter is written.
    pub(crate) fn adapter(&self) -> PathBuf {
        self.path.join(ADAPTER)
    }

    /// Whether there is a checkpoint to go on from.
    pub(crate) fn has_checkpoint(&self) -> bool {
        checkpoint_path(&self.adapter()).is_file()
    }

    /// Whether there is an adapter.
    pub(crate) fn has_adapter(&self) -> bool {
        self.adapter().join("adapter_config.json").is_file()
    }

    /// Throws checkpoint and adapter away; record and curve stay.
    ///
    /// # Errors
    /// What cannot be deleted.
    pub(crate) fn discard(&self) -> Result<(), Error> {
        let checkpoint = checkpoint_path(&self.adapter());
        let gone = |result: std::io::Result<()>, path: &Path| match result {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(files::cannot_write(path, &source)),
            _ => Ok(()),
        };
        gone(std::fs::remove_file(&checkpoint), &checkpoint)?;
        gone(std::fs::remove_dir_all(self.adapter()), &self.adapter())
    }
}

/// The curve of a run, a line for each step.
pub(crate) struct CurveFile {
    file: File,
}

impl CurveFile {
    /// Appends a step. What a crash cuts off is left out when it is read.
    pub(crate) fn add(&mut self, line: &LogLine) {
        self.append(&CurveEntry::Stepped(line.into()));
    }

    /// Appends what was measured after the last step.
    pub(crate) fn add_validation(&mut self, step: usize, loss: f64) {
        self.append(&CurveEntry::Validated { validated: step, loss });
    }

    fn append(&mut self, entry: &CurveEntry) {
        let mut bytes = Vec::new();
        write_entry(&mut bytes, entry);
        // OK if the disk is full: the checkpoint, which holds the same lines, says so.
        let _ = self.file.write_all(&bytes);
    }
}

/// A line of the curve's file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum CurveEntry {
    Validated { validated: usize, loss: f64 },
    Stepped(ExactStep),
}

/// A step with its loss to the last bit as well: a decimal number need not read back as what was written, and two runs are compared by bits.
#[derive(Serialize, Deserialize)]
pub(crate) struct ExactStep {
    #[serde(flatten)]
    line: LogLine,
    loss_bits: u64,
}

impl From<&LogLine> for ExactStep {
    fn from(line: &LogLine) -> Self {
        Self { loss_bits: line.loss.to_bits(), line: line.clone() }
    }
}

impl From<ExactStep> for LogLine {
    fn from(step: ExactStep) -> Self {
        Self { loss: f64::from_bits(step.loss_bits), ..step.line }
    }
}

fn write_entry(bytes: &mut Vec<u8>, entry: &CurveEntry) {
    // OK because an entry is numbers only, which always can be written to memory.
    let _ = serde_json::to_writer(&mut *bytes, entry);
    bytes.push(b'\n');
}

/// The lowest validation loss of a curve.
fn best_of(curve: &[LogLine]) -> Option<ValidationPoint> {
    let measured =
        curve.iter().filter_map(|line| Some((line.step, line.validation_loss.filter(|loss| loss.is_finite())?)));
    let (step, loss) = measured.min_by(|one, other| one.1.total_cmp(&other.1))?;
    Some(ValidationPoint { step: number(step), loss, is_best: true })
}

fn name_of(number: u32) -> String {
    format!("{number:04}")
}

fn numbers(root: &Path) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn in_use(number: u32) -> Error {
    Error::new(ErrorCode::Busy, format!("run {number} belongs to another window"), "close that one first")
}

/// A folder for the owner alone, made if it is not there.
fn private_folder(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|source| files::cannot_write(parent, &source))?;
    }
    match create_private(path) {
        Err(source) if source.kind() != std::io::ErrorKind::AlreadyExists => Err(files::cannot_write(path, &source)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir(path)
}

#[cfg(unix)]
fn private_file() -> std::fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private_file() -> std::fs::OpenOptions {
    File::options()
}
