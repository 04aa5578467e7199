//! Which facts a section needs, each as one line `Label: value`. What another line of the same thing already says is left out: the side of
//! `carcinoma of the left breast` needs no line of its own.

use crate::facts::checks::{PhaseFacts, phases, sites_of};
use crate::{ClaimKind, Fact, FactKind, Facts, Language, SectionKind, read_claims};

use super::notation::{number, one_line, value};

/// The lines of a section, in the order of the facts.
pub(super) fn lines(facts: &Facts, kind: SectionKind) -> Vec<String> {
    let mut teller = Teller { facts, language: facts.language(), lines: Vec::new() };
    match kind {
        SectionKind::Salutation => teller.of_kinds(&[FactKind::Role, FactKind::Age, FactKind::Sex]),
        SectionKind::Diagnoses => teller.groups("diagnoses.", &DIAGNOSIS),
        SectionKind::TreatmentHistory => {
            teller.groups("treatments.", &TREATMENT);
            teller.courses(Told::Given);
        }
        SectionKind::SummaryAndAssessment => {
            teller.groups("diagnoses.1", &[FactKind::Diagnosis]);
            teller.courses_in_short();
            teller.of_kinds(&[FactKind::Remark]);
        }
        SectionKind::Recommendations => teller.of_kinds(&[FactKind::Recommendation]),
        SectionKind::PlannedSchedule => {
            teller.courses(Told::Planned);
            teller.groups("schedule.", &[FactKind::Appointment, FactKind::Date]);
        }
        SectionKind::Closing => teller.of_kinds(&[FactKind::Author]),
    }
    teller.lines
}

const DIAGNOSIS: [FactKind; 9] = [
    FactKind::Diagnosis,
    FactKind::Icd10,
    FactKind::Site,
    FactKind::Side,
    FactKind::Histology,
    FactKind::Date,
    FactKind::Tnm,
    FactKind::Stage,
    FactKind::Grade,
];
const TREATMENT: [FactKind; 8] = [
    FactKind::Start,
    FactKind::End,
    FactKind::Treatment,
    FactKind::Site,
    FactKind::Side,
    FactKind::Date,
    FactKind::Margins,
    FactKind::Drug,
];
const PHASE: [FactKind; 7] = [
    FactKind::Start,
    FactKind::End,
    FactKind::Target,
    FactKind::Site,
    FactKind::Side,
    FactKind::Technique,
    FactKind::Modality,
];

/// Which courses a section tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Given,
    Planned,
}

struct Teller<'a> {
    facts: &'a Facts,
    language: Language,
    lines: Vec<String>,
}

impl Teller<'_> {
    fn line(&mut self, label: &str, value: &str) {
        self.lines.push(format!("{label}: {value}"));
    }

    fn fact(&mut self, fact: &Fact) {
        let value = value(fact, self.language);
        self.line(label(fact.kind, self.language), &value);
    }

    fn of_kinds(&mut self, kinds: &[FactKind]) {
        let facts = self.facts;
        for kind in kinds {
            facts.of_kind(*kind).for_each(|fact| self.fact(fact));
        }
    }

    fn groups(&mut self, prefix: &str, kinds: &[FactKind]) {
        for group in self.facts.groups(prefix) {
            self.group(group, kinds);
        }
    }

    fn group(&mut self, group: &str, kinds: &[FactKind]) {
        let facts = self.facts;
        for kind in kinds {
            let of_group = facts.of_kind(*kind).filter(|fact| fact.id.group() == group);
            for fact in of_group.filter(|fact| !is_said_elsewhere(facts, fact, group)) {
                self.fact(fact);
            }
        }
    }

    /// The groups of courses that are planned, or of those that are not.
    fn of_status(&self, told: Told) -> Vec<&str> {
        let status =
            |course: &str| self.facts.in_group(course, FactKind::Status).map(|fact| fact.text().to_lowercase());
        let is_planned =
            |course: &str| status(course).is_some_and(|status| ["planned", "geplant"].contains(&status.as_str()));
        let mut courses: Vec<&str> = Vec::new();
        for group in self.facts.groups("courses.") {
            let course = group.split(".phases.").next().unwrap_or(group);
            if !courses.contains(&course) {
                courses.push(course);
            }
        }
        courses.into_iter().filter(|course| is_planned(course) == (told == Told::Planned)).collect()
    }

    fn courses(&mut self, told: Told) {
        let facts = self.facts;
        let courses: Vec<String> = self.of_status(told).into_iter().map(str::to_owned).collect();
        for course in courses {
            let of_course = phases(facts).into_iter().filter(|phase| is_of(phase, &course));
            for (place, phase) in (1..).zip(of_course) {
                let title = match (self.language, told, place) {
                    (Language::English, Told::Given, 1) => "Radiotherapy: given".to_owned(),
                    (Language::English, Told::Planned, 1) => "Radiotherapy: planned".to_owned(),
                    (Language::German, Told::Given, 1) => "Strahlentherapie: durchgeführt".to_owned(),
                    (Language::German, Told::Planned, 1) => "Strahlentherapie: geplant".to_owned(),
                    (_, _, place) => format!("Phase: {place}"),
                };
                self.lines.push(title);
                self.group(phase.group, &PHASE);
                self.numbers(&phase);
            }
            let drugs: Vec<String> = facts
                .of_kind(FactKind::Drug)
                .filter(|fact| fact.id.group() == course)
                .map(|fact| one_line(fact.text()))
                .collect();
            let label = if self.language == Language::German { "Begleitend" } else { "Concurrent" };
            drugs.iter().for_each(|drug| self.line(label, drug));
        }
    }

    /// Dose, fractions and dose per fraction of a phase, doses in gray.
    fn numbers(&mut self, phase: &PhaseFacts<'_>) {
        let language = self.language;
        if let Some((fact, gray)) = phase.dose {
            self.line(label(fact.kind, language), &format!("{} Gy", number(gray, language)));
        }
        if let Some((fact, count)) = phase.fractions {
            self.line(label(fact.kind, language), &count.to_string());
        }
        if let Some((fact, gray)) = phase.part {
            self.line(label(fact.kind, language), &format!("{} Gy", number(gray, language)));
        }
    }

    /// What a summary says of a course: target, status, last day, and the sum where there are several phases.
    fn courses_in_short(&mut self) {
        let (facts, language) = (self.facts, self.language);
        for told in [Told::Given, Told::Planned] {
            let courses: Vec<String> = self.of_status(told).into_iter().map(str::to_owned).collect();
            for course in courses {
                let all = phases(facts);
                let of_course: Vec<&PhaseFacts<'_>> = all.iter().filter(|phase| is_of(phase, &course)).collect();
                let Some(first) = of_course.first() else { continue };
                self.lines.push(
                    match (language, told) {
                        (Language::English, Told::Given) => "Radiotherapy: given",
                        (Language::English, Told::Planned) => "Radiotherapy: planned",
                        (Language::German, Told::Given) => "Strahlentherapie: durchgeführt",
                        (Language::German, Told::Planned) => "Strahlentherapie: geplant",
                    }
                    .to_owned(),
                );
                self.group(first.group, &[FactKind::Target, FactKind::Site, FactKind::Side]);
                let last = of_course.last().and_then(|last| facts.in_group(last.group, FactKind::End));
                if let Some(end) = last {
                    self.fact(end);
                }
                let dose: Option<f64> = of_course.iter().map(|phase| phase.dose_gray()).sum();
                let count: Option<u32> =
                    of_course.iter().map(|phase| phase.fractions.map(|fractions| fractions.1)).sum();
                if let (Some(dose), Some(count), true) = (dose, count, of_course.len() > 1) {
                    let dose = number(dose, language);
                    match language {
                        Language::English => self.line("Sum of all phases", &format!("{dose} Gy in {count} fractions")),
                        Language::German => {
                            self.line("Summe aller Phasen", &format!("{dose} Gy in {count} Fraktionen"))
                        }
                    }
                }
            }
        }
    }
}

fn is_of(phase: &PhaseFacts<'_>, course: &str) -> bool {
    phase.group.split(".phases.").next() == Some(course)
}

/// Whether the words of the same thing already say what this fact says.
fn is_said_elsewhere(facts: &Facts, fact: &Fact, group: &str) -> bool {
    let words = [FactKind::Diagnosis, FactKind::Treatment, FactKind::Target];
    let Some(words) = words.into_iter().find_map(|kind| facts.in_group(group, kind)) else { return false };
    let stands_in = || one_line(words.text()).to_lowercase().contains(&one_line(fact.text()).to_lowercase());
    match fact.kind {
        FactKind::Side => read_claims(words.text()).iter().any(|claim| claim.kind == ClaimKind::Side),
        FactKind::Site => stands_in() || names_a_site(words) && sites_of(facts, group).len() < 2,
        FactKind::Histology => stands_in(),
        _ => false,
    }
}

fn names_a_site(words: &Fact) -> bool {
    read_claims(words.text()).iter().any(|claim| claim.kind == ClaimKind::Site)
}

/// What stands before the colon.
const fn label(kind: FactKind, language: Language) -> &'static str {
    use FactKind as K;
    match (language, kind) {
        (Language::English, K::Role) => "Addressee",
        (Language::English, K::Age) => "Age",
        (Language::English, K::Sex) => "Sex",
        (Language::English, K::Author) => "Author",
        (Language::English, K::Diagnosis) => "Diagnosis",
        (Language::English, K::Site) => "Site",
        (Language::English, K::Side) => "Side",
        (Language::English, K::Histology) => "Histology",
        (Language::English, K::Stage) => "Stage",
        (Language::English, K::Grade) => "Grade",
        (Language::English, K::Date) => "Date",
        (Language::English, K::Treatment) => "Treatment",
        (Language::English, K::Margins) => "Margins",
        (Language::English, K::Drug) => "Drug",
        (Language::English, K::Start) => "Start",
        (Language::English, K::End) => "End",
        (Language::English, K::Target) => "Target",
        (Language::English, K::Technique) => "Technique",
        (Language::English, K::Modality) => "Modality",
        (Language::English, K::Dose) => "Dose",
        (Language::English, K::Fractions) => "Fractions",
        (Language::English, K::DosePerFraction) => "Dose per fraction",
        (Language::English, K::Recommendation) => "Recommendation",
        (Language::English, K::Appointment) => "Appointment",
        (Language::English, K::Remark) => "Remark",
        (Language::German, K::Role) => "Empfänger",
        (Language::German, K::Age) => "Alter",
        (Language::German, K::Sex) => "Geschlecht",
        (Language::German, K::Author) => "Verfasser",
        (Language::German, K::Diagnosis) => "Diagnose",
        (Language::German, K::Site) => "Ort",
        (Language::German, K::Side) => "Seite",
        (Language::German, K::Histology) => "Histologie",
        (Language::German, K::Stage) => "Stadium",
        (Language::German, K::Grade) => "Grading",
        (Language::German, K::Date) => "Datum",
        (Language::German, K::Treatment) => "Behandlung",
        (Language::German, K::Margins) => "Resektionsrand",
        (Language::German, K::Drug) => "Substanz",
        (Language::German, K::Start) => "Beginn",
        (Language::German, K::End) => "Ende",
        (Language::German, K::Target) => "Zielvolumen",
        (Language::German, K::Technique) => "Technik",
        (Language::German, K::Modality) => "Strahlenart",
        (Language::German, K::Dose) => "Dosis",
        (Language::German, K::Fractions) => "Fraktionen",
        (Language::German, K::DosePerFraction) => "Einzeldosis",
        (Language::German, K::Recommendation) => "Empfehlung",
        (Language::German, K::Appointment) => "Termin",
        (Language::German, K::Remark) => "Bemerkung",
        (_, K::Icd10) => "ICD-10",
        (_, K::Tnm) => "TNM",
        (_, K::Language) => "Language",
        (_, K::LetterDate) => "Letter",
        (_, K::Pseudonym) => "Pseudonym",
        (_, K::BirthYear) => "Birth year",
        (_, K::TreatmentKind) => "Kind",
        (_, K::Status) => "Status",
        (_, K::Unit) => "Unit",
    }
}
