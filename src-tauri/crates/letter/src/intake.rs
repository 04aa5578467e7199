//! Past letters and the facts they were written from: which file belongs to which, by their names, and what is wrong with a pair. Only names
//! and texts come in; opening files and taking text out of them is the caller's.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use isocenter_domain::Redacted;
use regex::Regex;
use serde::Serialize;

use crate::pattern::pattern;
use crate::{Facts, Finding, Language};

/// A letter has no more characters than this: about fifty pages.
pub const MOST_LETTER_CHARACTERS: usize = 150_000;

/// Endings of files that hold letters.
const LETTER_ENDINGS: [&str; 3] = ["txt", "docx", "pdf"];
/// Endings of files that hold facts.
const FACTS_ENDINGS: [&str; 2] = ["json", "csv"];

/// A letter and its facts, by their places among the names given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What both are called, as the letter writes it.
    pub stem: Redacted<String>,
    /// The letter.
    pub letter: usize,
    /// The facts.
    pub facts: usize,
}

/// Files of one stem of which it cannot be told which belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// What they are called, as the first of them writes it.
    pub stem: Redacted<String>,
    /// All of them.
    pub files: Vec<usize>,
}

/// Which files belong together. Every name given is in exactly one place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// Letters with their facts, by stem.
    pub pairs: Vec<Pair>,
    /// Letters without facts.
    pub letters_alone: Vec<usize>,
    /// Facts without a letter.
    pub facts_alone: Vec<usize>,
    /// Refused: more than one letter, or more than one file of facts, with the same stem.
    pub duplicates: Vec<Duplicate>,
    /// Neither text, DOCX or PDF nor JSON or CSV.
    pub others: Vec<usize>,
}

/// Stem and ending of a name; folders before it do not count.
fn stem_and_ending(name: &str) -> (&str, String) {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    (stem, ending.to_lowercase())
}

/// Pairs letters with facts by the stems of their names, upper and lower case alike.
#[must_use]
pub fn pair_by_stem(names: &[&str]) -> Pairing {
    let mut pairing = Pairing::default();
    let mut stems: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (file, name) in names.iter().enumerate() {
        let (stem, ending) = stem_and_ending(name);
        let (is_letter, is_facts) =
            (LETTER_ENDINGS.contains(&ending.as_str()), FACTS_ENDINGS.contains(&ending.as_str()));
        if stem.is_empty() || !(is_letter || is_facts) {
            pairing.others.push(file);
            continue;
        }
        let (letters, facts) = stems.entry(stem.to_lowercase()).or_default();
        if is_letter { letters.push(file) } else { facts.push(file) }
    }
    let stem_of = |file: usize| Redacted::new(stem_and_ending(names[file]).0.to_owned());
    for (letters, facts) in stems.into_values() {
        match (letters.as_slice(), facts.as_slice()) {
            ([letter], [facts]) => {
                pairing.pairs.push(Pair { stem: stem_of(*letter), letter: *letter, facts: *facts });
            }
            ([letter], []) => pairing.letters_alone.push(*letter),
            ([], [facts]) => pairing.facts_alone.push(*facts),
            _ => {
                let mut files = [letters, facts].concat();
                files.sort_unstable();
                pairing.duplicates.push(Duplicate { stem: stem_of(files[0]), files });
            }
        }
    }
    pairing
}

/// Why a letter cannot be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum PairFault {
    /// No text.
    #[error("there is no text in the letter; a scanned one needs text recognition first")]
    Empty,
    /// More text than a letter has.
    #[error("the letter has {found} characters, more than the {most} of about fifty pages; keep one letter a file")]
    TooLong {
        /// As read.
        found: usize,
        /// As allowed.
        most: usize,
    },
    /// The facts name another language.
    #[error("the letter reads as {} and its facts say {}; correct `language` in the facts, or pair it with its own",
        letter.name(), facts.name())]
    OtherLanguage {
        /// Of the letter.
        letter: Language,
        /// Of the facts.
        facts: Language,
    },
}

/// What is to be known of a letter that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PairRemark {
    /// Text of a script that is written from right to left, or marks of one.
    RightToLeft,
    /// Too few common words to tell the language.
    LanguageUnclear,
}

impl PairRemark {
    /// What it is and what to do.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::RightToLeft => {
                "some of the letter is written from right to left; it is kept as it is, and no claim is read there"
            }
            Self::LanguageUnclear => "the letter's language cannot be told from its words; check it against the facts",
        }
    }
}

/// A letter held against its facts before it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairReview {
    /// Why it cannot be; none where it can.
    pub faults: Vec<PairFault>,
    /// What is to be known of it.
    pub remarks: Vec<PairRemark>,
    /// What is wrong with the facts themselves, a missing side included: [`crate::FindingKind::SideMissing`].
    pub findings: Vec<Finding>,
}

impl PairReview {
    /// Whether the letter can be taken in.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Holds a letter against its facts.
#[must_use]
pub fn review_pair(facts: &Facts, letter: &str) -> PairReview {
    let (mut faults, mut remarks) = (Vec::new(), Vec::new());
    let found = letter.chars().count();
    if !letter.chars().any(char::is_alphanumeric) {
        faults.push(PairFault::Empty);
    } else if found > MOST_LETTER_CHARACTERS {
        faults.push(PairFault::TooLong { found, most: MOST_LETTER_CHARACTERS });
    } else {
        match language_of(letter) {
            Some(language) if language != facts.language() => {
                faults.push(PairFault::OtherLanguage { letter: language, facts: facts.language() });
            }
            Some(_) => {}
            None => remarks.push(PairRemark::LanguageUnclear),
        }
    }
    if letter.chars().any(is_right_to_left) {
        remarks.push(PairRemark::RightToLeft);
    }
    PairReview { faults, remarks, findings: facts.findings() }
}

/// Words that stand in most sentences of one language and in none of the other.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:the|of|and|with|is|are|has|have|we|to|for|this|that|your|our|she|he|from|by|on|without|dear|regards)\b",
    )
});
static GERMAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:der|das|des|dem|den|und|mit|ist|sind|wurde|wurden|wir|ein|eine|einer|eines|von|vom|zur|zum|im|nach|bei|nicht|ohne|für|sehr|geehrte[rn]?)\b",
    )
});
/// Fewer common words than this tell nothing.
const LEAST_COMMON_WORDS: usize = 5;
/// The common words of one language must be so many times those of the other.
const CLEARLY: usize = 2;

/// The language that a text reads as, by its common words; nothing where they are few or of both languages.
#[must_use]
pub fn language_of(text: &str) -> Option<Language> {
    let (english, german) = (ENGLISH.find_iter(text).count(), GERMAN.find_iter(text).count());
    let clearly = |more: usize, less: usize| more >= LEAST_COMMON_WORDS && more >= CLEARLY * less;
    match () {
        () if clearly(english, german) => Some(Language::English),
        () if clearly(german, english) => Some(Language::German),
        () => None,
    }
}

/// Hebrew, Arabic, Syriac, Thaana and their kin with their presentation forms, and marks that turn the direction of text.
const fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}')
}
