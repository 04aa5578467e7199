//! Finds the plan of this course inside a diagnosis text. Radiation that was given before is history and is left alone.

mod anchor;
mod border;
mod history;
mod keyword;
mod rule;
mod vocabulary;

use std::sync::LazyLock;

use regex::Regex;

pub use rule::{LeakRule, LeakRules};

use crate::sentences::sentences;
use crate::{Certainty, TextSpan};
use anchor::Anchor;
use history::Past;

/// Plan text in a diagnosis text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeakSpan {
    /// Where, in the original text.
    pub span: TextSpan,
    /// The rule that fired first.
    pub rule: LeakRule,
    /// Certain hits are accepted beforehand, doubtful ones wait for a person.
    pub certainty: Certainty,
}

/// One search decides for most texts that there is nothing to look for.
static SIGNAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i)\d ?-?c?Gy|CGE|Gray\b|GyE|\bplan\b|\bRx\b|\bTx ?:|prescri|\d ?#|\d ?(?:fx|fr)\b|fraction|\b(?:{})\b",
        vocabulary::TECHNIQUES
    ))
});

/// Plan text in `text`, in order and without overlaps.
#[must_use]
pub fn find(text: &str, rules: &LeakRules) -> Vec<LeakSpan> {
    if !SIGNAL.is_match(text) {
        return Vec::new();
    }
    let mut found: Vec<LeakSpan> = Vec::new();
    for sentence in sentences(text) {
        for hit in in_sentence(text, sentence).into_iter().filter(|hit| rules.has(hit.rule)) {
            match found.last_mut().filter(|last| last.span.overlaps(hit.span)) {
                Some(last) => {
                    last.span = last.span.around(hit.span);
                    last.certainty = last.certainty.min(hit.certainty);
                }
                None => found.push(hit),
            }
        }
    }
    found
}

/// What a cleaned text still holds, by every rule, whichever were switched off before.
#[must_use]
pub fn scan(text: &str) -> Vec<LeakSpan> {
    find(text, &LeakRules::default())
}

fn in_sentence(text: &str, sentence: TextSpan) -> Vec<LeakSpan> {
    let anchors = anchor::find(text, sentence);
    if let Some(hit) = keyword::find(text, sentence, &anchors) {
        let before = TextSpan::new(sentence.start, hit.span.start);
        let mut hits = without_keyword(text, before, &anchors);
        hits.push(hit);
        return hits;
    }
    let hits = without_keyword(text, sentence, &anchors);
    if !hits.is_empty() || !anchors.is_empty() {
        return hits;
    }
    keyword::technique_alone(text, sentence).into_iter().collect()
}

/// Doses and schedules that no keyword announces.
fn without_keyword(text: &str, part: TextSpan, anchors: &[Anchor]) -> Vec<LeakSpan> {
    let mut hits: Vec<LeakSpan> = Vec::new();
    for anchor in anchors.iter().filter(|anchor| part.covers(anchor.span)) {
        let certainty = match history::of(text, part, anchor) {
            Past::Is => continue,
            Past::MayBe => Certainty::Doubtful,
            Past::IsNot => Certainty::Certain,
        };
        if hits.last().is_some_and(|last| last.span.covers(anchor.span)) {
            continue;
        }
        let from = hits.last().map_or(part.start, |last| last.span.end);
        let span = border::around(text, TextSpan::new(from, part.end), anchor);
        let is_named = vocabulary::has_technique(span.of(text));
        let certainty = if anchor.has_fractions || is_named { certainty } else { Certainty::Doubtful };
        hits.push(LeakSpan { span, rule: anchor.rule, certainty });
    }
    hits
}

/// OK to expect because every pattern is written here and a test finds with each.
#[expect(clippy::expect_used, reason = "the patterns are part of the program")]
fn compile(pattern: &str) -> Regex {
    // Borders of ASCII words: the automaton gives up on wider ones in texts with umlauts.
    let pattern = pattern.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]");
    Regex::new(&pattern).expect("the pattern is valid")
}
