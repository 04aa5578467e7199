//! `evaluate`.

use isocenter_app::Error;
use isocenter_app::commands::{EvaluateEvent, EvaluateRequest, StudyProgress, evaluate};

use super::{Format, Session};
use crate::args::Evaluate;
use crate::output;
use crate::progress::Progress;

/// Answers between two lines where there is no terminal to show a bar on.
const ANSWERS_PER_NOTE: usize = 1000;

pub(super) fn run(session: &Session, arguments: &Evaluate) -> Result<(), Error> {
    let request =
        EvaluateRequest { study: arguments.study.clone(), out: arguments.out.clone(), device: arguments.device.into() };
    let progress = Progress::of_answers("evaluating");
    let note = |text: &str| {
        if progress.is_hidden() {
            output::print_note(text);
        }
    };
    let mut observe = |event: EvaluateEvent| match event {
        EvaluateEvent::Asking { part } => {
            note(&part);
            progress.message(part);
        }
        EvaluateEvent::Stored(stored) => {
            progress.answers(stored.done, stored.total, &left(&stored));
            if stored.done.is_multiple_of(ANSWERS_PER_NOTE) {
                note(&format!("{} of {} answers, {}", stored.done, stored.total, left(&stored)));
            }
        }
        EvaluateEvent::Computing => note("every answer is there; computing"),
    };
    let report = evaluate(&session.application, &request, &session.cancel, &mut observe)?;
    drop(progress);
    match session.format {
        // The file as it is: one line of JSON.
        Format::Json => output::print_line(String::from_utf8_lossy(&report.results).trim_end()),
        Format::Words => {
            for finding in &report.findings {
                output::print_line(finding);
            }
            if report.is_demonstration {
                output::print_line("Demonstration: synthetic cases or demonstration models, of no clinical worth.");
            }
            output::print_line(&format!(
                "{} answers, {} of them new; the report is {}",
                report.samples,
                report.drawn,
                report.report.display()
            ));
        }
    }
    Ok(())
}

/// `31.4 answers/s, about 12 min left`.
fn left(progress: &StudyProgress) -> String {
    match (progress.samples_per_second, progress.seconds_left) {
        (Some(speed), Some(seconds)) if seconds >= 90.0 => {
            format!("{speed:.1} answers/s, about {:.0} min left", seconds / 60.0)
        }
        (Some(speed), Some(seconds)) => format!("{speed:.1} answers/s, about {seconds:.0} s left"),
        _ => String::new(),
    }
}
