//! `bench`.

use isocenter_app::Error;
use isocenter_app::commands::{BenchScanRequest, BenchTrainRequest, bench_decode, bench_scan, bench_train};

use super::{Format, Session};
use crate::args::{Bench, BenchTrain, Measured, ProductType, Quantize};
use crate::output;

pub(super) fn run(session: &Session, arguments: &Bench) -> Result<(), Error> {
    match arguments {
        Bench::Train(train) => run_train(session, train),
        Bench::Scan(scan) => {
            run_scan(session, &request(&scan.measured, scan.prompts, scan.prompt_tokens, scan.new_tokens))
        }
        Bench::Decode(decode) => {
            run_decode(session, &request(&decode.measured, 1, decode.prompt_tokens, decode.new_tokens))
        }
    }
}

fn request(measured: &Measured, prompts: usize, prompt_tokens: usize, new_tokens: usize) -> BenchScanRequest {
    BenchScanRequest {
        model: measured.model.clone(),
        adapter: measured.adapter.clone(),
        prompts,
        prompt_tokens,
        new_tokens,
        threads: measured.threads,
        device: measured.device.into(),
        quantize: measured.quantize.into(),
    }
}

fn run_scan(session: &Session, request: &BenchScanRequest) -> Result<(), Error> {
    let report = bench_scan(&session.application, request, &session.cancel)?;
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{:.2} samples/s, {:.1} new tokens/s, peak {}",
            report.samples_per_s,
            report.new_tokens_per_s,
            mebibytes(report.peak_rss_mib)
        )),
    }
    Ok(())
}

fn run_decode(session: &Session, request: &BenchScanRequest) -> Result<(), Error> {
    let report = bench_decode(&session.application, request, &session.cancel)?;
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{:.2} new tokens/s, first token after {:.2} s, peak {}",
            report.new_tokens_per_s,
            report.first_token_seconds,
            mebibytes(report.peak_rss_mib)
        )),
    }
    Ok(())
}

fn mebibytes(count: Option<u64>) -> String {
    count.map_or_else(|| "unknown".to_owned(), |count| format!("{count} MiB"))
}

fn run_train(session: &Session, arguments: &BenchTrain) -> Result<(), Error> {
    let quantize = match arguments.quantize {
        Quantize::None => "none",
        Quantize::Q8_0 => "q8_0",
        Quantize::Q4K => "q4_k",
        Quantize::Nf4 => "nf4",
    };
    let precision = match arguments.dtype {
        ProductType::Float32 => "f32",
        ProductType::Bfloat16 => "bf16",
    };
    let request = BenchTrainRequest {
        model: arguments.model.clone(),
        batch: arguments.batch,
        length: arguments.length,
        answer: arguments.answer,
        steps: arguments.steps,
        threads: arguments.threads,
        assignments: vec![
            format!("checkpointing={}", arguments.checkpointing),
            format!("quantize={quantize}"),
            format!("precision={precision}"),
        ],
        device: arguments.device.into(),
    };
    let report = bench_train(&session.application, &request, &session.cancel)?;
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{:.3} s a step, {:.1} tokens/s, peak {} (forecast {} MiB)",
            report.seconds_per_step,
            report.tokens_per_s,
            mebibytes(report.peak_rss_mib),
            report.forecast_mib
        )),
    }
    Ok(())
}
