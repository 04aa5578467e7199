//! A physician letter against the structured facts of its patient: the facts and what is wrong with them, a letter's sections, the claims
//! of its text with their places, what of them no fact supports or a fact contradicts, what is missing, and how far the signed letter is
//! from the draft.
//!
//! It drafts nothing, stores nothing and knows no files and no clock. It reads what it knows to read: a sentence without dose, date, side,
//! stage, drug or name is no claim here, and a physician reads every letter all the same.

mod claim;
mod error;
mod fact_check;
mod facts;
mod pattern;
mod revision;
mod section;
mod span;

pub use claim::{Claim, ClaimKind, ClaimValue, Polarity, read_claims};
pub use error::Error;
pub use fact_check::{
    CheckCounts, CheckedClaim, FACT_CHECK_FORMAT, FactCheck, MissingFact, Verdict, WEIGHT_OF_CONTRADICTION,
    check_letter,
};
pub use facts::{FACTS_FORMAT, Fact, FactId, FactKind, Facts, Finding, FindingKind, Language, Place};
pub use revision::{Distance, MOST_EDITS, Revision, SectionRevision, revision, word_distance};
pub use section::{Letter, Section, SectionKind, SectionSpan, section_spans};
pub use span::Span;
