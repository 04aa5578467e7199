//! The values of facts: stages, grades, margins, earlier radiotherapy, intent. Plain data with short texts; how they are read stands elsewhere.

use crate::Site;

/// The part of a site in the disease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SiteRole {
    /// Where the disease began or lies.
    Primary,
    /// Where it has gone.
    Metastasis,
    /// Nodes that it holds, or that are spoken of as such.
    Node,
    /// Named, and not diseased: spared, imaged, compared, another illness.
    Mention,
}

/// Categories as written, in one spelling: `cT2a`, `N0(sn)`, `M0`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Tnm {
    /// Tumour, with what it rests on (`c`, `p`, `yp`, `u`, `r`).
    pub t: Option<String>,
    /// Nodes.
    pub n: Option<String>,
    /// Metastases.
    pub m: Option<String>,
}

impl Tnm {
    pub(crate) fn words(&self) -> String {
        let parts = [&self.t, &self.n, &self.m];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Which system a stage belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageSystem {
    /// American Joint Committee on Cancer.
    Ajcc,
    /// Gynaecology.
    Figo,
    /// Lymphoma.
    AnnArbor,
    /// Thymoma.
    Masaoka,
    /// Vestibular schwannoma.
    Koos,
    /// Extent of small cell lung cancer: limited or extensive.
    Extent,
    /// The text names none.
    Unnamed,
}

/// A stage: `IIA` of the AJCC.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StageGroup {
    /// The system.
    pub system: StageSystem,
    /// The stage in capitals, a range with a hyphen; `limited`, `extensive`.
    pub stage: String,
    /// The edition, where it is named.
    pub edition: Option<u8>,
}

impl StageGroup {
    pub(crate) fn words(&self) -> String {
        let system = match self.system {
            StageSystem::Ajcc => "AJCC stage",
            StageSystem::Figo => "FIGO",
            StageSystem::AnnArbor => "Ann Arbor stage",
            StageSystem::Masaoka => "Masaoka",
            StageSystem::Koos => "Koos",
            StageSystem::Extent => return format!("{} stage", self.stage),
            StageSystem::Unnamed => "stage",
        };
        format!("{system} {}", self.stage)
    }
}

/// A grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// Grade 1 to 4, of the tissue.
    Numbered(u8),
    /// From one number to another: grade 1–2.
    Range(u8, u8),
    /// World Health Organization, 1 to 4.
    Who(u8),
    /// Low, not numbered.
    Low,
    /// Intermediate, not numbered.
    Intermediate,
    /// High, not numbered.
    High,
    /// Gleason patterns, the commoner first.
    Gleason(u8, u8),
    /// A Gleason sum without its patterns.
    GleasonSum(u8),
    /// Grade group 1 to 5 of the prostate.
    GradeGroup(u8),
}

impl Grade {
    pub(crate) fn words(self) -> String {
        match self {
            Self::Numbered(grade) => format!("grade {grade}"),
            Self::Range(from, to) => format!("grade {from}–{to}"),
            Self::Who(grade) => format!("WHO grade {grade}"),
            Self::Low => "low grade".to_owned(),
            Self::Intermediate => "intermediate grade".to_owned(),
            Self::High => "high grade".to_owned(),
            Self::Gleason(first, second) => format!("Gleason {first}+{second}={}", first + second),
            Self::GleasonSum(sum) => format!("Gleason {sum}"),
            Self::GradeGroup(group) => format!("grade group {group}"),
        }
    }
}

/// The margin of a resection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Margins {
    /// Clear, R0.
    Clear,
    /// Said to be close.
    Close,
    /// So many millimetres, and not said whether that is close.
    Millimetres(f64),
    /// Involved, R1.
    Positive,
    /// Tumour left behind to the eye, R2.
    Gross,
}

impl Margins {
    pub(crate) fn words(self) -> String {
        match self {
            Self::Clear => "margins clear".to_owned(),
            Self::Close => "margin close".to_owned(),
            Self::Millimetres(distance) => format!("margin {distance} mm"),
            Self::Positive => "margin positive".to_owned(),
            Self::Gross => "gross residual".to_owned(),
        }
    }
}

/// An earlier course of radiotherapy, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PriorCourse {
    /// Where.
    pub site: Option<Site>,
    /// Total dose in gray.
    pub dose_gray: Option<f64>,
    /// Fractions.
    pub fractions: Option<u32>,
    /// Year.
    pub year: Option<u16>,
    /// Whether the text says that it overlaps what is to be treated.
    pub overlap: bool,
}

impl PriorCourse {
    /// A short text for people.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = vec!["prior radiotherapy".to_owned()];
        words.extend(self.site.map(|site| format!("to {}", site.name())));
        words.extend(self.dose_gray.map(|dose| format!("{dose} Gy")));
        words.extend(self.fractions.map(|fractions| format!("in {fractions} fractions")));
        words.extend(self.year.map(|year| year.to_string()));
        if self.overlap {
            words.push("overlapping".to_owned());
        }
        words.join(" ")
    }
}

/// Whether the patient was irradiated before.
#[derive(Debug, Clone, PartialEq)]
pub enum PriorRadiotherapy {
    /// The text does not say.
    NotMentioned,
    /// The text says that there was none.
    Denied,
    /// The courses that it tells of.
    Mentioned(Vec<PriorCourse>),
}

/// What treatment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// To cure.
    Curative,
    /// To relieve.
    Palliative,
    /// Before an operation.
    Neoadjuvant,
    /// After an operation.
    Adjuvant,
    /// After a recurrence.
    Salvage,
    /// Before there is disease to see.
    Prophylactic,
    /// A benign disease.
    Benign,
}

impl Intent {
    /// In one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Curative => "curative",
            Self::Palliative => "palliative",
            Self::Neoadjuvant => "neoadjuvant",
            Self::Adjuvant => "adjuvant",
            Self::Salvage => "salvage",
            Self::Prophylactic => "prophylactic",
            Self::Benign => "benign",
        }
    }
}
