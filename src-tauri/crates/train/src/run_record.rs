//! `run.json` and `log.jsonl`: what was done, with what, and how it went. A number without its record is not reported.

use crate::Error;
use crate::fingerprint::Fingerprints;
use crate::observer::LogLine;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// The tensor library's version; a test holds it to the lock file.
const CANDLE: &str = "0.11.1";

/// The record of one finished run.
#[derive(Serialize)]
pub(crate) struct RunRecord<'a, Config: Serialize> {
    /// `finetune` or `pretrain`.
    pub(crate) kind: &'static str,
    /// Every number of the run, as effective.
    pub(crate) config: &'a Config,
    pub(crate) seed: u64,
    pub(crate) steps: usize,
    /// Examples or windows trained on.
    pub(crate) examples: usize,
    /// Examples held out.
    pub(crate) held_out: usize,
    pub(crate) trainable_parameters: usize,
    /// The base model's folder as it was given; none for a training from scratch.
    pub(crate) base_model: Option<String>,
    /// SHA-256 of each thing the run depends on.
    pub(crate) sha256: &'a Fingerprints,
    pub(crate) versions: Versions,
    /// `cpu`, `cuda` or `metal`.
    pub(crate) device: &'static str,
    pub(crate) cpu_threads: usize,
    pub(crate) began_unix_s: u64,
    pub(crate) ended_unix_s: u64,
    /// Time in optimiser steps, over all sittings.
    pub(crate) training_seconds: f64,
    /// The step whose parameters were written, with its validation loss; none for a training from scratch, which
    /// writes the last.
    pub(crate) written: Option<WrittenStep>,
    /// Why the run ended before its last step; none when it did not.
    pub(crate) ended: Option<String>,
    /// The most main memory this process held while training, as the system counts it.
    pub(crate) peak_resident_bytes: Option<u64>,
    /// The last line of the log.
    pub(crate) last: &'a LogLine,
}

/// Which state of a run was written.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct WrittenStep {
    pub(crate) step: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) validation_loss: Option<f64>,
}

/// The peak of this process's resident memory.
pub(crate) fn peak_bytes() -> Option<u64> {
    isocenter_lm::ProcessMemory::read().map(|memory| memory.peak_bytes)
}

/// Versions of what computed.
#[derive(Serialize)]
pub(crate) struct Versions {
    isocenter: &'static str,
    candle: &'static str,
    system: &'static str,
    architecture: &'static str,
}

impl Versions {
    pub(crate) fn current() -> Self {
        Self {
            isocenter: env!("CARGO_PKG_VERSION"),
            candle: CANDLE,
            system: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
        }
    }
}

/// Seconds since 1970.
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// The name of a device for the record.
pub(crate) fn device_name(device: &candle_core::Device) -> &'static str {
    match device {
        candle_core::Device::Cpu => "cpu",
        candle_core::Device::Cuda(_) => "cuda",
        candle_core::Device::Metal(_) => "metal",
    }
}

/// Indented JSON with a final newline.
pub(crate) fn to_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(not_json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// One JSON object a line.
pub(crate) fn to_json_lines(lines: &[LogLine]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line).map_err(not_json)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn not_json(source: serde_json::Error) -> Error {
    Error::Write { path: crate::output_folder::RUN_RECORD.into(), source: source.into() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    #[test]
    fn the_recorded_candle_is_the_locked_one() {
        let lock: toml::Table = include_str!("../../../../Cargo.lock").parse().unwrap();
        let locked = lock["package"].as_array().unwrap().iter().find(|p| p["name"].as_str() == Some("candle-core"));
        assert_eq!(locked.unwrap()["version"].as_str(), Some(super::CANDLE));
    }
}
