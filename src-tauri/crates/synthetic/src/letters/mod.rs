//! Synthetic physician letters: an invented patient's facts as JSON, and the letter that an invented institution writes of them, in English or
//! German. Every statement of a letter follows from its facts. No patient stands behind any of it; names are those of invented authors only.

mod case;
mod conditions;
mod draw;
mod facts_json;
mod notation;
mod reading;
mod recurring;
mod style;
mod words;
mod write;

use isocenter_regimens::RegimenLibrary;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::Error;
use conditions::Conditions;
use style::Styles;

pub use recurring::{LetterProseOptions, letter_prose};

/// The language of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterLanguage {
    /// English.
    English,
    /// German.
    German,
}

impl LetterLanguage {
    /// Both.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// `en` or `de`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// An invented institution, each with a way of its own to write letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Institution {
    /// Dashed lists that begin with the date, doses as `50 Gy in 25 fractions of 2 Gy`.
    North,
    /// Running text.
    Harbour,
    /// Short forms and starred lists, doses as `25 x 2 Gy = 50 Gy`.
    Valley,
}

impl Institution {
    /// All three.
    pub const ALL: [Self; 3] = [Self::North, Self::Harbour, Self::Valley];

    /// The name in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::Harbour => "harbour",
            Self::Valley => "valley",
        }
    }
}

/// How many patients, from which seed, and whose letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterOptions {
    /// Patients; about one in eight has two letters.
    pub patients: usize,
    /// The same seed gives the same letters.
    pub seed: u64,
    /// Letters of one institution; each patient goes to any of the three where none is named.
    pub institution: Option<Institution>,
    /// Letters in one language; both where none is named.
    pub language: Option<LetterLanguage>,
}

/// One letter with the facts that it states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticLetter {
    /// Whose letter: letters of one patient share it.
    pub pseudonym: String,
    /// The language.
    pub language: LetterLanguage,
    /// Who writes.
    pub institution: Institution,
    /// The facts, in the JSON that crate `letter` reads.
    pub facts_json: String,
    /// The letter.
    pub letter: String,
}

/// Streams of one seed: letters and the prose of the base never draw the same.
const LETTERS: u64 = 2;
const PROSE: u64 = 3;

/// Share of patients who are written about before their treatment and again after it.
const TWICE: f64 = 0.12;
/// Share of letters before a treatment among patients with one letter.
const BEFORE: f64 = 0.3;

/// Everything that letters are drawn from.
struct Clinic<'a> {
    conditions: Conditions,
    styles: Styles,
    library: &'a RegimenLibrary,
}

impl<'a> Clinic<'a> {
    fn open(library: &'a RegimenLibrary) -> Result<Self, Error> {
        Ok(Self { conditions: Conditions::built_in()?, styles: Styles::built_in()?, library })
    }
}

/// Draws letters.
///
/// # Errors
/// A built-in list that cannot be read, or a list that names a regimen which the library has not.
pub fn letters(options: LetterOptions, library: &RegimenLibrary) -> Result<Vec<SyntheticLetter>, Error> {
    let clinic = Clinic::open(library)?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    rng.set_stream(LETTERS);
    let mut written = Vec::new();
    for number in 1..=options.patients {
        let language = options.language.unwrap_or(if rng.random_bool(0.5) {
            LetterLanguage::English
        } else {
            LetterLanguage::German
        });
        let institution = options.institution.unwrap_or(Institution::ALL[rng.random_range(0..3)]);
        let patient = draw::patient(&clinic, language, format!("P-{number:05}"), &mut rng)?;
        let moments: &[case::Moment] = match rng.random::<f64>() {
            share if share < TWICE => &[case::Moment::Before, case::Moment::After],
            share if share < TWICE + BEFORE => &[case::Moment::Before],
            _ => &[case::Moment::After],
        };
        for moment in moments {
            let case = patient.at(*moment);
            written.push(SyntheticLetter {
                pseudonym: case.pseudonym.clone(),
                language,
                institution,
                facts_json: facts_json::facts_json(&case, language),
                letter: write::letter(&case, clinic.styles.of(institution, language)?)?,
            });
        }
    }
    Ok(written)
}
