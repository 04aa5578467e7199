//! Plans that say so: "Plan:", "Rx:", "Tx plan -"; and techniques that somebody means to use.

use std::sync::LazyLock;

use regex::Regex;

use super::anchor::Anchor;
use super::border::{opener_before, with_final_point};
use super::{LeakRule, LeakSpan, compile, history, vocabulary};
use crate::{Certainty, TextSpan};

static KEYWORD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)(?:\b(?:tx|rt|xrt|treatment|radiation|radiotherapy|rad ?onc|assessment (?:and|&)|a/p) )?\bplan\b(?: ?(?:[:=]|--?>?|–|—|is\b|to\b|of\b))?|\b(?:rx|prescription|tx|rec(?:ommendation|ommend)?s?) ?[:=]|\b(?:rx|a/p)\b(?: ?[:-])?",
    )
});
static INTENT: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i)\b(?:will (?:be treated|receive|undergo|get|have)|to (?:receive|undergo|start)|recommend(?:ed|ing|s)?|proceed(?:ing)? (?:with|to)|offered|plan(?:s|ned|ning)? (?:for|to|is|on))\b[^.;,]{{0,40}}?\b(?:{})\b[^.;,]*",
        vocabulary::TECHNIQUES
    ))
});
static NEGATED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:no|not|never|without|w/o|declin\w*|refus\w*|against) (?:\w+ )?$"));
static PAST: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b(?:prior|previous|earlier|old|outside|original|initial|first) $"));

/// The plan a keyword announces, from the keyword to the end of the sentence.
pub(crate) fn find(text: &str, sentence: TextSpan, anchors: &[Anchor]) -> Option<LeakSpan> {
    let part = sentence.of(text);
    KEYWORD.find_iter(part).find_map(|found| {
        let (start, behind) = (sentence.start + found.start(), sentence.start + found.end());
        let is_announced = found.as_str().ends_with([':', '=', '-', '>', '–', '—']);
        let is_past = PAST.is_match(&part[..found.start()]);
        let end = sentence.start + part.trim_end_matches(['.', '!', '?']).len();
        let told = TextSpan::new(behind.min(end), end);
        let dose = anchors.iter().find(|anchor| told.covers(anchor.span));
        let is_known = anchors.iter().any(|anchor| told.covers(anchor.span) && anchor.has_fractions);
        // A text that is its plan and nothing else has no diagnosis to which an earlier dose could belong.
        let is_alone = !text[..start].contains(char::is_alphanumeric) && !text[end..].contains(char::is_alphanumeric);
        let (rule, certainty) = match dose {
            Some(_) if is_past || (!is_alone && history::is_only_in(text, told, anchors)) => {
                (LeakRule::Keyword, Certainty::Doubtful)
            }
            Some(_) if is_known || is_announced => (LeakRule::Keyword, Certainty::Certain),
            Some(_) => (LeakRule::Keyword, Certainty::Doubtful),
            None if is_past || NEGATED.is_match(&part[..found.start()]) => return None,
            None if vocabulary::has_technique(told.of(text)) => (LeakRule::Keyword, Certainty::Doubtful),
            None if is_announced => (LeakRule::KeywordAlone, Certainty::Doubtful),
            None => return None,
        };
        let start = opener_before(text, sentence, start).unwrap_or(start);
        Some(LeakSpan { span: with_final_point(text, TextSpan::new(start, end)), rule, certainty })
    })
}

/// A technique without any number, behind words of intention.
pub(crate) fn technique_alone(text: &str, sentence: TextSpan) -> Option<LeakSpan> {
    let part = sentence.of(text);
    let found = INTENT.find(part)?;
    if NEGATED.is_match(&part[..found.start()]) {
        return None;
    }
    let span = TextSpan::new(sentence.start + found.start(), sentence.start + found.end());
    Some(LeakSpan {
        span: with_final_point(text, span),
        rule: LeakRule::TechniqueAlone,
        certainty: Certainty::Doubtful,
    })
}
