//! What a locked letter study leaves: every rating with its history, the numbers, the report. No letter leaves the vault with it.

use std::path::Path;

use isocenter_rating::{
    Ledger, Numbers, ReportFact, ReportParts, report_page, write_numbers_json, write_ratings_csv, write_ratings_json,
};

use super::plan::StudyPlan;
use crate::error::Error;
use crate::{failure, files};

/// Writes everything into `folder`. Tables and report name people and hold their comments, so they are for their owner only.
///
/// # Errors
/// A full disk, a folder that may not be written to.
pub(crate) fn write_outputs(
    plan: &StudyPlan,
    ledger: &Ledger,
    numbers: &Numbers,
    folder: &Path,
    made: &str,
) -> Result<(), Error> {
    let protocol = &plan.protocol;
    let (mut csv, mut json, mut of_numbers) = (Vec::new(), Vec::new(), Vec::new());
    write_ratings_csv(protocol, ledger, &mut csv).map_err(failure::rating)?;
    write_ratings_json(protocol, ledger, &mut json).map_err(failure::rating)?;
    write_numbers_json(protocol, numbers, &mut of_numbers).map_err(failure::rating)?;
    files::write_private(&folder.join("ratings.csv"), &csv)?;
    files::write_private(&folder.join("ratings.json"), &json)?;
    let fact = |name: &str, value: String| ReportFact { name: name.to_owned(), value };
    let models: Vec<&str> = plan.models.iter().map(|model| model.name.as_str()).collect();
    let facts = [
        fact("Isocenter", env!("CARGO_PKG_VERSION").to_owned()),
        fact("Models", models.join(", ")),
        fact("Temperature of the drafts", plan.temperature.to_string()),
    ];
    let parts = ReportParts { protocol, ledger, numbers, is_locked: true, facts: &facts, made };
    let report = report_page(&parts).map_err(failure::rating)?;
    files::write_private(&folder.join("report.html"), report.as_bytes())?;
    // The last: where it is, everything is.
    files::write_private(&folder.join("numbers.json"), &of_numbers)
}
