//! Speed and memory, measured as the scripts in `bench/` measure the peers, with the same field names.

use std::path::PathBuf;

use isocenter_lm::{CancelToken, DeviceChoice, LoadOptions};
use isocenter_train::{Precision, RecipeConfig, StepBenchmark, measure_steps};
use serde::Serialize;

use super::bench_dtype::dtype;
use crate::application::Application;
use crate::error::Error;
use crate::failure;

const BYTES_PER_MIB: u64 = 1 << 20;

/// A training step to measure.
#[derive(Debug, Clone)]
pub struct BenchTrainRequest {
    /// The base model.
    pub model: PathBuf,
    /// Rows of the batch.
    pub batch: usize,
    /// Tokens of each row.
    pub length: usize,
    /// Tokens of each row's end that count in the loss.
    pub answer: usize,
    /// Steps counted, after two to warm up.
    pub steps: usize,
    /// Threads that compute.
    pub threads: usize,
    /// Settings `key=value` of the recipe, such as `checkpointing=true` and `quantize=nf4`.
    pub assignments: Vec<String>,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// What was measured, in the words of `bench/peer_train.py`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchTrainReport {
    /// `Isocenter`.
    pub peer: &'static str,
    /// Version of Isocenter.
    pub version: &'static str,
    /// In what the base is held: `float32` unless it is packed, in its file or while it is read.
    pub dtype: &'static str,
    /// In what the products with the base are computed on the processor: `float32` or `bfloat16`.
    pub products: &'static str,
    /// `cpu`, `cuda` or `metal`.
    pub device: &'static str,
    /// Rows of the batch.
    pub batch: usize,
    /// Tokens of each row.
    pub length: usize,
    /// Threads that computed.
    pub threads: usize,
    /// Median, s.
    pub seconds_per_step: f64,
    /// Tokens read a second.
    pub tokens_per_s: f64,
    /// The most main memory this process held, MiB; none where the system does not tell.
    pub peak_rss_mib: Option<u64>,
    /// Not measured.
    pub peak_device_mib: Option<u64>,
    /// What was forecast for the peak, MiB.
    pub forecast_mib: u64,
}

/// Measures a LoRA step: rank 16, alpha 32, all seven projections, clipping to 1, AdamW.
///
/// # Errors
/// Settings or a model that cannot be used, `busy`.
pub fn bench_train(
    application: &Application,
    request: &BenchTrainRequest,
    cancel: &CancelToken,
) -> Result<BenchTrainReport, Error> {
    let mut config = RecipeConfig { rank: 16, alpha: 32.0, max_grad_norm: 1.0, ..RecipeConfig::default() };
    for assignment in &request.assignments {
        config.set(assignment).map_err(failure::train)?;
    }
    let options = LoadOptions { device: request.device, quantize: config.quantize.into(), sixteen_bit: None };
    let dtype = dtype(&request.model, &options)?;
    let precision = config.precision;
    let permit = application.begin_job(cancel.clone())?;
    let benchmark = StepBenchmark {
        base: &request.model,
        config,
        batch: request.batch,
        length: request.length,
        answer: request.answer,
        steps: request.steps,
        threads: request.threads,
        device: request.device,
    };
    let found = measure_steps(&benchmark, &permit.cancel).map_err(failure::train)?;
    Ok(BenchTrainReport {
        peer: "Isocenter",
        version: env!("CARGO_PKG_VERSION"),
        dtype,
        products: match precision {
            Precision::F32 => "float32",
            Precision::Bf16 => "bfloat16",
        },
        device: found.device,
        batch: request.batch,
        length: request.length,
        threads: request.threads,
        seconds_per_step: found.seconds_per_step,
        tokens_per_s: found.tokens_per_s,
        peak_rss_mib: found.peak_resident_bytes.map(|bytes| bytes / BYTES_PER_MIB),
        peak_device_mib: found.peak_card_bytes.map(|bytes| bytes / BYTES_PER_MIB),
        forecast_mib: found.forecast.total() / BYTES_PER_MIB,
    })
}
