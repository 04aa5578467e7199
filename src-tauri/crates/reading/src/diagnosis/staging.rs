//! Categories of tumour, nodes and metastases (`cT2N1M0`, `pT1c N0(sn) M0`, `Tis N0`, `ypT2`, `uT3 uN1`) and stages (`AJCC 8th Stage IA`,
//! `FIGO IB3`, `stage IV`, `Masaoka stage II-III`, `LS-SCLC`).

use super::scan::Scan;
use super::{FactValue, StageGroup, StageSystem, Tnm};
use crate::Span;
use crate::words::{Kind, Word};

const T: &[&str] = &[
    "is", "a", "x", "0", "1mi", "1a", "1b", "1c", "1d", "1", "2a", "2b", "2c", "2d", "2", "3a", "3b", "3c", "3", "4a",
    "4b", "4c", "4d", "4e", "4",
];
const N: &[&str] = &["x", "0", "1mi", "1a", "1b", "1c", "1", "2a", "2b", "2c", "2", "3a", "3b", "3c", "3"];
const M: &[&str] = &["x", "0", "1a", "1b", "1c", "1d", "1", "2", "3"];
/// What a category may rest on.
const BASES: &[&str] = &["", "c", "p", "yp", "yc", "y", "u", "r", "rp", "rc", "a", "m"];
/// Behind these words `T1` is a sequence of an MRI, or what follows it is.
const OF_AN_IMAGE: &[&str] =
    &["flair", "weighted", "hyperintense", "hyperintensity", "signal", "sequence", "post", "mri"];

/// The categories that one word holds, in their usual spelling.
fn in_word(text: &str, is_upper: bool) -> Option<Tnm> {
    if !text.is_ascii() || text.len() > 16 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (mut tnm, mut at) = (Tnm::default(), 0);
    for (letter, suffixes) in [('t', T), ('n', N), ('m', M)] {
        let Some((base, suffix, end)) = category(&lower, at, letter, suffixes) else { continue };
        let stands = text.get(at..end)?;
        // Alone, a category keeps its case: `t3` may be a hormone, and `pt` is the patient.
        let is_cased = stands[base.len()..].starts_with(letter.to_ascii_uppercase()) && stands.starts_with(base);
        let is_whole = lower.contains('t') && lower.contains('n') && lower.bytes().any(|byte| byte.is_ascii_digit());
        if !(is_cased || is_upper || is_whole) {
            return None;
        }
        let slot = match letter {
            't' => &mut tnm.t,
            'n' => &mut tnm.n,
            _ => &mut tnm.m,
        };
        *slot = Some(format!("{base}{}{suffix}", letter.to_ascii_uppercase()));
        at = end;
    }
    (at == lower.len() && tnm != Tnm::default()).then_some(tnm)
}

/// The category that begins at `at`: what it rests on, its suffix, and where it ends.
fn category(
    lower: &str,
    at: usize,
    letter: char,
    suffixes: &[&'static str],
) -> Option<(&'static str, &'static str, usize)> {
    let rest = lower.get(at..)?;
    let base = BASES.iter().filter(|base| rest.strip_prefix(**base).is_some_and(|rest| rest.starts_with(letter)));
    let base = base.max_by_key(|base| base.len())?;
    let behind = rest.get(base.len() + 1..)?;
    let suffix = suffixes.iter().filter(|suffix| behind.starts_with(**suffix)).max_by_key(|suffix| suffix.len())?;
    Some((base, suffix, at + base.len() + 1 + suffix.len()))
}

/// Reads categories and stages and takes their words. `is_spine` tells whether a word is a vertebra instead.
pub(super) fn read(scan: &mut Scan, is_spine: &dyn Fn(usize) -> bool) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        if let Some((end, tnm)) = tnm(scan, at, is_spine) {
            facts.push((FactValue::Tnm(tnm), scan.span(at, end)));
            scan.take(at, end);
            at = end;
        } else if let Some((first, end, stage)) = stage(scan, at) {
            facts.push((FactValue::StageGroup(stage), scan.span(first, end)));
            scan.take(first, end);
            at = end;
        } else {
            at += 1;
        }
    }
    facts
}

fn tnm(scan: &Scan, first: usize, is_spine: &dyn Fn(usize) -> bool) -> Option<(usize, Tnm)> {
    let one = |at: usize| {
        let is_word = scan.kind(at) == Some(Kind::Word) && !scan.is_taken(at) && !is_spine(at);
        is_word.then(|| in_word(scan.text(at), scan.is_upper)).flatten()
    };
    let mut tnm = one(first)?;
    let is_image =
        scan.is(first + 1, OF_AN_IMAGE) || (scan.is(first + 1, &["-", "/"]) && scan.is(first + 2, OF_AN_IMAGE));
    if is_image {
        return None;
    }
    let mut at = behind_sentinel(scan, first + 1, &mut tnm);
    loop {
        // `T2, N0` and `T2 N0`, but `T1/T2` are two.
        let next = if scan.is(at, &[","]) { at + 1 } else { at };
        let Some(more) = one(next) else { break };
        let fits = more.t.is_none() && (more.n.is_none() || tnm.n.is_none()) && tnm.m.is_none();
        if !fits {
            break;
        }
        tnm.n = tnm.n.or(more.n);
        tnm.m = more.m;
        at = behind_sentinel(scan, next + 1, &mut tnm);
    }
    Some((at, tnm))
}

/// Behind `(sn)`, `(i+)` or `(mi)` after the nodes.
fn behind_sentinel(scan: &Scan, at: usize, tnm: &mut Tnm) -> usize {
    let Some(n) = tnm.n.as_mut().filter(|n| !n.ends_with(')')) else { return at };
    if scan.is(at, &["("]) && scan.is(at + 1, &["sn", "mi", "f"]) && scan.is(at + 2, &[")"]) {
        n.push_str(&format!("({})", scan.lower(at + 1)));
        return at + 3;
    }
    if scan.is(at, &["("]) && scan.is(at + 1, &["i"]) && scan.is(at + 2, &["+", "-"]) && scan.is(at + 3, &[")"]) {
        n.push_str(&format!("(i{})", scan.lower(at + 2)));
        return at + 4;
    }
    at
}

/// Words between the system and the stage.
const BETWEEN: &[&str] = &[
    "edition",
    "ed",
    "prognostic",
    "pathologic",
    "pathological",
    "clinical",
    "anatomic",
    "stage",
    "st",
    "grouping",
    "group",
    "th",
    "(",
    "-",
    ":",
    "local",
];
/// Before these, a stage is that of another illness.
const OTHER_ILLNESS: &[&str] = &["ckd", "chronic", "kidney", "pressure", "decubitus", "ulcer", "sacral", "lymphedema"];

fn stage(scan: &Scan, first: usize) -> Option<(usize, usize, StageGroup)> {
    if scan.is_taken(first) || scan.kind(first) != Some(Kind::Word) {
        return None;
    }
    if let Some(found) = extent(scan, first) {
        return Some(found);
    }
    if let Some(stage) = bare(scan, first) {
        return Some((first, first + 1, StageGroup { system: StageSystem::Unnamed, stage, edition: None }));
    }
    let (system, mut at) = match scan.lower(first) {
        "ajcc" | "uicc" => (StageSystem::Ajcc, first + 1),
        "figo" => (StageSystem::Figo, first + 1),
        "masaoka" => (StageSystem::Masaoka, first + 1),
        "koos" => (StageSystem::Koos, first + 1),
        "ann" if scan.is(first + 1, &["arbor"]) => (StageSystem::AnnArbor, first + 2),
        "stage" | "stg" => (StageSystem::Unnamed, first + 1),
        _ => return None,
    };
    let mut edition = None;
    for _ in 0..6 {
        if let Some((end, stage)) = numeral(scan, at) {
            if scan.is(end, &["th", "rd"]) {
                edition = stage.parse().ok();
                at = end + 1;
                continue;
            }
            let (end, stage) = range(scan, end, stage);
            let is_other = scan.is(end, OTHER_ILLNESS) || (scan.is(end, &["-"]) && scan.is(end + 1, OTHER_ILLNESS));
            return (!is_other).then_some((first, end, StageGroup { system, stage, edition }));
        }
        // `FIGO 2018 IIIC1`.
        let is_year = scan.words.get(at).and_then(Word::whole).is_some_and(|year| (1980..2060).contains(&year));
        if !is_year && !scan.is(at, BETWEEN) {
            return None;
        }
        at += 1;
    }
    None
}

/// `LS-SCLC`, `limited stage`, `extensive-stage`.
fn extent(scan: &Scan, first: usize) -> Option<(usize, usize, StageGroup)> {
    let next = if scan.is(first + 1, &["-"]) { first + 2 } else { first + 1 };
    let stage = match (scan.text(first), scan.lower(first)) {
        ("LS", _) if scan.is(next, &["sclc"]) => return Some((first, first + 1, extent_of("limited"))),
        ("ES", _) if scan.is(next, &["sclc"]) => return Some((first, first + 1, extent_of("extensive"))),
        (_, "limited") if scan.is(next, &["stage", "disease"]) => "limited",
        (_, "extensive") if scan.is(next, &["stage"]) => "extensive",
        _ => return None,
    };
    Some((first, next + 1, extent_of(stage)))
}

fn extent_of(stage: &str) -> StageGroup {
    StageGroup { system: StageSystem::Extent, stage: stage.to_owned(), edition: None }
}

/// `II-III`.
fn range(scan: &Scan, end: usize, stage: String) -> (usize, String) {
    // `IV-A`.
    if scan.is(end, &["-"]) && scan.touches_next(end) && matches!(scan.text(end + 1), "A" | "B" | "C") {
        return (end + 2, stage + scan.text(end + 1));
    }
    if scan.is(end, &["-", "–", "/"])
        && let Some((further, upper)) = numeral(scan, end + 1)
    {
        return (further, format!("{stage}-{upper}"));
    }
    (end, stage)
}

/// A stage without the word: `IIIA`, `IB2`. Shorter ones may mean other things.
fn bare(scan: &Scan, at: usize) -> Option<String> {
    let text = scan.text(at);
    let rest = ["III", "IV", "II", "I"].into_iter().find_map(|roman| Some((roman, text.strip_prefix(roman)?)));
    let (roman, rest) = rest?;
    let mut rest = rest.bytes();
    let (letter, digit, end) = (rest.next(), rest.next(), rest.next());
    let has_letter = matches!(letter, Some(b'A'..=b'C'));
    let has_digit = matches!(digit, Some(b'1'..=b'3'));
    (has_letter && end.is_none() && (has_digit || (digit.is_none() && roman.len() > 1))).then(|| text.to_owned())
}

/// A stage by its numeral: `IIA`, `IB3`, `0`, `2B`, `X`.
fn numeral(scan: &Scan, at: usize) -> Option<(usize, String)> {
    match scan.kind(at)? {
        Kind::Number => {
            let number = scan.words[at].whole().filter(|number| *number <= 9)?;
            let letter = scan.text(at + 1).to_ascii_uppercase();
            let has_letter = scan.touches_next(at) && matches!(letter.as_str(), "A" | "B" | "C" | "D" | "E");
            Some(if has_letter { (at + 2, format!("{number}{letter}")) } else { (at + 1, number.to_string()) })
        }
        Kind::Word => {
            // `IIIC1r` rests on images.
            let text = scan.text(at).trim_end_matches(['r', 'p']).to_ascii_uppercase();
            let roman = ["IV", "III", "II", "I", "X"].into_iter().find(|roman| text.starts_with(roman))?;
            let is_rest = |rest: &str| {
                rest.len() <= 3
                    && rest.bytes().all(|byte| matches!(byte, b'A'..=b'E' | b'S' | b'X' | b'1'..=b'3'))
                    && !rest.starts_with(|first: char| first.is_ascii_digit())
            };
            let is_cased = scan.text(at).starts_with(char::is_uppercase) || text.len() > 1;
            (is_rest(&text[roman.len()..]) && is_cased).then_some((at + 1, text))
        }
        _ => None,
    }
}
