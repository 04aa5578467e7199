//! The numbers that make a plan: a dose, `54/3` behind a technique, a count of fractions.

use std::sync::LazyLock;

use regex::Regex;

use super::{LeakRule, compile, vocabulary};
use crate::TextSpan;

/// A number a plan is recognised by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Anchor {
    pub span: TextSpan,
    pub rule: LeakRule,
    /// Whether the number of fractions is told with it.
    pub has_fractions: bool,
}

static DOSE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)(?:\d{1,2} ?[x×*] ?)?\d{1,5}(?:[.,]\d{1,3})?(?: ?(?:-|–|to) ?\d{1,5}(?:\.\d{1,3})?)? ?-?(?:c?Gy(?:E|RBE)?|c?CGE|c?Gray)\b(?: ?\(?RBE\)?)?",
    )
});

/// What may follow a dose and tells the fractions.
static FRACTIONS_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^[ )]*(?:/|in|x|×|\*|over|@|,|-|given in|divided in)? ?(?:\d{1,2}(?:-\d{1,2})? ?(?:daily )?(?:fx|fxs|frx|fr|fractions?|#|treatments)|(?:x|×|\*|/) ?\d{1,2}\b)|^[ )]*[x×*/] ?\d{1,2}\b",
    )
});

static SCHEDULE: LazyLock<Regex> = LazyLock::new(|| {
    let techniques = vocabulary::TECHNIQUES;
    compile(&format!(
        r"(?i)\b(?:{techniques}|RT|PORT|boost)(?: (?:to|of|the|whole|brain|breast|prostate|spine|bed|[LTC]\d{{1,2}})){{0,4}}:? (\d{{1,2}}(?:\.\d{{1,2}})?) ?/ ?(\d{{1,2}})\b"
    ))
});

static FRACTIONS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)\b\d{1,2} ?(?:daily )?(?:fractions|fxs?|frx)\b|\b\d{1,2}#"));

/// The numbers of a plan in one sentence, in order.
pub(crate) fn find(text: &str, sentence: TextSpan) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    let part = sentence.of(text);
    for found in DOSE.find_iter(part) {
        // `V20Gy` and `PTV5000cGy` are no doses of a plan on their own.
        let is_glued = part[..found.start()].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'));
        if !is_glued {
            let behind = FRACTIONS_BEHIND.find(&part[found.end()..]).map_or(0, |behind| behind.len());
            let has_fractions = behind > 0 || found.as_str().contains(['x', '×', '*']);
            anchors.push(at(sentence, found.start(), found.end() + behind, LeakRule::Dose, has_fractions));
        }
    }
    for found in SCHEDULE.captures_iter(part) {
        if let (Some(gray), Some(count)) = (found.get(1), found.get(2))
            && is_plausible(gray.as_str(), count.as_str(), &part[count.end()..])
        {
            anchors.push(at(sentence, gray.start(), count.end(), LeakRule::Schedule, true));
        }
    }
    for found in FRACTIONS.find_iter(part) {
        anchors.push(at(sentence, found.start(), found.end(), LeakRule::Fractions, vocabulary::has_technique(part)));
    }
    anchors.sort_by_key(|anchor| anchor.span);
    anchors.dedup_by(|later, earlier| {
        let same = earlier.span.overlaps(later.span);
        if same && later.has_fractions && earlier.rule == later.rule {
            earlier.span = earlier.span.around(later.span);
        }
        same
    });
    anchors
}

fn at(sentence: TextSpan, start: usize, end: usize, rule: LeakRule, has_fractions: bool) -> Anchor {
    Anchor { span: TextSpan::new(sentence.start + start, sentence.start + end), rule, has_fractions }
}

/// Whether two numbers can be total dose and fractions: 1.2 to 34 Gy each, and no date or share of nodes.
fn is_plausible(gray: &str, count: &str, behind: &str) -> bool {
    const MOST_FRACTIONS: f64 = 45.0;
    const PER_FRACTION_GRAY: std::ops::RangeInclusive<f64> = 1.2..=34.0;
    let (Ok(gray), Ok(count)) = (gray.parse::<f64>(), count.parse::<f64>()) else { return false };
    let word = behind.trim_start().to_ascii_lowercase();
    let is_something_else = behind.starts_with(['/', '-', '.'])
        && behind[1..].starts_with(|c: char| c.is_ascii_digit())
        || ["node", "ln", "core", "pos", "neg", "sln"].iter().any(|other| word.starts_with(other));
    (1.0..=MOST_FRACTIONS).contains(&count) && PER_FRACTION_GRAY.contains(&(gray / count)) && !is_something_else
}
