//! Every claim of a letter held against the facts: traced to one, against one, or unsupported; and the facts that a letter must state and
//! does not. A contradiction weighs more than a statement without a source: it says something else than the plan.

mod missing;
mod support;

use serde::{Serialize, Serializer};

use isocenter_domain::Redacted;

use crate::section::section_spans;
use crate::{Claim, ClaimKind, FactId, FactKind, Facts, Finding, Polarity, SectionKind, Span, read_claims};

use support::Support;

/// Format of a check as JSON.
pub const FACT_CHECK_FORMAT: u64 = 1;

/// How much more a contradiction weighs than an unsupported claim: this application's own choice.
pub const WEIGHT_OF_CONTRADICTION: usize = 3;

/// What the facts say to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A fact says so.
    Traced,
    /// No fact says so, and none says otherwise.
    Unsupported,
    /// A fact of the same kind says otherwise.
    Contradicted,
}

/// A claim and what the facts say to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedClaim {
    /// What kind of thing.
    pub kind: ClaimKind,
    /// Where in the letter, in bytes.
    pub span: Span,
    /// What the letter says there.
    #[serde(serialize_with = "reveal")]
    pub text: Redacted<String>,
    /// Whether the letter denies it.
    pub polarity: Polarity,
    /// In which section it stands.
    pub section: Option<SectionKind>,
    /// What the facts say.
    pub verdict: Verdict,
    /// The facts that say so, or otherwise.
    pub facts: Vec<FactId>,
}

/// Whoever asked for the check has the letter.
fn reveal<S: Serializer>(text: &Redacted<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.reveal())
}

/// A fact that the letter does not state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingFact {
    /// Which.
    pub fact: FactId,
    /// What kind.
    pub kind: FactKind,
}

/// How many claims of each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CheckCounts {
    /// All claims.
    pub claims: usize,
    /// Traced.
    pub traced: usize,
    /// Unsupported.
    pub unsupported: usize,
    /// Contradicted.
    pub contradicted: usize,
    /// Facts that are missing.
    pub missing: usize,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactCheck {
    /// Format of this result.
    pub format: u64,
    /// Every claim, in the order of the letter.
    pub claims: Vec<CheckedClaim>,
    /// Facts that a letter of this kind must state and this one does not.
    pub missing: Vec<MissingFact>,
    /// What is wrong with the facts themselves.
    pub findings: Vec<Finding>,
    /// Sections with a heading and no text.
    pub empty_sections: Vec<Span>,
    /// Counts.
    pub counts: CheckCounts,
    /// Claims that no fact supports, the contradicted ones included, over all claims; undefined for a letter without claims.
    pub unsupported_share: Option<f64>,
    /// Unsupported claims and three times the contradicted ones.
    pub weight: usize,
}

impl FactCheck {
    /// Whether nothing stands against signing: every claim traced, nothing missing, no fault in the facts, no empty section.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.weight == 0 && self.missing.is_empty() && self.findings.is_empty() && self.empty_sections.is_empty()
    }
}

/// Checks a letter against the facts of its patient.
#[must_use]
pub fn check_letter(facts: &Facts, letter: &str) -> FactCheck {
    let claims = read_claims(letter);
    let sections = section_spans(letter);
    let support = Support::of(facts);
    let mut verdicts: Vec<(Verdict, Vec<FactId>)> = claims.iter().map(|claim| support.verdict(claim)).collect();
    for number in 0..claims.iter().filter_map(|claim| claim.prescription).max().map_or(0, |last| last + 1) {
        // Claims of one prescription stand side by side but for what else is said there.
        let places: Vec<usize> = prescription(&claims, number);
        let of_claims: Vec<&Claim> = places.iter().map(|place| &claims[*place]).collect();
        let all_traced = places.iter().all(|place| verdicts[*place].0 == Verdict::Traced);
        if let Some(against) = support.prescription_against(&of_claims).filter(|_| all_traced) {
            for place in places {
                verdicts[place] = (Verdict::Contradicted, against.clone());
            }
        } else if let Some(same) = support.prescription_of(&of_claims) {
            for place in places.into_iter().filter(|place| claims[*place].polarity == Polarity::Affirmed) {
                verdicts[place] = (Verdict::Traced, same.clone());
            }
        }
    }
    let in_section = |span: Span| {
        let at = sections.partition_point(|section| section.body.end.max(section.heading.end) <= span.start);
        sections.get(at).and_then(|section| section.kind)
    };
    let missing = missing::missing(facts, &support, &claims, letter);
    let count = |verdict| verdicts.iter().filter(|(found, _)| *found == verdict).count();
    let counts = CheckCounts {
        claims: claims.len(),
        traced: count(Verdict::Traced),
        unsupported: count(Verdict::Unsupported),
        contradicted: count(Verdict::Contradicted),
        missing: missing.len(),
    };
    let without = counts.unsupported + counts.contradicted;
    #[expect(clippy::cast_precision_loss, reason = "a letter has fewer claims than f64 counts")]
    let unsupported_share = (counts.claims > 0).then(|| without as f64 / counts.claims as f64);
    let checked = claims.iter().zip(verdicts).map(|(claim, (verdict, facts))| CheckedClaim {
        kind: claim.kind,
        span: claim.span,
        text: Redacted::new(claim.span.of(letter).to_owned()),
        polarity: claim.polarity,
        section: in_section(claim.span),
        verdict,
        facts,
    });
    let is_empty = |section: &&crate::SectionSpan| {
        section.heading.start < section.heading.end && section.body.of(letter).trim().is_empty()
    };
    FactCheck {
        format: FACT_CHECK_FORMAT,
        claims: checked.collect(),
        missing,
        findings: facts.findings(),
        empty_sections: sections.iter().filter(is_empty).map(|section| section.heading).collect(),
        counts,
        unsupported_share,
        weight: counts.unsupported + WEIGHT_OF_CONTRADICTION * counts.contradicted,
    }
}

fn prescription(claims: &[Claim], number: usize) -> Vec<usize> {
    let numbered = claims.iter().enumerate().filter(|(_, claim)| claim.prescription == Some(number));
    numbered.map(|(place, _)| place).collect()
}
