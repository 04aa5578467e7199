//! How far a plan reaches around its dose: back to the clause that opens it, on to the clause that speaks of the
//! disease again.

use std::sync::LazyLock;

use regex::Regex;

use super::anchor::Anchor;
use super::{compile, vocabulary};
use crate::TextSpan;

/// What separates clauses.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| compile(r" *(?:--+>?|->|=>|→|–|—)+ *| - |[,;:][ \n]+|\("));
static OPENER: LazyLock<Regex> = LazyLock::new(|| compile(r"^ *(?:--+>?|->|=>|→|–|—| - )"));

/// Words that speak of the disease or the patient.
static DIAGNOSIS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"\b[cpyr]{0,2}T[0-4x][a-d]?\b|\b[cp]?N[0-3][a-c]?\b|\bc?M[01]\b|\b(?:ER|PR|HER2|PSA|ECOG|KPS|FIGO|FEV1|Ki-?67|PD-?L1|EGFR|LVSI|GG ?\d)\b|(?i:\b(?:stage|grade|gr \d|gleason|margins?|y/?o\b|y\.o|years?|yr|cores|cm|mm|s/p|biopsy|bx|mets?|carcinoma|adeno\w*|lymphoma|neg|pos|positive|negative|h/o|no|denies|lives|smoker|nodes? involved)\b)",
    )
});

/// The plan around `anchor` inside `part`.
pub(crate) fn around(text: &str, part: TextSpan, anchor: &Anchor) -> TextSpan {
    let start = start(text, part, anchor);
    with_final_point(text, TextSpan::new(start, end(text, part, anchor)))
}

/// Takes the point in where what is left before the plan needs none.
pub(crate) fn with_final_point(text: &str, span: TextSpan) -> TextSpan {
    let before = text[..span.start].trim_end_matches([' ', '\t', '*', '~', '>', '#']);
    let needs_none = before.is_empty() || before.ends_with(['.', ':', '!', '?', '\n']);
    let has_one = text[span.end..].starts_with('.');
    if needs_none && has_one { TextSpan::new(span.start, span.end + 1) } else { span }
}

/// Where a dash or arrow before `at` begins that leads over to the plan.
pub(crate) fn opener_before(text: &str, part: TextSpan, at: usize) -> Option<usize> {
    let last = SEPARATOR.find_iter(&text[part.start..at]).last()?;
    let leads = last.end() == at - part.start && OPENER.is_match(last.as_str());
    leads.then(|| part.start + last.start() + (last.len() - last.as_str().trim_start().len()))
}

/// So many words behind an arrow may be a technique we do not know.
const MOST_UNKNOWN_WORDS: usize = 3;

fn start(text: &str, part: TextSpan, anchor: &Anchor) -> usize {
    let before = &text[part.start..anchor.span.start];
    let mut pieces: Vec<TextSpan> = Vec::new();
    let mut from = 0;
    for separator in SEPARATOR.find_iter(before) {
        pieces.push(TextSpan::new(from, separator.start()));
        from = separator.end();
    }
    let lead = TextSpan::new(from, before.len());
    let is_led_over = pieces.last().is_some_and(|piece| OPENER.is_match(&before[piece.end..lead.start]));
    let is_short = vocabulary::words(lead.of(before)).nth(MOST_UNKNOWN_WORDS).is_none();
    if is_led_over && (is_short || vocabulary::has_technique(lead.of(before))) && !DIAGNOSIS.is_match(lead.of(before)) {
        return opener_before(text, part, part.start + lead.start).unwrap_or(part.start + lead.start);
    }
    if !(opens_plan(lead.of(before)) || is_plan_all_through(lead.of(before))) {
        return part.start + lead.start + walk_back(lead.of(before));
    }
    let mut start = lead.start;
    while let Some(piece) = pieces.pop() {
        let separator = &before[piece.end..start];
        if OPENER.is_match(separator) {
            start = piece.end + (separator.len() - separator.trim_start().len());
            break;
        }
        let words: Vec<String> = vocabulary::words(piece.of(before)).collect();
        let is_technique =
            words.iter().all(|word| vocabulary::is_strong(word) || vocabulary::is_filler(word)) && !words.is_empty();
        if !(is_technique && vocabulary::has_technique(piece.of(before))) {
            break;
        }
        start = piece.start;
    }
    part.start + start
}

fn opens_plan(lead: &str) -> bool {
    let first = vocabulary::words(lead).next();
    first.is_some_and(|word| vocabulary::is_radiation(&word))
        && vocabulary::has_technique(lead)
        && !DIAGNOSIS.is_match(lead)
}

fn is_plan_all_through(lead: &str) -> bool {
    vocabulary::words(lead).all(|word| vocabulary::is_strong(&word) || vocabulary::is_filler(&word))
}

/// Where in `lead` the words begin that lead up to the dose; words of no technique are taken only between such words.
fn walk_back(lead: &str) -> usize {
    let mut start = lead.len();
    let mut at = lead.len();
    for token in lead.split_inclusive(char::is_whitespace).rev() {
        at -= token.len();
        if vocabulary::words(token).all(|word| vocabulary::is_strong(&word)) {
            start = at;
        } else if !vocabulary::words(token).all(|word| vocabulary::is_filler(&word)) {
            break;
        }
    }
    start
}

fn end(text: &str, part: TextSpan, anchor: &Anchor) -> usize {
    let behind = &text[anchor.span.end..part.end];
    let behind = behind.trim_end().trim_end_matches(['.', '!', '?']);
    let mut reached = SEPARATOR.find(behind).map_or(behind.len(), |separator| separator.start());
    for separator in SEPARATOR.find_iter(behind) {
        let rest = &behind[separator.end()..];
        let piece = &rest[..SEPARATOR.find(rest).map_or(rest.len(), |next| next.start())];
        if DIAGNOSIS.is_match(piece) || (separator.as_str().contains(';') && !vocabulary::has_technique(piece)) {
            break;
        }
        reached = separator.end() + piece.len();
    }
    let closed = &behind[..reached];
    let balance = closed.matches('(').count().cmp(&closed.matches(')').count());
    let closes = balance.is_gt() && behind[reached..].starts_with(')');
    anchor.span.end + closed.trim_end().len() + usize::from(closes)
}
