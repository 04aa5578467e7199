//! Whether a diagnosis is unlike those a model is trained on: a child, a rare benign disease, another language, a text very short or long, many
//! words that training never saw.

use super::Outcome;
use crate::Rulebook;
use crate::facts::Facts;
use crate::rule_id::LimitId;
use crate::words::{NO_BREAK, number};

/// Small words that only another language has, in lower case.
const FOREIGN: &[(&str, &[&str])] = &[
    (
        "German",
        &[
            "und",
            "der",
            "die",
            "das",
            "mit",
            "nach",
            "bei",
            "links",
            "rechts",
            "des",
            "dem",
            "den",
            "ein",
            "eine",
            "einer",
            "eines",
            "kein",
            "keine",
            "nicht",
            "ist",
            "wurde",
            "zur",
            "zum",
            "von",
            "auf",
            "für",
            "jähriger",
            "jährige",
            "seit",
            "ohne",
            "unter",
            "sowie",
            "aus",
        ],
    ),
    (
        "French",
        &[
            "et", "le", "la", "les", "du", "des", "une", "avec", "chez", "gauche", "droite", "droit", "sans", "après",
            "ans", "sein", "du", "est", "pour", "dans",
        ],
    ),
    (
        "Spanish",
        &[
            "el",
            "la",
            "los",
            "las",
            "del",
            "con",
            "una",
            "izquierda",
            "izquierdo",
            "derecha",
            "derecho",
            "sin",
            "años",
            "tras",
            "y",
            "por",
            "para",
            "mama",
        ],
    ),
    (
        "Italian",
        &[
            "il", "della", "del", "dello", "con", "una", "sinistra", "sinistro", "destra", "destro", "anni", "dopo",
            "senza", "di", "che", "e",
        ],
    ),
    (
        "Portuguese",
        &[
            "do", "da", "dos", "das", "com", "uma", "esquerda", "esquerdo", "direita", "direito", "anos", "após",
            "sem", "não",
        ],
    ),
    (
        "Dutch",
        &["het", "een", "van", "met", "zonder", "linker", "rechter", "bij", "niet", "voor", "jaar", "oude", "na"],
    ),
    ("Swedish", &["och", "med", "vänster", "höger", "efter", "utan", "inte", "som", "för", "år", "är", "av"]),
];
const ENGLISH: &[&str] = &[
    "the", "of", "with", "and", "to", "for", "in", "at", "after", "no", "not", "left", "right", "from", "on", "by",
    "is", "was", "year", "old", "man", "woman", "stage", "grade",
];

pub(super) fn outcome(facts: &Facts<'_>, book: &Rulebook) -> Outcome {
    let words: Vec<String> = facts
        .input
        .diagnosis
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut reasons: Vec<String> = Vec::new();
    if let Some(age) = facts.input.diagnosis_reading.age_years()
        && f64::from(age) < book.value(LimitId::AdultYears)
    {
        reasons.push(format!("a child of {age}{NO_BREAK}years"));
    }
    reasons.extend(benign(facts, book));
    if let Some(language) = language(&words, book.value(LimitId::ForeignWords)) {
        reasons.push(format!("a text in {language}"));
    }
    let count = words.len() as f64;
    if count < book.value(LimitId::WordsLeast) {
        reasons.push(format!("a text of {} words", words.len()));
    }
    if count > book.value(LimitId::WordsMost) {
        reasons.push(format!("a text of {} words", number(count, 0)));
    }
    reasons.extend(unknown(facts, &words, book.value(LimitId::UnknownPercent)));
    if reasons.is_empty() {
        return match facts.input.training {
            Some(_) => Outcome::passes("The diagnosis is like the training cases in age, disease, language and words"),
            None => Outcome::passes(
                "The diagnosis is of an adult, in English and of usual length; its words could not be compared with training",
            ),
        };
    }
    Outcome::fires(
        format!("Unlike most training cases: {}", reasons.join("; ")),
        "The model is least proven here; judge the plan by itself",
    )
}

/// A benign disease of which training holds hardly any case.
fn benign(facts: &Facts<'_>, book: &Rulebook) -> Option<String> {
    let category = facts.category()?;
    // Benign neoplasms and whatever is no neoplasm; in-situ and uncertain ones are treated like malignant ones.
    let is_benign = match category.as_str().as_bytes() {
        [b'C', ..] => false,
        [b'D', tens, ..] => !matches!(tens, b'0' | b'4'),
        [b'Z' | b'R', ..] => false,
        _ => true,
    };
    let seen = facts.input.training.map(|training| (training.of_category)(category));
    match seen {
        _ if !is_benign => None,
        None => Some(format!("a benign disease ({category})")),
        Some(seen) if (seen as f64) < book.value(LimitId::BenignCases) => {
            Some(format!("a benign disease ({category}), of which training holds {seen}"))
        }
        Some(_) => None,
    }
}

fn language(words: &[String], least: f64) -> Option<&'static str> {
    let of = |small: &[&str]| words.iter().filter(|word| small.contains(&word.as_str())).count();
    let english = of(ENGLISH);
    let counts = FOREIGN.iter().map(|(language, small)| (*language, of(small)));
    let (language, most) = counts.max_by_key(|(_, count)| *count)?;
    (most as f64 >= least && most > english).then_some(language)
}

fn unknown(facts: &Facts<'_>, words: &[String], percent: f64) -> Option<String> {
    let training = facts.input.training?;
    let plain: Vec<&String> = words
        .iter()
        .filter(|word| word.chars().count() > 1 && !word.contains(|letter: char| letter.is_ascii_digit()))
        .collect();
    if plain.is_empty() {
        return None;
    }
    let unknown = plain.iter().filter(|word| !(training.knows_word)(word)).count();
    let share = 100.0 * unknown as f64 / plain.len() as f64;
    (share > percent).then(|| format!("{unknown} of {} words that training never saw", plain.len()))
}
