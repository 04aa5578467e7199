//! Sides that a text states, each with its span. Only what is surely a side is one: `RT` is radiotherapy, `R1` a margin, `left` what remains.

use isocenter_domain::Laterality;

use crate::site::{SiteMention, mentions};
use crate::words::{Kind, Word, words};
use crate::{Found, Span};

/// Before these, `left` and `right` are no side of what is treated.
const OTHER_MEANING_BEFORE: &[&str] = &[
    "after",
    "alone",
    "atrium",
    "away",
    "before",
    "behind",
    "bundle",
    "choice",
    "dose",
    "for",
    "handed",
    "heart",
    "in",
    "now",
    "out",
    "over",
    "plan",
    "shift",
    "the",
    "time",
    "to",
    "untreated",
    "ventricle",
    "ventricular",
    "with",
];
/// After these, `left` is what remains.
const REMAINS_AFTER: &[&str] = &["be", "been", "is", "not", "nothing", "was", "were"];

/// A side stated by the words `first..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SideMention {
    pub(crate) side: Laterality,
    pub(crate) first: usize,
    pub(crate) end: usize,
}

impl SideMention {
    pub(crate) fn span(self, words: &[Word]) -> Span {
        words[self.first].span.joined(words[self.end - 1].span)
    }
}

/// Every side that `text` states, in order.
#[must_use]
pub fn sides(text: &str) -> Vec<Found<Laterality>> {
    let words = words(text);
    let sites = mentions(&words);
    side_mentions(&words, &sites)
        .into_iter()
        .map(|found| Found { value: found.side, span: found.span(&words) })
        .collect()
}

/// Sides in order. `sites` are those of the same words; beside a paired one a lone letter is a side.
pub(crate) fn side_mentions(words: &[Word], sites: &[SiteMention]) -> Vec<SideMention> {
    let mut found = Vec::new();
    let mut next_site = 0;
    let has_eye = sites.iter().any(|mention| mention.site.with_parents().any(|site| site.id() == "orbit"));
    for at in 0..words.len() {
        while sites.get(next_site).is_some_and(|site| site.end <= at) {
            next_site += 1;
        }
        // The lobe in `RUL` is site and side at once.
        let lobe = sites.get(next_site).filter(|site| site.first == at).and(lobe_side(words[at].text));
        let is_beside_paired = || {
            let ahead = sites[next_site..].iter().find(|site| site.first > at);
            let is_before = ahead.is_some_and(|site| {
                site.site.is_paired() && site.first - at <= 4 && is_one_phrase(words, at, site.first)
            });
            let is_after = sites[..next_site]
                .iter()
                .rev()
                .take(3)
                .any(|site| site.site.is_paired() && at - site.end <= 4 && is_one_phrase(words, site.end - 1, at));
            is_before || (is_after && ends_phrase(words, at)) || names_a_side(words, at)
        };
        let eye = has_eye.then(|| eye_side(words[at].text)).flatten();
        let side = lobe.or(eye).map(|side| (side, 1)).or_else(|| side_at(words, at, &is_beside_paired));
        found.extend(side.map(|(side, length)| SideMention { side, first: at, end: at + length }));
    }
    found
}

fn lobe_side(word: &str) -> Option<Laterality> {
    match word {
        "LLL" | "LUL" => Some(Laterality::Left),
        "RLL" | "RML" | "RUL" => Some(Laterality::Right),
        _ => None,
    }
}

/// The eye, in the Latin of its doctors.
fn eye_side(word: &str) -> Option<Laterality> {
    match word {
        "OS" => Some(Laterality::Left),
        "OD" => Some(Laterality::Right),
        "OU" => Some(Laterality::Bilateral),
        _ => None,
    }
}

/// Whether a mark or the end of the text follows: `nasal ala, BCC, Lt, 2 cm`.
fn ends_phrase(words: &[Word], at: usize) -> bool {
    words.get(at + 1).is_none_or(|next| next.kind == Kind::Break || next.is_any(&[",", ".", ";", ")", ":"]))
}

/// `Lt side`, `R-sided`.
fn names_a_side(words: &[Word], at: usize) -> bool {
    let next = if words.get(at + 1).is_some_and(|word| word.is("-")) { at + 2 } else { at + 1 };
    words.get(next).is_some_and(|word| word.is_any(&["side", "sided"]))
}

/// Whether only words, hyphens and brackets stand between; a point may shorten `bil.`, `lt.`, `rt.`
fn is_one_phrase(words: &[Word], from: usize, to: usize) -> bool {
    let is_shortened = words[from].is_any(&["bil", "bilat", "lt", "rt"]);
    let between = words[from + 1..to].iter().enumerate();
    let mut between = between.filter(|(place, word)| !(is_shortened && *place == 0 && word.is(".")));
    between.all(|(_, word)| word.kind == Kind::Word || word.is_any(&["-", "(", ")"]))
}

fn side_at(words: &[Word], at: usize, is_beside_paired: &dyn Fn() -> bool) -> Option<(Laterality, usize)> {
    let word = &words[at];
    let lower = |place: Option<usize>| place.and_then(|place| words.get(place)).map_or("", |word| word.lower.as_str());
    let before = lower(at.checked_sub(1));
    let mut next = lower(Some(at + 1));
    if next == "-" || next == ")" {
        next = lower(Some(at + 2));
    }
    let is_side = !OTHER_MEANING_BEFORE.contains(&next);
    // `L/R`, `R/R`, `2 L`.
    let is_letter_free = before != "/"
        && lower(Some(at + 1)) != "/"
        && at.checked_sub(1).and_then(|place| words.get(place)).is_none_or(|word| word.kind != Kind::Number);
    let side = match word.lower.as_str() {
        "bilateral" | "bilaterally" | "bilat" => Laterality::Bilateral,
        "b" if lower(Some(at + 1)) == "/" && lower(Some(at + 2)) == "l" => return Some((Laterality::Bilateral, 3)),
        "both" | "bil" if is_beside_paired() => Laterality::Bilateral,
        "left" if is_side && !REMAINS_AFTER.contains(&before) => Laterality::Left,
        "right" if is_side => Laterality::Right,
        "l" | "lt" if is_letter_free && is_beside_paired() => Laterality::Left,
        "r" if is_letter_free && is_beside_paired() => Laterality::Right,
        // In capitals it is radiotherapy as often.
        "rt" if word.text != "RT" && is_letter_free && is_beside_paired() => Laterality::Right,
        _ => return None,
    };
    Some((side, 1))
}
