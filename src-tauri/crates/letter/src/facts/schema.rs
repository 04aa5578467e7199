//! The fields that facts may have, in canonical order, and what each says.

use serde::Serialize;

/// What a fact says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Language of the letter, `en` or `de`.
    Language,
    /// Date of the letter.
    LetterDate,
    /// The name that stands for the patient's.
    Pseudonym,
    /// `female`, `male`, or another word.
    Sex,
    /// Age in years.
    Age,
    /// Year of birth.
    BirthYear,
    /// Role of the addressee, never a name.
    Role,
    /// Who writes.
    Author,
    /// A diagnosis in words.
    Diagnosis,
    /// Its ICD-10 code.
    Icd10,
    /// Site.
    Site,
    /// Side.
    Side,
    /// Histology.
    Histology,
    /// TNM.
    Tnm,
    /// Stage group.
    Stage,
    /// Grade of the tumour.
    Grade,
    /// Date of diagnosis, or of a treatment that took a day.
    Date,
    /// `surgery` or `systemic`.
    TreatmentKind,
    /// A treatment in words.
    Treatment,
    /// Margins, `R0`, `R1`, `R2`.
    Margins,
    /// A drug.
    Drug,
    /// First day.
    Start,
    /// Last day.
    End,
    /// `given` or `planned`.
    Status,
    /// What is treated.
    Target,
    /// Technique.
    Technique,
    /// Modality.
    Modality,
    /// Total dose of a phase.
    Dose,
    /// Unit of its doses.
    Unit,
    /// Number of fractions.
    Fractions,
    /// Dose per fraction.
    DosePerFraction,
    /// A recommendation.
    Recommendation,
    /// What is planned.
    Appointment,
    /// Something else that is known and may be said.
    Remark,
}

impl FactKind {
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Age | Self::BirthYear | Self::Dose | Self::Fractions | Self::DosePerFraction)
    }

    pub(crate) const fn is_date(self) -> bool {
        matches!(self, Self::LetterDate | Self::Date | Self::Start | Self::End)
    }
}

/// Whether a step of a path counts the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsList {
    Yes,
    No,
}

/// Paths with `#` for a number from 1, in the order in which they are written.
const FIELDS: &[(&str, FactKind)] = &[
    ("language", FactKind::Language),
    ("date", FactKind::LetterDate),
    ("patient.pseudonym", FactKind::Pseudonym),
    ("patient.sex", FactKind::Sex),
    ("patient.age", FactKind::Age),
    ("patient.birth_year", FactKind::BirthYear),
    ("addressee.role", FactKind::Role),
    ("author", FactKind::Author),
    ("diagnoses.#.text", FactKind::Diagnosis),
    ("diagnoses.#.icd10", FactKind::Icd10),
    ("diagnoses.#.site", FactKind::Site),
    ("diagnoses.#.side", FactKind::Side),
    ("diagnoses.#.histology", FactKind::Histology),
    ("diagnoses.#.tnm", FactKind::Tnm),
    ("diagnoses.#.stage", FactKind::Stage),
    ("diagnoses.#.grade", FactKind::Grade),
    ("diagnoses.#.date", FactKind::Date),
    ("treatments.#.kind", FactKind::TreatmentKind),
    ("treatments.#.text", FactKind::Treatment),
    ("treatments.#.site", FactKind::Site),
    ("treatments.#.side", FactKind::Side),
    ("treatments.#.date", FactKind::Date),
    ("treatments.#.margins", FactKind::Margins),
    ("treatments.#.drugs.#", FactKind::Drug),
    ("treatments.#.start", FactKind::Start),
    ("treatments.#.end", FactKind::End),
    ("courses.#.status", FactKind::Status),
    ("courses.#.concurrent.#", FactKind::Drug),
    ("courses.#.phases.#.target", FactKind::Target),
    ("courses.#.phases.#.site", FactKind::Site),
    ("courses.#.phases.#.side", FactKind::Side),
    ("courses.#.phases.#.technique", FactKind::Technique),
    ("courses.#.phases.#.modality", FactKind::Modality),
    ("courses.#.phases.#.dose", FactKind::Dose),
    ("courses.#.phases.#.unit", FactKind::Unit),
    ("courses.#.phases.#.fractions", FactKind::Fractions),
    ("courses.#.phases.#.dose_per_fraction", FactKind::DosePerFraction),
    ("courses.#.phases.#.start", FactKind::Start),
    ("courses.#.phases.#.end", FactKind::End),
    ("recommendations.#", FactKind::Recommendation),
    ("schedule.#.text", FactKind::Appointment),
    ("schedule.#.date", FactKind::Date),
    ("remarks.#", FactKind::Remark),
];

/// The highest number that a path may count to.
const MOST_ITEMS: u32 = 10_000;

fn step(part: &str) -> Option<(IsList, u32)> {
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        let number = part.parse::<u32>().ok().filter(|number| (1..=MOST_ITEMS).contains(number))?;
        return Some((IsList::Yes, number));
    }
    Some((IsList::No, 0))
}

fn shape(path: &str) -> Option<(String, Vec<u32>)> {
    let mut parts = Vec::new();
    let mut numbers = Vec::new();
    for part in path.split('.') {
        match step(part)? {
            (IsList::Yes, number) => {
                parts.push("#");
                numbers.push(number);
            }
            (IsList::No, _) => parts.push(part),
        }
    }
    Some((parts.join("."), numbers))
}

/// What the field at `path` says; nothing when no field is there.
pub(super) fn kind_of(path: &str) -> Option<FactKind> {
    let (shape, _) = shape(path)?;
    FIELDS.iter().find(|(field, _)| *field == shape).map(|(_, kind)| *kind)
}

/// Sorts paths as canonical JSON writes them: by part of the facts, then item, then field.
pub(super) fn schema_place(path: &str) -> (usize, Vec<u32>, usize) {
    let Some((shape, numbers)) = shape(path) else { return (usize::MAX, Vec::new(), usize::MAX) };
    let part = shape.split('.').next().unwrap_or_default();
    let first = FIELDS.iter().position(|(field, _)| field.split('.').next() == Some(part)).unwrap_or(usize::MAX);
    let field = FIELDS.iter().position(|(field, _)| *field == shape).unwrap_or(usize::MAX);
    (first, numbers, field)
}
