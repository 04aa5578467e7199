//! The audit log of any folder's vault, as whoever keeps it reads it without a window: show, verify, export a checkpoint.

use std::path::Path;

use isocenter_store::{
    AccountRow, Action, AuditEntry, AuditRecord, ChainReport, Checkpoint, ClockReading, Error as Store, Finding,
    Subject, Vault,
};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::Serialize;

use super::audit_log::sentence;
use super::vault_administration::{AskPassphrase, SignIn, signed_in};
use crate::application::Application;
use crate::error::Error;
use crate::permission::Permission;
use crate::wire::ErrorCode;
use crate::{failure, files};

/// Entries read at a time.
const AT_ONCE: u32 = 1000;

/// Which entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// So many of the newest.
    Last(u64),
    /// All after this number.
    After(u64),
}

/// One entry; codes are those of the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// Number, from 1, without gaps.
    pub number: u64,
    /// Local time with its offset, RFC 3339.
    pub at: String,
    /// Whether the clock had been set back since the entry before.
    pub clock_moved_back: bool,
    /// `person`, `recovery_code` or `program`.
    pub actor: String,
    /// The person's account.
    pub account: Option<u32>,
    /// The person's name, as the account has it now.
    pub name: Option<String>,
    /// The person's role at that time.
    pub role: Option<String>,
    /// What was done.
    pub action: String,
    /// Kind of what it was done to.
    pub subject: String,
    /// Row number of what it was done to.
    pub subject_id: i64,
    /// The field that changed.
    pub field: Option<String>,
    /// From what.
    pub old: Option<String>,
    /// To what.
    pub new: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Version of the program that wrote it.
    pub program_version: String,
    /// Hash of the entry before.
    pub previous_hash: String,
    /// Hash of this entry.
    pub hash: String,
}

/// What a check of the audit log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainVerified {
    /// Entries read.
    pub entries: u64,
    /// Whether nothing was found.
    pub holds: bool,
    /// What was found, in the order of the entries.
    pub findings: Vec<AuditFinding>,
    /// Hash of the last entry.
    pub root: String,
}

/// One fault of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFinding {
    /// Its kind: `edited`, `deleted`, `swapped`, `inserted`, `truncated`, `rewritten`, `foreign_checkpoint`.
    pub kind: &'static str,
    /// Number of the entry at which it shows.
    pub entry: u64,
    /// The same as a sentence.
    pub words: String,
}

/// A checkpoint that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckpointTaken {
    /// Entries it covers, its own export too.
    pub entries: u64,
    /// When, UTC.
    pub taken: String,
    /// Hash of the last entry.
    pub root: String,
    /// Seven groups to compare by eye.
    pub words: String,
    /// The lines of the file, which `verify` reads.
    pub text: String,
}

/// Shows entries to `sink`, oldest first.
///
/// # Errors
/// Not permitted; what `sink` gives.
pub fn show(
    application: &Application,
    sign_in: &SignIn,
    stretch: Stretch,
    ask: AskPassphrase<'_>,
    sink: &mut dyn FnMut(AuditLine) -> Result<(), Error>,
) -> Result<(), Error> {
    signed_in(application, sign_in, Permission::ReadAudit, ask, |vault, _| {
        let accounts = vault.read().accounts().map_err(failure::vault)?;
        let mut after = match stretch {
            Stretch::Last(count) => vault.checkpoint().entries.saturating_sub(count),
            Stretch::After(number) => number,
        };
        loop {
            let records = vault.read().audit_after(after, AT_ONCE).map_err(failure::vault)?;
            let Some(last) = records.last() else { return Ok(()) };
            after = last.sequence;
            for record in records {
                sink(AuditLine::of(record, &accounts))?;
            }
        }
    })
}

/// Verifies the whole audit log, against a checkpoint too if one is given; faults are in the answer.
///
/// # Errors
/// Not permitted; a checkpoint that cannot be read.
pub fn verify(
    application: &Application,
    sign_in: &SignIn,
    checkpoint: Option<&Path>,
    ask: AskPassphrase<'_>,
) -> Result<ChainVerified, Error> {
    let checkpoint = checkpoint.map(read_checkpoint).transpose()?;
    signed_in(application, sign_in, Permission::ReadAudit, ask, |vault, _| {
        let report = vault.read().verify_audit(checkpoint.as_ref()).map_err(failure::vault)?;
        Ok(ChainVerified::of(&report))
    })
}

/// Takes a checkpoint, to be kept outside, and writes it to `out` if given; the log says that it was exported.
///
/// # Errors
/// Not permitted; a file that cannot be written.
pub fn export_checkpoint(
    application: &Application,
    sign_in: &SignIn,
    out: Option<&Path>,
    ask: AskPassphrase<'_>,
) -> Result<CheckpointTaken, Error> {
    signed_in(application, sign_in, Permission::ReadAudit, ask, |vault, _| {
        // Recorded first: what leaves is in the log, even if the file then cannot be written.
        record_export(vault)?;
        let checkpoint = vault.checkpoint();
        let text = checkpoint.to_string();
        if let Some(out) = out {
            files::write_whole(out, text.as_bytes())?;
        }
        Ok(CheckpointTaken {
            entries: checkpoint.entries,
            taken: checkpoint.at.to_string(),
            root: checkpoint.root.to_string(),
            words: checkpoint.words(),
            text,
        })
    })
}

fn record_export(vault: &mut Vault) -> Result<(), Error> {
    let entry = AuditEntry::new(Action::CheckpointExported, Subject::VAULT);
    vault.write().and_then(|change| change.commit(&[entry])).map(drop).map_err(failure::vault)
}

fn read_checkpoint(path: &Path) -> Result<Checkpoint, Error> {
    Checkpoint::from_text(&files::read_text(path)?).map_err(failure::vault)
}

impl AuditLine {
    fn of(record: AuditRecord, accounts: &[AccountRow]) -> Self {
        let name = accounts.iter().find(|row| Some(row.id.0) == record.account).map(|row| row.display_name.clone());
        Self {
            number: record.sequence,
            at: local_time(record.at_us, record.offset_seconds),
            clock_moved_back: record.clock == ClockReading::MovedBack,
            actor: record.actor,
            account: record.account,
            name,
            role: record.role,
            action: record.action,
            subject: record.subject_kind,
            subject_id: record.subject_id,
            field: record.field,
            old: record.old,
            new: record.new,
            reason: record.reason,
            program_version: record.program_version,
            previous_hash: record.previous_hash.to_string(),
            hash: record.hash.to_string(),
        }
    }
}

/// A moment that cannot be was written by no clock: it is shown as the number it is.
fn local_time(at_us: i64, offset_seconds: i32) -> String {
    match (Timestamp::from_microsecond(at_us), Offset::from_seconds(offset_seconds)) {
        (Ok(at), Ok(offset)) => at.to_zoned(TimeZone::fixed(offset)).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
        _ => format!("{at_us} µs, {offset_seconds} s"),
    }
}

impl ChainVerified {
    pub(super) fn of(report: &ChainReport) -> Self {
        let finding = |finding: &Finding| AuditFinding {
            kind: kind(finding),
            entry: finding.sequence(),
            words: sentence(finding),
        };
        Self {
            entries: report.entries,
            holds: report.holds(),
            findings: report.findings.iter().map(finding).collect(),
            root: report.root.to_string(),
        }
    }

    /// The findings as a failure.
    ///
    /// # Errors
    /// If there is any.
    pub fn refuse_findings(&self) -> Result<(), Error> {
        match self.findings.as_slice() {
            [] => Ok(()),
            [only] if only.kind == FOREIGN => Err(Error::new(
                ErrorCode::BadInput,
                "the checkpoint is of another vault",
                "give one that was taken of this vault",
            )),
            [first, ..] => {
                Err(failure::vault(Store::ChainBroken { findings: self.findings.len(), first: first.entry }))
            }
        }
    }
}

const FOREIGN: &str = "foreign_checkpoint";

fn kind(finding: &Finding) -> &'static str {
    match finding {
        Finding::Edited { .. } => "edited",
        Finding::Deleted { .. } => "deleted",
        Finding::Swapped { .. } => "swapped",
        Finding::Inserted { .. } => "inserted",
        Finding::Truncated { .. } => "truncated",
        Finding::Rewritten { .. } => "rewritten",
        Finding::ForeignCheckpoint => FOREIGN,
    }
}
