//! The pasted diagnosis before a model sees it: cleaned, without what surely identifies the patient, refused when empty or too long,
//! remarked on when unlike what the models were trained on. Nothing here reads medicine.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use isocenter_redact::identify::{self, DatePolicy, IdentifierSpan, NumericOrder};
use isocenter_redact::{Certainty, edited};

use crate::assets;
use crate::error::Error;
use crate::identifiers;
use crate::wire::{ErrorCode, NoticeCode};

/// Longest diagnosis, characters.
pub(crate) const MAX_CHARS: usize = 20_000;
const SHORT_WORDS: usize = 3;
const LONG_CHARS: usize = 3_000;
/// Above this share of letters of other scripts a text is not English.
const OTHER_SCRIPT_SHARE: f64 = 0.3;
/// Below this share of known words a text is not English; `english_diagnoses_are_not_remarked_on` measures it.
const KNOWN_WORD_SHARE: f64 = 0.28;
/// Fewer words say nothing about a language.
const WORDS_TO_JUDGE: usize = 6;
/// So many different little words of another language, and more than English ones, say another language.
const FOREIGN_WORDS: usize = 2;

/// Words too common to stand in code titles.
const ENGLISH: &str = "a about after all also and answered are as at be been before biopsy both but by can cell cm \
    core could currently day diagnosed did discussed disease do does dose due for found from gland grade had has \
    have he her here high him his history in intact into is it its known left low lower lymph mass metastatic mid \
    mm more most negative node nodes none not now of old on or other our out over patient per positive post \
    presents prior proven right s she showed since stage status the their then there these this to treated \
    treatment tumor upper was we were when which who will with without year years";

/// Little words of German, French, Spanish, Italian, Dutch and Portuguese that English does not have.
const FOREIGN: &str = "der die das und mit ohne bei nach von zum zur des dem den ein eine einer eines ist im links rechts \
    le la les du avec sans chez au aux une dans sur est gauche droit droite et el los las del con sin por izquierda derecha \
    izquierdo derecho en una il lo gli della dello di senza nel sinistra destra sinistro destro het van met zonder bij rechter \
    linker een da dos das com sem esquerda direita para";

/// A remark on the diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) code: NoticeCode,
    pub(crate) message: String,
}

/// A diagnosis that can be asked about; no `Debug`, for it is a patient's text.
pub(crate) struct CheckedDiagnosis {
    /// One line, without control characters.
    pub(crate) text: String,
    pub(crate) notices: Vec<Notice>,
}

/// Cleans and judges a diagnosis. White space becomes single blanks, for a line break ends the question.
///
/// # Errors
/// `emptyDiagnosis` and `diagnosisTooLong`, naming the limit.
pub(crate) fn check_diagnosis(given: &str) -> Result<CheckedDiagnosis, Error> {
    let chars = given.chars().count();
    if chars > MAX_CHARS {
        return Err(Error::new(
            ErrorCode::DiagnosisTooLong,
            format!("the diagnosis has {chars} characters, at most {MAX_CHARS} are read"),
            "shorten it to what matters for the treatment",
        ));
    }
    let visible: String = given.chars().filter(|symbol| !is_control(*symbol)).collect();
    let removed = chars - visible.chars().count();
    let text = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Error::new(ErrorCode::EmptyDiagnosis, "the diagnosis is empty", "paste or type a diagnosis"));
    }
    let mut notices = Vec::new();
    let mut notice = |code, message: String| notices.push(Notice { code, message });
    if removed > 0 {
        let noun = if removed == 1 { "character was" } else { "characters were" };
        notice(NoticeCode::ControlCharacters, format!("{removed} control {noun} taken out."));
    }
    let Masked { text, what } = masked(&text)?;
    if let Some(what) = what {
        notice(NoticeCode::Masked, format!("{what} masked before the model reads the text."));
    }
    let words = text.split_whitespace().count();
    if words < SHORT_WORDS {
        notice(NoticeCode::VeryShort, "The diagnosis is very short; the suggestions rest on little.".into());
    }
    if text.chars().count() > LONG_CHARS {
        let message = "The diagnosis is far longer than those the models learnt from; shorter text may serve better.";
        notice(NoticeCode::VeryLong, message.into());
    }
    if !reads_as_english(&text)? {
        notice(NoticeCode::NotEnglish, "The diagnosis does not read as English; the models know only English.".into());
    }
    Ok(CheckedDiagnosis { text, notices })
}

/// A text without what surely identifies its patient.
struct Masked {
    text: String,
    /// `1 name and 2 dates were`; nothing when nothing was found.
    what: Option<String>,
}

/// What surely identifies the patient.
fn certain_identifiers(text: &str) -> Result<Vec<IdentifierSpan>, Error> {
    let mut found = identifiers::found_in(text)?;
    found.retain(|hit| hit.certainty == Certainty::Certain);
    Ok(found)
}

/// The words of what surely identifies the patient, in small letters.
pub(crate) fn masked_words(text: &str) -> Result<HashSet<String>, Error> {
    let found = certain_identifiers(text)?;
    let words = found.iter().flat_map(|hit| hit.extent.of(text).split(|symbol: char| !symbol.is_alphanumeric()));
    Ok(words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect())
}

/// Masks as curation masks what models learn from.
fn masked(text: &str) -> Result<Masked, Error> {
    let found = certain_identifiers(text)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for hit in &found {
        *counts.entry(hit.class.label()).or_default() += 1;
    }
    let kinds: Vec<String> =
        counts.iter().map(|(kind, n)| format!("{n} {kind}{}", if *n == 1 { "" } else { "s" })).collect();
    let what = match kinds.split_last() {
        None => None,
        Some((last, [])) => Some(format!("{last} {}", if found.len() == 1 { "was" } else { "were" })),
        Some((last, first)) => Some(format!("{} and {last} were", first.join(", "))),
    };
    let edits = identify::edits(text, &found, DatePolicy::YearOnly, NumericOrder::MonthFirst);
    Ok(Masked { text: edited(text, edits), what })
}

/// Control characters apart from white space, and the invisible ones that come with pasted text.
fn is_control(symbol: char) -> bool {
    let invisible =
        matches!(symbol, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    invisible || (symbol.is_control() && !symbol.is_whitespace())
}

fn reads_as_english(text: &str) -> Result<bool, Error> {
    let letters = text.chars().filter(|symbol| symbol.is_alphabetic()).count();
    let other_script = text.chars().filter(|symbol| symbol.is_alphabetic() && !is_latin_or_greek(*symbol)).count();
    if letters > 0 && other_script as f64 / letters as f64 > OTHER_SCRIPT_SHARE {
        return Ok(false);
    }
    let lexicon = lexicon()?;
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|symbol: char| !symbol.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let distinct =
        |list: &HashSet<&str>| words.iter().copied().filter(|word| list.contains(word)).collect::<HashSet<_>>().len();
    let foreign = distinct(&lexicon.foreign);
    if foreign >= FOREIGN_WORDS && foreign > distinct(&lexicon.english) {
        return Ok(false);
    }
    // Shorter words are abbreviations more often than not.
    let long: Vec<&str> = words.into_iter().filter(|word| word.chars().count() >= 4).collect();
    if long.len() < WORDS_TO_JUDGE {
        return Ok(true);
    }
    let known = long.iter().filter(|word| lexicon.knows(word)).count();
    Ok(known as f64 / long.len() as f64 >= KNOWN_WORD_SHARE)
}

fn is_latin_or_greek(symbol: char) -> bool {
    matches!(symbol, '\0'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2070}'..='\u{218f}')
}

/// The words of the code titles and of the regimen library, and the little words of some languages.
struct Lexicon {
    known: HashSet<String>,
    english: HashSet<&'static str>,
    foreign: HashSet<&'static str>,
}

impl Lexicon {
    fn knows(&self, word: &str) -> bool {
        let has = |word: &str| self.known.contains(word) || self.english.contains(word);
        has(word) || word.strip_suffix('s').is_some_and(has) || has(&format!("{word}s"))
    }
}

fn lexicon() -> Result<&'static Lexicon, Error> {
    static LEXICON: OnceLock<Result<Lexicon, Error>> = OnceLock::new();
    let read = || {
        let catalog = assets::icd10_catalog()?;
        let titles = catalog.entries().map(|entry| entry.title).chain([assets::regimen_text()]);
        let known = titles
            .flat_map(|title| title.split(|symbol: char| !symbol.is_alphabetic()))
            .filter(|word| word.chars().count() >= 3)
            .map(str::to_lowercase)
            .collect();
        let set = |words: &'static str| words.split_whitespace().collect::<HashSet<_>>();
        let english = set(ENGLISH);
        let foreign = set(FOREIGN).difference(&english).copied().collect();
        Ok(Lexicon { known, english, foreign })
    };
    LEXICON.get_or_init(read).as_ref().map_err(Clone::clone)
}

#[cfg(test)]
#[path = "diagnosis_text_tests.rs"]
mod tests;
