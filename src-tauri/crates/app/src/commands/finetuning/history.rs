//! The history of runs, one run with every number, two runs side by side.

use isocenter_train::LogLine;

use crate::application::Application;
use crate::error::Error;
use crate::finetuning::run_progress::{curve_of, number, thinned};
use crate::finetuning::run_record::RunRecord;
use crate::finetuning::{recipe_form, registry};
use crate::permission::Permission;
use crate::session::Session;
use crate::wire::{RepeatOutcome, RunComparison, RunCurve, RunDetail, RunRequest, RunRow, SettingDifference};

const BYTES_PER_GB: f64 = 1e9;

/// Every run, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn runs(application: &Application) -> Result<Vec<RunRow>, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    registry::rows(application, &mut session)
}

/// What a run was asked for, to fill the form with.
///
/// # Errors
/// Not permitted; no such run.
pub fn run_request(application: &Application, run: u32) -> Result<RunRequest, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    registry::record(application, &mut session, run).map(|record| record.request)
}

/// A run with every number.
///
/// # Errors
/// Not permitted; no such run.
pub fn run_detail(application: &Application, run: u32) -> Result<RunDetail, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let record = registry::record(application, &mut session, run)?;
    let row = row_of(application, &mut session, run)?;
    let lines = registry::curve(&mut session, run)?;
    let (points, validations) = curve_of(&lines);
    let evaluation = match session.if_open() {
        Some(open) => registry::evaluations(open.vault.read())?.remove(&run),
        None => None,
    };
    let repeat = match record.repeats {
        Some(repeated) => {
            let (steps_compared, first_difference) =
                first_difference(&lines, &registry::curve(&mut session, repeated)?);
            Some(RepeatOutcome { run: repeated, steps_compared, first_difference })
        }
        None => None,
    };
    Ok(RunDetail {
        row,
        started_by: record.started_by,
        settings: record.settings,
        left_out: record.request.left_out,
        numbers: Some(record.numbers),
        points: thinned(&points),
        validations,
        hashes: record.hashes,
        version: record.version,
        device: record.device,
        forecast: record.forecast,
        measured_peak_gb: record.peak_bytes.map(|bytes| bytes as f64 / BYTES_PER_GB),
        evaluation,
        repeat,
        log: record.log,
    })
}

fn row_of(application: &Application, session: &mut Session, run: u32) -> Result<RunRow, Error> {
    let rows = registry::rows(application, session)?;
    rows.into_iter().find(|row| row.run == run).ok_or_else(|| registry::no_such_run(run))
}

/// Two runs side by side.
///
/// # Errors
/// Not permitted; no such run.
pub fn compare_runs(application: &Application, one: u32, other: u32) -> Result<RunComparison, Error> {
    let mut session = application.session();
    session.permit(Permission::FineTune)?;
    let records =
        (registry::record(application, &mut session, one)?, registry::record(application, &mut session, other)?);
    let lines = (registry::curve(&mut session, one)?, registry::curve(&mut session, other)?);
    let (steps_compared, first_difference) = first_difference(&lines.0, &lines.1);
    Ok(RunComparison {
        one: curve_view(row_of(application, &mut session, one)?, &records.0, &lines.0),
        other: curve_view(row_of(application, &mut session, other)?, &records.1, &lines.1),
        differences: differences(&records.0, &records.1),
        steps_compared,
        first_difference,
    })
}

fn curve_view(row: RunRow, record: &RunRecord, lines: &[LogLine]) -> RunCurve {
    let (points, validations) = curve_of(lines);
    RunCurve { row, points: thinned(&points), validations, steps_per_pass: record.numbers.steps_per_pass }
}

/// Steps that both have, and the first whose loss is not the same to the last bit.
fn first_difference(one: &[LogLine], other: &[LogLine]) -> (u32, Option<u32>) {
    let mut pairs = one.iter().zip(other);
    let differing = pairs.find(|(one, other)| one.loss.to_bits() != other.loss.to_bits());
    (number(one.len().min(other.len())), differing.map(|(line, _)| number(line.step)))
}

fn differences(one: &RunRecord, other: &RunRecord) -> Vec<SettingDifference> {
    let mut found = Vec::new();
    let mut compare = |label: &str, one: &str, other: &str| {
        if one != other {
            found.push(SettingDifference { label: label.to_owned(), one: one.to_owned(), other: other.to_owned() });
        }
    };
    compare("Base model", &one.base.name, &other.base.name);
    compare("Data set", &one.data.name, &other.data.name);
    compare("Data", short(&one.data.sha256), short(&other.data.sha256));
    compare("Cases left out", &count(one), &count(other));
    for field in recipe_form::description().fields {
        let value = |record: &RunRecord| {
            let setting = record.settings.iter().find(|setting| setting.key == field.key);
            setting.map(|setting| setting.value.clone()).unwrap_or_default()
        };
        compare(&field.label, &value(one), &value(other));
    }
    compare("Device", &one.device, &other.device);
    compare("Version", &one.version, &other.version);
    found
}

fn short(sha256: &str) -> &str {
    sha256.get(..12).unwrap_or(sha256)
}

fn count(record: &RunRecord) -> String {
    record.request.left_out.len().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(step: usize, loss: f64) -> LogLine {
        LogLine { step, loss, grad_norm: 1.0, lr: 1e-4, tokens_per_s: step as f64, validation_loss: None }
    }

    #[test]
    fn two_curves_are_the_same_only_to_the_last_bit() {
        let one: Vec<LogLine> = (1..=5).map(|step| line(step, 1.0 / step as f64)).collect();
        let mut other = one.clone();
        assert_eq!(first_difference(&one, &other), (5, None), "the pace is not compared");
        other[3].loss = f64::from_bits(other[3].loss.to_bits() + 1);
        assert_eq!(first_difference(&one, &other), (5, Some(4)));
        assert_eq!(first_difference(&one[..3], &other), (3, None));
    }
}
