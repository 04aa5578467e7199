//! `import`: the curation funnel without a window.

use isocenter_app::commands::{CohortImportReport, CohortImportRequest, import_cohort};
use isocenter_app::{Error, ImportProgress};

use super::{Format, Session, existing};
use crate::args::Import;
use crate::output;
use crate::progress::Progress;

pub(super) fn run(session: &Session, arguments: &Import) -> Result<(), Error> {
    let request = CohortImportRequest {
        diagnoses: arguments.diagnoses.clone(),
        plans: arguments.plans.clone(),
        out: arguments.out.clone(),
        mapping: arguments.mapping.clone(),
        dates: arguments.dates.into(),
        existing: existing(arguments.force),
    };
    let progress = Progress::new("reading");
    let mut sink = |event| show(&progress, event);
    let report = import_cohort(&session.application, &request, &session.cancel, &mut sink)?;
    drop(progress);
    match session.format {
        Format::Json => output::print_json(&report),
        Format::Words => {
            print_words(&report, arguments);
            Ok(())
        }
    }
}

fn show(progress: &Progress, event: ImportProgress) {
    const THOUSAND: f64 = 1000.0;
    let (message, share) = match event {
        ImportProgress::Reading { rows, share, is_second: false } => (format!("diagnoses, {rows} rows"), share),
        ImportProgress::Reading { rows, share, is_second: true } => (format!("plans, {rows} rows"), share),
        ImportProgress::Curating { share } => ("cleaning".to_owned(), share),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a thousand")]
    progress.set((share * THOUSAND) as usize, THOUSAND as usize);
    progress.message(message);
}

fn print_words(report: &CohortImportReport, arguments: &Import) {
    for step in report.funnel_in_words() {
        output::print_line(&step);
    }
    output::print_line(&format!(
        "{} cases to review, {} findings left by the leak scan, {} rows or cells set aside or noted; in {}",
        report.to_review,
        report.leaks,
        report.issues.len(),
        arguments.out.display()
    ));
}
