//! What the vault refuses, and what it finds broken. No variant carries text of a patient.

use std::io;
use std::path::{Path, PathBuf};

use crate::evidence_fault::EvidenceFault;
use crate::letter_fault::LetterFault;
use crate::lock::Holder;

/// A vault that cannot be created, opened, read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds no vault.
    #[error("{} holds no vault", folder.display())]
    NotAVault {
        /// The folder that was looked into.
        folder: PathBuf,
    },
    /// A vault, a backup or anything else already stands where a new one should be.
    #[error("{} is not empty", folder.display())]
    FolderTaken {
        /// The folder that was to be created.
        folder: PathBuf,
    },
    /// Another program, or another window, holds the vault.
    #[error("the vault is in use{}", holder.as_ref().map(|holder| format!(" by {holder}")).unwrap_or_default())]
    InUse {
        /// Who, if the lock file could be read.
        holder: Option<Holder>,
    },
    /// The vault was written by a newer version of this program.
    #[error("the {part} is of version {found}; this program knows versions up to {known}")]
    NewerVault {
        /// Which of the vault's files.
        part: Part,
        /// Its version.
        found: u32,
        /// The newest version this program reads.
        known: u32,
    },
    /// A file of the vault is damaged: nothing read from it can be trusted.
    #[error("the {part} is damaged")]
    Damaged {
        /// Which of the vault's files.
        part: Part,
    },
    /// A file of the vault is not there.
    #[error("the {part} is missing")]
    Missing {
        /// Which of the vault's files.
        part: Part,
    },
    /// Two files of the folder belong to different vaults.
    #[error("the {part} belongs to another vault")]
    ForeignPart {
        /// Which of the vault's files.
        part: Part,
    },
    /// The passphrase or the recovery code does not open the slot.
    #[error("the passphrase is wrong ({failed_attempts} failed attempts; wait {wait_seconds} s before the next)")]
    WrongPassphrase {
        /// Failed attempts on this slot since its last success.
        failed_attempts: u32,
        /// How long the next attempt must wait.
        wait_seconds: u64,
    },
    /// Too many wrong passphrases: this slot must wait.
    #[error("too many failed attempts: wait {wait_seconds} s")]
    MustWait {
        /// How long.
        wait_seconds: u64,
    },
    /// No slot has this id.
    #[error("no key slot {slot}")]
    NoSuchSlot {
        /// The id asked for.
        slot: u32,
    },
    /// No slot holds a recovery code.
    #[error("the vault has no recovery slot")]
    NoRecoverySlot,
    /// The recovery code fails its own checksum: a letter was mistyped.
    #[error("the recovery code is mistyped")]
    RecoveryCodeMistyped,
    /// Argon2id parameters below the floor (too weak) or above the ceiling (a trap).
    #[error("Argon2id with {memory_kib} KiB, {passes} passes and {lanes} lanes is outside what is accepted")]
    KdfCostRefused {
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over the memory.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// The machine could not give Argon2id its memory.
    #[error("not enough memory for a key derivation of {memory_kib} KiB")]
    KdfOutOfMemory {
        /// Memory asked for in KiB.
        memory_kib: u32,
    },
    /// A setting of the connection did not take.
    #[error("the database refused {setting}: {wanted} was set, {found} was read back")]
    SettingRefused {
        /// Name of the pragma.
        setting: &'static str,
        /// What was set.
        wanted: &'static str,
        /// What was read back.
        found: String,
    },
    /// The audit chain ends before the entry that the seal has seen: committed work is lost.
    #[error("{missing} audit entries are missing: {sealed} were sealed, {found} are there")]
    Truncated {
        /// Length of the chain when it was last sealed.
        sealed: u64,
        /// Length found.
        found: u64,
        /// Their difference.
        missing: u64,
    },
    /// The entry that the seal has seen is another one now.
    #[error("audit entry {sequence} is not the one that was sealed")]
    ChainDiverged {
        /// Number of the sealed entry.
        sequence: u64,
    },
    /// A table has not as many rows as were sealed, and no audit entry explains it.
    #[error("table {table} has {found} rows, {sealed} were sealed")]
    RowsDiffer {
        /// Name of the table.
        table: &'static str,
        /// Rows sealed.
        sealed: u64,
        /// Rows found.
        found: u64,
    },
    /// The audit chain itself does not hold.
    #[error("the audit chain has {findings} fault{}, the first at entry {first}", if *findings == 1 { "" } else { "s" })]
    ChainBroken {
        /// How many were found.
        findings: usize,
        /// Entry of the first.
        first: u64,
    },
    /// Something stands there that the new entry does not replace.
    #[error("regimen {item} was recorded meanwhile")]
    AlreadyRecorded {
        /// Number of the regimen.
        item: u32,
    },
    /// A change of a letter, or of a letter study, that does not fit what stands.
    #[error("{0}")]
    Letter(LetterFault),
    /// A decision on a suggestion, or a change of the rules of the checks, that does not fit what stands.
    #[error("{0}")]
    Evidence(EvidenceFault),
    /// A packet that cannot be used.
    #[error("the packet {0}")]
    Packet(PacketFault),
    /// A packet that was never made or opened here.
    #[error("the packet is of no study of grades here")]
    NoSuchPacket,
    /// A packet came back twice.
    #[error("the packet was merged before")]
    PacketMerged,
    /// A change was to be committed without an audit entry.
    #[error("a change needs its audit entry")]
    NoAuditEntry,
    /// The account does not exist, or was removed.
    #[error("account {account} is not active")]
    AccountNotActive {
        /// Its number.
        account: u32,
    },
    /// The last active administrator cannot be removed or given another role.
    #[error("account {account} is the last administrator")]
    LastAdministrator {
        /// Its number.
        account: u32,
    },
    /// No row has this number.
    #[error("no row {id} in {table}")]
    NoSuchRow {
        /// Name of the table.
        table: &'static str,
        /// The number.
        id: i64,
    },
    /// A frozen cohort is not changed.
    #[error("cohort {cohort} is frozen")]
    CohortFrozen {
        /// Its number.
        cohort: i64,
    },
    /// Somebody who can sign in has this name: two of them could not be told apart, neither at the sign-in nor in what they did.
    #[error("there is an account of this name already")]
    NameTaken {
        /// Number of that account.
        account: u32,
    },
    /// A frozen split is not changed.
    #[error("split {split} is frozen")]
    SplitFrozen {
        /// Its number.
        split: i64,
    },
    /// A row breaks a rule of its table: a second of what must be one, or a reference to nothing.
    #[error("a row breaks a rule of its table")]
    ConstraintBroken {
        /// What SQLite says; it names tables and columns only.
        #[source]
        source: rusqlite::Error,
    },
    /// The text of a checkpoint cannot be read, or fails its own checksum.
    #[error("line {line} of the checkpoint cannot be read")]
    CheckpointUnreadable {
        /// Line number, from 1.
        line: usize,
    },
    /// The disk is full; what was committed before is untouched.
    #[error("the disk is full")]
    DiskFull,
    /// The database or its log cannot be opened for writing: the folder is read-only, or something stands in the way.
    #[error("the vault's folder cannot be written")]
    NotWritable {
        /// What SQLite says; it names files only.
        #[source]
        source: rusqlite::Error,
    },
    /// A file could not be read or written.
    #[error("could not {action} {}", path.display())]
    File {
        /// What was tried.
        action: FileAction,
        /// On which file or folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// SQLite refused, for a reason that has no variant of its own.
    #[error("the database refused")]
    Sqlite {
        /// What SQLite says; it names tables and columns only.
        #[source]
        source: rusqlite::Error,
    },
}

/// A part of the vault's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `vault.db` with its `-wal`.
    Database,
    /// `vault.keys`.
    KeySlots,
    /// `vault.seal`.
    Seal,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Database => "database",
            Self::KeySlots => "key slot file",
            Self::Seal => "seal",
        })
    }
}

/// What is wrong with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketFault {
    /// The file is something else.
    NotAPacket,
    /// It was written by a newer version.
    Newer,
    /// It was changed or cut on the way.
    Damaged,
    /// The code fails its own checksum.
    CodeMistyped,
    /// The code is of another packet.
    WrongCode,
    /// It is on its way to a grader, not back.
    WayOut,
    /// It is on its way back, not to a grader.
    WayBack,
}

impl std::fmt::Display for PacketFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotAPacket => "is another kind of file",
            Self::Newer => "was written by a newer version",
            Self::Damaged => "was changed or cut on the way",
            Self::CodeMistyped => "code is mistyped",
            Self::WrongCode => "is not opened by this code",
            Self::WayOut => "is on its way to a grader",
            Self::WayBack => "is on its way back",
        })
    }
}

/// What was tried on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAction {
    /// Reading it.
    Read,
    /// Writing it.
    Write,
    /// Creating it.
    Create,
    /// Giving it its final name.
    Rename,
    /// Deleting it.
    Remove,
    /// Taking its lock.
    Lock,
}

impl std::fmt::Display for FileAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Create => "create",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Lock => "lock",
        })
    }
}

impl Error {
    /// For `map_err` on file operations: a full disk has its own variant.
    pub(crate) fn file(action: FileAction, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::File { action, path: path.to_owned(), source },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { part: Part::Database },
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::NotWritable { source }
            }
            Some(ErrorCode::ConstraintViolation) => Self::ConstraintBroken { source },
            _ => Self::Sqlite { source },
        }
    }
}
