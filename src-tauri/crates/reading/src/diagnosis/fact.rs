//! A fact of a diagnosis: what was read, from which words, and how it stands.

use isocenter_domain::Laterality;

use super::{Biomarker, Grade, Histology, Intent, Margins, PriorCourse, SiteRole, StageGroup, Surgery, Tnm};
use crate::{Sex, Site, Span};

/// One thing that the text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it says.
    pub value: FactValue,
    /// The words it was read from.
    pub span: Span,
    /// Whether it holds, is denied, is past, is gone or only supposed.
    pub standing: Standing,
}

/// How a fact stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Said to be so.
    Present,
    /// Denied: `no nodes`, `bone scan neg`.
    Negated,
    /// Of the past: `h/o`, `s/p`, `prior`.
    History,
    /// An organ that is gone.
    Removed,
    /// Supposed: `suspicious for`, `rule out`.
    Possible,
    /// Of somebody else: `breast cancer in mother`.
    Family,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// A site of the body, and what it is in this disease.
    Site {
        /// The site.
        site: Site,
        /// Its part in the disease.
        role: SiteRole,
    },
    /// A side.
    Side(Laterality),
    /// What the tissue is, or the disease by its name.
    Histology(Histology),
    /// Categories of tumour, nodes and metastases.
    Tnm(Tnm),
    /// A stage of a staging system.
    StageGroup(StageGroup),
    /// A grade.
    Grade(Grade),
    /// A marker and its value.
    Biomarker(Biomarker),
    /// An operation that was done.
    Surgery(Surgery),
    /// The margin of a resection.
    Margins(Margins),
    /// An earlier course of radiotherapy; with [`Standing::Negated`] there was none.
    PriorRadiotherapy(PriorCourse),
    /// What treatment is for.
    Intent(Intent),
    /// Age in full years.
    AgeYears(u8),
    /// Sex of the patient.
    Sex(Sex),
}

impl FactValue {
    /// A short text for people; it names what was read and repeats nothing else of the text.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Site { site, role: SiteRole::Mention } => format!("{} (mentioned)", site.name()),
            Self::Site { site, role: SiteRole::Metastasis } => format!("{} (metastasis)", site.name()),
            Self::Site { site, .. } => site.name().to_owned(),
            Self::Side(side) => side.word().to_owned(),
            Self::Histology(histology) => histology.name().to_owned(),
            Self::Tnm(tnm) => tnm.words(),
            Self::StageGroup(stage) => stage.words(),
            Self::Grade(grade) => grade.words(),
            Self::Biomarker(marker) => marker.words(),
            Self::Surgery(surgery) => surgery.name().to_owned(),
            Self::Margins(margins) => margins.words(),
            Self::PriorRadiotherapy(course) => course.words(),
            Self::Intent(intent) => intent.word().to_owned(),
            Self::AgeYears(age) => format!("{age} years"),
            Self::Sex(Sex::Female) => "female".to_owned(),
            Self::Sex(Sex::Male) => "male".to_owned(),
        }
    }

    /// What kind of fact it is, for a heading: `Site`, `TNM`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Site { .. } => "Site",
            Self::Side(_) => "Side",
            Self::Histology(_) => "Histology",
            Self::Tnm(_) => "TNM",
            Self::StageGroup(_) => "Stage",
            Self::Grade(_) => "Grade",
            Self::Biomarker(_) => "Marker",
            Self::Surgery(_) => "Surgery",
            Self::Margins(_) => "Margins",
            Self::PriorRadiotherapy(_) => "Prior radiotherapy",
            Self::Intent(_) => "Intent",
            Self::AgeYears(_) => "Age",
            Self::Sex(_) => "Sex",
        }
    }
}

impl Fact {
    /// The site, of a fact about one.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        if let FactValue::Site { site, .. } = self.value { Some(site) } else { None }
    }
}
