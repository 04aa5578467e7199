//! Whether a dose was given before this course: "s/p 46.8 Gy in 26 fx to Lt SCV 2004" is history and stays.

use std::sync::LazyLock;

use regex::Regex;

use super::anchor::Anchor;
use super::compile;
use crate::TextSpan;

/// Whether radiation lies in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Past {
    Is,
    MayBe,
    IsNot,
}

const BEFORE: &str = r"prior|previous(?:ly)?|earlier|past|old|remote|former(?:ly)?|h/o|hx|history of|s/p|status post|completed|received|underwent|treated (?:with|in|at|to)|failed|progress(?:ed|ion) (?:after|on)|recurr\w* (?:after|in)|in field|outside|original|initial";

static RADIATION_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i)\b(?:{BEFORE})\b(?: \w+){{0,3}}? (?:RT|XRT|EBRT|CRT|chemoRT|radiation|radiotherapy|(?:re-)?\w*irradiat\w+|SBRT|SABR|SRS|WBRT|PCI|GK|brachy\w*|TBI|course|plan)\b"
    ))
});
static MARK: LazyLock<Regex> = LazyLock::new(|| compile(&format!(r"(?i)\b(?:{BEFORE})\b")));
static WEAK_MARK: LazyLock<Regex> = LazyLock::new(|| compile(r"(?i)\b(?:after|following|since|had|post)\b"));
static WEAK_MARK_AT_END: LazyLock<Regex> = LazyLock::new(|| compile(r"(?i)\b(?:after|following|since|had|post) ?$"));
static NEGATED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:no|not|never|without|w/o|denies|denied) (?:\w+ )?$|\bbe(?:ing)? $"));
/// What turns from the past to this course.
static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i);|--|->|→|\b(?:now|current(?:ly)?|today|presents? for|will|to receive|proceed|recommend\w*|plan(?:ned|s)?|Rx|Tx|re-?irradiation|for (?:salvage|adjuvant|boost))\b",
    )
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:19[5-9]\d|20[0-4]\d)\b|\b(?:years?|yrs?|months?|mo|weeks?) (?:ago|prior|earlier|before)\b|\belsewhere\b|\bOSH\b|\boverlap|\bprevious(?:ly)?\b|\bin the past\b",
    )
});

/// Judges the dose at `anchor`; `part` is its sentence, or what of the sentence is still open.
pub(crate) fn of(text: &str, part: TextSpan, anchor: &Anchor) -> Past {
    let before = &text[part.start..anchor.span.start];
    let clause = before.rsplit([',', ';', ':']).next().unwrap_or(before);
    let behind = text[anchor.span.end..part.end].split([';', '.']).next().unwrap_or_default();
    let behind = behind.split(',').next().unwrap_or_default();
    let has_year = YEAR.is_match(behind) || YEAR.is_match(clause);
    if is_past(&RADIATION_BEFORE, before) || is_past(&MARK, clause) {
        return Past::Is;
    }
    if is_past(&WEAK_MARK, clause) {
        return if has_year || WEAK_MARK_AT_END.is_match(clause) { Past::Is } else { Past::MayBe };
    }
    match (has_year, PRESENT.is_match(before)) {
        (true, false) => Past::Is,
        (true, true) => Past::MayBe,
        (false, _) => Past::IsNot,
    }
}

/// Whether cutting `plan` would lose an earlier dose that the text tells nowhere else, such as in "30 Gy after prior
/// 60 Gy in 2015".
pub(crate) fn is_only_in(text: &str, plan: TextSpan, anchors: &[Anchor]) -> bool {
    let mut inside = anchors.iter().filter(|anchor| plan.covers(anchor.span));
    inside.any(|anchor| {
        let before = &text[plan.start..anchor.span.start];
        let behind = text[anchor.span.end..plan.end].split([',', ';', '.']).next().unwrap_or_default();
        let is_earlier = is_past(&RADIATION_BEFORE, before)
            || is_past(&MARK, before.rsplit([',', ';', '(']).next().unwrap_or(before))
            || YEAR.is_match(behind);
        let dose = anchor.span.of(text).trim();
        is_earlier && !text[..plan.start].contains(dose) && !text[plan.end..].contains(dose)
    })
}

fn is_past(mark: &Regex, before: &str) -> bool {
    mark.find_iter(before)
        .any(|found| !NEGATED.is_match(&before[..found.start()]) && !PRESENT.is_match(&before[found.end()..]))
}
