//! One row of the library, and its reading from the columns of `assets/regimens/regimens.csv`.

use std::fmt;

use isocenter_domain::{AlphaBeta, Dose, Fractions, Icd10Category, Icd10Code, Modality};
use serde::Deserialize;

use crate::Error;

/// What the library knows a schedule to be given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntentClass {
    /// To cure, alone or beside surgery and systemic treatment.
    Curative,
    /// To relieve.
    Palliative,
    /// For disease that is not malignant.
    Benign,
    /// Under study.
    Investigational,
}

impl IntentClass {
    /// The word of the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Curative => "curative",
            Self::Palliative => "palliative",
            Self::Benign => "benign",
            Self::Investigational => "investigational",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Curative, Self::Palliative, Self::Benign, Self::Investigational]
            .into_iter()
            .find(|class| class.word() == word)
    }
}

impl fmt::Display for IntentClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How far a row is backed. Either way a radiation oncologist is to review it before it is shown as a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verification {
    /// The dose was seen in a public source.
    Page,
    /// The trial or guideline is named from knowledge of the field; its text was not looked at.
    Named,
}

impl Verification {
    /// The word of the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Named => "named",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Page, Self::Named].into_iter().find(|verification| verification.word() == word)
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One schedule of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct RegimenEntry {
    /// `R001`.
    pub id: String,
    /// The library's site label.
    pub site: String,
    /// The condition it is given for.
    pub condition: String,
    /// The class of its intent.
    pub intent_class: IntentClass,
    /// The intent in the table's words: `curative-adjuvant`.
    pub intent: String,
    /// The radiation.
    pub modality: Modality,
    /// Technique as the library writes it, alternatives separated by slashes.
    pub technique: String,
    /// Total dose.
    pub dose: Dose,
    /// Fractions.
    pub fractions: Fractions,
    /// Gray per fraction as the table states it, to two decimals.
    pub dose_per_fraction: Dose,
    /// In the table's words: `daily`, `BID >=6 h`, `every other day`.
    pub schedule: String,
    /// What the table says of a boost: `none`, `SIB included`, `10/5 optional`.
    pub boost: String,
    /// Systemic treatment in the table's words.
    pub systemic: String,
    /// A phase (boost, part of a course), never a whole course.
    pub is_component: bool,
    /// The category of the diagnosis.
    pub icd10_category: Icd10Category,
    /// The α/β that BED and EQD2 stand on.
    pub alpha_beta: Option<AlphaBeta>,
    /// Gray; nothing where the linear-quadratic model says nothing (permanent implants, plaques, functional radiosurgery).
    pub bed_gray: Option<f64>,
    /// Gray; nothing where the linear-quadratic model says nothing.
    pub eqd2_gray: Option<f64>,
    /// Trial, guideline or page.
    pub source: String,
    /// How far the row is backed.
    pub verification: Verification,
}

#[derive(Deserialize)]
pub(crate) struct Row {
    id: String,
    site: String,
    condition: String,
    intent_class: String,
    intent: String,
    modality: String,
    technique: String,
    total_dose_gy: f64,
    fractions: u32,
    dose_per_fraction_gy: f64,
    schedule: String,
    boost: String,
    systemic: String,
    is_component: u8,
    icd10_category: String,
    alpha_beta_gy: Option<f64>,
    bed_gy: Option<f64>,
    eqd2_gy: Option<f64>,
    source: String,
    verification: String,
}

impl Row {
    pub(crate) fn into_entry(self) -> Result<RegimenEntry, Error> {
        let unusable = |column| Error::Row { id: self.id.clone(), column };
        let dose = |gray, column| Dose::from_gray(gray).map_err(|_| unusable(column));
        let alpha_beta = match self.alpha_beta_gy {
            Some(gray) => Some(AlphaBeta::from_gray(gray).map_err(|_| unusable("alpha_beta_gy"))?),
            None => None,
        };
        Ok(RegimenEntry {
            intent_class: IntentClass::from_word(&self.intent_class).ok_or_else(|| unusable("intent_class"))?,
            modality: Modality::from_term(&self.modality).ok_or_else(|| unusable("modality"))?,
            dose: dose(self.total_dose_gy, "total_dose_gy")?,
            fractions: Fractions::new(self.fractions).map_err(|_| unusable("fractions"))?,
            dose_per_fraction: dose(self.dose_per_fraction_gy, "dose_per_fraction_gy")?,
            is_component: match self.is_component {
                0 => false,
                1 => true,
                _ => return Err(unusable("is_component")),
            },
            icd10_category: Icd10Code::parse(&self.icd10_category).map_err(|_| unusable("icd10_category"))?.category(),
            alpha_beta,
            bed_gray: self.bed_gy,
            eqd2_gray: self.eqd2_gy,
            verification: Verification::from_word(&self.verification).ok_or_else(|| unusable("verification"))?,
            id: self.id,
            site: self.site,
            condition: self.condition,
            intent: self.intent,
            technique: self.technique,
            schedule: self.schedule,
            boost: self.boost,
            systemic: self.systemic,
            source: self.source,
        })
    }
}
