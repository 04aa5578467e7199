//! Reads age and sex: `62 y/o M`, `8 yo F`, `67-year-old woman`, `54M`, `Pt is a gentleman`.

use super::FactValue;
use super::scan::Scan;
use crate::words::{Kind, Word};
use crate::{Sex, Span};

/// Nobody is older; a higher number is something else.
const MOST_YEARS: u32 = 120;

/// Reads age and sex and takes their words.
pub(super) fn read(scan: &mut Scan) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    for at in 0..scan.len() {
        let Some(age) = scan.words[at].whole().filter(|age| *age <= MOST_YEARS && !scan.is_taken(at)) else { continue };
        let Ok(age) = u8::try_from(age) else { continue };
        if let Some((end, in_years)) = behind_years(scan, at + 1) {
            let years = if in_years { age } else { age / 12 };
            facts.push((FactValue::AgeYears(years), scan.span(at, end)));
            scan.take(at, end);
            let next = if scan.is(end, &[",", "-"]) { end + 1 } else { end };
            if let Some(sex) = scan.words.get(next).and_then(sex) {
                facts.push((FactValue::Sex(sex), scan.span(next, next + 1)));
                scan.take(next, next + 1);
            }
        } else if let Some(sex) = glued_sex(scan, at) {
            facts.push((FactValue::AgeYears(age), scan.span(at, at + 1)));
            facts.push((FactValue::Sex(sex), scan.span(at + 1, at + 2)));
            scan.take(at, at + 2);
        }
    }
    if !facts.iter().any(|(fact, _)| matches!(fact, FactValue::Sex(_))) {
        facts.extend(stated_sex(scan));
    }
    facts
}

/// Behind `y/o`, `yo`, `yr old`, `year-old`, `years old`, `y.o.`, and whether years are counted, not months.
fn behind_years(scan: &Scan, at: usize) -> Option<(usize, bool)> {
    let at = if scan.is(at, &["-"]) { at + 1 } else { at };
    if scan.is(at, &["yo", "yof", "yom", "jährige", "jähriger"]) {
        return Some((at + 1, true));
    }
    if scan.is(at, &["y"]) && scan.is(at + 1, &["/", "."]) && scan.is(at + 2, &["o"]) {
        let has_point = scan.is(at + 3, &["."]) && scan.is(at + 1, &["."]);
        return Some((if has_point { at + 4 } else { at + 3 }, true));
    }
    if !scan.is(at, &["y", "yr", "yrs", "year", "years", "month", "months", "mo"]) {
        return None;
    }
    let next = if scan.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
    let is_age = scan.is(next, &["old", "o"]) || (scan.is(next, &["of"]) && scan.is(next + 1, &["age"]));
    let end = if scan.is(next, &["of"]) { next + 2 } else { next + 1 };
    is_age.then_some((end, scan.lower(at).starts_with('y')))
}

/// The letter that touches an age: `54M`.
fn glued_sex(scan: &Scan, at: usize) -> Option<Sex> {
    let is_free = at.checked_sub(1).is_none_or(|before| !scan.touches_next(before) || scan.is(before, &["("]));
    let sex = match scan.text(at + 1) {
        "F" => Sex::Female,
        "M" => Sex::Male,
        _ => return None,
    };
    (is_free && scan.touches_next(at)).then_some(sex)
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

/// The first word that tells the patient's sex, where no age stands beside it.
fn stated_sex(scan: &mut Scan) -> Option<(FactValue, Span)> {
    let at = (0..scan.len()).find(|at| {
        let tells = scan.is(*at, &["woman", "man", "gentleman", "lady", "girl", "boy"])
            || (scan.is(*at, &["female", "male"]) && !scan.is(*at + 1, &["breast", "partner", "relative"]));
        tells && !scan.is_taken(*at) && !scan.is_before(*at, &["family", "no", "per", "young"])
    })?;
    let sex = scan.words.get(at).and_then(sex)?;
    scan.take(at, at + 1);
    Some((FactValue::Sex(sex), scan.span(at, at + 1)))
}
