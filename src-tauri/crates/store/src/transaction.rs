//! Reading and writing are different handles, and a change is committed with its audit entries or not at all.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::Zoned;
use rusqlite::{Connection, Transaction};

use crate::audit_chain::{self, AuditRecord, Head, records};
use crate::audit_entry::{Actor, AuditEntry};
use crate::audit_verify::{self, ChainReport};
use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::grade_chain::{self, Adds};
use crate::seal::{Counts, Sealer, count};
use crate::slot::VaultId;
use crate::table::Table;
use crate::whole_file::Durability;

/// Reads the vault. The tables add what can be read (`table/*.rs`).
#[derive(Clone, Copy)]
pub struct Reading<'v> {
    pub(crate) connection: &'v Connection,
    pub(crate) vault: VaultId,
}

impl Reading<'_> {
    /// Audit entries after `sequence`, at most `most` of them.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn audit_after(&self, sequence: u64, most: u32) -> Result<Vec<AuditRecord>, Error> {
        records(self.connection, "WHERE seq > ? ORDER BY seq LIMIT ?", (sequence.cast_signed(), most))
    }

    /// Verifies the whole audit chain, and against a checkpoint that nothing before it was cut off or rewritten.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`]; faults of the chain are in the report.
    pub fn verify_audit(&self, checkpoint: Option<&Checkpoint>) -> Result<ChainReport, Error> {
        let records = records(self.connection, "ORDER BY seq", [])?;
        let mut report = audit_verify::verify(&records, audit_chain::genesis(&self.vault));
        if let Some(checkpoint) = checkpoint {
            audit_verify::compare(&mut report, &records, &self.vault, checkpoint);
        }
        Ok(report)
    }
}

/// What must follow each commit: the chain's head, the counts and the seal.
pub(crate) struct Chain {
    pub(crate) head: Head,
    pub(crate) counts: Counts,
    pub(crate) sealer: Sealer,
    pub(crate) seal_path: PathBuf,
    pub(crate) vault: VaultId,
}

impl Chain {
    pub(crate) fn seal(&self, durability: Durability) -> Result<(), Error> {
        self.sealer.write(&self.seal_path, &self.head, &self.counts, durability)
    }
}

/// Changes the vault; dropped without [`WriteTransaction::commit`], it changes nothing: what to do after any error. The
/// tables add what can be changed.
pub struct WriteTransaction<'v> {
    pub(crate) transaction: Transaction<'v>,
    pub(crate) now: Zoned,
    pub(crate) actor: Actor,
    chain: &'v mut Chain,
    touched: BTreeSet<Table>,
    /// Audit entries that changes tell by themselves.
    owed: Vec<AuditEntry>,
}

/// What a commit left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Number of the last audit entry of this commit.
    pub sequence: u64,
    /// Whether the seal was written as well.
    pub seal: SealState,
}

/// Whether the seal knows the last commit. The commit itself is on disk in both cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealState {
    /// It does.
    Written,
    /// It could not be written (a full disk); the next commit, or the next open, seals this one too.
    Behind,
}

impl<'v> WriteTransaction<'v> {
    pub(crate) fn new(transaction: Transaction<'v>, chain: &'v mut Chain, actor: Actor, now: Zoned) -> Self {
        Self { transaction, now, actor, chain, touched: BTreeSet::new(), owed: Vec::new() }
    }

    /// Reads what this transaction has changed so far.
    #[must_use]
    pub fn reading(&self) -> Reading<'_> {
        Reading { connection: &self.transaction, vault: self.chain.vault }
    }

    /// Commits the change together with what the audit chain says of it: what the change told by itself, then `entries`.
    /// When this returns, all of it is on disk.
    ///
    /// # Errors
    /// [`Error::NoAuditEntry`] if there is none; [`Error::DiskFull`], [`Error::Sqlite`]: nothing is changed then.
    pub fn commit(self, entries: &[AuditEntry]) -> Result<Committed, Error> {
        let entries = [&self.owed, entries].concat();
        if entries.is_empty() {
            return Err(Error::NoAuditEntry);
        }
        let mut head = self.chain.head;
        let adds = if self.touched.contains(&Table::GradeEntries) { Adds::Grades } else { Adds::Other };
        for entry in grade_chain::bind(&self.transaction, &entries, adds)? {
            let record = head.follow(&entry, self.actor, &self.now);
            audit_chain::insert(&self.transaction, &record)?;
            head = Head::of(&record);
        }
        let mut counts = self.chain.counts.clone();
        for table in self.touched {
            counts.insert(table, count(&self.transaction, table)?);
        }
        counts.insert(Table::Audit, head.sequence);
        self.transaction.commit()?;
        self.chain.head = head;
        self.chain.counts = counts;
        let sealed = self.chain.seal(Durability::Soon);
        let seal = if sealed.is_ok() { SealState::Written } else { SealState::Behind };
        Ok(Committed { sequence: head.sequence, seal })
    }

    /// Every statement that adds or removes rows says of which table, so that its count is sealed.
    pub(crate) fn touching(&mut self, table: Table) -> &Connection {
        self.touched.insert(table);
        &self.transaction
    }

    /// The commit writes this entry whatever else it is told.
    pub(crate) fn owe(&mut self, entry: AuditEntry) {
        self.owed.push(entry);
    }

    pub(crate) fn now_us(&self) -> i64 {
        self.now.timestamp().as_microsecond()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::*;
    use crate::audit_entry::{Action, Subject};
    use crate::key::VaultKey;
    use crate::lock::Station;
    use crate::vault::Vault;

    /// A database that may not grow fails as one on a full disk: SQLITE_FULL.
    #[test]
    fn a_commit_on_a_full_disk_changes_nothing_and_the_next_one_succeeds_when_there_is_room() {
        let temporary = tempfile::tempdir().unwrap();
        let clock = || jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let station = Station { user: "keller".into(), host: "planning-3".into() };
        let folder = temporary.path().join("vault");
        let mut vault =
            Vault::create_throw_away(&folder, VaultKey::random().unwrap(), &station, Arc::new(clock)).unwrap();
        let before = vault.checkpoint();
        let exported = AuditEntry::new(Action::Exported, Subject::VAULT);
        let write = |vault: &mut Vault| {
            let mut change = vault.write()?;
            change.set_setting("note", &"x".repeat(100_000))?;
            change.commit(&[exported])
        };
        vault.connection.pragma_update(None, "max_page_count", 1).unwrap();
        assert!(matches!(write(&mut vault), Err(Error::DiskFull)));
        assert_eq!(vault.checkpoint(), before);
        assert_eq!(vault.read().setting("note").unwrap(), None);
        vault.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        assert_eq!(write(&mut vault).unwrap(), Committed { sequence: before.entries + 1, seal: SealState::Written });
        assert!(vault.read().verify_audit(Some(&before)).unwrap().holds());
    }
}
