//! Everything of a study of grades in one value: what is checked, locked, exported and computed from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amendment::{AmendmentRecord, amended};
use crate::{
    Assignment, DecisionRecord, Error, GradeEntry, ItemNumber, Ledger, MemberId, PanelPart, Protocol, Sha256,
    Signature, Vote, discrepancies, is_void, standing_decisions,
};

/// The signature that locks a study of grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockSignature {
    /// Account of who locked it.
    pub account: MemberId,
    /// Their name then.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// [`StudyRecord::sha256`] of what was locked.
    pub sha256: Sha256,
}

/// Everything of a study of grades.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyRecord {
    /// The protocol as it was frozen.
    pub frozen: Protocol,
    /// Its amendments, oldest first.
    pub amendments: Vec<AmendmentRecord>,
    /// Every entry of everybody, oldest first.
    pub entries: Vec<GradeEntry>,
    /// Every record of the panel, oldest first.
    pub decisions: Vec<DecisionRecord>,
    /// Every signature on them.
    pub signatures: Vec<Signature>,
    /// Every private vote, oldest first.
    pub votes: Vec<Vote>,
    /// The signature that locked it.
    pub lock: Option<LockSignature>,
}

/// What of a record stands, once it is proven to hang together.
#[derive(Debug, Clone)]
pub struct CheckedRecord<'a> {
    /// The protocol as amended.
    pub protocol: Protocol,
    /// All entries.
    pub ledger: Ledger,
    /// What the panel settled, by regimen.
    pub settled: BTreeMap<ItemNumber, &'a DecisionRecord>,
}

/// Something that stands before the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockMissing {
    /// Somebody has not graded all.
    #[error("grades of every grader for every case")]
    Grades,
    /// Discrepancies that the panel has not settled.
    #[error("what the panel settles on {count} regimens")]
    Settled {
        /// How many.
        count: usize,
    },
    /// What the panel settled and the senior oncologist has not signed.
    #[error("the senior oncologist's signature on {count} decisions")]
    Signed {
        /// How many.
        count: usize,
    },
}

impl StudyRecord {
    /// Proves the chain of amendments, the history of entries and that of the panel.
    ///
    /// # Errors
    /// Those of [`Protocol::check`], [`amended`], [`Ledger::of`] and [`standing_decisions`]; [`Error::UnknownItem`] and
    /// [`Error::UnknownDecision`] for a record, vote or signature on nothing.
    pub fn check(&self) -> Result<CheckedRecord<'_>, Error> {
        self.frozen.check()?;
        let protocol = amended(&self.frozen, &self.amendments)?;
        let ledger = Ledger::of(&protocol, self.entries.clone())?;
        let settled = standing_decisions(&self.decisions)?;
        let of_decisions = self.decisions.iter().map(|record| record.decision.item);
        let mut items = of_decisions.chain(self.votes.iter().map(|vote| vote.item));
        if let Some(item) = items.find(|item| protocol.item(*item).is_none()) {
            return Err(Error::UnknownItem { item });
        }
        let is_known = |signature: &&Signature| self.decisions.iter().any(|record| record.id == signature.decision);
        if let Some(signature) = self.signatures.iter().find(|signature| !is_known(signature)) {
            return Err(Error::UnknownDecision { decision: signature.decision });
        }
        Ok(CheckedRecord { protocol, ledger, settled })
    }

    /// Hash of all but the lock: what the lock signs.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn sha256(&self) -> Result<Sha256, Error> {
        #[derive(Serialize)]
        struct Decided<'a> {
            id: crate::DecisionId,
            decision: &'a crate::Decision,
        }
        #[derive(Serialize)]
        struct Locked<'a> {
            frozen: &'a Protocol,
            amendments: &'a [AmendmentRecord],
            entries: &'a [GradeEntry],
            decisions: Vec<Decided<'a>>,
            signatures: &'a [Signature],
            votes: &'a [Vote],
        }
        let Self { frozen, amendments, entries, decisions, signatures, votes, lock: _ } = self;
        let decisions = decisions.iter().map(|record| Decided { id: record.id, decision: &record.decision }).collect();
        let locked = Locked { frozen, amendments, entries, decisions, signatures, votes };
        Ok(Sha256::of(serde_json::to_string(&locked).map_err(Error::json)?))
    }

    /// What stands before the lock; nothing when it may be locked.
    ///
    /// # Errors
    /// Those of [`StudyRecord::check`].
    pub fn lock_missing(&self) -> Result<Vec<LockMissing>, Error> {
        let CheckedRecord { protocol, ledger, settled } = self.check()?;
        let orders = protocol.active_graders().map(|grader| Assignment::of(&protocol, grader.id));
        if !ledger.is_ready_for_discussion(&protocol, &orders.collect::<Result<Vec<_>, Error>>()?) {
            return Ok(vec![LockMissing::Grades]);
        }
        let flagged = discrepancies(&ledger.pairs(&protocol).pairs);
        let unsettled = flagged.iter().filter(|pair| !settled.contains_key(&pair.item)).count();
        let mut unsigned = 0;
        for record in settled.values() {
            let mut is_signed = false;
            for signature in self.signatures.iter().filter(|signature| signature.member.part == PanelPart::Senior) {
                is_signed |= !is_void(signature, record)?;
            }
            unsigned += usize::from(!is_signed);
        }
        let missing = [LockMissing::Settled { count: unsettled }, LockMissing::Signed { count: unsigned }];
        let counts = [unsettled, unsigned];
        Ok(missing.into_iter().zip(counts).filter(|(_, count)| *count > 0).map(|(missing, _)| missing).collect())
    }
}
