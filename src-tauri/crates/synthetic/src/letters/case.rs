//! What is known of an invented patient when a letter is written, in the words of its language.

use jiff::civil::Date;

use crate::Sex;

/// When a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The radiotherapy is planned.
    Before,
    /// It is over.
    After,
}

#[derive(Debug, Clone)]
pub(crate) struct Diagnosis {
    pub text: String,
    pub code: String,
    /// What only the main diagnosis has.
    pub tumour: Option<Tumour>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tumour {
    pub site: String,
    pub side: Option<String>,
    pub histology: String,
    pub tnm: Option<String>,
    pub stage: Option<String>,
    pub grade: Option<String>,
    pub date: Date,
}

/// How long a treatment that is no radiotherapy takes.
#[derive(Debug, Clone)]
pub(crate) enum Treatment {
    Surgery { text: String, date: Date, margins: Option<String> },
    Systemic { text: String, drugs: Vec<String>, start: Date, end: Option<Date> },
}

impl Treatment {
    pub(crate) fn begin(&self) -> Date {
        match self {
            Self::Surgery { date, .. } => *date,
            Self::Systemic { start, .. } => *start,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Phase {
    pub target: String,
    pub technique: String,
    pub modality: String,
    /// Total dose in centigray, so that sums are exact.
    pub centigray: u32,
    pub fractions: u32,
    pub start: Date,
    pub end: Date,
}

impl Phase {
    /// Dose per fraction, rounded to the hundredth of a gray.
    pub(crate) fn part_centigray(&self) -> u32 {
        (self.centigray + self.fractions / 2) / self.fractions
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Appointment {
    pub text: String,
    pub date: Date,
}

/// A patient with both moments; [`Patient::at`] is the case of one.
#[derive(Debug, Clone)]
pub(crate) struct Patient {
    pub case: Case,
    pub before: Date,
    pub after: Date,
    pub appointments_before: Vec<Appointment>,
    pub remarks_before: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub moment: Moment,
    pub date: Date,
    pub pseudonym: String,
    pub sex: Sex,
    pub age: u32,
    pub role: String,
    pub author: String,
    /// Which of the habits of the institution the author has.
    pub habit: usize,
    pub diagnoses: Vec<Diagnosis>,
    pub treatments: Vec<Treatment>,
    pub phases: Vec<Phase>,
    pub concurrent: Option<String>,
    pub recommendations: Vec<String>,
    pub schedule: Vec<Appointment>,
    pub remarks: Vec<String>,
}

impl Patient {
    /// What is known at one moment.
    pub(crate) fn at(&self, moment: Moment) -> Case {
        let mut case = self.case.clone();
        case.moment = moment;
        match moment {
            Moment::After => case.date = self.after,
            Moment::Before => {
                case.date = self.before;
                case.treatments.retain(|treatment| treatment.begin() < self.before);
                case.schedule.clone_from(&self.appointments_before);
                case.remarks.clone_from(&self.remarks_before);
            }
        }
        case
    }
}
