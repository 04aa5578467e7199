//! Failures of the vault, in words.

use isocenter_store::{Error as Store, EvidenceFault, PacketFault};

use crate::error::Error;
use crate::wire::ErrorCode;

const RESTORE: &str =
    "restore the last backup (isocenter-cli vault restore), and keep this folder for whoever looks into it";

/// What is stored cannot be what this program wrote.
pub(crate) fn damaged() -> Error {
    vault(Store::Damaged { part: isocenter_store::Part::Database })
}

/// A failure of the vault.
pub(crate) fn vault(error: Store) -> Error {
    let made = |code, what: String, remedy: &str| Error::new(code, what, remedy).caused_by(&error);
    let said = error.to_string();
    match &error {
        Store::NotAVault { .. } => made(ErrorCode::BadInput, said, "name the folder of a vault"),
        Store::FolderTaken { .. } => made(ErrorCode::BadInput, said, "choose a new folder"),
        Store::InUse { .. } => made(ErrorCode::VaultInUse, said, "close it there first"),
        Store::NewerVault { .. } => made(ErrorCode::VaultNewer, said, "install the newer Isocenter"),
        Store::Damaged { .. }
        | Store::Missing { .. }
        | Store::ForeignPart { .. }
        | Store::Truncated { .. }
        | Store::ChainDiverged { .. }
        | Store::RowsDiffer { .. }
        | Store::ChainBroken { .. } => made(ErrorCode::VaultDamaged, said, RESTORE),
        Store::KdfCostRefused { .. } => {
            made(ErrorCode::VaultDamaged, "the key slots were changed from outside".into(), RESTORE)
        }
        Store::WrongPassphrase { wait_seconds: 0, .. } => {
            made(ErrorCode::WrongPassword, "that is not the password of this account".into(), "type it again")
        }
        Store::WrongPassphrase { wait_seconds, .. } => made(
            ErrorCode::WrongPassword,
            "that is not the password of this account".into(),
            &format!("wait {wait_seconds} s, then type it again"),
        ),
        Store::MustWait { wait_seconds } => made(
            ErrorCode::SignInDelayed,
            "too many wrong passwords".into(),
            &format!("wait {wait_seconds} s, then type it again"),
        ),
        Store::NoSuchSlot { .. } | Store::AccountNotActive { .. } => {
            made(ErrorCode::NotPermitted, "this account cannot sign in".into(), "ask whoever keeps the accounts")
        }
        Store::NoRecoverySlot => made(ErrorCode::BadInput, said, "sign in with a password"),
        Store::RecoveryCodeMistyped => made(ErrorCode::WrongPassword, said, "compare it with the print"),
        Store::LastAdministrator { .. } => {
            made(ErrorCode::BadInput, "somebody must keep the accounts".into(), "add another administrator first")
        }
        Store::NameTaken { .. } => {
            made(ErrorCode::BadInput, "there is somebody of this name already".into(), "add what tells them apart")
        }
        Store::CohortFrozen { .. } | Store::SplitFrozen { .. } => {
            made(ErrorCode::CohortFrozen, "the cohort is frozen".into(), "make a new cohort to change anything")
        }
        Store::AlreadyRecorded { .. } => made(
            ErrorCode::AlreadyRecorded,
            "this was recorded meanwhile".into(),
            "look at what stands before you decide",
        ),
        Store::Letter(fault) => super::letter::stored_letter(*fault),
        Store::Evidence(fault) => evidence(*fault),
        Store::Packet(fault) => made(ErrorCode::BadInput, said, packet_remedy(*fault)),
        Store::NoSuchPacket => made(ErrorCode::BadInput, said, "merge it in the vault that it was made in"),
        Store::PacketMerged => made(ErrorCode::BadInput, said, "nothing is missing: its grades are here"),
        Store::CheckpointUnreadable { .. } => made(ErrorCode::BadInput, said, "give the file as it was exported"),
        Store::DiskFull => {
            made(ErrorCode::DiskFull, "the disk is full, nothing was saved".into(), "make room, then do it again")
        }
        Store::NotWritable { .. } => made(ErrorCode::BadInput, said, "ask for the right to write there"),
        Store::File { .. } => made(ErrorCode::BadInput, said, "check the folder and its disk"),
        Store::KdfOutOfMemory { .. } => made(ErrorCode::NotEnoughMemory, said, "close other programs"),
        _ => super::internal(&error),
    }
}

fn evidence(fault: EvidenceFault) -> Error {
    let said = fault.to_string();
    let (what, advice) = super::two_parts(&said);
    let code = match fault {
        EvidenceFault::ShownToAnother => ErrorCode::NotPermitted,
        EvidenceFault::DecidedMeanwhile { .. } | EvidenceFault::RulesChangedMeanwhile { .. } => {
            ErrorCode::AlreadyRecorded
        }
    };
    Error::new(code, what.to_owned(), advice.unwrap_or("look at what stands").to_owned())
}

const fn packet_remedy(fault: PacketFault) -> &'static str {
    match fault {
        PacketFault::NotAPacket => "choose the file that ends with .isopacket",
        PacketFault::Newer => "install the newer Isocenter",
        PacketFault::Damaged => "have it copied again from where it was made",
        PacketFault::CodeMistyped => "compare the code with what was written down",
        PacketFault::WrongCode => "take the code that was shown with this packet",
        PacketFault::WayOut => "choose the file that the grader sent back",
        PacketFault::WayBack => "choose the file that was made for you",
    }
}
