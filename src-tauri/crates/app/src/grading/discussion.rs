//! What the panel sees and has done: pairs, discrepancies, votes, what was settled and signed. Read only when the discussion may begin.

use std::collections::BTreeMap;

use isocenter_grade::{
    Decision, DecisionId, DecisionRecord, Grade, GraderId, ItemNumber, Ledger, Letter, Member, MemberId, Pair, Pairs,
    PanelPart, Sha256, Signature, Vote, discrepancies, is_void, standing_decisions,
};
use isocenter_store::{AccountId, AccountRow, AccountState, Reading, Role};

use super::book::Book;
use crate::error::Error;
use crate::failure;

/// The discussion of a study of grades.
pub(crate) struct Discussion {
    pub(crate) ledger: Ledger,
    pub(crate) pairs: Pairs,
    pub(crate) decisions: Vec<DecisionRecord>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) votes: Vec<Vote>,
    accounts: Vec<AccountRow>,
}

impl Discussion {
    /// Reads it.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn read(reading: Reading<'_>, book: &Book) -> Result<Self, Error> {
        let accounts = reading.accounts().map_err(failure::vault)?;
        let ledger = book.ledger(reading)?;
        let pairs = ledger.pairs(book.protocol()?);
        let mut decisions = Vec::new();
        for row in reading.panel_decisions(book.id()).map_err(failure::vault)? {
            let decision = Decision::from_text(row.decision.content.reveal()).map_err(failure::grade)?;
            decisions.push(DecisionRecord { id: DecisionId::new(row.id.0), decision });
        }
        let mut signatures = Vec::new();
        for row in reading.panel_signatures(book.id()).map_err(failure::vault)? {
            let part = PanelPart::of_word(&row.part).ok_or_else(failure::damaged)?;
            signatures.push(Signature {
                decision: DecisionId::new(row.decision.0),
                member: Member { id: MemberId::new(row.account.0), name: row.name, part },
                meaning: row.meaning,
                at_us: row.signed_at_us,
                sha256: Sha256::new(*row.sha256.as_bytes()),
            });
        }
        let mut votes = Vec::new();
        for row in reading.panel_votes(book.id()).map_err(failure::vault)? {
            let Some(member) = member_of(book, &accounts, row.account) else { continue };
            let grade = Grade::new(row.grade).ok_or_else(failure::damaged)?;
            votes.push(Vote { item: ItemNumber::new(row.item), member, grade, at_us: row.cast_at_us });
        }
        Ok(Self { ledger, pairs, decisions, signatures, votes, accounts })
    }

    /// The pairs more than one apart, in the order of their numbers.
    pub(crate) fn discrepancies(&self) -> Vec<Pair> {
        discrepancies(&self.pairs.pairs)
    }

    /// How many of them nothing was settled on.
    ///
    /// # Errors
    /// Records that do not follow each other.
    pub(crate) fn unsettled(&self) -> Result<usize, Error> {
        let standing = self.standing()?;
        Ok(self.discrepancies().iter().filter(|pair| !standing.contains_key(&pair.item)).count())
    }

    /// What stands of the panel's records.
    ///
    /// # Errors
    /// Records that do not follow each other.
    pub(crate) fn standing(&self) -> Result<BTreeMap<ItemNumber, &DecisionRecord>, Error> {
        standing_decisions(&self.decisions).map_err(failure::grade)
    }

    /// Whether somebody's signature on what stands holds.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn is_signed_by(
        &self,
        record: &DecisionRecord,
        is_meant: impl Fn(&Member) -> bool,
    ) -> Result<bool, Error> {
        for signature in self.signatures.iter().filter(|signature| is_meant(&signature.member)) {
            if !is_void(signature, record).map_err(failure::grade)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the senior oncologist's signature on what stands holds.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn is_signed_by_senior(&self, record: &DecisionRecord) -> Result<bool, Error> {
        self.is_signed_by(record, |member| member.part == PanelPart::Senior)
    }

    /// Everybody who may sit on the panel: graders first, then senior oncologists, then physicists.
    pub(crate) fn members(&self, book: &Book) -> Vec<Member> {
        let active = self.accounts.iter().filter(|row| row.state == AccountState::Active);
        let mut members: Vec<Member> = active.filter_map(|row| member_of(book, &self.accounts, row.id)).collect();
        members.sort_by_key(|member| member.part);
        members
    }

    /// Somebody who may sit on the panel.
    pub(crate) fn member(&self, book: &Book, account: AccountId) -> Option<Member> {
        self.members(book).into_iter().find(|member| member.id.number() == account.0)
    }
}

/// What somebody is to the panel; nothing when they have no part in it.
fn member_of(book: &Book, accounts: &[AccountRow], account: AccountId) -> Option<Member> {
    let row = accounts.iter().find(|row| row.id == account)?;
    let letter = |letter: Letter| {
        let grader = book.protocol().ok()?.active(letter)?;
        (grader.id == GraderId::new(account.0)).then_some(PanelPart::of(letter))
    };
    let by_role = match row.role {
        Role::SeniorOncologist => Some(PanelPart::Senior),
        Role::Physicist => Some(PanelPart::Physicist),
        Role::Resident | Role::Oncologist | Role::Administrator => None,
    };
    let part = letter(Letter::A).or_else(|| letter(Letter::B)).or(by_role)?;
    Some(Member { id: MemberId::new(account.0), name: row.display_name.clone(), part })
}
