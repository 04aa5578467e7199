//! A physician letter against the structured facts of its patient: the facts and what is wrong with them, a letter's sections, the claims
//! of its text with their places, what of them no fact supports or a fact contradicts, what is missing, and how far the signed letter is
//! from the draft; a letter in work with what blocks its signing; past letters paired with their facts.
//!
//! It generates nothing, stores nothing and knows no files and no clock. It reads what it knows to read: a sentence without dose, date, side,
//! stage, drug or name is no claim here, and a physician reads every letter all the same.

mod claim;
mod draft;
mod error;
mod fact_check;
mod facts;
mod intake;
mod pairs;
mod pattern;
mod prompt;
mod revision;
mod section;
mod span;

pub use claim::{Claim, ClaimKind, ClaimValue, Polarity, read_claims};
pub use draft::{
    Block, Confirmation, ConfirmedBlock, DRAFT_FORMAT, Draft, DraftCheck, DraftPlace, DraftSection,
    MOST_REASON_CHARACTERS, SectionOrigin, SectionState, Subject,
};
pub use error::Error;
pub use fact_check::{
    CheckCounts, CheckedClaim, FACT_CHECK_FORMAT, FactCheck, MissingFact, Verdict, WEIGHT_OF_CONTRADICTION,
    check_letter,
};
pub use facts::{FACTS_FORMAT, Fact, FactId, FactKind, Facts, Finding, FindingKind, Language, Place};
pub use intake::{
    Duplicate, MOST_LETTER_CHARACTERS, Pair, PairFault, PairRemark, PairReview, Pairing, language_of, pair_by_stem,
    review_pair,
};
pub use pairs::{LetterPart, SectionPair, SplitFractions, split_by_patient, training_pairs};
pub use prompt::{PromptForm, prompt_template, section_prompt};
pub use revision::{Distance, MOST_EDITS, Revision, SectionRevision, revision, word_distance};
pub use section::{Letter, Section, SectionKind, SectionSpan, section_spans};
pub use span::Span;
