//! What a physician answers for although the facts do not say it.

use isocenter_domain::Redacted;

use crate::{Claim, ClaimKind, FactId, Finding, FindingKind, Polarity, SectionKind};

/// A reason is no longer than this, in characters.
pub const MOST_REASON_CHARACTERS: usize = 500;

/// What is answered for. It is named by what it says, not by its place: text before it may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A claim of a section, by its exact words: every claim of this kind with these words there.
    Claim {
        /// What kind of thing it says.
        kind: ClaimKind,
        /// Whether it is denied: who answers for a drug does not answer for its absence.
        polarity: Polarity,
        /// In which section.
        section: SectionKind,
        /// Its words.
        text: Redacted<String>,
    },
    /// A contradiction within the facts.
    Finding {
        /// Which fault.
        kind: FindingKind,
        /// Of which facts, in the order of the finding.
        facts: Vec<FactId>,
    },
}

impl Subject {
    /// The contradiction that `finding` says.
    #[must_use]
    pub fn of_finding(finding: &Finding) -> Self {
        Self::Finding { kind: finding.kind, facts: finding.facts.clone() }
    }

    /// What a claim with these words in this section says.
    #[must_use]
    pub fn of_claim(kind: ClaimKind, polarity: Polarity, section: SectionKind, text: &str) -> Self {
        Self::Claim { kind, polarity, section, text: Redacted::new(text.to_owned()) }
    }

    /// Whether it still has something to be said of: a claim among those that the letter makes, with its section and words.
    pub(super) fn stands_among(&self, claims: &[(Claim, SectionKind)], letter: &str) -> bool {
        let Self::Claim { kind, polarity, section, text } = self else { return true };
        claims.iter().any(|(claim, of)| {
            (claim.kind, claim.polarity, *of) == (*kind, *polarity, *section)
                && claim.span.of(letter) == text.reveal().as_str()
        })
    }
}

/// Something answered for, with why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    subject: Subject,
    reason: Redacted<String>,
}

impl Confirmation {
    /// Nothing for a reason without words, or with too many.
    pub(super) fn of_parts(subject: Subject, reason: &str) -> Option<Self> {
        let reason = reason.trim();
        let can_be = !reason.is_empty() && reason.chars().count() <= MOST_REASON_CHARACTERS;
        can_be.then(|| Self { subject, reason: Redacted::new(reason.to_owned()) })
    }

    /// What is answered for.
    #[must_use]
    pub const fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &str {
        self.reason.reveal()
    }
}
