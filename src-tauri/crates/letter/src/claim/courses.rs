//! Doses, fractions, doses per fraction, and which of them are said in one breath.

use std::sync::LazyLock;

use regex::Regex;

use super::{Claim, ClaimKind, ClaimValue};
use crate::Span;
use crate::pattern::{centigray, decimal, pattern};

static DOSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)([0-9]+(?:[.,][0-9]+)?)[\s-]?\s*(cGy|centigray|Zentigray|Gy\s?\(\s?RBE\s?\)|GyE|CGE|Gray|Gy)")
});
/// Before a dose: it is that of one fraction.
static PART_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:à|je|jeweils|single\s+doses?\s+(?:of)?|(?:fx|fractions?)\s+(?:of|at)|Fraktion(?:en)?\s+(?:zu|von|mit|a|á|à)(?:\s+je(?:weils)?)?|Einzeldos(?:is|en)\s*(?:von|:)?|ED\s*:?|daily\s+doses?\s+of|dose\s+per\s+fraction\s*(?:of|:|was)?|t(?:ä)gliche?n?\s+Dosis\s+von)|[0-9]\s*[x×*]|[#@])\s*$",
    )
});
/// After a dose: it is that of one fraction.
static PART_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:(?:per|/|pro|each|je|a)\s*(?:fraction|fx|Fraktion|Sitzung|Einzelfraktion|day\b|Tag\b|#)|\(?\s*(?:Einzeldosis|single\s+dose|ED\b)|daily\b|each\b)",
    )
});
/// Before a dose: it is no prescription.
static OTHER_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:Dmax|Dmean|D[0-9]+(?:[.,][0-9]+)?(?:\s?%|cc|cm3)?|V[0-9]+|mean|median|maximum|maximal\w*|max\.?|mittlere\w*|EQD2\w*|(?-i:BED\w*)|alpha/beta|α/β|constraint|Toleranzdosis)[^.;\n]{0,40}$",
    )
});
const COUNT: &str = r"([0-9]{1,3}|one|two|three|four|five|ten|fifteen|twenty|twenty-five|thirty|ein(?:e|er|em|en|maliger?)?|zwei|drei|vier|f(?:ü)nf|sechs|acht|zehn|f(?:ü)nfzehn|zwanzig)";
static FRACTIONS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i){COUNT}[\s-]*(?:(?:daily|t(?:ä)gliche[nr]?|weekly|w(?:ö)chentliche[nr]?|single|equal|once-daily|consecutive)\s+)?(?:fractions?\b|fx\b|Fraktion(?:en)?\b|Einzelfraktion(?:en)?\b|Sitzung(?:en)?\b|#)"
    ))
});
static FRACTIONS_NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:fractions?|fx|Fraktionen|Fraktionszahl)\s*[:=]\s*([0-9]{1,3})\b"));
/// `54 Gy/3`, `40.05 Gy in 15`.
static FRACTIONS_BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)Gy(?:\s?\(RBE\))?\s*(?:/|in)\s*([0-9]{1,2})\b"));
static NOT_FRACTIONS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[.,][0-9]|[\s-]*(?:weeks?|Wochen|days?|Tagen?|min|months?|Monaten|years?|Jahren|%|h\b|cm|mm|phases?|Phasen|Serien))",
    )
});
static TIMES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b([0-9]{1,3})\s*[x×*]\s*[0-9]+(?:[.,][0-9]+)?\s*c?Gy"));
static DOSE_TIMES_ONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*[x×]\s*([0-9]{1,2})\b"));
/// What may stand between the numbers of one prescription.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[\s,:(/)@–-]|x|×|\b(?:in|mit|with|zu|à|á|je|jeweils|of|at|as|over|per|von|Einzeldosis|Einzeldosen|single|doses?|daily|fractions?|Fraktionen|delivered|given|verabreicht|ED|GD|a|to|total|einer|Gesamtdosis|bis|auf|was|were|corresponding|entsprechend|insgesamt|each|photons?|Photonen)\b)*$",
    )
});

fn number(word: &str) -> Option<u32> {
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let word = word.to_lowercase().replace("u\u{308}", "ü").replace("ue", "ü");
    Some(match word.as_str() {
        "one" => 1,
        word if word.starts_with("ein") => 1,
        "two" | "zwei" => 2,
        "three" | "drei" => 3,
        "four" | "vier" => 4,
        "five" | "fünf" => 5,
        "sechs" => 6,
        "acht" => 8,
        "ten" | "zehn" => 10,
        "fifteen" | "fünfzehn" => 15,
        "twenty" | "zwanzig" => 20,
        "twenty-five" => 25,
        "thirty" => 30,
        _ => return None,
    })
}

/// Whether a number may begin here: not inside a word, not behind a decimal mark.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        None => true,
        Some('.' | ',') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric(),
    }
}

/// Whether a number stands right behind that of the fractions: `5x7 Gy`.
fn follows_times(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    before.next().is_some_and(|c| matches!(c, 'x' | 'X')) && before.next().is_some_and(|c| c.is_ascii_digit())
}

/// Up to some characters before a place, on a border of characters.
pub(super) fn before(text: &str, at: usize, characters: usize) -> &str {
    let start = text[..at].char_indices().rev().take(characters).last().map_or(at, |(start, _)| start);
    &text[start..at]
}

/// Up to some characters behind a place.
pub(super) fn after(text: &str, at: usize, characters: usize) -> &str {
    let end = text[at..].char_indices().nth(characters).map_or(text.len(), |(end, _)| at + end);
    &text[at..end]
}

pub(super) fn read(text: &str) -> Vec<Claim> {
    let mut claims = doses(text);
    let mut counted: Vec<Claim> = Vec::new();
    for (form, checks_rest, is_word) in [
        (&FRACTIONS, false, true),
        (&FRACTIONS_NAMED, true, false),
        (&FRACTIONS_BARE, true, false),
        (&TIMES, false, false),
    ] {
        for found in form.captures_iter(text) {
            let (Some(whole), Some(digits)) = (found.get(0), found.get(1)) else { continue };
            let is_other = checks_rest && NOT_FRACTIONS.is_match(after(text, digits.end(), 12));
            let Some(count) = number(digits.as_str()).filter(|count| *count > 0 && !is_other) else { continue };
            // For the bare and the multiplied form the number alone is the claim.
            let span = if is_word { Span::from(whole) } else { Span::from(digits) };
            if begins(text, digits.start()) && !counted.iter().any(|claim| claim.span.overlaps(span)) {
                counted.push(Claim::new(ClaimKind::Fractions, ClaimValue::Count(count), span));
            }
        }
    }
    claims.extend(counted);
    claims.sort_by_key(|claim| claim.span);
    join(text, &mut claims);
    claims
}

fn doses(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    for found in DOSE.captures_iter(text) {
        let (Some(whole), Some(digits), Some(unit)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let ends = !text[whole.end()..].starts_with(char::is_alphabetic);
        if !(begins(text, digits.start()) || follows_times(text, digits.start())) || !ends {
            continue;
        }
        let is_centi = matches!(unit.as_str().to_lowercase().as_str(), "cgy" | "centigray" | "zentigray");
        let gray =
            if is_centi { centigray(digits.as_str()).map(|dose| dose / 100.0) } else { decimal(digits.as_str()) };
        let Some(gray) = gray else { continue };
        let (left, right) = (before(text, whole.start(), 60), after(text, whole.end(), 30));
        let kind = if OTHER_BEFORE.is_match(left) {
            ClaimKind::OtherDose
        } else if PART_BEFORE.is_match(left) || PART_AFTER.is_match(right) {
            ClaimKind::DosePerFraction
        } else {
            ClaimKind::Dose
        };
        claims.push(Claim::new(kind, ClaimValue::Gray(gray), whole.into()));
        let times = DOSE_TIMES_ONE.captures(right).and_then(|times| times.get(1));
        if let Some((times, count)) = times.and_then(|times| Some((times, times.as_str().parse().ok()?))) {
            // `8 Gy x 1`: the dose is that of a fraction.
            if let Some(dose) = claims.last_mut() {
                dose.kind = ClaimKind::DosePerFraction;
            }
            let span = Span::new(whole.end() + times.start(), whole.end() + times.end());
            claims.push(Claim::new(ClaimKind::Fractions, ClaimValue::Count(count), span));
        }
    }
    claims
}

/// Numbers the prescriptions: neighbours of different kinds with nothing but small words between them.
fn join(text: &str, claims: &mut [Claim]) {
    let mut next = 0;
    let mut at = 0;
    while at < claims.len() {
        let mut kinds = vec![claims[at].kind];
        let mut last = at;
        while let Some(claim) = claims.get(last + 1) {
            let gap = text.get(claims[last].span.end..claim.span.start).unwrap_or_default();
            let joins = claim.span.start >= claims[last].span.end && gap.len() <= 60 && BETWEEN.is_match(gap);
            if !joins || kinds.contains(&claim.kind) || kinds.contains(&ClaimKind::OtherDose) {
                break;
            }
            kinds.push(claim.kind);
            last += 1;
        }
        if last > at {
            for claim in &mut claims[at..=last] {
                claim.prescription = Some(next);
            }
            next += 1;
        }
        at = last + 1;
    }
}
