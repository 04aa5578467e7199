//! Two chosen exports before they are imported: what was recognised in them, what a person changed of it, and how the window sees it.

use std::path::PathBuf;

use isocenter_curate::{
    DateEvidence, DateOrder, DateTreatment, Delimiter, DoseUnit, Encoding, Field, Mapping, Proposal, Question, Survey,
    Table,
};
use isocenter_lm::CancelToken;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::exports::{ExportFiles, name_of};
use crate::failure;
use crate::wire::{
    ColumnChoice, DecisionOption, ErrorCode, ExportKind, FileDecision, FileInspection, ImportInspection, MappingChange,
};

/// Rows shown before the import.
const PREVIEW_ROWS: usize = 8;
const DOSE_UNIT: &str = "dose_unit";
const DATE_ORDER: &str = "date_order";
const DATES_IN_TEXTS: &str = "dates_in_texts";

/// Two chosen files.
pub(crate) struct PendingImport {
    pub(crate) files: ExportFiles,
    proposal: Proposal,
    pub(crate) mapping: Mapping,
    /// What becomes of dates in texts.
    pub(crate) dates: DateTreatment,
    pub(crate) cancel: CancelToken,
}

impl PendingImport {
    /// Looks at two files, whichever of them is which.
    ///
    /// # Errors
    /// Not two files; files that are no such exports.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Self, Error> {
        let [one, other] = paths else {
            let chosen = if paths.len() == 1 {
                "one file was chosen".to_owned()
            } else {
                format!("{} files were chosen", paths.len())
            };
            let needed = "both exports are needed: that of the diagnoses and that of the plans";
            return Err(Error::new(ErrorCode::BadExport, chosen, needed));
        };
        let given = ExportFiles { diagnoses: one.clone(), plans: other.clone() };
        let swapped = ExportFiles { diagnoses: other.clone(), plans: one.clone() };
        let (files, proposal) = match given.propose() {
            Ok(proposal) => (given, proposal),
            // The order in which somebody clicks on files means nothing.
            Err(error) => (swapped.clone(), swapped.propose().map_err(|_| error)?),
        };
        Ok(Self {
            files,
            mapping: proposal.mapping.clone(),
            proposal,
            dates: DateTreatment::default(),
            cancel: CancelToken::new(),
        })
    }

    /// Takes a choice of the mapping screen.
    ///
    /// # Errors
    /// A field, header or option that is not there.
    pub(crate) fn change(&mut self, change: &MappingChange) -> Result<(), Error> {
        match change {
            MappingChange::Column { export, field, header } => {
                let field = Field::from_name(field).ok_or_else(no_such_choice)?;
                let is_there = |header: &String| self.survey(*export).headers.contains(header);
                if !header.as_ref().is_none_or(is_there) || !table_of(*export).fields().contains(&field) {
                    return Err(no_such_choice());
                }
                let columns = match export {
                    ExportKind::Diagnoses => &mut self.mapping.diagnoses.columns,
                    ExportKind::Plans => &mut self.mapping.plans.columns,
                };
                match header {
                    Some(header) => columns.insert(field, header.clone()),
                    None => columns.remove(&field),
                };
            }
            MappingChange::Decision { export, decision, option } => match (decision.as_str(), export) {
                (DOSE_UNIT, _) => self.mapping.dose_unit = Some(from_id(option)?),
                (DATE_ORDER, ExportKind::Diagnoses) => self.mapping.diagnoses.date_order = Some(from_id(option)?),
                (DATE_ORDER, ExportKind::Plans) => self.mapping.plans.date_order = Some(from_id(option)?),
                (DATES_IN_TEXTS, ExportKind::Diagnoses) => self.dates = from_id(option)?,
                _ => return Err(no_such_choice()),
            },
        }
        Ok(())
    }

    fn survey(&self, export: ExportKind) -> &Survey {
        match export {
            ExportKind::Diagnoses => &self.proposal.diagnoses,
            ExportKind::Plans => &self.proposal.plans,
        }
    }

    /// As the window shows it.
    ///
    /// # Errors
    /// Files that cannot be read any more.
    pub(crate) fn view(&self) -> Result<ImportInspection, Error> {
        Ok(ImportInspection {
            diagnoses: self.file_view(ExportKind::Diagnoses)?,
            plans: self.file_view(ExportKind::Plans)?,
            open_questions: self.open_questions(),
        })
    }

    /// What stands between this mapping and an import.
    fn open_questions(&self) -> Vec<String> {
        let is_open = |question: &Question| match question {
            Question::DoseUnit => self.mapping.dose_unit.is_none(),
            Question::DateOrder(table) => self.mapping.table(*table).date_order.is_none(),
        };
        let words = |question: &Question| match question {
            Question::DoseUnit => "What does the dose column hold?".to_owned(),
            Question::DateOrder(table) => format!("Do the dates of the {table} begin with the day or the month?"),
        };
        let mut open: Vec<String> = self.proposal.questions.iter().filter(|q| is_open(q)).map(words).collect();
        if let Err(error) = self.mapping.validate() {
            open.push(failure::curation(error).what().to_owned());
        }
        open
    }

    fn file_view(&self, export: ExportKind) -> Result<FileInspection, Error> {
        let (survey, table) = (self.survey(export), table_of(export));
        let (path, dates) = match export {
            ExportKind::Diagnoses => (&self.files.diagnoses, self.proposal.diagnosis_dates),
            ExportKind::Plans => (&self.files.plans, self.proposal.plan_dates),
        };
        let mapping = self.mapping.table(table);
        let preview = isocenter_curate::preview(table, path, mapping, PREVIEW_ROWS).map_err(failure::curation)?;
        let mut decisions: Vec<FileDecision> = date_decision(dates, mapping.date_order).into_iter().collect();
        decisions.push(match export {
            ExportKind::Diagnoses => self.dates_decision(),
            ExportKind::Plans => self.dose_decision(),
        });
        // A column that feeds no field is not read, so its cells stay empty.
        let field_of =
            |header: &String| mapping.columns.iter().find(|(_, fed)| *fed == header).map(|(field, _)| *field);
        let place_of = |header| preview.fields.iter().position(|field| Some(*field) == field_of(header));
        let places: Vec<Option<usize>> = survey.headers.iter().map(place_of).collect();
        let cells = |row: &Vec<isocenter_domain::Redacted<String>>| {
            let cell = |place: &Option<usize>| place.and_then(|place| row.get(place)).map(|cell| cell.reveal().clone());
            places.iter().map(|place| cell(place).unwrap_or_default()).collect()
        };
        Ok(FileInspection {
            kind: export,
            name: name_of(path),
            bytes: survey.bytes,
            encoding: encoding_words(survey.layout.encoding).to_owned(),
            delimiter: delimiter_words(survey.layout.delimiter).to_owned(),
            headers: survey.headers.clone(),
            columns: table.fields().iter().map(|field| self.column(table, *field)).collect(),
            decisions,
            preview: preview.rows.iter().map(cells).collect(),
        })
    }

    fn column(&self, table: Table, field: Field) -> ColumnChoice {
        ColumnChoice {
            field: field.name().to_owned(),
            words: field.name().replace('_', " "),
            is_required: table.required().iter().any(|group| group.len() == 1 && group.contains(&field)),
            header: self.mapping.table(table).columns.get(&field).cloned(),
        }
    }

    fn dates_decision(&self) -> FileDecision {
        let options = [
            (DateTreatment::YearOnly, "only the year stays"),
            (DateTreatment::DayOffset, "days from the first fraction"),
            (DateTreatment::Shift, "all dates of a patient move by the same days"),
        ];
        FileDecision {
            id: DATES_IN_TEXTS.to_owned(),
            words: "What becomes of dates in the texts".to_owned(),
            options: options.map(|(dates, words)| DecisionOption { id: id_of(&dates), words: words.to_owned() }).into(),
            chosen: Some(id_of(&self.dates)),
            evidence: "Only years are Safe Harbor; the others keep the intervals between dates.".to_owned(),
        }
    }

    fn dose_decision(&self) -> FileDecision {
        let (dose, field) = (&self.proposal.dose, self.mapping.dose_field());
        let fitting = |unit: DoseUnit| dose.votes.iter().filter(move |votes| votes.unit == unit);
        let votes: Vec<String> = DoseUnit::ALL
            .into_iter()
            .flat_map(fitting)
            .filter(|votes| votes.rows + votes.prescriptions > 0)
            .map(|votes| {
                let (rows, told) = (votes.rows, votes.prescriptions);
                format!("{rows} rows and {told} prescriptions fit {} only", unit_words(votes.unit))
            })
            .collect();
        let median = dose.median.map_or_else(String::new, |median| format!("; the median of the column is {median}"));
        FileDecision {
            id: DOSE_UNIT.to_owned(),
            words: "What the dose column holds".to_owned(),
            options: DoseUnit::ALL
                .into_iter()
                .filter(|unit| unit.suits(field))
                .map(|unit| DecisionOption { id: id_of(&unit), words: unit_words(unit).to_owned() })
                .collect(),
            chosen: self.mapping.dose_unit.as_ref().map(id_of),
            evidence: format!("Of {} rows with a dose, {}{median}.", dose.rows, votes.join(", ")),
        }
    }
}

/// Only where the form of the dates leaves a choice.
fn date_decision(dates: DateEvidence, chosen: Option<DateOrder>) -> Option<FileDecision> {
    let DateEvidence { day_first, month_first, either, unambiguous, .. } = dates;
    if day_first + month_first + either == 0 {
        return None;
    }
    let option = |order: DateOrder, words: &str| DecisionOption { id: id_of(&order), words: words.to_owned() };
    Some(FileDecision {
        id: DATE_ORDER.to_owned(),
        words: "How dates are written".to_owned(),
        options: vec![option(DateOrder::DayFirst, "day first"), option(DateOrder::MonthFirst, "month first")],
        chosen: chosen.as_ref().map(id_of),
        evidence: format!(
            "{day_first} dates can only be day first, {month_first} only month first, {either} can be either, \
             {unambiguous} leave no choice."
        ),
    })
}

/// The code that mapping files use.
fn id_of(value: &impl Serialize) -> String {
    let code = serde_json::to_value(value).ok();
    code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}

fn from_id<T: DeserializeOwned>(id: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(id.to_owned())).map_err(|_| no_such_choice())
}

fn no_such_choice() -> Error {
    Error::new(ErrorCode::BadInput, "that cannot be chosen", "choose one of what is shown")
}

const fn table_of(export: ExportKind) -> Table {
    match export {
        ExportKind::Diagnoses => Table::Diagnoses,
        ExportKind::Plans => Table::Plans,
    }
}

const fn unit_words(unit: DoseUnit) -> &'static str {
    match unit {
        DoseUnit::GrayPerFraction => "Gy per fraction",
        DoseUnit::TotalGray => "Gy in total",
        DoseUnit::TotalCentigray => "cGy in total",
        DoseUnit::CentigrayPerFraction => "cGy per fraction",
    }
}

const fn encoding_words(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Windows1252 => "Windows-1252",
    }
}

const fn delimiter_words(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => "comma",
        Delimiter::Semicolon => "semicolon",
        Delimiter::Tab => "tabulator",
        Delimiter::Bar => "bar",
    }
}
