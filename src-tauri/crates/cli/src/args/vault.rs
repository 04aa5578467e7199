//! What `vault` and `audit` are given. A passphrase is never an argument.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use isocenter_app::commands::vault_administration;

#[derive(Subcommand)]
pub(crate) enum Vault {
    /// Make a vault with its first account, and print its recovery code, this once.
    Create(CreateVault),
    /// Sign in and out again: does the passphrase open the vault?
    UnlockCheck(VaultAccess),
    /// Make a backup in the vault's folder; the ten newest and the last of each day are kept.
    Backup(VaultAccess),
    /// Put a backup into a new folder, sign in there and verify it.
    Restore(RestoreVault),
    /// Check every page of the database and every entry of the audit log.
    Verify(VaultAccess),
}

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Show entries, oldest first.
    Show(ShowAudit),
    /// Check every entry, and against a checkpoint that none before it was cut off or rewritten.
    Verify(VerifyAudit),
    /// Print or write a checkpoint, to be kept outside this machine.
    Checkpoint(ExportCheckpoint),
}

/// Where the passphrase comes from; a prompt on the terminal if neither is given. It is never an argument, which others could read.
#[derive(Args)]
pub(crate) struct PassphraseSource {
    /// Read the passphrase from this file descriptor, its first line.
    #[arg(long, value_name = "N", conflicts_with = "passphrase_file")]
    pub(crate) passphrase_fd: Option<u32>,
    /// Read the passphrase from this file, its first line.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// Which vault, and who signs in.
#[derive(Args)]
pub(crate) struct VaultAccess {
    /// Folder of the vault.
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Name of the account; may be left out where there is one only.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
}

#[derive(Args)]
pub(crate) struct CreateVault {
    /// Folder to make; it must not be there yet, or be empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Name of the first person.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
    /// What they do; both keep the accounts.
    #[arg(long, value_enum)]
    pub(crate) role: FirstRole,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseSource,
}

#[derive(Args)]
pub(crate) struct RestoreVault {
    /// Folder of the backup, as `vault backup` names it.
    #[arg(long, value_name = "DIR")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) access: VaultAccess,
}

#[derive(Args)]
pub(crate) struct ShowAudit {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// How many of the newest entries.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) last: u64,
    /// All entries after this number instead.
    #[arg(long, value_name = "N", conflicts_with = "last")]
    pub(crate) after: Option<u64>,
}

#[derive(Args)]
pub(crate) struct VerifyAudit {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// A checkpoint that was taken earlier.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ExportCheckpoint {
    #[command(flatten)]
    pub(crate) access: VaultAccess,
    /// File to write; printed if not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Who may be the first in a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FirstRole {
    Physicist,
    Administrator,
}

impl From<FirstRole> for vault_administration::FirstRole {
    fn from(role: FirstRole) -> Self {
        match role {
            FirstRole::Physicist => Self::Physicist,
            FirstRole::Administrator => Self::Administrator,
        }
    }
}
