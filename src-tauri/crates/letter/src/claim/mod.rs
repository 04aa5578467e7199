//! What a letter says that can be true or false: doses, fractions, dates, sites and sides, stages, drugs, names, in English and German, each
//! with its place in the text. Reading guesses nothing: what a pattern does not surely say is no claim.

mod courses;
mod dates;
mod labels;
mod negation;
mod people;
mod places;
mod stages;

use serde::{Deserialize, Serialize};

use crate::Span;

pub(crate) use dates::{Moment, read_moment};
pub(crate) use labels::drug_of;
pub(crate) use places::{Site, sites_in};

/// What kind of thing a claim says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// A total dose.
    Dose,
    /// A dose per fraction.
    DosePerFraction,
    /// A dose that is no prescription: of an organ, a maximum, EQD2 or BED.
    OtherDose,
    /// A number of fractions.
    Fractions,
    /// A date, as exact as it is said.
    Date,
    /// A site of the body.
    Site,
    /// A side, with the site beside it where there is one.
    Side,
    /// One of T, N, M.
    Tnm,
    /// A stage group.
    Stage,
    /// A grade of the tumour.
    Grade,
    /// Margins of a resection.
    Margins,
    /// An ICD-10 code.
    Icd10,
    /// A drug.
    Drug,
    /// A person's name behind a title.
    Name,
    /// Age in years.
    Age,
    /// Sex.
    Sex,
    /// A technique.
    Technique,
    /// A modality.
    Modality,
}

/// Whether a thing is said to be, or not to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// It is.
    Affirmed,
    /// It is not: `no`, `without`, `kein`, `ohne`, `nicht`.
    Negated,
}

/// What is said, in a form that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimValue {
    /// A dose in gray.
    Gray(f64),
    /// A number.
    Count(u32),
    /// A date, as exact as it is said.
    Date {
        /// Year.
        year: Option<i16>,
        /// Month, from 1.
        month: Option<i8>,
        /// Day, from 1.
        day: Option<i8>,
        /// Whether day and month may stand the other way round.
        either_order: bool,
    },
    /// A side and the site beside it.
    Side {
        /// `left`, `right` or `bilateral`.
        side: &'static str,
        /// The site, in English.
        site: Option<&'static str>,
    },
    /// A word in its normal form: `breast`, `pT1c`, `cisplatin`, `VMAT`.
    Word(isocenter_domain::Redacted<String>),
}

impl ClaimValue {
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self::Word(isocenter_domain::Redacted::new(text.into()))
    }
}

/// One thing that a text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What kind of thing.
    pub kind: ClaimKind,
    /// What is said of it.
    pub value: ClaimValue,
    /// Where.
    pub span: Span,
    /// Whether it is denied.
    pub polarity: Polarity,
    /// Dose, fractions and dose per fraction that are said in one breath share a number.
    pub prescription: Option<usize>,
}

impl Claim {
    fn new(kind: ClaimKind, value: ClaimValue, span: Span) -> Self {
        Self { kind, value, span, polarity: Polarity::Affirmed, prescription: None }
    }
}

/// Every claim of a text, in the order of the text.
#[must_use]
pub fn read_claims(text: &str) -> Vec<Claim> {
    let mut claims = courses::read(text);
    let dates = dates::read(text);
    claims.retain(|claim| !dates.iter().any(|date| date.span.overlaps(claim.span)));
    claims.extend(dates);
    claims.extend(places::read(text));
    claims.extend(stages::read(text));
    claims.extend(labels::read(text));
    claims.extend(people::read(text));
    for claim in &mut claims {
        claim.polarity = negation::polarity(text, claim);
    }
    claims.sort_by_key(|claim| (claim.span, claim.kind));
    claims
}
