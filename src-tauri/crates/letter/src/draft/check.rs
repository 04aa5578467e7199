//! What stands between a draft and a signature. Facts that the letter does not state are listed and block nothing: whether a letter must
//! say them is the physician's to judge.

use serde::Serialize;

use super::{Draft, DraftPlace, Subject};
use crate::{FactCheck, Facts, SectionKind, Verdict, check_letter};

/// Something that stands against signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Block {
    /// A claim that no fact supports, or that a fact contradicts.
    Claim {
        /// Its place among [`FactCheck::claims`].
        claim: usize,
        /// Where it stands.
        place: DraftPlace,
        /// What the facts say to it.
        verdict: Verdict,
    },
    /// Facts that contradict each other.
    Finding {
        /// Its place among [`FactCheck::findings`].
        finding: usize,
    },
    /// A heading with nothing under it: write the section, or leave it out.
    EmptySection {
        /// Which.
        section: SectionKind,
    },
    /// A letter without any text.
    NoText,
}

/// What would block and is answered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfirmedBlock {
    /// What it is.
    pub block: Block,
    /// Place of the answer among [`Draft::confirmations`].
    pub confirmation: usize,
}

/// A draft against the facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DraftCheck {
    /// The whole letter against the facts; spans are those of [`Draft::text`].
    pub check: FactCheck,
    /// Where each claim of the check stands in its section, in the order of the claims.
    pub places: Vec<DraftPlace>,
    /// What stands against signing, in the order of the letter, contradictions of the facts behind.
    pub blocks: Vec<Block>,
    /// What would and is answered for.
    pub confirmed: Vec<ConfirmedBlock>,
}

impl DraftCheck {
    /// Whether the letter may be signed.
    #[must_use]
    pub fn may_be_signed(&self) -> bool {
        self.blocks.is_empty()
    }

    /// What a confirmation of this block would have to name; nothing for what cannot be answered for.
    #[must_use]
    pub fn subject(&self, block: &Block) -> Option<Subject> {
        match block {
            Block::Claim { claim, place, .. } => {
                let claim = self.check.claims.get(*claim)?;
                Some(Subject::of_claim(claim.kind, claim.polarity, place.section, claim.text.reveal()))
            }
            Block::Finding { finding } => self.check.findings.get(*finding).map(Subject::of_finding),
            Block::EmptySection { .. } | Block::NoText => None,
        }
    }

    /// Whether something that blocks, or would, is this.
    pub(super) fn has_subject(&self, subject: &Subject) -> bool {
        let confirmed = self.confirmed.iter().map(|confirmed| &confirmed.block);
        self.blocks.iter().chain(confirmed).any(|block| self.subject(block).as_ref() == Some(subject))
    }
}

impl Draft {
    /// Holds the letter against the facts, and what stands against signing against what is answered for.
    #[must_use]
    pub fn check(&self, facts: &Facts) -> DraftCheck {
        let check = check_letter(facts, &self.text());
        let layout = self.layout();
        // Every byte of the letter is of a section, so each claim has its place.
        let places: Vec<DraftPlace> = check.claims.iter().filter_map(|claim| layout.place(claim.span)).collect();
        let claims = check.claims.iter().zip(&places).enumerate();
        let not_traced = claims.filter(|(_, (claim, _))| claim.verdict != Verdict::Traced);
        let mut blocks: Vec<Block> = not_traced
            .map(|(at, (claim, place))| Block::Claim { claim: at, place: *place, verdict: claim.verdict })
            .collect();
        let empty: Vec<SectionKind> =
            self.printed().filter(|section| section.text().is_empty()).map(|section| section.kind()).collect();
        match self.printed().count() == empty.len() {
            true => blocks.push(Block::NoText),
            false => blocks.extend(empty.into_iter().map(|section| Block::EmptySection { section })),
        }
        let in_letter = |block: &Block| match block {
            Block::Claim { place, .. } => (place.section, place.range.start),
            Block::EmptySection { section } => (*section, 0),
            Block::Finding { .. } | Block::NoText => (SectionKind::Closing, usize::MAX),
        };
        blocks.sort_by_key(in_letter);
        let against = check.findings.iter().enumerate().filter(|(_, finding)| finding.kind.is_contradiction());
        blocks.extend(against.map(|(finding, _)| Block::Finding { finding }));
        let all = DraftCheck { check, places, blocks, confirmed: Vec::new() };
        let answer = |block: &Block| {
            let subject = all.subject(block)?;
            self.confirmations().iter().position(|confirmation| *confirmation.subject() == subject)
        };
        let (mut open, mut confirmed) = (Vec::new(), Vec::new());
        for block in &all.blocks {
            match answer(block) {
                Some(confirmation) => confirmed.push(ConfirmedBlock { block: block.clone(), confirmation }),
                None => open.push(block.clone()),
            }
        }
        DraftCheck { blocks: open, confirmed, ..all }
    }
}
