//! `finetune`.

use isocenter_app::Error;
use isocenter_app::commands::{FinetuneRequest, finetune};

use super::{Format, Session};
use crate::args::Finetune;
use crate::output;
use crate::progress::Progress;

pub(super) fn run(session: &Session, arguments: &Finetune) -> Result<(), Error> {
    let request = FinetuneRequest {
        model: arguments.model.clone(),
        data: arguments.data.clone(),
        out: arguments.out.clone(),
        config: arguments.config.clone(),
        assignments: arguments.assignments.clone(),
        init: arguments.init.clone(),
        resume: arguments.resume,
        device: arguments.device.into(),
    };
    let progress = Progress::new("fine-tuning");
    let report = finetune(&session.application, &request, &session.cancel, &mut |event| progress.training(&event))?;
    drop(progress);
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{} steps in {:.0} s, last loss {:.4}; the adapter is in {}",
            report.steps,
            report.seconds,
            report.last.loss,
            report.adapter.display()
        )),
    }
    Ok(())
}
