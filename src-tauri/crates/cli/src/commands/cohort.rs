//! `cohort synthesise`.

use isocenter_app::Error;
use isocenter_app::commands::{CohortRequest, synthesise_cohort};

use super::{Format, Session, existing};
use crate::args::Synthesise;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Synthesise) -> Result<(), Error> {
    let request = CohortRequest {
        cases: arguments.cases,
        seed: arguments.seed,
        out: arguments.out.clone(),
        existing: existing(arguments.force),
    };
    let counts = synthesise_cohort(&request)?;
    match session.format {
        Format::Json => output::print_json(&counts)?,
        Format::Words => output::print_line(&format!(
            "{} cases in {}: {} diagnosis rows, {} plan rows; clean curation keeps {}, with an ICD-10 code {}",
            counts.cases,
            arguments.out.display(),
            counts.diagnosis_rows,
            counts.plan_rows,
            counts.kept,
            counts.icd10_kept
        )),
    }
    Ok(())
}
