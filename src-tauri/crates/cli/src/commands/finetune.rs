//! `finetune`.

use isocenter_app::Error;
use isocenter_app::commands::{FinetuneRequest, finetune};

use super::{Format, Session, existing};
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
        existing: existing(arguments.force),
        device: arguments.device.into(),
    };
    let progress = Progress::new("fine-tuning");
    let report = finetune(&session.application, &request, &session.cancel, &mut |event| progress.training(&event))?;
    drop(progress);
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => output::print_line(&format!(
            "{} steps in {:.0} s, last loss {:.4}{}; the adapter is in {}",
            report.last.step,
            report.seconds,
            report.last.loss,
            best(report.best_validation_loss, report.written_step),
            report.adapter.display()
        )),
    }
    Ok(())
}

fn best(validation_loss: Option<f64>, step: usize) -> String {
    validation_loss
        .map_or_else(String::new, |loss| format!(", best validation loss {loss:.4}, written as after step {step}"))
}
