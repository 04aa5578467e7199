//! Who works at the window, and what they may see.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person may do; the rule for each command is in `permission.rs`, the window only mirrors it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Grades regimens.
    Resident,
    /// Reads suggestions, rates letters.
    Oncologist,
    /// The oncologist who settles discrepancies.
    SeniorOncologist,
    /// Everything but grading.
    Physicist,
    /// Accounts, vault, backup, audit.
    Administrator,
}

/// A person with an account, as the sign-in screen shows them; staff, never a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// What a request names.
    pub account: String,
    /// Name as typed at set-up.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// A screen of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// What to begin with: the demonstration, an import, a model.
    Start,
    /// Import, review and freeze of a cohort.
    Curate,
    /// Suggestions for one diagnosis.
    Suggest,
    /// One grader's cases, one after the other.
    Grade,
    /// The senior oncologist's reference examples.
    Examples,
    /// Discrepancies and what the panel settles.
    Adjudicate,
    /// Studies of grades: protocol, progress, packets, lock.
    Gradings,
    /// Physician letters: drafting, checking, signing, rating.
    Letters,
    /// Letter studies: letters, raters, numbers.
    LetterStudies,
    /// Studies and what came out of them.
    Results,
    /// Models, fine-tunes and their history.
    FineTune,
    /// Accounts, backups, lock.
    Settings,
    /// The audit log.
    Audit,
}

/// How much waits for a person on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingCount {
    /// The screen.
    pub place: Place,
    /// How many things.
    pub count: u32,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LockReason {
    /// The program has just started, or the last person signed out.
    SignedOut,
    /// Somebody locked it.
    Requested,
    /// Nobody touched it for the idle time.
    Idle,
}

/// The state of the vault as the window needs it before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SessionView {
    /// No vault on this machine: Suggest and the demonstration work without one.
    NoVault {
        /// Screens that may be opened, in their order.
        places: Vec<Place>,
    },
    /// There is a vault and nobody is signed in.
    Locked {
        /// Who may sign in.
        people: Vec<PersonView>,
        /// Who was signed in last on this machine in this process.
        last: Option<PersonView>,
        /// Why.
        reason: LockReason,
        /// Idle time that led here, minutes.
        idle_minutes: u32,
        /// Seconds until the next password is looked at; 0 when now.
        wait_seconds: u32,
    },
    /// Somebody works.
    Open {
        /// Who; none in the throw-away vault of the demonstration.
        person: Option<PersonView>,
        /// Whether this is the demonstration: nothing in it is kept.
        is_demonstration: bool,
        /// Screens this person may open, in their order.
        places: Vec<Place>,
        /// Lock after this long without input, minutes.
        idle_minutes: u32,
        /// What waits for this person, screen by screen; a screen with nothing is left out.
        waiting: Vec<WaitingCount>,
    },
}

/// A new vault with its first account.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreateVault {
    /// Name of the first person.
    pub name: String,
    /// Physicist or administrator: somebody must keep the accounts.
    pub role: Role,
    /// Their password.
    pub password: String,
}

/// Shown once, to be printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCode {
    /// Groups of characters, with a check at the end.
    pub code: String,
}

/// A new account, by somebody who keeps them.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewAccount {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// First password; the person changes it.
    pub password: String,
}
