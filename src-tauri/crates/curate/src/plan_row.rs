//! One row of the plan export read into values, with what is wrong in it. Which rows count is decided in `plan_selection`.

use isocenter_domain::{Dose, Fractions, Modality, Redacted};
use jiff::civil::Date;

use crate::Error;
use crate::dates::{DateReading, read_date};
use crate::dose_unit::DoseUnit;
use crate::issue::IssueReason;
use crate::mapping::{Mapping, Question};
use crate::modality_terms::{RadiationCells, read_modality};
use crate::plan_words::{CourseKind, PlanIntent, PlanStatus, PlanType, TreatmentIntent, course_kind};
use crate::prescription_text::read_prescription;
use crate::read_export::{Cells, RowIssues};
use crate::table::{Field, Table};

/// More gray are no course of a patient.
const HIGHEST_TOTAL_GRAY: f64 = 200.0;
/// Less in a fraction is no treatment; low-dose schedules give 0.3 Gy and more.
const LOWEST_FRACTION_GRAY: f64 = 0.1;
/// More fractions are no course of a patient.
const MOST_FRACTIONS: i64 = 100;

/// A plan as the export has it.
#[derive(Clone)]
pub(crate) struct PlanRow {
    pub course_id: String,
    pub course_kind: CourseKind,
    pub is_course_completed: bool,
    pub plan_id: String,
    pub is_called_boost: bool,
    pub intent: PlanIntent,
    pub treatment_intent: Option<TreatmentIntent>,
    pub plan_type: PlanType,
    pub status: PlanStatus,
    pub modality: Option<Modality>,
    /// The words the modality was sought in, for a person who annotates it.
    pub radiation_words: String,
    pub technique: String,
    pub dose: Option<Dose>,
    pub fractions: Option<Fractions>,
    pub comment: Redacted<String>,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
}

/// Reads a row.
///
/// # Errors
/// [`Error::Undecided`] when the order of a date must be known and is not.
pub(crate) fn read_plan_row(
    cells: &Cells<'_>,
    mapping: &Mapping,
    unit: DoseUnit,
    today: Date,
    issues: &mut RowIssues<'_>,
) -> Result<PlanRow, Error> {
    let cell = |field| cells.get(field);
    issues.note_formulas(cells);
    let intent = PlanIntent::read(cell(Field::PlanIntent));
    let plan_type = PlanType::read(cell(Field::PlanType));
    let status = PlanStatus::read(cell(Field::Status));
    let radiation = RadiationCells {
        treatment_type: cell(Field::TreatmentType),
        radiation_type: cell(Field::RadiationType),
        energy: cell(Field::Energy),
        technique: cell(Field::Technique),
        machine: cell(Field::Machine),
    };
    let words = [radiation.treatment_type, radiation.radiation_type, radiation.energy, radiation.machine];
    let mut row = PlanRow {
        course_id: cell(Field::CourseId).to_owned(),
        course_kind: course_kind(cell(Field::CourseId)),
        is_course_completed: cell(Field::CourseStatus).to_lowercase().starts_with("complete"),
        plan_id: cell(Field::PlanId).to_owned(),
        is_called_boost: is_boost_name(cell(Field::PlanId)) || is_boost_name(cell(Field::PlanName)),
        intent,
        treatment_intent: TreatmentIntent::read(cell(Field::TreatmentIntent)),
        plan_type,
        status,
        modality: read_modality(radiation),
        radiation_words: words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "),
        technique: cell(Field::Technique).to_owned(),
        dose: None,
        fractions: None,
        comment: Redacted::new(cell(Field::PlanComment).to_owned()),
        first_day: read_day(cells, Table::Plans, Field::FirstDay, mapping, today, issues)?,
        last_day: read_day(cells, Table::Plans, Field::LastDay, mapping, today, issues)?,
    };
    if intent == PlanIntent::Treatment {
        if status == PlanStatus::Unknown {
            issues.cell(Field::Status, IssueReason::StatusUnknown);
        }
        if plan_type == PlanType::Unknown {
            issues.cell(Field::PlanType, IssueReason::PlanTypeUnknown);
        }
        row.read_figures(cells, mapping.dose_field(), unit, issues);
    } else {
        // Plans that treat nobody have odd figures by nature.
        row.read_figures(cells, mapping.dose_field(), unit, &mut issues.muted(&mut Vec::new()));
    }
    Ok(row)
}

impl PlanRow {
    fn read_figures(&mut self, cells: &Cells<'_>, dose: Field, unit: DoseUnit, issues: &mut RowIssues<'_>) {
        self.fractions = read_fractions(cells.get(Field::Fractions), issues);
        self.dose = read_dose(cells, dose, unit, self.fractions, issues);
    }
}

/// Reads a date cell; nothing when it is blank or wrong.
pub(crate) fn read_day(
    cells: &Cells<'_>,
    table: Table,
    field: Field,
    mapping: &Mapping,
    today: Date,
    issues: &mut RowIssues<'_>,
) -> Result<Option<Date>, Error> {
    let text = cells.get(field);
    if text.is_empty() {
        return Ok(None);
    }
    match read_date(text, mapping.table(table).date_order) {
        DateReading::Day(day) if day > today => issues.cell(field, IssueReason::DateInFuture),
        DateReading::Day(day) => return Ok(Some(day)),
        DateReading::Unreadable => issues.cell(field, IssueReason::DateUnreadable),
        DateReading::NeedsOrder => {
            return Err(Error::Undecided { questions: vec![Question::DateOrder(table)] });
        }
    }
    Ok(None)
}

fn read_fractions(text: &str, issues: &mut RowIssues<'_>) -> Option<Fractions> {
    if text.is_empty() {
        return None;
    }
    let reason = match read_count(text) {
        None => IssueReason::FractionsUnreadable,
        Some(..=0) => IssueReason::FractionsNotPositive,
        Some(count) if count > MOST_FRACTIONS => IssueReason::FractionsAbsurd,
        Some(count) => return u32::try_from(count).ok().and_then(|count| Fractions::new(count).ok()),
    };
    issues.cell(Field::Fractions, reason);
    None
}

fn read_dose(
    cells: &Cells<'_>,
    field: Field,
    unit: DoseUnit,
    fractions: Option<Fractions>,
    issues: &mut RowIssues<'_>,
) -> Option<Dose> {
    let text = cells.get(field);
    if text.is_empty() {
        return None;
    }
    let Some(value) = read_decimal(text) else {
        issues.cell(field, IssueReason::DoseUnreadable);
        return None;
    };
    if value <= 0.0 {
        issues.cell(field, IssueReason::DoseNotPositive);
        return None;
    }
    let count = fractions?.count();
    let total_gray = unit.total_gray(value, count);
    if total_gray > HIGHEST_TOTAL_GRAY || total_gray < LOWEST_FRACTION_GRAY * f64::from(count) {
        issues.cell(field, IssueReason::DoseAbsurd);
        return None;
    }
    if let Some(told) = read_prescription(cells.get(Field::PrescriptionText))
        && ((told.total_gray - total_gray).abs() > total_gray * 0.005 + 0.01 || told.fractions != count)
    {
        issues.cell(field, IssueReason::DoseContradicted);
    }
    let dose = Dose::from_gray(total_gray).ok();
    if dose.is_none() {
        issues.cell(field, IssueReason::DoseNotPositive);
    }
    dose
}

fn is_boost_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "boost" | "bst" | "bo" | "cd" | "conedown"))
}

/// A number with a decimal point, or with a comma that cannot part thousands.
pub(crate) fn read_decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        return None;
    }
    match digits.split_once(',') {
        None => text.parse().ok(),
        Some((_, behind)) if behind.len() == 3 || behind.contains([',', '.']) || digits.contains('.') => None,
        Some(_) => text.replace(',', ".").parse().ok(),
    }
}

/// A whole number, also as a spreadsheet writes it (`30.0`).
pub(crate) fn read_count(text: &str) -> Option<i64> {
    let whole = text.split_once('.').map_or(Some(text), |(whole, rest)| {
        (!rest.is_empty() && rest.bytes().all(|byte| byte == b'0')).then_some(whole)
    })?;
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{read_count, read_decimal};

    #[test]
    fn a_comma_is_a_decimal_comma_only_where_it_cannot_part_thousands() {
        assert_eq!(read_decimal("2.67"), Some(2.67));
        assert_eq!(read_decimal("2,67"), Some(2.67));
        assert_eq!(read_decimal("-2"), Some(-2.0));
        assert_eq!(read_decimal("6,000"), None);
        assert_eq!(read_decimal("6,000.5"), None);
        assert_eq!(read_decimal("60 Gy"), None);
        assert_eq!(read_decimal("inf"), None);
        assert_eq!(read_decimal("1e3"), None);
        assert_eq!(read_decimal(""), None);
    }

    #[test]
    fn fractions_are_whole() {
        assert_eq!(read_count("30"), Some(30));
        assert_eq!(read_count("30.0"), Some(30));
        assert_eq!(read_count("30.5"), None);
        assert_eq!(read_count("-3"), Some(-3));
        assert_eq!(read_count("30."), None);
    }
}
