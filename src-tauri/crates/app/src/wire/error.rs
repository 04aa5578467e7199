//! A failure on the wire: a closed code, one sentence for a person, the cause for the details pane.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Every failure the window or the command line tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// The diagnosis holds no text.
    EmptyDiagnosis,
    /// The diagnosis is longer than the limit or than the model can read.
    DiagnosisTooLong,
    /// No such model.
    ModelMissing,
    /// A file of the model, or an adapter it needs, is missing.
    ModelIncomplete,
    /// A file of the model cannot be read as what it should be.
    ModelCorrupt,
    /// The model is of a kind that Isocenter does not run.
    ModelUnsupported,
    /// The adapter was made for another base.
    AdapterMismatch,
    /// The model needs more memory than there is.
    NotEnoughMemory,
    /// Another run has the machine.
    Busy,
    /// The disk is full.
    DiskFull,
    /// The password is not the account's.
    WrongPassword,
    /// Too many wrong passwords: wait.
    SignInDelayed,
    /// Nobody is signed in.
    Locked,
    /// The role may not do this.
    NotPermitted,
    /// Another process has the vault.
    VaultInUse,
    /// A file of the vault is damaged or was changed from outside.
    VaultDamaged,
    /// The vault was written by a newer version.
    VaultNewer,
    /// The export cannot be read as what it should be.
    BadExport,
    /// The cohort is frozen, or not as it was.
    CohortFrozen,
    /// The case was recorded meanwhile, by another window or a packet.
    AlreadyRecorded,
    /// Something given by the user cannot be used as it is.
    BadInput,
    /// A fault of Isocenter itself.
    Internal,
}

/// A failure as the window gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ErrorView {
    /// Which failure.
    pub code: ErrorCode,
    /// What happened and what to do, in one sentence; never patient text.
    pub message: String,
    /// The cause in technical words, where there is one.
    pub detail: Option<String>,
}
