//! The speed of the temperature scan and of writing one answer, with the field names of `bench/peer_scan.py`.

use std::path::PathBuf;

use isocenter_lm::{CancelToken, DeviceChoice, LoadOptions, Quantize, ScanBenchmark};
use serde::Serialize;

use super::bench_dtype::dtype;
use crate::application::Application;
use crate::error::Error;
use crate::failure;

const BYTES_PER_MIB: u64 = 1 << 20;

/// A scan, or the writing of one answer, to measure.
#[derive(Debug, Clone)]
pub struct BenchScanRequest {
    /// The base model.
    pub model: PathBuf,
    /// An adapter's folder.
    pub adapter: Option<PathBuf>,
    /// Prompts, each sampled at ten temperatures; of one answer the first is measured.
    pub prompts: usize,
    /// Tokens of each prompt.
    pub prompt_tokens: usize,
    /// New tokens of each sample.
    pub new_tokens: usize,
    /// Threads that compute.
    pub threads: usize,
    /// Where to compute.
    pub device: DeviceChoice,
    /// How the base is held in memory.
    pub quantize: Quantize,
}

impl BenchScanRequest {
    fn benchmark(&self) -> ScanBenchmark<'_> {
        ScanBenchmark {
            model: &self.model,
            adapter: self.adapter.as_deref(),
            prompts: self.prompts,
            prompt_tokens: self.prompt_tokens,
            new_tokens: self.new_tokens,
            threads: self.threads,
            options: LoadOptions { device: self.device, quantize: self.quantize, sixteen_bit: None },
        }
    }
}

/// What a scan took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchScanReport {
    /// `isocenter`.
    pub peer: &'static str,
    /// Version of Isocenter.
    pub version: &'static str,
    /// In what the base is held: `float32` unless it is packed, in its file or while it is read.
    pub dtype: &'static str,
    /// Prompts, each sampled at ten temperatures.
    pub prompts: usize,
    /// Tokens of each prompt.
    pub prompt_tokens: usize,
    /// New tokens of each sample.
    pub new_tokens: usize,
    /// Threads that computed.
    pub threads: usize,
    /// From the first prompt to the last token, s.
    pub seconds: f64,
    /// Samples drawn a second.
    pub samples_per_s: f64,
    /// Tokens drawn a second.
    pub new_tokens_per_s: f64,
    /// Reading the model, s.
    pub load_seconds: f64,
    /// The most main memory this process held, MiB; none where the system does not tell.
    pub peak_rss_mib: Option<u64>,
    /// The most of a card's memory that was held, MiB; none on the processor.
    pub peak_device_mib: Option<u64>,
}

/// What writing one answer took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchDecodeReport {
    /// `isocenter`.
    pub peer: &'static str,
    /// Version of Isocenter.
    pub version: &'static str,
    /// In what the base is held: `float32` unless it is packed, in its file or while it is read.
    pub dtype: &'static str,
    /// Tokens of the prompt.
    pub prompt_tokens: usize,
    /// New tokens.
    pub new_tokens: usize,
    /// Threads that computed.
    pub threads: usize,
    /// The new tokens, without reading the prompt, s.
    pub seconds: f64,
    /// New tokens a second.
    pub new_tokens_per_s: f64,
    /// Tokens of the prompt read a second, with everything warm.
    pub prompt_tokens_per_s: f64,
    /// Reading the model, s.
    pub load_seconds: f64,
    /// From the start to the first token, reading the model included, s.
    pub first_token_seconds: f64,
    /// The most main memory this process held, MiB; none where the system does not tell.
    pub peak_rss_mib: Option<u64>,
    /// The most of a card's memory that was held, MiB; none on the processor.
    pub peak_device_mib: Option<u64>,
}

/// Measures a scan: every prompt once at each of the ten temperatures 0.1 … 1.0.
///
/// # Errors
/// A model or adapter that cannot be used, `busy`.
pub fn bench_scan(
    application: &Application,
    request: &BenchScanRequest,
    cancel: &CancelToken,
) -> Result<BenchScanReport, Error> {
    let permit = application.begin_job(cancel.clone())?;
    let found = request.benchmark().measure_scan(&permit.cancel).map_err(failure::lm)?;
    Ok(BenchScanReport {
        peer: PEER,
        version: env!("CARGO_PKG_VERSION"),
        dtype: dtype(&request.model, &request.benchmark().options)?,
        prompts: request.prompts,
        prompt_tokens: request.prompt_tokens,
        new_tokens: request.new_tokens,
        threads: request.threads,
        seconds: found.seconds,
        samples_per_s: found.samples as f64 / found.seconds,
        new_tokens_per_s: found.tokens as f64 / found.seconds,
        load_seconds: found.load_seconds,
        peak_rss_mib: found.peak_resident_bytes.map(|bytes| bytes / BYTES_PER_MIB),
        peak_device_mib: found.peak_card_bytes.map(|bytes| bytes / BYTES_PER_MIB),
    })
}

/// Measures the writing of one greedy answer.
///
/// # Errors
/// As [`bench_scan`].
pub fn bench_decode(
    application: &Application,
    request: &BenchScanRequest,
    cancel: &CancelToken,
) -> Result<BenchDecodeReport, Error> {
    let permit = application.begin_job(cancel.clone())?;
    let found = request.benchmark().measure_decoding(&permit.cancel).map_err(failure::lm)?;
    Ok(BenchDecodeReport {
        peer: PEER,
        version: env!("CARGO_PKG_VERSION"),
        dtype: dtype(&request.model, &request.benchmark().options)?,
        prompt_tokens: request.prompt_tokens,
        new_tokens: request.new_tokens,
        threads: request.threads,
        seconds: found.seconds,
        new_tokens_per_s: request.new_tokens as f64 / found.seconds,
        prompt_tokens_per_s: request.prompt_tokens as f64 / found.prompt_seconds,
        load_seconds: found.load_seconds,
        first_token_seconds: found.first_token_seconds,
        peak_rss_mib: found.peak_resident_bytes.map(|bytes| bytes / BYTES_PER_MIB),
        peak_device_mib: found.peak_card_bytes.map(|bytes| bytes / BYTES_PER_MIB),
    })
}

const PEER: &str = "isocenter";
