//! `bench`.

use isocenter_app::Error;
use isocenter_app::commands::{BenchTrainRequest, bench_train};

use super::{Format, Session};
use crate::args::{Bench, BenchTrain, Quantize};
use crate::output;

pub(super) fn run(session: &Session, arguments: &Bench) -> Result<(), Error> {
    match arguments {
        Bench::Train(train) => run_train(session, train),
    }
}

fn run_train(session: &Session, arguments: &BenchTrain) -> Result<(), Error> {
    let quantize = match arguments.quantize {
        Quantize::None => "none",
        Quantize::Q8_0 => "q8_0",
        Quantize::Q4K => "q4_k",
        Quantize::Nf4 => "nf4",
    };
    let request = BenchTrainRequest {
        model: arguments.model.clone(),
        batch: arguments.batch,
        length: arguments.length,
        answer: arguments.answer,
        steps: arguments.steps,
        threads: arguments.threads,
        assignments: vec![format!("checkpointing={}", arguments.checkpointing), format!("quantize={quantize}")],
        device: arguments.device.into(),
    };
    let report = bench_train(&session.application, &request, &session.cancel)?;
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{:.3} s a step, {:.1} tokens/s, peak {} MiB (forecast {} MiB)",
            report.seconds_per_step,
            report.tokens_per_s,
            report.peak_rss_mib.map_or_else(|| "unknown".to_owned(), |mebibytes| mebibytes.to_string()),
            report.forecast_mib
        )),
    }
    Ok(())
}
