//! What identifies a patient is masked in a past letter before it is stored. Dates of treatment stay, because a letter is made of them; a
//! date of birth does not. A name that the facts name, such as the author's, stays too.

use isocenter_letter::Facts;
use isocenter_redact::identify::{self, DatePolicy, IdentifierClass, NumericOrder};
use isocenter_redact::{Certainty, edited};

use crate::error::Error;
use crate::identifiers;

/// A letter without what identifies its patient.
pub(crate) struct Masked {
    pub(crate) text: String,
    /// Places that were masked.
    pub(crate) masked: usize,
    /// Possible names that were left, because they may be words of the field.
    pub(crate) doubtful: usize,
}

/// What stands before a date of birth.
const BORN: [&str; 9] =
    ["born", "born on", "dob", "d.o.b.", "date of birth", "geb.", "geb. am", "geboren am", "geburtsdatum"];

/// Whether the text up to a date says that somebody was born then.
fn ends_with_birth(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', ':', ',']).to_lowercase();
    before.ends_with('*') || BORN.iter().any(|words| before.ends_with(words))
}

/// Masks `text`.
///
/// # Errors
/// A built-in table that cannot be read.
pub(crate) fn masked(text: &str, facts: &Facts) -> Result<Masked, Error> {
    let found = identifiers::found_in(text)?;
    let is_named = |words: &str| facts.all().iter().any(|fact| fact.text().contains(words));
    let is_identifier = |hit: &identify::IdentifierSpan| {
        let words = hit.span.of(text);
        match hit.class {
            IdentifierClass::Date => text.get(..hit.span.start).is_some_and(ends_with_birth),
            IdentifierClass::Name | IdentifierClass::Place => !is_named(words),
            _ => true,
        }
    };
    let hits: Vec<identify::IdentifierSpan> =
        found.into_iter().filter(|hit| !hit.is_remark() && is_identifier(hit)).collect();
    let (certain, doubtful): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| hit.certainty == Certainty::Certain);
    let edits = identify::edits(text, &certain, DatePolicy::YearOnly, NumericOrder::DayFirst);
    Ok(Masked { text: edited(text, edits), masked: certain.len(), doubtful: doubtful.len() })
}
