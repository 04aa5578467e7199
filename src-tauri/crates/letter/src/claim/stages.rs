//! TNM, stage groups, grades, margins and ICD-10 codes.

use std::sync::LazyLock;

use isocenter_domain::Icd10Code;
use regex::Regex;

use super::courses::{after, before};
use super::{Claim, ClaimKind, ClaimValue};
use crate::pattern::pattern;

const T: &str = r"T(?:is|0|1mi|[1-4][a-d]?|[xX])(?:\s?\((?:m|is|DCIS|[0-9])\))?";
const N: &str = r"N(?:1mi|[0-3][a-c]?|[xX]|\+)";
const NOTE: &str = r"(?:\s?\(\s?(?:sn|i[+-]|mol[+-]|[0-9]+/[0-9]+)[^)\n]{0,12}\))*";
const M: &str = r"M(?:[01][a-d]?|[xX])";

/// T with what may follow it at once.
static CHAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(y?[cpr]|[yar]{{1,2}}[cp]?)?({T})(?:[\s,;]{{0,2}}(y?[cpr])?({N}){NOTE})?(?:[\s,;]{{0,2}}([cp])?({M}))?"
    ))
});
static LONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b(?:(y?[cp])({N}){NOTE}(?:[\s,;]{{0,2}}[cp]?({M}))?|([cp])({M}))")));
static STAGED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:stage|stadium|TNM|UICC|AJCC|Tumou?r)\b[^.;\n]{0,24}$"));
static IMAGING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:[\s-]*(?:weighted|w\b|gewichtet|Wichtung)|/|[\s-]*[LTC]?[0-9])"));
static GROUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:stages?|stadium|UICC|FIGO|AJCC)\b[\s:-]*(?:(?:UICC|FIGO|AJCC|8th(?:\s+ed(?:ition|\.)?)?|Stadium|stage|group)[\s:,-]*)*\b(0|(?:IV|I{1,3})(?:[A-D][0-9]?)?|[1-4][a-d]?)\b",
    )
});
static GRADE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bG\s?([1-4])\b|(?i)\b(?:grades?|Grad(?:ing)?)[\s:]*(?:(?:WHO|CNS)[\s:]*)?G?([1-4]|IV|I{1,3})\b")
});
static GRADE_GROUP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:ISUP(?:[\s-]*(?:grade|Grad|group|Gruppe))*|grade\s+group|GG)[\s:]*([1-5])\b"));
static GLEASON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bGleason(?:[\s-]*(?:score|sum))?[\s:]*(?:([3-5])\s?\+\s?([3-5])(?:\s?=\s?[0-9]{1,2})?|([6-9]|10)[ab]?\b(?:\s?\(\s?([3-5])\s?\+\s?([3-5])\s?\))?)",
    )
});
static TOXICITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s,:(]*(?:\w+\s+){0,2}(?:dermatitis|erythema|mucositis|(?:o?e)sophagitis|toxicit\w+|fatigue|proctitis|cystitis|pneumonitis|diarrhoea|xerostomia|erythem|Erytheme?s?|Mukositis|Fatigue|Toxizit(?:ä)t\w*|(?:Ö)sophagitis|Dysphagie|dysphagia|Radiodermatitis|nausea|(?:Ü)belkeit)",
    )
});
static TOXICITY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:CTCAE|RTOG|dermatitis|erythema?|mucositis|Mukositis|toxicity|toxicities|Toxizit(?:ä)t\w*|Erythem|fatigue|Nebenwirkung\w*|dysphagi[ae])[\s,:(–-]*$",
    )
});
static MARGINS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bR([012])\b"));
static CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:[A-TV-Z][0-9]{2}\.[0-9]{1,2}[0-9A-Z]{0,2}|C[0-9]{2}|D0[0-9])\b"));

/// A roman number of a stage or grade, in capitals; arabic ones become roman.
pub(super) fn roman(text: &str) -> String {
    let upper = text.trim().to_uppercase();
    let (first, rest) = upper.split_at_checked(1).unwrap_or((&upper, ""));
    let number = match first {
        "1" => "I",
        "2" => "II",
        "3" => "III",
        "4" => "IV",
        _ => return upper,
    };
    format!("{number}{rest}")
}

pub(super) fn read(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    tnm(text, &mut claims);
    for found in GROUP.captures_iter(text) {
        if let (Some(whole), Some(group)) = (found.get(0), found.get(1)) {
            claims.push(Claim::new(ClaimKind::Stage, ClaimValue::word(roman(group.as_str())), whole.into()));
        }
    }
    grades(text, &mut claims);
    for found in MARGINS.find_iter(text) {
        claims.push(Claim::new(ClaimKind::Margins, ClaimValue::word(found.as_str()), found.into()));
    }
    for found in CODE.find_iter(text) {
        if let Ok(code) = Icd10Code::parse(found.as_str()) {
            claims.push(Claim::new(ClaimKind::Icd10, ClaimValue::word(code.as_str()), found.into()));
        }
    }
    claims
}

fn tnm(text: &str, claims: &mut Vec<Claim>) {
    let mut push = |prefix: Option<regex::Match<'_>>, part: Option<regex::Match<'_>>| {
        if let Some(part) = part {
            let start = prefix.map_or(part.start(), |prefix| prefix.start());
            let bare = part.as_str().split(['(', ' ']).next().unwrap_or_default();
            let word = format!("{}{bare}", prefix.map_or("", |prefix| prefix.as_str()));
            let span = crate::Span::new(start, part.end());
            claims.push(Claim::new(ClaimKind::Tnm, ClaimValue::word(word), span));
        }
    };
    for found in CHAIN.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let follows = after(text, whole.end(), 12);
        let is_sure = found.get(1).is_some()
            || found.get(4).is_some()
            || found.get(6).is_some()
            || STAGED.is_match(before(text, whole.start(), 40));
        let goes_on = follows.starts_with(|c: char| c.is_alphanumeric());
        if is_sure && !goes_on && !IMAGING.is_match(follows) {
            push(found.get(1), found.get(2));
            push(found.get(3), found.get(4));
            push(found.get(5), found.get(6));
        }
    }
    for found in LONE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if !after(text, whole.end(), 1).starts_with(|c: char| c.is_alphanumeric()) {
            push(found.get(1), found.get(2));
            push(None, found.get(3));
            push(found.get(4), found.get(5));
        }
    }
    // A part that both patterns read is one claim.
    claims.sort_by_key(|claim| claim.span);
    claims.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
}

fn grades(text: &str, claims: &mut Vec<Claim>) {
    let mut groups = Vec::new();
    for found in GRADE_GROUP.captures_iter(text) {
        if let (Some(whole), Some(number)) = (found.get(0), found.get(1)) {
            groups.push(crate::Span::from(whole));
            claims.push(Claim::new(
                ClaimKind::Grade,
                ClaimValue::word(format!("ISUP {}", number.as_str())),
                whole.into(),
            ));
        }
    }
    for found in GLEASON.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let pair = found.get(1).zip(found.get(2)).or_else(|| found.get(4).zip(found.get(5)));
        let word = match (pair, found.get(3)) {
            (Some((first, second)), _) => format!("Gleason {}+{}", first.as_str(), second.as_str()),
            (None, Some(sum)) => format!("Gleason {}", sum.as_str()),
            (None, None) => continue,
        };
        claims.push(Claim::new(ClaimKind::Grade, ClaimValue::word(word), whole.into()));
    }
    for found in GRADE.captures_iter(text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1).or_else(|| found.get(2))) else { continue };
        let is_toxicity = TOXICITY.is_match(after(text, whole.end(), 60))
            || TOXICITY_BEFORE.is_match(before(text, whole.start(), 40));
        if !is_toxicity && !groups.iter().any(|span| span.overlaps(whole.into())) {
            let word = ClaimValue::word(format!("grade {}", roman(number.as_str())));
            claims.push(Claim::new(ClaimKind::Grade, word, whole.into()));
        }
    }
}
