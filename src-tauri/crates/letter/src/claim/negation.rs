//! Whether a claim is denied: a word of denial a few words before it in its clause, or right behind it.

use std::sync::LazyLock;

use regex::Regex;

use super::courses::{after, before};
use super::{Claim, ClaimKind, Polarity};
use crate::pattern::pattern;

/// No mark and no turn of the sentence between the denial and the end.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|not|without|never|neither|nor|denie[sd]|declined|refused|kein(?:e[rnms]?)?|ohne|nicht|nie|weder|noch\s+nie|lehnte?)\b((?:[\s,/-]+[\p{L}\p{M}0-9-]+){0,4})[\s,/-]*$",
    )
});
static TURN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:but|only|sondern|aber|except|until|because|nur|just|however|jedoch|instead|statt)\b")
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[\s-]+(?:was|were|is|has|had|been|be|wurde[n]?|wird|war|chemotherapy|therapy|Chemotherapie|Therapie|ist)){0,3}\s+(?:not|never|nicht|nie|declined|refused|abgelehnt|omitted)\b",
    )
});
static NOT_ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bnot\s+only\b|\bnicht\s+nur\b"));

pub(super) fn polarity(text: &str, claim: &Claim) -> Polarity {
    // What a finding is in, or of whom, is not what is denied: `no recurrence in the left breast`.
    let can_be_denied = matches!(
        claim.kind,
        ClaimKind::Drug
            | ClaimKind::Technique
            | ClaimKind::Modality
            | ClaimKind::Dose
            | ClaimKind::DosePerFraction
            | ClaimKind::Fractions
            | ClaimKind::Margins
            | ClaimKind::Site
    );
    if !can_be_denied {
        return Polarity::Affirmed;
    }
    let left = before(text, claim.span.start, 60);
    let denied = BEFORE.captures(left).is_some_and(|found| {
        let between = found.get(1).map_or("", |between| between.as_str());
        !TURN.is_match(between) && !NOT_ONLY.is_match(left)
    });
    let behind = after(text, claim.span.end, 48);
    if denied || (claim.kind != ClaimKind::Site && BEHIND.is_match(behind)) {
        Polarity::Negated
    } else {
        Polarity::Affirmed
    }
}
