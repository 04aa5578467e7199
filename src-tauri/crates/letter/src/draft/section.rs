//! One section of a draft.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use super::printable;
use crate::SectionKind;

/// Whose words a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionOrigin {
    /// The model's, as they are.
    Drafted,
    /// The model's, changed by a person.
    Edited,
    /// A person's; the model wrote none.
    Written,
}

/// What may be done with a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionState {
    /// It may be drafted anew and edited.
    Open,
    /// It stays as it is until it is unlocked.
    Locked,
    /// It is not in the letter; drafting or editing brings it back.
    LeftOut,
}

/// A section of a letter in work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSection {
    kind: SectionKind,
    text: Redacted<String>,
    state: SectionState,
    drafted: Option<Redacted<String>>,
}

impl DraftSection {
    pub(super) fn empty(kind: SectionKind) -> Self {
        Self { kind, text: Redacted::default(), state: SectionState::Open, drafted: None }
    }

    /// Texts are made printable. Nothing for a section that is left out and has a text, or is locked and has none.
    pub(super) fn of_parts(kind: SectionKind, text: &str, state: SectionState, drafted: Option<&str>) -> Option<Self> {
        let text = printable(text);
        let can_be = match state {
            SectionState::Open => true,
            SectionState::Locked => !text.reveal().is_empty(),
            SectionState::LeftOut => text.reveal().is_empty(),
        };
        can_be.then(|| Self { kind, text, state, drafted: drafted.map(printable) })
    }

    /// Which section.
    #[must_use]
    pub const fn kind(&self) -> SectionKind {
        self.kind
    }

    /// What it holds now.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.reveal()
    }

    /// What may be done with it.
    #[must_use]
    pub const fn state(&self) -> SectionState {
        self.state
    }

    /// What the model wrote last, if it wrote.
    #[must_use]
    pub fn drafted(&self) -> Option<&str> {
        self.drafted.as_ref().map(|text| text.reveal().as_str())
    }

    /// Whose words it holds.
    #[must_use]
    pub fn origin(&self) -> SectionOrigin {
        match &self.drafted {
            None => SectionOrigin::Written,
            Some(drafted) if *drafted == self.text => SectionOrigin::Drafted,
            Some(_) => SectionOrigin::Edited,
        }
    }

    pub(super) fn put_drafted(&mut self, text: Redacted<String>) {
        self.drafted = Some(text.clone());
        self.put_edited(text);
    }

    pub(super) fn put_edited(&mut self, text: Redacted<String>) {
        self.text = text;
        self.state = SectionState::Open;
    }

    pub(super) fn leave_out(&mut self) {
        self.text = Redacted::default();
        self.state = SectionState::LeftOut;
    }

    pub(super) const fn set_state(&mut self, state: SectionState) {
        self.state = state;
    }
}
