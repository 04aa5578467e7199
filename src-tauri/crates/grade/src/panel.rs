//! What the panel settles on a discrepancy, who was there and who signed. A record is never changed; a later one names what it replaces,
//! and every signature on the earlier one is then void.

use std::collections::BTreeMap;

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::words::{redacted, worded_enum};
use crate::{DecisionId, Error, Grade, ItemNumber, Letter, MemberId, Sha256};

/// The newest format of a record.
pub const DECISION_FORMAT: u32 = 1;

worded_enum! {
    /// What somebody is to the panel.
    pub enum PanelPart {
        /// The first grader.
        GraderA = "grader_a",
        /// The second grader.
        GraderB = "grader_b",
        /// The senior oncologist.
        Senior = "senior",
        /// A physicist.
        Physicist = "physicist",
    }
}

impl PanelPart {
    /// The part of the grader with this letter.
    #[must_use]
    pub const fn of(letter: Letter) -> Self {
        match letter {
            Letter::A => Self::GraderA,
            Letter::B => Self::GraderB,
        }
    }
}

worded_enum! {
    /// Why a grade moved.
    pub enum PanelReason {
        /// Dose.
        Dose = "dose",
        /// Fractionation intent.
        Fractionation = "fractionation",
        /// Modality.
        Modality = "modality",
        /// Target.
        Target = "target",
        /// The text was unclear.
        UnclearText = "unclear_text",
        /// The reference plan is unusual.
        UnusualReference = "unusual_reference",
    }
}

/// Somebody on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Their account.
    pub id: MemberId,
    /// Their name then.
    pub name: String,
    /// What they were to the panel.
    pub part: PanelPart,
}

/// What the panel settled on one discrepancy; its canonical text is exactly what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// [`DECISION_FORMAT`].
    pub format: u32,
    /// Of the protocol as it stood, so that a record belongs to one study of grades.
    pub protocol_sha256: Sha256,
    /// Which regimen.
    pub item: ItemNumber,
    /// A's grade before.
    pub first_before: Grade,
    /// B's grade before.
    pub second_before: Grade,
    /// A's adjusted grade.
    pub first: Grade,
    /// B's adjusted grade.
    pub second: Grade,
    /// What the panel agreed on.
    pub consensus: Grade,
    /// Why.
    pub reasons: Vec<PanelReason>,
    /// Why, in words.
    #[serde(with = "redacted")]
    pub words: Redacted<String>,
    /// Who dissents and why; empty when nobody does.
    #[serde(with = "redacted")]
    pub dissent: Redacted<String>,
    /// Who was there.
    pub present: Vec<Member>,
    /// Who recorded it.
    pub by: Member,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// What it replaces.
    pub replaces: Option<DecisionId>,
    /// Why it replaces it; empty for a first one.
    #[serde(with = "redacted")]
    pub change_reason: Redacted<String>,
}

impl Decision {
    /// Exactly what is signed: JSON without blanks, fields in a fixed order.
    ///
    /// # Errors
    /// [`Error::Json`] if it cannot be written.
    pub fn canonical_text(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::json)
    }

    /// Hash of exactly what is signed.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn sha256(&self) -> Result<Sha256, Error> {
        Ok(Sha256::of(self.canonical_text()?))
    }

    /// Reads what [`Decision::canonical_text`] wrote.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::Json`].
    pub fn from_text(text: &str) -> Result<Self, Error> {
        crate::format::refuse_newer(text, DECISION_FORMAT)?;
        serde_json::from_str(text).map_err(Error::json)
    }

    /// How many of the two grades moved.
    #[must_use]
    pub fn moved(&self) -> usize {
        usize::from(self.first != self.first_before) + usize::from(self.second != self.second_before)
    }

    /// What is missing before it may be recorded; nothing when it may.
    #[must_use]
    pub fn missing(&self) -> Vec<DecisionMissing> {
        let is_present = |part| self.present.iter().any(|member| member.part == part);
        let is_blank = |text: &Redacted<String>| text.reveal().trim().is_empty();
        let is_senior = self.by.part == PanelPart::Senior && self.present.contains(&self.by);
        let checks = [
            (is_senior, DecisionMissing::Senior),
            (is_present(PanelPart::GraderA), DecisionMissing::Grader(Letter::A)),
            (is_present(PanelPart::GraderB), DecisionMissing::Grader(Letter::B)),
            (is_present(PanelPart::Physicist), DecisionMissing::Physicist),
            (!self.reasons.is_empty() || !is_blank(&self.words), DecisionMissing::Reason),
            (self.replaces.is_none() || !is_blank(&self.change_reason), DecisionMissing::ChangeReason),
            (crate::is_discrepancy(self.first_before, self.second_before), DecisionMissing::Discrepancy),
        ];
        checks.into_iter().filter(|(is_there, _)| !is_there).map(|(_, missing)| missing).collect()
    }
}

/// Something without which a decision is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionMissing {
    /// It is not recorded by a senior oncologist who is there.
    #[error("the senior oncologist, who records it")]
    Senior,
    /// A grader is not there.
    #[error("grader {}", .0.word())]
    Grader(Letter),
    /// No physicist is there.
    #[error("a physicist")]
    Physicist,
    /// Neither reason nor words.
    #[error("a reason, or words")]
    Reason,
    /// It replaces an earlier one and does not say why.
    #[error("why it replaces what was settled")]
    ChangeReason,
    /// The grades are not more than one apart.
    #[error("two grades more than one apart")]
    Discrepancy,
}

/// A decision with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Its number; later ones are higher.
    pub id: DecisionId,
    /// What was settled.
    pub decision: Decision,
}

/// What stands of all records of the panel, oldest first, by regimen.
///
/// # Errors
/// [`Error::DecisionOrder`] if one does not replace exactly what stood.
pub fn standing_decisions(records: &[DecisionRecord]) -> Result<BTreeMap<ItemNumber, &DecisionRecord>, Error> {
    let mut standing: BTreeMap<ItemNumber, &DecisionRecord> = BTreeMap::new();
    let mut last: Option<DecisionId> = None;
    for record in records {
        let replaced = standing.insert(record.decision.item, record).map(|earlier| earlier.id);
        if replaced != record.decision.replaces || last.is_some_and(|last| last >= record.id) {
            return Err(Error::DecisionOrder { decision: record.id });
        }
        last = Some(record.id);
    }
    Ok(standing)
}

/// A signature on a decision: bound to it by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// On which.
    pub decision: DecisionId,
    /// Who, with name and part then.
    pub member: Member,
    /// What it means.
    pub meaning: String,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Of exactly what was signed.
    pub sha256: Sha256,
}

/// Whether a signature does not hold for what stands now: another decision stands, or its text is not what was signed.
///
/// # Errors
/// [`Error::Json`].
pub fn is_void(signature: &Signature, standing: &DecisionRecord) -> Result<bool, Error> {
    Ok(signature.decision != standing.id || signature.sha256 != standing.decision.sha256()?)
}

/// A private vote of a member; of several, the latest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// On which regimen.
    pub item: ItemNumber,
    /// Whose.
    pub member: Member,
    /// The vote.
    pub grade: Grade,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
}

/// A vote as one person may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoteSeen {
    /// Whose.
    pub member: Member,
    /// The vote; none when it is not for this person yet.
    pub grade: Option<Grade>,
}

/// What one person sees of the votes on a regimen, oldest vote first: that others voted, and how only once it is settled.
#[must_use]
pub fn votes_seen(votes: &[Vote], item: ItemNumber, by: MemberId, is_settled: bool) -> Vec<VoteSeen> {
    let mut latest: BTreeMap<(PanelPart, MemberId), &Vote> = BTreeMap::new();
    for vote in votes.iter().filter(|vote| vote.item == item) {
        latest.insert((vote.member.part, vote.member.id), vote);
    }
    let seen = |vote: &Vote| VoteSeen {
        member: vote.member.clone(),
        grade: (is_settled || vote.member.id == by).then_some(vote.grade),
    };
    latest.into_values().map(seen).collect()
}
