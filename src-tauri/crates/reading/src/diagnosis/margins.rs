//! Reads the margin of a resection: `margins clear`, `close margin <1 mm`, `margin 3 mm`, `margin focally positive`, `R1`.

use super::scan::Scan;
use super::{FactValue, Margins};
use crate::Span;

const CLEAR: &[&str] = &["clear", "neg", "negative", "free", "uninvolved", "clean"];
const POSITIVE: &[&str] = &["positive", "pos", "involved"];
/// Between the margin and its word.
const FILLERS: &[&str] =
    &["were", "was", "are", "is", "of", "focally", "all", "widely", ":", "=", "<", ">", "at", "within"];

/// Reads margins and takes their words.
pub(super) fn read(scan: &mut Scan) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    for at in 0..scan.len() {
        if scan.is_taken(at) {
            continue;
        }
        let residual = match scan.text(at) {
            "R0" => Some(Margins::Clear),
            "R1" => Some(Margins::Positive),
            "R2" => Some(Margins::Gross),
            _ => None,
        };
        let found = match residual {
            Some(margins) => Some((at, at + 1, margins)),
            None => stated(scan, at),
        };
        if let Some((first, end, margins)) = found {
            facts.push((FactValue::Margins(margins), scan.span(first, end)));
            scan.take(first, end);
        }
    }
    facts
}

fn stated(scan: &Scan, at: usize) -> Option<(usize, usize, Margins)> {
    if !scan.is(at, &["margin", "margins"]) {
        return None;
    }
    // `2 mm margin`.
    if let Some((first, distance)) = at.checked_sub(2).and_then(|first| Some((first, millimetres(scan, first)?.1))) {
        return Some((first, at + 1, Margins::Millimetres(distance)));
    }
    let before = at.checked_sub(1).filter(|before| scan.same_clause(*before, at));
    let stands_before = before.and_then(|before| match scan.lower(before) {
        "close" => Some(Margins::Close),
        word if CLEAR.contains(&word) => Some(Margins::Clear),
        word if POSITIVE.contains(&word) => Some(Margins::Positive),
        _ => None,
    });
    let first = if stands_before.is_some() { at - 1 } else { at };
    let mut next = at + 1;
    while scan.is(next, FILLERS) && next < at + 5 {
        next += 1;
    }
    let distance = millimetres(scan, next);
    if let Some(margins) = stands_before {
        return Some((first, distance.map_or(at + 1, |(end, _)| end), margins));
    }
    if let Some((end, distance)) = distance {
        return Some((first, end, Margins::Millimetres(distance)));
    }
    let margins = match scan.lower(next) {
        "close" => Margins::Close,
        word if CLEAR.contains(&word) => Margins::Clear,
        word if POSITIVE.contains(&word) => Margins::Positive,
        "not" if scan.is(next + 1, &["involved"]) => return Some((first, next + 2, Margins::Clear)),
        _ => return None,
    };
    Some((first, next + 1, margins))
}

fn millimetres(scan: &Scan, at: usize) -> Option<(usize, f64)> {
    let number = scan.words.get(at)?.number()?;
    match scan.lower(at + 1) {
        "mm" => Some((at + 2, number)),
        "cm" => Some((at + 2, number * 10.0)),
        _ => None,
    }
}
