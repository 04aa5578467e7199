//! Names behind titles, age and sex.

use std::sync::LazyLock;

use regex::Regex;

use super::{Claim, ClaimKind, ClaimValue};
use crate::Span;
use crate::pattern::pattern;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:Dr|Prof|PD|Priv\.-Doz|OA|CA|Herrn?|Frau|Mr|Mrs|Ms|Miss|Professor|Doctor)\b\.?(?:\s*(?:\b(?:Dr|Prof|PD|med|rer|nat|dent|habil|univ|Univ|h\.\s?c)\b\.?)|\s+[A-Z]\.)*\s+((?:(?:von|van|de|zu|der|den|al|O['’])\s*)*[\p{Lu}\p{Lo}][\p{L}\p{M}'’-]+(?:\s+(?:(?:von|van|de|zu)\s+)?\p{Lu}[\p{L}\p{M}'’-]+)?)",
    )
});
/// What follows a title without being a name.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:Kolleg\w*|colleague\w*|Doktor\w*|Professor\w*|Patient\w*|Doctor|Sir|Madam|Direktor\w*|Chef\w*|Oberarzt\w*)\b",
    )
});
static AGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([0-9]{1,3})[\s-]*(?:year|yr)s?[\s-]*old\b|\b([0-9]{1,3})\s*(?:y/o|years\s+of\s+age)\b|\baged\s+([0-9]{1,3})\b|\b([0-9]{1,3})[\s-]*j(?:ä)hrige[rnms]?\s+(?:\p{Ll}+\s+){0,2}(?:Patient\w*|Frau|Mann\w*|Dame|Herrn?|Kind\w*|M(?:ä)dchen|Junge\w*)\b|\bim\s+Alter\s+von\s+([0-9]{1,3})\b|\b([0-9]{1,3})\s+Jahre\s+alt\w*",
    )
});
static SEX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(woman|female|lady|weiblich\w*|Patientin)|(man|male|gentleman|m(?:ä)nnlich\w*))\b|j(?:ä)hrige[rnms]?\s+(?:\p{Ll}+\s+){0,2}(?:(Frau|Dame)|(Mann(?:es)?|Herrn?))\b",
    )
});

pub(super) fn read(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    for found in NAME.captures_iter(text) {
        if let Some(name) = found.get(1).filter(|name| !NO_NAME.is_match(name.as_str())) {
            claims.push(Claim::new(ClaimKind::Name, ClaimValue::word(name.as_str()), name.into()));
        }
    }
    for found in AGE.captures_iter(text) {
        let digits = (1..found.len()).find_map(|group| found.get(group));
        let years = digits.and_then(|digits| digits.as_str().parse().ok()).filter(|years| *years < 130);
        if let (Some(digits), Some(years)) = (digits, years) {
            claims.push(Claim::new(ClaimKind::Age, ClaimValue::Count(years), digits.into()));
        }
    }
    for found in SEX.captures_iter(text) {
        let female = found.get(1).or_else(|| found.get(3));
        let word = if female.is_some() { "female" } else { "male" };
        if let Some(place) = female.or_else(|| found.get(2)).or_else(|| found.get(4)) {
            claims.push(Claim::new(ClaimKind::Sex, ClaimValue::word(word), Span::from(place)));
        }
    }
    claims
}
