//! The seam to `isocenter-redact`: what is sought in a patient's text, and what becomes of a hit. The only file that calls it.

use isocenter_domain::Redacted;
use isocenter_redact::identify::{self, DatePolicy, KnownValues, NumericOrder, Settings};
use isocenter_redact::leak::{self, LeakRules};
use isocenter_redact::{Certainty, Edit, TextSpan};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::case_text::{CaseText, FoundSpan, SpanCertainty, SpanKind};
use crate::dates::DateOrder;
use crate::pseudonym::{PatientKey, PseudonymKey};

/// Dates move at most so many days either way.
const MOST_SHIFT_DAYS: u64 = 182;

/// What becomes of a date in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateTreatment {
    /// The year stays. The only one that is Safe Harbor.
    #[default]
    YearOnly,
    /// Days from the patient's first fraction; the year where that day is not known.
    DayOffset,
    /// All dates of a patient move by the same number of days.
    Shift,
}

/// What the exports know of one patient, sought in the patient's texts. It holds identifiers, so it has no `Debug`.
#[derive(Clone, Default)]
pub struct PatientValues {
    /// Names.
    pub names: Vec<String>,
    /// The id in the exports.
    pub ids: Vec<String>,
    /// Date of birth, of diagnosis, of first and last fraction.
    pub dates: Vec<Date>,
    /// First day of treatment.
    pub first_day: Option<Date>,
}

/// Finds plan text and identifiers and takes them out.
pub struct Cleaner<'a> {
    leak_rules: LeakRules,
    settings: Settings<'a>,
    order: NumericOrder,
    dates: DateTreatment,
    key: &'a PseudonymKey,
}

/// Which text is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextRole {
    /// What the model reads: neither plan nor identifiers.
    Diagnosis,
    /// The physician's plan summary: no identifiers.
    PlanSummary,
}

/// Something a finished text still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// First byte in the cleaned text.
    pub start: usize,
    /// One behind the last byte.
    pub end: usize,
    /// Plan text or identifier.
    pub kind: SpanKind,
    /// The rule that found it.
    pub rule: &'static str,
    /// How sure the rule is.
    pub certainty: SpanCertainty,
}

impl<'a> Cleaner<'a> {
    /// A cleaner with every rule on, years kept of dates, `03/04` read month first.
    /// `is_code`: whether a text such as `C50.912` or `C50912` is an ICD-10 code, which is never taken for an identifier.
    #[must_use]
    pub fn new(is_code: &'a dyn Fn(&str) -> bool, key: &'a PseudonymKey) -> Self {
        Self {
            leak_rules: LeakRules::default(),
            settings: Settings::new(is_code),
            order: NumericOrder::MonthFirst,
            dates: DateTreatment::default(),
            key,
        }
    }

    /// With these leak rules.
    #[must_use]
    pub fn with_leak_rules(mut self, rules: LeakRules) -> Self {
        self.leak_rules = rules;
        self
    }

    /// With this treatment of dates, written in texts in this order.
    #[must_use]
    pub fn with_dates(mut self, treatment: DateTreatment, order: DateOrder) -> Self {
        self.order = match order {
            DateOrder::DayFirst => NumericOrder::DayFirst,
            DateOrder::MonthFirst => NumericOrder::MonthFirst,
        };
        self.settings = self.settings.with_order(self.order);
        self.dates = treatment;
        self
    }

    /// With the site's own record number format, a regular expression without look-around.
    ///
    /// # Errors
    /// [`Error::RecordNumberFormat`].
    pub fn with_record_number_format(mut self, pattern: &str) -> Result<Self, Error> {
        self.settings = self.settings.with_record_number_format(pattern).map_err(Error::RecordNumberFormat)?;
        Ok(self)
    }

    /// The text with what was found in it, certain hits taken out.
    #[must_use]
    pub fn examine(&self, original: &str, role: TextRole, patient: &PatientKey, values: &PatientValues) -> CaseText {
        let mut spans: Vec<FoundSpan> = Vec::new();
        if role == TextRole::Diagnosis {
            spans.extend(leak::find(original, &self.leak_rules).into_iter().map(|hit| FoundSpan {
                start: hit.span.start,
                end: hit.span.end,
                kind: SpanKind::Plan,
                label: String::from("plan"),
                rule: hit.rule.id().to_owned(),
                certainty: certainty_of(hit.certainty),
                replacement: None,
            }));
        }
        let hits = identify::find(original, &known(values), &self.settings);
        let edits = identify::edits(original, &hits, self.policy(patient, values), self.order);
        let labels = identify::labels(original, &hits);
        for ((hit, edit), label) in hits.iter().zip(edits).zip(labels) {
            spans.push(FoundSpan {
                start: edit.span.start,
                end: edit.span.end,
                kind: SpanKind::Identifier,
                label,
                rule: hit.rule.id().to_owned(),
                certainty: certainty_of(hit.certainty),
                replacement: edit.replacement,
            });
        }
        spans.sort_by_key(|span| (span.start, span.end));
        CaseText::new(Redacted::new(original.to_owned()), spans)
    }

    /// What a finished text still holds, by every rule.
    #[must_use]
    pub fn scan(&self, cleaned: &str, role: TextRole, values: &PatientValues) -> Vec<Leftover> {
        let leaks = if role == TextRole::Diagnosis { leak::scan(cleaned) } else { Vec::new() };
        let leaks = leaks.into_iter().map(|hit| leftover(hit.span, SpanKind::Plan, hit.rule.id(), hit.certainty));
        let identifiers = identify::find(cleaned, &known(values), &self.settings).into_iter();
        let identifiers = identifiers.map(|hit| leftover(hit.span, SpanKind::Identifier, hit.rule.id(), hit.certainty));
        leaks.chain(identifiers).collect()
    }

    fn policy(&self, patient: &PatientKey, values: &PatientValues) -> DatePolicy {
        match (self.dates, values.first_day) {
            (DateTreatment::DayOffset, Some(first_day)) => DatePolicy::DayOffsetFrom(first_day),
            (DateTreatment::YearOnly | DateTreatment::DayOffset, _) => DatePolicy::YearOnly,
            (DateTreatment::Shift, _) => DatePolicy::Shift(self.shift_days(patient)),
        }
    }

    /// From 1 to 182 days either way, the same for all texts of a patient and never none.
    fn shift_days(&self, patient: &PatientKey) -> i32 {
        let digest = self.key.digest([b"date shift".as_slice(), patient.as_str().as_bytes()]);
        let mut number = [0; 8];
        number.copy_from_slice(&digest[..8]);
        let number = u64::from_le_bytes(number);
        let days = i32::try_from(number / 2 % MOST_SHIFT_DAYS).unwrap_or(0) + 1;
        if number % 2 == 0 { days } else { -days }
    }
}

/// The text without these places, or with something in theirs, tidied.
pub(crate) fn without<'a>(text: &str, places: impl Iterator<Item = (usize, usize, Option<&'a str>)>) -> String {
    let edits = places.map(|(start, end, replacement)| Edit {
        span: TextSpan::new(start, end),
        replacement: replacement.map(str::to_owned),
    });
    isocenter_redact::clean(text, edits.collect())
}

fn known(values: &PatientValues) -> KnownValues {
    let known = values.names.iter().fold(KnownValues::new(), |known, name| known.with_name(name));
    let known =
        values.ids.iter().fold(known, |known, id| known.with_value(identify::IdentifierClass::RecordNumber, id));
    values.dates.iter().fold(known, |known, date| known.with_date(*date))
}

fn leftover(span: TextSpan, kind: SpanKind, rule: &'static str, certainty: Certainty) -> Leftover {
    Leftover { start: span.start, end: span.end, kind, rule, certainty: certainty_of(certainty) }
}

const fn certainty_of(certainty: Certainty) -> SpanCertainty {
    match certainty {
        Certainty::Certain => SpanCertainty::Certain,
        Certainty::Doubtful => SpanCertainty::Doubtful,
    }
}
