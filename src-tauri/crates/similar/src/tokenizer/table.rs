//! Abbreviations and phrases in one wording, and the words that tell nothing; both are data files of this crate.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::marker::MARKERS_CSV;
use super::plural::singular;
use super::{Item, number};
use crate::bytes::fnv1a;

const SYNONYMS_CSV: &str = include_str!("../../data/synonyms.csv");
const STOP_WORDS: &str = include_str!("../../data/stop_words.txt");

/// Words of the longest phrase.
const LONGEST_PHRASE: usize = 5;

/// Tells two states of the data files apart.
pub(crate) static FINGERPRINT: LazyLock<u64> =
    LazyLock::new(|| fnv1a([SYNONYMS_CSV, MARKERS_CSV, STOP_WORDS].concat().as_bytes()));

struct Synonyms {
    meaning: HashMap<&'static str, &'static str>,
    /// First words of phrases, so that most words need one look.
    begins_phrase: HashSet<&'static str>,
}

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| {
    let rows = SYNONYMS_CSV.lines().skip(1).filter_map(|line| line.split_once(','));
    let meaning: HashMap<_, _> = rows.collect();
    let begins_phrase = meaning.keys().filter_map(|key| key.split_once(' ')).map(|(first, _)| first).collect();
    Synonyms { meaning, begins_phrase }
});

static STOPS: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.lines().collect());

/// Whether the table has a wording for this word or abbreviation.
pub(super) fn is_known(word: &str) -> bool {
    SYNONYMS.meaning.contains_key(word)
}

/// Whether a word tells nothing of a case.
pub(super) fn is_stop(word: &str) -> bool {
    STOPS.contains(word)
}

/// The items with each known word or phrase, the longest first, in the wording of the table.
pub(super) fn in_one_wording(items: Vec<Item>) -> Vec<Item> {
    let mut worded = Vec::with_capacity(items.len() + 8);
    let mut at = 0;
    let mut phrase = String::new();
    while at < items.len() {
        let Item::Word(word) = &items[at] else {
            worded.push(items[at].clone());
            at += 1;
            continue;
        };
        if let Some((length, meaning)) = phrase_at(&items[at..], word, &mut phrase) {
            push_words(meaning, &mut worded);
            at += length;
            continue;
        }
        // Behind a number, mm are millimetres and no myeloma.
        let is_unit = matches!(worded.last(), Some(Item::Number(_))) && number::unit(word).is_some();
        let meaning = SYNONYMS.meaning.get(word.as_str()).or_else(|| SYNONYMS.meaning.get(singular(word).as_ref()));
        match meaning {
            Some(meaning) if !is_unit => push_words(meaning, &mut worded),
            _ => worded.push(items[at].clone()),
        }
        at += 1;
    }
    worded
}

fn phrase_at(items: &[Item], first: &str, phrase: &mut String) -> Option<(usize, &'static str)> {
    if !SYNONYMS.begins_phrase.contains(first) {
        return None;
    }
    phrase.clear();
    let mut longest = None;
    for (i, item) in items.iter().take(LONGEST_PHRASE).enumerate() {
        // A sign stands in phrases as its word would: "triple negative".
        let word = match item {
            Item::Word(word) => word.as_str(),
            Item::Sign { is_positive: true, is_word: true } => "positive",
            Item::Sign { is_positive: false, is_word: true } => "negative",
            _ => break,
        };
        if i > 0 {
            phrase.push(' ');
        }
        phrase.push_str(word);
        if i > 0
            && let Some(meaning) = SYNONYMS.meaning.get(phrase.as_str())
        {
            longest = Some((i + 1, *meaning));
        }
    }
    longest
}

fn push_words(meaning: &'static str, worded: &mut Vec<Item>) {
    worded.extend(meaning.split(' ').map(|word| match word {
        "positive" | "negative" => Item::Sign { is_positive: word == "positive", is_word: true },
        word => Item::Word(word.to_owned()),
    }));
}
