//! The audit entries as stored, each bound to the one before it.
//!
//! The hash of an entry is SHA-256 over its encoding ([`Encoding`]: every field with its length in front): the words
//! `isocenter audit entry v1`, then sequence, time, offset, clock, actor, account, role, action, subject kind, subject
//! id, field, old, new, reason, program version and the hash of the entry before. The first entry follows a hash of the
//! vault's id.

use rusqlite::{Connection, Row, params};

use crate::audit_entry::{Actor, AuditEntry};
use crate::code::coded_enum;
use crate::error::Error;
use crate::hash::{Encoding, Hash};
use crate::slot::VaultId;

coded_enum! {
    /// What the clock did since the entry before.
    pub enum ClockReading {
        /// It went forward, or stood still.
        Onward = "onward",
        /// It was set back; the sequence still tells the order.
        MovedBack = "moved_back",
    }
}

/// An audit entry as stored; codes are kept as text, so that entries of any version can be shown and verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Number, from 1, without gaps.
    pub sequence: u64,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Offset of local time from UTC in seconds.
    pub offset_seconds: i32,
    /// What the clock did since the entry before.
    pub clock: ClockReading,
    /// `person`, `recovery_code` or `program`.
    pub actor: String,
    /// The person's account.
    pub account: Option<u32>,
    /// The person's role at that time.
    pub role: Option<String>,
    /// Code of what was done.
    pub action: String,
    /// Kind of what it was done to.
    pub subject_kind: String,
    /// Row number of what it was done to.
    pub subject_id: i64,
    /// The field that changed.
    pub field: Option<String>,
    /// From what: `code …`, `number …` or `fingerprint …`.
    pub old: Option<String>,
    /// To what.
    pub new: Option<String>,
    /// Why, as a code.
    pub reason: Option<String>,
    /// The program's version.
    pub program_version: String,
    /// Hash of the entry before.
    pub previous_hash: Hash,
    /// Hash of this entry.
    pub hash: Hash,
}

impl AuditRecord {
    /// The hash that this entry should have.
    pub(crate) fn computed_hash(&self) -> Hash {
        self.hash_as(self.sequence)
    }

    /// The hash that this entry would have under another number.
    pub(crate) fn hash_as(&self, sequence: u64) -> Hash {
        let account = self.account.map(|account| account.to_string());
        Encoding::of("isocenter audit entry v1")
            .number(sequence.cast_signed())
            .number(self.at_us)
            .number(self.offset_seconds.into())
            .text(self.clock.code())
            .text(&self.actor)
            .optional_text(account.as_deref())
            .optional_text(self.role.as_deref())
            .text(&self.action)
            .text(&self.subject_kind)
            .number(self.subject_id)
            .optional_text(self.field.as_deref())
            .optional_text(self.old.as_deref())
            .optional_text(self.new.as_deref())
            .optional_text(self.reason.as_deref())
            .text(&self.program_version)
            .bytes(self.previous_hash.as_bytes())
            .hash()
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            sequence: row.get::<_, i64>(0)?.cast_unsigned(),
            at_us: row.get(1)?,
            offset_seconds: row.get(2)?,
            clock: row.get(3)?,
            actor: row.get(4)?,
            account: row.get(5)?,
            role: row.get(6)?,
            action: row.get(7)?,
            subject_kind: row.get(8)?,
            subject_id: row.get(9)?,
            field: row.get(10)?,
            old: row.get(11)?,
            new: row.get(12)?,
            reason: row.get(13)?,
            program_version: row.get(14)?,
            previous_hash: row.get(15)?,
            hash: row.get(16)?,
        })
    }
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) sequence: u64,
    pub(crate) hash: Hash,
    pub(crate) at_us: i64,
}

/// What the first entry of a vault follows.
pub(crate) fn genesis(vault: &VaultId) -> Hash {
    Encoding::of("isocenter audit genesis v1").bytes(vault).hash()
}

impl Head {
    pub(crate) fn before_first(vault: &VaultId) -> Self {
        Self { sequence: 0, hash: genesis(vault), at_us: i64::MIN }
    }

    /// The end of the stored chain.
    pub(crate) fn read(connection: &Connection, vault: &VaultId) -> Result<Self, Error> {
        let last = records(connection, "ORDER BY seq DESC LIMIT 1", [])?.pop();
        Ok(last.map_or_else(
            || Self::before_first(vault),
            |last| Self { sequence: last.sequence, hash: last.hash, at_us: last.at_us },
        ))
    }

    /// The record that follows this head.
    pub(crate) fn follow(&self, entry: &AuditEntry, actor: Actor, now: &jiff::Zoned) -> AuditRecord {
        let at_us = now.timestamp().as_microsecond();
        let mut record = AuditRecord {
            sequence: self.sequence + 1,
            at_us,
            offset_seconds: now.offset().seconds(),
            clock: if at_us < self.at_us { ClockReading::MovedBack } else { ClockReading::Onward },
            actor: actor.code().to_owned(),
            account: actor.account().map(|account| account.0),
            role: actor.role().map(|role| role.code().to_owned()),
            action: entry.action.code().to_owned(),
            subject_kind: entry.subject.kind.code().to_owned(),
            subject_id: entry.subject.id,
            field: entry.field.map(str::to_owned),
            old: entry.old.map(|value| value.to_text()),
            new: entry.new.map(|value| value.to_text()),
            reason: entry.reason.map(str::to_owned),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            previous_hash: self.hash,
            hash: self.hash,
        };
        record.hash = record.computed_hash();
        record
    }

    pub(crate) fn of(record: &AuditRecord) -> Self {
        Self { sequence: record.sequence, hash: record.hash, at_us: record.at_us }
    }
}

const COLUMNS: &str = "seq, at_us, offset_seconds, clock, actor, account, role, action, subject_kind, subject_id, \
                       field, old, new, reason, program_version, prev_hash, hash";

/// The records that `filter` (WHERE, ORDER BY, LIMIT) leaves.
pub(crate) fn records(
    connection: &Connection,
    filter: &'static str,
    values: impl rusqlite::Params,
) -> Result<Vec<AuditRecord>, Error> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM audit {filter}"))?;
    let records = statement.query_map(values, AuditRecord::from_row)?.collect::<Result<_, _>>()?;
    Ok(records)
}

pub(crate) fn insert(connection: &Connection, record: &AuditRecord) -> Result<(), Error> {
    let sql = format!("INSERT INTO audit ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    connection.prepare_cached(&sql)?.execute(params![
        record.sequence.cast_signed(),
        record.at_us,
        record.offset_seconds,
        record.clock,
        record.actor,
        record.account,
        record.role,
        record.action,
        record.subject_kind,
        record.subject_id,
        record.field,
        record.old,
        record.new,
        record.reason,
        record.program_version,
        record.previous_hash,
        record.hash,
    ])?;
    Ok(())
}
