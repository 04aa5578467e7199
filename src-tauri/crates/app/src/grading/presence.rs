//! Who has signed in to the panel. Lives in memory: a lock of the vault, or of the study of grades, sends everybody home.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use isocenter_store::{AccountId, GradingId};

/// The members of panels who are present.
#[derive(Default)]
pub(crate) struct PanelPresence(Mutex<BTreeMap<GradingId, BTreeSet<AccountId>>>);

impl PanelPresence {
    fn present(&self) -> MutexGuard<'_, BTreeMap<GradingId, BTreeSet<AccountId>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody's password was theirs.
    pub(crate) fn enter(&self, grading: GradingId, account: AccountId) {
        self.present().entry(grading).or_default().insert(account);
    }

    /// Somebody leaves.
    pub(crate) fn leave(&self, grading: GradingId, account: AccountId) {
        self.present().entry(grading).or_default().remove(&account);
    }

    /// Who is there.
    pub(crate) fn of(&self, grading: GradingId) -> BTreeSet<AccountId> {
        self.present().get(&grading).cloned().unwrap_or_default()
    }

    /// Everybody leaves the panel of one study of grades.
    pub(crate) fn end(&self, grading: GradingId) {
        self.present().remove(&grading);
    }

    /// Everybody leaves.
    pub(crate) fn clear(&self) {
        self.present().clear();
    }
}
