//! Reads phases from an answer: `primary, photon, 25.0Gy, fractions:5`, repeated for boosts; while a stream has not come that far,
//! from its opening `plan 25 Gy/ 5 fx photons`. Rather nothing than a guess: free prose is not searched for numbers.

use crate::{Dose, Fractions, Modality, Phase, PhaseRole};

/// Above this a number called gray is more likely centigray (functional radiosurgery reaches 140, implants 145).
const HIGHEST_PLAUSIBLE_GRAY: f64 = 200.0;
const MOST_PLAUSIBLE_FRACTIONS: u32 = 100;
const LONGEST_LABEL_WORDS: usize = 4;

pub(crate) fn read_phases(text: &str) -> Vec<Phase> {
    let delivered = read_delivered(text);
    if delivered.is_empty() { read_opening(text) } else { delivered }
}

/// The delivered part: four fields between commas, any number of times.
fn read_delivered(text: &str) -> Vec<Phase> {
    let fields: Vec<&str> = text.split(',').collect();
    let mut phases = Vec::new();
    let mut at = 0;
    while let Some([label, modality, dose, fractions]) = fields.get(at..at + 4) {
        if let Some(phase) = read_fields(label, modality, dose, fractions) {
            phases.push(phase);
            at += 4;
        } else {
            at += 1;
        }
    }
    phases
}

fn read_fields(label: &str, modality: &str, dose: &str, fractions: &str) -> Option<Phase> {
    let label = read_label(label)?;
    let modality = if words(modality) <= 3 { Modality::from_term(modality)? } else { return None };
    let (dose, rest) = take_dose(dose.trim())?;
    if !rest.trim().is_empty() {
        return None;
    }
    let count = strip_word(fractions.trim_start(), "fractions")?.trim_start().strip_prefix(':')?;
    let (fractions, rest) = take_fractions(count.trim_start())?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    Some(Phase { role: role_of(&label), label, modality, dose, fractions })
}

/// The words after the last end of a sentence, if they are few and plain.
fn read_label(field: &str) -> Option<String> {
    let label = field.rsplit(['.', ';', ':', '\n']).next()?.trim();
    let is_plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-')
        && label.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_plain && words(label) <= LONGEST_LABEL_WORDS).then(|| label.to_ascii_lowercase())
}

fn role_of(label: &str) -> PhaseRole {
    if label.contains("boost") || label.contains("cone") { PhaseRole::Boost } else { PhaseRole::Primary }
}

/// The opening `plan D Gy/ N fx MODALITY`, with `+ boost D Gy/ N fx MODALITY` behind it. A last word still growing is not read.
fn read_opening(text: &str) -> Vec<Phase> {
    let Some(rest) = strip_word(text.trim_start(), "plan") else { return Vec::new() };
    let mut rest = rest.trim_start_matches([':', ' ']);
    let mut phases = Vec::new();
    let mut label = String::from("primary");
    while let Some((dose, fractions, modality, behind)) = take_course(rest) {
        phases.push(Phase { role: role_of(&label), label, modality, dose, fractions });
        let Some(boost) = behind.trim_start().strip_prefix('+') else { break };
        let boost = boost.trim_start();
        let Some(number_at) = boost.find(|c: char| c.is_ascii_digit()) else { break };
        let (words, course) = boost.split_at(number_at);
        let Some(next) = read_label(words) else { break };
        (label, rest) = (next, course);
    }
    phases
}

fn take_course(text: &str) -> Option<(Dose, Fractions, Modality, &str)> {
    let (dose, rest) = take_dose(text)?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('/').or_else(|| strip_word(rest, "in"))?;
    let (fractions, rest) = take_fractions(rest.trim_start())?;
    let rest = rest.trim_start();
    let rest = strip_word(rest, "fx")
        .or_else(|| strip_word(rest, "fractions"))
        .or_else(|| strip_word(rest, "fraction"))?
        .trim_start();
    let mut end = 0;
    for _ in 0..2 {
        end += rest[end..].find(|c: char| c.is_ascii_alphanumeric())?;
        end += rest[end..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
        if let Some(modality) = Modality::from_term(&rest[..end]) {
            return Some((dose, fractions, modality, &rest[end..]));
        }
    }
    None
}

/// `text` without `word` before it, in any case, when the word ends there.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    (start.eq_ignore_ascii_case(word) && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some(rest)
}

/// `25 Gy`, `25.0Gy`, `50.4 Gy(RBE)`, `50.4 CGE`, `2500 cGy`.
fn take_dose(text: &str) -> Option<(Dose, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at(end);
    let number: f64 =
        if number.ends_with('.') || number.starts_with('.') { return None } else { number.parse().ok()? };
    let rest = rest.trim_start();
    let (gray, rest) = if let Some(rest) = strip_word(rest, "cgy") {
        (number / 100.0, rest)
    } else {
        (number, ["gy", "cge", "gye"].into_iter().find_map(|unit| strip_word(rest, unit))?)
    };
    if gray > HIGHEST_PLAUSIBLE_GRAY {
        return None;
    }
    let trimmed = rest.trim_start();
    let rest = match trimmed.split_at_checked(5) {
        Some((weighted, behind)) if weighted.eq_ignore_ascii_case("(RBE)") => behind,
        _ => rest,
    };
    Some((Dose::from_gray(gray).ok()?, rest))
}

fn take_fractions(text: &str) -> Option<(Fractions, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let is_decimal = rest.strip_prefix('.').is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
    let count: u32 = if is_decimal { return None } else { number.parse().ok()? };
    (count <= MOST_PLAUSIBLE_FRACTIONS).then_some(())?;
    Some((Fractions::new(count).ok()?, rest))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
