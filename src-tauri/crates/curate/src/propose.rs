//! Proposes a mapping for two exports and shows what it rests on: recognised columns, dose unit, date order. A person confirms or overrides.

use std::path::Path;

use crate::Error;
use crate::csv_layout::{Survey, survey};
use crate::dates::DateEvidence;
use crate::dose_unit::DoseEvidence;
use crate::header_table::{HeaderTable, missing_fields};
use crate::mapping::{Mapping, Question, TableMapping};
use crate::read_export::{ExportReader, Observer, Stage};
use crate::table::{Field, Table};

/// A mapping with its reasons.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The mapping; undecided parts are empty.
    pub mapping: Mapping,
    /// What a person must answer before an import.
    pub questions: Vec<Question>,
    /// What the dose column tells.
    pub dose: DoseEvidence,
    /// What the dates of the diagnosis export tell.
    pub diagnosis_dates: DateEvidence,
    /// What the dates of the plan export tell.
    pub plan_dates: DateEvidence,
    /// The diagnosis export.
    pub diagnoses: Survey,
    /// The plan export.
    pub plans: Survey,
}

/// Looks through both exports and proposes how to read them.
///
/// # Errors
/// Files that cannot be read or are no such export; [`Error::ColumnsMissing`] names what is not there; [`Error::Cancelled`].
pub fn propose(
    diagnoses: &Path,
    plans: &Path,
    headers: &HeaderTable,
    observer: &mut Observer<'_>,
) -> Result<Proposal, Error> {
    let diagnosis_survey = survey(Table::Diagnoses, diagnoses, None)?;
    let plan_survey = survey(Table::Plans, plans, None)?;
    let (diagnosis_mapping, plan_mapping) = recognise(headers, &diagnosis_survey, &plan_survey)?;
    let mut mapping = Mapping::new(None, diagnosis_mapping, plan_mapping);
    let diagnosis_dates = look_at_diagnoses(diagnoses, &diagnosis_survey, &mapping.diagnoses, observer)?;
    let dose_field = mapping.dose_field();
    let (plan_dates, dose) = look_at_plans(plans, &plan_survey, &mapping.plans, dose_field, observer)?;
    mapping.dose_unit = dose.decide(dose_field);
    mapping.diagnoses.date_order = diagnosis_dates.decide();
    mapping.plans.date_order = plan_dates.decide();
    let questions = [
        (mapping.dose_unit.is_none(), Question::DoseUnit),
        (diagnosis_dates.is_open(), Question::DateOrder(Table::Diagnoses)),
        (plan_dates.is_open(), Question::DateOrder(Table::Plans)),
    ];
    let questions = questions.into_iter().filter(|(is_open, _)| *is_open).map(|(_, question)| question).collect();
    Ok(Proposal {
        mapping,
        questions,
        dose,
        diagnosis_dates,
        plan_dates,
        diagnoses: diagnosis_survey,
        plans: plan_survey,
    })
}

/// The columns of both files, or what is wrong with them.
fn recognise(headers: &HeaderTable, diagnoses: &Survey, plans: &Survey) -> Result<(TableMapping, TableMapping), Error> {
    let is_whole =
        |table, survey: &Survey| missing_fields(table, &headers.recognise(table, &survey.headers)).is_empty();
    let diagnoses_are_plans = !is_whole(Table::Diagnoses, diagnoses) && is_whole(Table::Plans, diagnoses);
    let plans_are_diagnoses = !is_whole(Table::Plans, plans) && is_whole(Table::Diagnoses, plans);
    match (diagnoses_are_plans, plans_are_diagnoses) {
        (true, true) => return Err(Error::FilesSwapped),
        (true, false) => return Err(Error::OtherTable { table: Table::Diagnoses }),
        (false, true) => return Err(Error::OtherTable { table: Table::Plans }),
        (false, false) => {}
    }
    let mapping = |table, survey: &Survey| {
        let columns = headers.recognise(table, &survey.headers);
        let fields = missing_fields(table, &columns);
        if fields.is_empty() {
            Ok(TableMapping { date_order: None, layout: survey.layout, columns })
        } else {
            Err(Error::ColumnsMissing { table, fields })
        }
    };
    Ok((mapping(Table::Diagnoses, diagnoses)?, mapping(Table::Plans, plans)?))
}

fn look_at_diagnoses(
    path: &Path,
    survey: &Survey,
    mapping: &TableMapping,
    observer: &mut Observer<'_>,
) -> Result<DateEvidence, Error> {
    let stage = Stage::Looking(Table::Diagnoses);
    let mut reader = ExportReader::open(Table::Diagnoses, stage, path, survey, mapping)?;
    let mut dates = DateEvidence::default();
    // OK to forget the issues: the import finds them again.
    while let Some((_, cells)) = reader.next(&mut Vec::new(), observer)? {
        cells.iter().filter(|(field, cell)| field.is_date() && !cell.is_empty()).for_each(|(_, cell)| dates.add(cell));
    }
    Ok(dates)
}

fn look_at_plans(
    path: &Path,
    survey: &Survey,
    mapping: &TableMapping,
    dose_field: Field,
    observer: &mut Observer<'_>,
) -> Result<(DateEvidence, DoseEvidence), Error> {
    let mut reader = ExportReader::open(Table::Plans, Stage::Looking(Table::Plans), path, survey, mapping)?;
    let mut dates = DateEvidence::default();
    let mut dose = DoseEvidence::default();
    while let Some((_, cells)) = reader.next(&mut Vec::new(), observer)? {
        cells.iter().filter(|(field, cell)| field.is_date() && !cell.is_empty()).for_each(|(_, cell)| dates.add(cell));
        dose.add(&cells, dose_field);
    }
    dose.finish();
    Ok((dates, dose))
}
