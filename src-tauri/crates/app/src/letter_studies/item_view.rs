//! A letter as its rater sees it: facts, what they say to the letter, and the text. Nothing tells who wrote it.

use isocenter_letter::{CheckedClaim, ClaimKind, Facts, Verdict, check_letter};

use crate::count::count;
use crate::error::Error;
use crate::letters::{fact_groups, masked, utf16, verdict};
use crate::wire::{LetterCheckLine, LetterItemView, LetterMark};

/// What is fine in a line when nothing of these kinds stands against it.
const FINE: [(&[ClaimKind], &str); 4] = [
    (&[ClaimKind::Dose, ClaimKind::DosePerFraction, ClaimKind::Fractions], "Dose and fractions match the facts"),
    (&[ClaimKind::Side, ClaimKind::Site], "Sites and sides match the facts"),
    (&[ClaimKind::Date], "Dates match the facts"),
    (&[ClaimKind::Drug], "Drugs match the facts"),
];

/// The letter without its rating.
///
/// # Errors
/// A built-in table that cannot be read.
pub(crate) fn item_view(study: u32, position: u32, facts: &Facts, text: &str) -> Result<LetterItemView, Error> {
    let check = check_letter(facts, text);
    let against: Vec<&CheckedClaim> = check.claims.iter().filter(|claim| claim.verdict != Verdict::Traced).collect();
    let mut checks: Vec<LetterCheckLine> = against
        .iter()
        .map(|claim| LetterCheckLine {
            is_fine: false,
            message: match claim.verdict {
                Verdict::Contradicted => "A statement is against the facts".to_owned(),
                Verdict::Traced | Verdict::Unsupported => "A statement is not in the facts".to_owned(),
            },
            quote: claim.text.reveal().clone(),
        })
        .collect();
    let fine = |message: &str| LetterCheckLine { is_fine: true, message: message.to_owned(), quote: String::new() };
    for (kinds, message) in FINE {
        let is_said = check.claims.iter().any(|claim| kinds.contains(&claim.kind));
        if is_said && !against.iter().any(|claim| kinds.contains(&claim.kind)) {
            checks.push(fine(message));
        }
    }
    let identifiers = masked(text, facts)?.masked;
    checks.push(match identifiers {
        0 => fine("No identifier was found in the letter"),
        found => LetterCheckLine {
            is_fine: false,
            message: format!("{found} places may identify somebody"),
            quote: String::new(),
        },
    });
    let marks = against.iter().map(|claim| LetterMark {
        start: utf16(text, claim.span.start),
        end: utf16(text, claim.span.end),
        verdict: verdict(claim.verdict),
    });
    Ok(LetterItemView {
        study,
        position,
        facts: fact_groups(facts),
        checks,
        marks: marks.collect(),
        words: count(text.split_whitespace().count()),
        text: text.to_owned(),
        recorded: None,
    })
}
