//! Finds identifiers in free text: what the export knows of this patient first, then patterns. Clinical notation is
//! protected and wins.
//! Columns are dropped by their role elsewhere. A hit is an offer to a reviewer, never a promise that nothing else is
//! there.

mod class;
mod dates;
mod edits;
mod eponyms;
mod fragments;
mod known;
mod names;
mod number_checks;
mod patterns;
mod protected;
mod settings;
mod spelling;
mod word_lists;

pub use class::{IdentifierClass, IdentifierRule, PatternId};
pub use dates::{DatePolicy, NumericOrder};
pub use edits::{edits, labels};
pub use known::KnownValues;
pub use settings::Settings;

use crate::{Certainty, TextSpan};

/// An identifier in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentifierSpan {
    /// The identifier itself, in the original text.
    pub span: TextSpan,
    /// What of the text goes when the hit is accepted: the span, or the whole remark when it holds nothing else ("Seen
    /// by Dr. Roe.").
    pub extent: TextSpan,
    /// What it identifies by.
    pub class: IdentifierClass,
    /// The rule that fired.
    pub rule: IdentifierRule,
    /// Certain hits are masked beforehand, doubtful ones wait for a person.
    pub certainty: Certainty,
}

impl IdentifierSpan {
    const fn new(span: TextSpan, class: IdentifierClass, rule: IdentifierRule, certainty: Certainty) -> Self {
        Self { span, extent: span, class, rule, certainty }
    }

    /// Whether the whole remark around it is cut rather than the identifier masked.
    #[must_use]
    pub fn is_remark(&self) -> bool {
        self.extent != self.span
    }
}

/// The identifiers in `text`, in order and without overlaps.
#[must_use]
pub fn find(text: &str, known: &KnownValues, settings: &Settings<'_>) -> Vec<IdentifierSpan> {
    let shadow = with_open_borders(text);
    let mut hits = known.find(text, &shadow);
    hits.extend(patterns::find(&shadow));
    hits.extend(patterns::site_record_numbers(text, settings));
    hits.extend(names::find(&shadow));
    if hits.is_empty() {
        return hits;
    }
    let protected = protected::find(&shadow, settings.is_code);
    hits.retain_mut(|hit| is_open(hit, text, &protected));
    let mut hits = without_overlaps(hits);
    join_names(text, &mut hits);
    for hit in hits.iter_mut().filter(|hit| hit.class == IdentifierClass::Name && hit.certainty == Certainty::Certain) {
        hit.span = names::with_initials(text, hit.span);
        hit.extent = hit.span;
    }
    fragments::widen(text, &mut hits);
    hits
}

/// The text with `_` made a blank, so that a word ends there; every offset stays.
fn with_open_borders(text: &str) -> String {
    text.replace('_', " ")
}

/// Protected spans win: what is left of a hit before or behind them stays. The patient's own name on a bare eponym is
/// left to a person.
fn is_open(hit: &mut IdentifierSpan, text: &str, protected: &[(TextSpan, protected::Kind)]) -> bool {
    // Where initials stand decides, not which: `--SCC` at the end of a note is a person.
    if hit.rule == IdentifierRule::Pattern(PatternId::SignatureInitials) {
        return true;
    }
    for (span, kind) in protected {
        if !span.overlaps(hit.span) {
            continue;
        }
        let is_bare = *kind == protected::Kind::BareEponym;
        if is_bare && hit.rule == IdentifierRule::Known {
            hit.certainty = Certainty::Doubtful;
        } else if is_bare && hit.rule != IdentifierRule::Pattern(PatternId::ListedName) && hit.span != *span {
            // A title, a relative, or a first name before it makes a person of it.
        } else if hit.class == IdentifierClass::Name && hit.span.start < span.start {
            hit.span.end = hit.span.start + text[hit.span.start..span.start].trim_end().len();
            hit.extent = hit.span;
        } else {
            return false;
        }
    }
    hit.span.of(text).contains(char::is_alphanumeric)
}

/// Of two overlapping hits the surer one stays; a known value is surer than a pattern, a longer hit than a shorter one.
fn without_overlaps(mut hits: Vec<IdentifierSpan>) -> Vec<IdentifierSpan> {
    hits.sort_by_key(|hit| {
        let is_pattern = hit.rule != IdentifierRule::Known;
        (std::cmp::Reverse(hit.certainty), std::cmp::Reverse(hit.span.len()), is_pattern, hit.span)
    });
    let mut chosen: Vec<IdentifierSpan> = Vec::with_capacity(hits.len());
    for hit in hits {
        match chosen.iter_mut().find(|other| other.span.overlaps(hit.span)) {
            // "wife Jane Roe": the patient's family name is known, the wife's own is not.
            Some(other) if other.class == IdentifierClass::Name && hit.class == IdentifierClass::Name => {
                other.span = other.span.around(hit.span);
                other.extent = other.span;
            }
            Some(_) => {}
            None => chosen.push(hit),
        }
    }
    chosen.sort_by_key(|hit| hit.span);
    chosen.dedup_by(|later, earlier| {
        let overlaps = earlier.span.overlaps(later.span);
        if overlaps {
            earlier.span = earlier.span.around(later.span);
            earlier.extent = earlier.span;
        }
        overlaps
    });
    chosen
}

/// "Roe, Jane" and "Jane Q. Roe" are one name.
fn join_names(text: &str, hits: &mut Vec<IdentifierSpan>) {
    hits.dedup_by(|later, earlier| {
        let between = text.get(earlier.span.end..later.span.start).unwrap_or(".");
        let joins = earlier.class == IdentifierClass::Name
            && later.class == IdentifierClass::Name
            && later.rule != IdentifierRule::Pattern(PatternId::TitledName)
            && names::is_between_names(&with_open_borders(between));
        if joins {
            earlier.span = earlier.span.around(later.span);
            earlier.extent = earlier.span;
            earlier.certainty = earlier.certainty.max(later.certainty);
        }
        joins
    });
}
