//! A run's whole state in one safetensors file: parameters, moments, step and log. Written whole or not at all.
//!
//! The order of the data is a function of seed and step, so it is in the fingerprints, not stored.

use crate::adamw::AdamW;
use crate::fingerprint::Fingerprints;
use crate::observer::LogLine;
use crate::training_loop::TrainingState;
use crate::{Error, output_folder::replace_file};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
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
    steps_done: usize,
    seconds: f64,
    log: Vec<LogLine>,
}

impl Checkpoint {
    /// Writes the state, replacing an earlier checkpoint only when the new one is whole.
    pub(crate) fn write(&self, state: &TrainingState) -> Result<(), Error> {
        let record = Record {
            fingerprints: self.fingerprints.clone(),
            steps_done: state.steps_done,
            seconds: state.seconds,
            log: state.log.clone(),
        };
        let record =
            serde_json::to_string(&record).map_err(|e| Error::Write { path: self.path.clone(), source: e.into() })?;
        let tensors: Vec<(String, Vec<u8>)> = state
            .variables
            .iter()
            .enumerate()
            .flat_map(|(index, variable)| {
                [
                    ("value", state.values.get(index)),
                    ("first", state.optimizer.first.get(index)),
                    ("second", state.optimizer.second.get(index)),
                ]
                .map(|(kind, numbers)| (tensor_name(kind, &variable.name), to_bytes(numbers)))
            })
            .collect();
        let invalid = |_| Error::CheckpointDamaged { path: self.path.clone() };
        let views = tensors
            .iter()
            .map(|(name, bytes)| Ok((name.as_str(), TensorView::new(Dtype::F32, vec![bytes.len() / 4], bytes)?)))
            .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(invalid)?;
        let metadata = HashMap::from([(RECORD_KEY.to_owned(), record)]);
        let bytes = safetensors::serialize(views, Some(metadata)).map_err(invalid)?;
        replace_file(&self.path, &bytes)
    }

    /// Restores a state made for the same variables.
    ///
    /// # Errors
    /// No checkpoint, a damaged one, or one of another run.
    pub(crate) fn restore(&self, state: &mut TrainingState) -> Result<(), Error> {
        if !self.path.exists() {
            return Err(Error::NoCheckpoint { path: self.path.clone() });
        }
        let bytes = std::fs::read(&self.path).map_err(Error::reading(&self.path))?;
        let damaged = || Error::CheckpointDamaged { path: self.path.clone() };
        let record = read_record(&bytes).ok_or_else(damaged)?;
        if let Some(difference) = self.fingerprints.difference(&record.fingerprints) {
            return Err(Error::CheckpointOfAnotherRun { path: self.path.clone(), difference });
        }
        let file = SafeTensors::deserialize(&bytes).map_err(|_| damaged())?;
        let AdamW { first, second, .. } = &mut state.optimizer;
        for (index, variable) in state.variables.iter().enumerate() {
            for (kind, numbers) in [("value", &mut state.values), ("first", first), ("second", second)] {
                let stored = file.tensor(&tensor_name(kind, &variable.name)).map_err(|_| damaged())?;
                let target = numbers.get_mut(index).ok_or_else(damaged)?;
                let stored = from_bytes(stored.data());
                if stored.len() != target.len() {
                    return Err(damaged());
                }
                *target = stored;
            }
        }
        state.optimizer.steps_taken = record.steps_done;
        state.steps_done = record.steps_done;
        state.seconds = record.seconds;
        state.log = record.log;
        state.write_variables()
    }

    /// Removes the checkpoint after a finished run.
    pub(crate) fn remove(&self) -> Result<(), Error> {
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Write { path: self.path.clone(), source })
            }
            _ => Ok(()),
        }
    }
}

/// The checkpoint of the run that writes to `out`: a file beside the folder, so that the folder itself is whole or absent.
#[must_use]
pub fn checkpoint_path(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".checkpoint.safetensors");
    out.with_file_name(name)
}

fn read_record(bytes: &[u8]) -> Option<Record> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).ok()?;
    serde_json::from_str(metadata.metadata().as_ref()?.get(RECORD_KEY)?).ok()
}

fn tensor_name(kind: &str, name: &str) -> String {
    format!("{kind}.{name}")
}

fn to_bytes(numbers: Option<&Vec<f32>>) -> Vec<u8> {
    numbers.into_iter().flatten().flat_map(|number| number.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()
}
