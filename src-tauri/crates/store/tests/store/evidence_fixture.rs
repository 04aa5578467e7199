//! A vault in which suggestions are shown and decided on.

use isocenter_domain::Redacted;
use isocenter_store::{
    AccountId, AcknowledgedStop, Error, EvidenceFault, NewSuggestion, NewSuggestionDecision, SuggestionArm,
    SuggestionDecisionKind, SuggestionDecisionRow, SuggestionId, Vault, WriteTransaction,
};

use crate::fixture::{CANARY, Place, passphrase};
use crate::grading_fixture::{opened, with_two_people};

/// A vault in which the physicist is signed in.
pub struct Evidence {
    pub place: Place,
    pub vault: Vault,
    /// Who else may sign in.
    pub people: [AccountId; 2],
}

pub fn evidence() -> Evidence {
    let (place, vault, people) = with_two_people();
    Evidence { place, vault, people }
}

impl Evidence {
    pub fn reopen(self) -> Self {
        let Self { place, vault, people } = self;
        vault.close().unwrap();
        let vault = opened(&place).unwrap();
        Self { place, vault, people }
    }

    /// The same vault with the first of the other people signed in.
    pub fn signed_in_as_another(self) -> Self {
        let Self { place, vault, people } = self;
        vault.close().unwrap();
        let mut locked = place.enter().unwrap();
        let slot = locked.people()[1].slot;
        let unlocked = locked.unlock(slot, &passphrase("Bo Lind")).unwrap();
        let vault = locked.open(unlocked).unwrap();
        Self { place, vault, people }
    }

    /// Makes a change that tells the audit log by itself.
    pub fn change<T>(&mut self, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
        told_by_itself(&mut self.vault, act)
    }

    pub fn show(&mut self, number: u32) -> SuggestionId {
        self.change(|change| change.keep_suggestion(&suggestion(number)).unwrap())
    }

    pub fn decide(&mut self, decision: &NewSuggestionDecision) -> Result<SuggestionDecisionRow, Error> {
        let mut change = self.vault.write()?;
        let row = change.decide_suggestion(decision)?;
        change.commit(&[])?;
        Ok(row)
    }
}

pub fn told_by_itself<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[]).unwrap();
    result
}

pub fn text(text: impl Into<String>) -> Redacted<String> {
    Redacted::new(text.into())
}

/// Every second one has a plan of the person's own.
pub fn suggestion(number: u32) -> NewSuggestion {
    NewSuggestion {
        diagnosis: text(format!("{CANARY} {number}")),
        shown: text(format!(r#"{{"plan":"60 Gy/ 20 fx","diagnosis":"{CANARY}","number":{number}}}"#)),
        model: "demo + 1f2e".into(),
        own_plan: text(if number.is_multiple_of(2) { format!("my plan for {CANARY}") } else { String::new() }),
    }
}

pub fn accepted(suggestion: SuggestionId, follows: u32) -> NewSuggestionDecision {
    NewSuggestionDecision {
        suggestion,
        follows,
        arm: SuggestionArm::Tuned,
        kind: SuggestionDecisionKind::Accepted,
        reason: text(""),
        plan: text(format!("60 Gy/ 20 fx for {CANARY}")),
        acknowledged: Vec::new(),
    }
}

/// With so many stops acknowledged.
pub fn edited(suggestion: SuggestionId, follows: u32, stops: u32) -> NewSuggestionDecision {
    let stop =
        |number| AcknowledgedStop { rule: format!("rule-{number}"), reason: text(format!("{CANARY} \"{number}\"")) };
    NewSuggestionDecision {
        arm: SuggestionArm::Base,
        kind: SuggestionDecisionKind::Edited,
        acknowledged: (1..=stops).map(stop).collect(),
        ..accepted(suggestion, follows)
    }
}

pub fn rejected(suggestion: SuggestionId, follows: u32) -> NewSuggestionDecision {
    NewSuggestionDecision {
        kind: SuggestionDecisionKind::Rejected,
        reason: text(format!("{CANARY} is not there any more")),
        plan: text(""),
        ..accepted(suggestion, follows)
    }
}

pub fn fault<T: std::fmt::Debug>(result: Result<T, Error>) -> EvidenceFault {
    match result {
        Err(Error::Evidence(fault)) => fault,
        other => panic!("{other:?}"),
    }
}
