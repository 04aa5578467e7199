//! `export`.

use isocenter_app::Error;
use isocenter_app::commands::{ExportRequest, export_adapter};

use super::{Format, Session};
use crate::args::Export;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Export) -> Result<(), Error> {
    let request = ExportRequest {
        model: arguments.model.clone(),
        adapter: arguments.adapter.clone(),
        format: arguments.format.into(),
        out: arguments.out.clone(),
        input: arguments.input.clone(),
        max_tokens: arguments.max_tokens,
    };
    let report = export_adapter(&session.application, &request, &session.cancel)?;
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{} is written, {:.1} MB; {} greedy answers read from it are equal{}",
            report.out.display(),
            report.bytes as f64 / 1e6,
            report.answers_compared,
            rounding(report.answers_changed_by_rounding)
        )),
    }
    Ok(())
}

fn rounding(changed: u32) -> String {
    match changed {
        0 => String::new(),
        changed => format!("; {changed} differ from base and adapter in full precision"),
    }
}
