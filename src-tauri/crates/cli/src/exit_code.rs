//! Exit codes: 0 success, 1 failure, 2 wrong usage.

use std::process::ExitCode;

use isocenter_app::{Error, ErrorCode};

pub(crate) const SUCCESS: ExitCode = ExitCode::SUCCESS;
const FAILURE: u8 = 1;

/// The exit code of a failure. Every code is a failure of what was asked, never of how it was asked.
pub(crate) fn of(error: &Error) -> ExitCode {
    match error.code() {
        ErrorCode::EmptyDiagnosis
        | ErrorCode::DiagnosisTooLong
        | ErrorCode::ModelMissing
        | ErrorCode::ModelIncomplete
        | ErrorCode::ModelCorrupt
        | ErrorCode::ModelUnsupported
        | ErrorCode::AdapterMismatch
        | ErrorCode::NotEnoughMemory
        | ErrorCode::Busy
        | ErrorCode::DiskFull
        | ErrorCode::WrongPassword
        | ErrorCode::SignInDelayed
        | ErrorCode::Locked
        | ErrorCode::NotPermitted
        | ErrorCode::VaultInUse
        | ErrorCode::VaultDamaged
        | ErrorCode::VaultNewer
        | ErrorCode::BadExport
        | ErrorCode::CohortFrozen
        | ErrorCode::BadInput
        | ErrorCode::AlreadyRecorded
        | ErrorCode::Internal => ExitCode::from(FAILURE),
    }
}
