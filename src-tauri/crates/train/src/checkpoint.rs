//! A run's whole state in one safetensors file: parameters, moments, the best parameters so far, step and log. Written
//! whole or not at all; the earlier one stays until the new one is on the disk.
//!
//! The order of the data is a function of seed and step, and so are dropout and every verdict of the watchdog, so none
//! of them is stored.

use crate::adamw::AdamW;
use crate::fingerprint::{self, Fingerprints};
use crate::observer::{LogLine, Validation};
use crate::output_folder::{beside, clear_partial, replace_file};
use crate::training_loop::{Best, TrainingState};
use crate::{Error, accumulate::Variable};
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, View};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Key of the file's metadata under which the record stands.
const RECORD_KEY: &str = "isocenter_checkpoint";

/// Where a run's checkpoint lies, and what makes it that run's.
pub(crate) struct Checkpoint {
    pub(crate) path: PathBuf,
    pub(crate) fingerprints: Fingerprints,
}

#[derive(Serialize, Deserialize)]
struct Record {
    fingerprints: Fingerprints,
    /// SHA-256 of all numbers, so that a damaged file is not taken for a whole one.
    numbers: String,
    steps_done: usize,
    seconds: f64,
    log: Vec<ExactLine>,
    best_step: Option<usize>,
}

/// A line of the log by the bits of its numbers: decimals need not read back as what was written.
#[derive(Serialize, Deserialize)]
struct ExactLine {
    step: usize,
    loss: u64,
    grad_norm: u64,
    lr: u64,
    tokens_per_s: u64,
    validation_loss: Option<u64>,
}

impl From<&LogLine> for ExactLine {
    fn from(line: &LogLine) -> Self {
        Self {
            step: line.step,
            loss: line.loss.to_bits(),
            grad_norm: line.grad_norm.to_bits(),
            lr: line.lr.to_bits(),
            tokens_per_s: line.tokens_per_s.to_bits(),
            validation_loss: line.validation_loss.map(f64::to_bits),
        }
    }
}

impl From<&ExactLine> for LogLine {
    fn from(line: &ExactLine) -> Self {
        Self {
            step: line.step,
            loss: f64::from_bits(line.loss),
            grad_norm: f64::from_bits(line.grad_norm),
            lr: f64::from_bits(line.lr),
            tokens_per_s: f64::from_bits(line.tokens_per_s),
            validation_loss: line.validation_loss.map(f64::from_bits),
        }
    }
}

/// A checkpoint that was read and found sound and of this run.
struct Stored {
    record: Record,
    bytes: Vec<u8>,
}

/// Which numbers a tensor of the file holds.
#[derive(Clone, Copy)]
enum Kind {
    Value,
    FirstMoment,
    SecondMoment,
    BestValue,
}

impl Kind {
    fn tensor_name(self, variable: &Variable) -> String {
        let kind = match self {
            Self::Value => "value",
            Self::FirstMoment => "first",
            Self::SecondMoment => "second",
            Self::BestValue => "best",
        };
        format!("{kind}.{}", variable.name)
    }
}

/// One tensor on its way into the file; its bytes are made when they are written.
struct Numbers<'a> {
    numbers: &'a [f32],
    shape: [usize; 1],
}

impl View for Numbers<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Owned(to_bytes(self.numbers))
    }

    fn data_len(&self) -> usize {
        size_of_val(self.numbers)
    }
}

impl Checkpoint {
    /// Writes the state, replacing an earlier checkpoint only when the new one is whole.
    pub(crate) fn write(&self, state: &TrainingState) -> Result<(), Error> {
        let tensors = tensors(state);
        let record = Record {
            fingerprints: self.fingerprints.clone(),
            numbers: fingerprint::of_bytes(tensors.iter().map(|(_, numbers)| to_bytes(numbers))),
            steps_done: state.steps_done,
            seconds: state.seconds,
            log: state.log.iter().map(ExactLine::from).collect(),
            best_step: state.best.as_ref().map(|best| best.found.step),
        };
        let record =
            serde_json::to_string(&record).map_err(|e| Error::Write { path: self.path.clone(), source: e.into() })?;
        let metadata = HashMap::from([(RECORD_KEY.to_owned(), record)]);
        let views: Vec<(String, Numbers<'_>)> =
            tensors.into_iter().map(|(name, numbers)| (name, Numbers { numbers, shape: [numbers.len()] })).collect();
        replace_file(&self.path, |partial| {
            safetensors::serialize_to_file(views, Some(metadata), partial).map_err(|failure| {
                let source = match failure {
                    SafeTensorError::IoError(source) => source,
                    other => std::io::Error::other(other),
                };
                Error::Write { path: self.path.clone(), source }
            })
        })
    }

    /// Restores a state made for the same variables.
    ///
    /// # Errors
    /// No checkpoint, a damaged one, or one of another run.
    pub(crate) fn restore(&self, state: &mut TrainingState) -> Result<(), Error> {
        let stored = self.read(&state.variables)?;
        let variables = &state.variables;
        let sizes: Vec<usize> = state.values.iter().map(Vec::len).collect();
        let read = |kind| self.numbers(&stored, kind, variables, &sizes);
        let AdamW { first, second, .. } = &mut state.optimizer;
        (*first, *second) = (read(Kind::FirstMoment)?, read(Kind::SecondMoment)?);
        let log: Vec<LogLine> = stored.record.log.iter().map(LogLine::from).collect();
        let best_line = stored.record.best_step.and_then(|step| log.get(step.checked_sub(1)?));
        state.best = match best_line.and_then(|line| Some(Validation { step: line.step, loss: line.validation_loss? }))
        {
            Some(found) => Some(Best { found, values: read(Kind::BestValue)? }),
            None => None,
        };
        state.values = read(Kind::Value)?;
        state.optimizer.steps_taken = stored.record.steps_done;
        state.steps_done = stored.record.steps_done;
        state.seconds = stored.record.seconds;
        state.log = log;
        state.write_variables()
    }

    /// The parameters of the checkpoint and after which step they were so, if there is a sound one of this run.
    pub(crate) fn values(&self, state: &TrainingState) -> Option<(usize, Vec<Vec<f32>>)> {
        let stored = self.read(&state.variables).ok()?;
        let sizes: Vec<usize> = state.values.iter().map(Vec::len).collect();
        let values = self.numbers(&stored, Kind::Value, &state.variables, &sizes).ok()?;
        Some((stored.record.steps_done, values))
    }

    /// Removes the checkpoint after a finished run.
    pub(crate) fn remove(&self) -> Result<(), Error> {
        clear_partial(&self.path)?;
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Write { path: self.path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    fn damaged(&self) -> Error {
        Error::CheckpointDamaged { path: self.path.clone() }
    }

    fn read(&self, variables: &[Variable]) -> Result<Stored, Error> {
        if !self.path.exists() {
            return Err(Error::NoCheckpoint { path: self.path.clone() });
        }
        let bytes = std::fs::read(&self.path).map_err(Error::reading(&self.path))?;
        let record = read_record(&bytes).ok_or_else(|| self.damaged())?;
        if let Some(difference) = self.fingerprints.difference(&record.fingerprints) {
            return Err(Error::CheckpointOfAnotherRun { path: self.path.clone(), difference });
        }
        let file = SafeTensors::deserialize(&bytes).map_err(|_| self.damaged())?;
        let stored: Option<Vec<&[u8]>> = kinds(record.best_step.is_some())
            .flat_map(|kind| variables.iter().map(move |variable| kind.tensor_name(variable)))
            .map(|name| file.tensor(&name).ok().map(|tensor| tensor.data()))
            .collect();
        if fingerprint::of_bytes(stored.ok_or_else(|| self.damaged())?) != record.numbers {
            return Err(self.damaged());
        }
        Ok(Stored { record, bytes })
    }

    fn numbers(
        &self,
        stored: &Stored,
        kind: Kind,
        variables: &[Variable],
        sizes: &[usize],
    ) -> Result<Vec<Vec<f32>>, Error> {
        let file = SafeTensors::deserialize(&stored.bytes).map_err(|_| self.damaged())?;
        let read = |(variable, size): (&Variable, &usize)| {
            let tensor = file.tensor(&kind.tensor_name(variable)).map_err(|_| self.damaged())?;
            let numbers = from_bytes(tensor.data());
            if numbers.len() == *size { Ok(numbers) } else { Err(self.damaged()) }
        };
        variables.iter().zip(sizes).map(read).collect()
    }
}

/// The checkpoint of the run that writes to `out`: a file beside the folder, so that the folder itself is whole or absent.
#[must_use]
pub fn checkpoint_path(out: &Path) -> PathBuf {
    beside(out, ".checkpoint.safetensors")
}

/// The kinds of tensors in a file, in the order in which their hash runs over them.
fn kinds(has_best: bool) -> impl Iterator<Item = Kind> {
    let best = if has_best { Some(Kind::BestValue) } else { None };
    [Kind::Value, Kind::FirstMoment, Kind::SecondMoment].into_iter().chain(best)
}

fn tensors(state: &TrainingState) -> Vec<(String, &[f32])> {
    let all = |kind| match kind {
        Kind::Value => Some(&state.values),
        Kind::FirstMoment => Some(&state.optimizer.first),
        Kind::SecondMoment => Some(&state.optimizer.second),
        Kind::BestValue => state.best.as_ref().map(|best| &best.values),
    };
    kinds(state.best.is_some())
        .flat_map(|kind| {
            let numbers = all(kind).into_iter().flatten();
            state
                .variables
                .iter()
                .zip(numbers)
                .map(move |(variable, numbers)| (kind.tensor_name(variable), &numbers[..]))
        })
        .collect()
}

fn read_record(bytes: &[u8]) -> Option<Record> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).ok()?;
    serde_json::from_str(metadata.metadata().as_ref()?.get(RECORD_KEY)?).ok()
}

fn to_bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
}
