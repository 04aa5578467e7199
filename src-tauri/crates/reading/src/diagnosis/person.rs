//! Age and sex: `62 y/o M`, `8 yo F`, `67-year-old woman`, `A 54M`.

use super::FactValue;
use crate::words::{Kind, Word};
use crate::{Sex, Span};

/// Above this nobody is; a number above is something else.
const MOST_YEARS: u32 = 120;

/// Facts about the person, each with its span.
pub(super) fn facts(words: &[Word]) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    for at in 0..words.len() {
        let Some(age) = words[at].whole().filter(|age| *age <= MOST_YEARS) else { continue };
        let Some(end) = behind_years(words, at + 1) else { continue };
        let Ok(age) = u8::try_from(age) else { continue };
        facts.push((FactValue::AgeYears(age), words[at].span.joined(words[end - 1].span)));
        let next = words.get(end).and_then(|word| Some((word, sex(word)?)));
        if let Some((word, sex)) = next {
            facts.push((FactValue::Sex(sex), word.span));
        }
    }
    facts
}

/// Behind `y/o`, `yo`, `yr old`, `year-old`, `years old`, `y.o.`.
fn behind_years(words: &[Word], at: usize) -> Option<usize> {
    let is = |at: usize, wanted: &[&str]| words.get(at).is_some_and(|word| word.is_any(wanted));
    let at = if is(at, &["-"]) { at + 1 } else { at };
    if is(at, &["yo", "yof", "yom"]) {
        return Some(at + 1);
    }
    if is(at, &["y"]) && is(at + 1, &["/", "."]) && is(at + 2, &["o"]) {
        return Some(if is(at + 3, &["."]) && is(at + 1, &["."]) { at + 4 } else { at + 3 });
    }
    if !is(at, &["y", "yr", "yrs", "year", "years", "month", "months"]) {
        return None;
    }
    let next = if is(at + 1, &["-"]) { at + 2 } else { at + 1 };
    (is(next, &["old", "o"]) && !words[at].lower.starts_with("month")).then_some(next + 1)
}

fn sex(word: &Word) -> Option<Sex> {
    if word.kind != Kind::Word {
        return None;
    }
    match word.lower.as_str() {
        "f" | "female" | "woman" | "lady" | "girl" | "w" => Some(Sex::Female),
        "m" | "male" | "man" | "gentleman" | "boy" => Some(Sex::Male),
        _ => None,
    }
}
