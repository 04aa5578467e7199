//! Studies of grades: what each protocol fixes, where it stands, how it was amended and locked. Their regimens are in `grading_items`.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, StudyId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE gradings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            origin TEXT NOT NULL,
            study INTEGER REFERENCES studies (id),
            protocol TEXT NOT NULL CHECK (json_valid(protocol)),
            sha256 BLOB CHECK (length(sha256) = 32),
            made_by INTEGER REFERENCES accounts (id),
            made_at_us INTEGER NOT NULL,
            opened_at_us INTEGER,
            CHECK ((state = 'draft') = (sha256 IS NULL)),
            CHECK ((state = 'draft') = (opened_at_us IS NULL))
        ) STRICT;
        CREATE TABLE grading_amendments (
            grading INTEGER NOT NULL REFERENCES gradings (id),
            number INTEGER NOT NULL,
            change TEXT NOT NULL CHECK (json_valid(change)),
            reason TEXT NOT NULL CHECK (reason <> ''),
            protocol TEXT NOT NULL CHECK (json_valid(protocol)),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            made_by INTEGER REFERENCES accounts (id),
            made_at_us INTEGER NOT NULL,
            PRIMARY KEY (grading, number)
        ) STRICT;
        CREATE TABLE grading_locks (
            grading INTEGER PRIMARY KEY REFERENCES gradings (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            name TEXT NOT NULL,
            meaning TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            locked_at_us INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER gradings_begin BEFORE INSERT ON gradings
            WHEN NEW.state NOT IN ('draft', 'open') OR EXISTS (SELECT 1 FROM gradings WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'a study of grades begins as a draft or open, under a new number'); END;
        CREATE TRIGGER gradings_go_forward BEFORE UPDATE ON gradings
            WHEN NOT (OLD.id = NEW.id AND OLD.origin = NEW.origin AND OLD.study IS NEW.study
                AND OLD.made_by IS NEW.made_by AND OLD.made_at_us = NEW.made_at_us
                AND (OLD.state = 'draft' AND NEW.state IN ('draft', 'open')
                    OR OLD.state = 'open' AND NEW.state = 'locked' AND OLD.name = NEW.name
                        AND OLD.protocol = NEW.protocol AND OLD.sha256 = NEW.sha256
                        AND OLD.opened_at_us = NEW.opened_at_us
                        AND EXISTS (SELECT 1 FROM grading_locks WHERE grading = OLD.id)))
            BEGIN SELECT RAISE(ABORT, 'a frozen study of grades is amended or locked, never changed'); END;
        CREATE TRIGGER gradings_stay BEFORE DELETE ON gradings WHEN OLD.state <> 'draft'
            BEGIN SELECT RAISE(ABORT, 'only a draft of a study of grades is removed'); END;
        CREATE TRIGGER grading_amendments_follow BEFORE INSERT ON grading_amendments
            WHEN (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
                OR NEW.number <> (SELECT count(*) + 1 FROM grading_amendments WHERE grading = NEW.grading)
            BEGIN SELECT RAISE(ABORT, 'an amendment follows the one before, of an open study of grades'); END;
        CREATE TRIGGER grading_amendments_stand BEFORE UPDATE ON grading_amendments
            BEGIN SELECT RAISE(ABORT, 'an amendment is never changed'); END;
        CREATE TRIGGER grading_amendments_stay BEFORE DELETE ON grading_amendments
            BEGIN SELECT RAISE(ABORT, 'an amendment is never removed'); END;
        CREATE TRIGGER grading_locks_once BEFORE INSERT ON grading_locks
            WHEN (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
                OR EXISTS (SELECT 1 FROM grading_locks WHERE grading = NEW.grading)
            BEGIN SELECT RAISE(ABORT, 'an open study of grades is locked once'); END;
        CREATE TRIGGER grading_locks_stand BEFORE UPDATE ON grading_locks
            BEGIN SELECT RAISE(ABORT, 'a lock is never changed'); END;
        CREATE TRIGGER grading_locks_stay BEFORE DELETE ON grading_locks
            BEGIN SELECT RAISE(ABORT, 'a lock is never removed'); END;
    ",
}];

row_id! {
    /// Number of a study of grades.
    GradingId(i64)
}

coded_enum! {
    /// Where a study of grades stands, as far as it is stored; that its discussion may begin follows from the grades.
    pub enum GradingState {
        /// Its protocol may change.
        Draft = "draft",
        /// Its protocol is frozen.
        Open = "open",
        /// Nothing changes any more.
        Locked = "locked",
    }
}

coded_enum! {
    /// Where its regimens came from.
    pub enum GradingOrigin {
        /// A study of this vault.
        Here = "here",
        /// A packet of another workstation.
        Packet = "packet",
    }
}

/// A new study of grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrading {
    /// What people call it.
    pub name: String,
    /// Where its regimens came from.
    pub origin: GradingOrigin,
    /// The study whose regimens are graded.
    pub study: Option<StudyId>,
    /// Its protocol as JSON; it names cases by their pseudonyms and holds no text of a patient.
    pub protocol: String,
    /// Hash of the protocol; one that has it is open from the start, as packets are.
    pub sha256: Option<Hash>,
}

/// A study of grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingRow {
    /// Its number.
    pub id: GradingId,
    /// What it was made with; protocol and hash as they stand.
    pub made: NewGrading,
    /// Where it stands.
    pub state: GradingState,
    /// Who made it.
    pub made_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
    /// When its protocol was frozen.
    pub opened_at_us: Option<i64>,
}

/// A change of a frozen protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingAmendmentRow {
    /// Counted from 1.
    pub number: u32,
    /// What changed, as JSON.
    pub change: String,
    /// Why.
    pub reason: String,
    /// Hash of the protocol after it.
    pub sha256: Hash,
    /// By whom.
    pub made_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub made_at_us: i64,
}

/// A protocol as it was frozen or amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingProtocolRow {
    /// 0 for the one that was opened, then the numbers of the amendments.
    pub number: u32,
    /// The protocol as JSON.
    pub protocol: String,
    /// Its hash.
    pub sha256: Hash,
}

/// The signature that locked a study of grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingLockRow {
    /// Who signed.
    pub account: AccountId,
    /// Their name at that time.
    pub name: String,
    /// What the signature means.
    pub meaning: String,
    /// Hash of exactly what was signed.
    pub sha256: Hash,
    /// When, in microseconds since 1970 UTC.
    pub locked_at_us: i64,
}

/// The protocol as it stands is that of the last amendment; the row keeps the one that was frozen.
const COLUMNS: &str = "SELECT g.id, g.name, g.origin, g.study, coalesce(a.protocol, g.protocol),
                       coalesce(a.sha256, g.sha256), g.state, g.made_by, g.made_at_us, g.opened_at_us
                       FROM gradings g LEFT JOIN grading_amendments a ON a.grading = g.id
                       AND a.number = (SELECT max(number) FROM grading_amendments WHERE grading = g.id)";

fn row(row: &Row<'_>) -> rusqlite::Result<GradingRow> {
    Ok(GradingRow {
        id: row.get(0)?,
        made: NewGrading {
            name: row.get(1)?,
            origin: row.get(2)?,
            study: row.get(3)?,
            protocol: row.get(4)?,
            sha256: row.get(5)?,
        },
        state: row.get(6)?,
        made_by: row.get(7)?,
        made_at_us: row.get(8)?,
        opened_at_us: row.get(9)?,
    })
}

impl Reading<'_> {
    /// Every study of grades, in the order in which they were made.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn gradings(&self) -> Result<Vec<GradingRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY g.id"), [], row)
    }

    /// One study of grades.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading(&self, id: GradingId) -> Result<Option<GradingRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE g.id = ?"), [id], row)
    }

    /// Every frozen protocol of a study of grades: number 0 is the one it was opened with, the others those of its
    /// amendments. A draft has none.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_protocols(&self, id: GradingId) -> Result<Vec<GradingProtocolRow>, Error> {
        let sql = "SELECT 0, protocol, sha256 FROM gradings WHERE id = ?1 AND sha256 IS NOT NULL
                   UNION ALL SELECT number, protocol, sha256 FROM grading_amendments WHERE grading = ?1 ORDER BY 1";
        all(self.connection, sql, [id], |row| {
            Ok(GradingProtocolRow { number: row.get(0)?, protocol: row.get(1)?, sha256: row.get(2)? })
        })
    }

    /// The amendments of a study of grades, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_amendments(&self, id: GradingId) -> Result<Vec<GradingAmendmentRow>, Error> {
        let sql = "SELECT number, change, reason, sha256, made_by, made_at_us FROM grading_amendments
                   WHERE grading = ? ORDER BY number";
        all(self.connection, sql, [id], |row| {
            Ok(GradingAmendmentRow {
                number: row.get(0)?,
                change: row.get(1)?,
                reason: row.get(2)?,
                sha256: row.get(3)?,
                made_by: row.get(4)?,
                made_at_us: row.get(5)?,
            })
        })
    }

    /// What locked a study of grades, if it is locked.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_lock(&self, id: GradingId) -> Result<Option<GradingLockRow>, Error> {
        let sql = "SELECT account, name, meaning, sha256, locked_at_us FROM grading_locks WHERE grading = ?";
        one(self.connection, sql, [id], |row| {
            Ok(GradingLockRow {
                account: row.get(0)?,
                name: row.get(1)?,
                meaning: row.get(2)?,
                sha256: row.get(3)?,
                locked_at_us: row.get(4)?,
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Adds a study of grades: a draft, or an open one if its protocol has a hash.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such study; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_grading(&mut self, grading: &NewGrading) -> Result<GradingId, Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let NewGrading { name, origin, study, protocol, sha256 } = grading;
        let state = if sha256.is_some() { GradingState::Open } else { GradingState::Draft };
        let opened = sha256.is_some().then_some(now_us);
        let sql =
            "INSERT INTO gradings (name, state, origin, study, protocol, sha256, made_by, made_at_us, opened_at_us)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let values = rusqlite::params![name, state, origin, study, protocol, sha256, account, now_us, opened];
        Ok(self.touching(Table::Gradings).query_row(sql, values, |row| row.get(0))?)
    }

    /// Changes the protocol of a draft.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`] if there is no such draft; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn set_grading_draft(&mut self, id: GradingId, protocol: &str) -> Result<(), Error> {
        let sql = "UPDATE gradings SET protocol = ? WHERE id = ? AND state = ?";
        change_one(&self.transaction, Table::Gradings, id.0, sql, (protocol, id, GradingState::Draft))
    }

    /// Freezes the protocol of a draft.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`] if there is no such draft; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn open_grading(&mut self, id: GradingId, protocol: &str, sha256: Hash) -> Result<(), Error> {
        let sql =
            "UPDATE gradings SET protocol = ?, sha256 = ?, state = ?, opened_at_us = ? WHERE id = ? AND state = ?";
        let values = rusqlite::params![protocol, sha256, GradingState::Open, self.now_us(), id, GradingState::Draft];
        change_one(&self.transaction, Table::Gradings, id.0, sql, values)
    }

    /// Amends a frozen protocol; who and when are those of this change.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`] if there is no such open study; [`Error::ConstraintBroken`] for a number that does not follow
    /// the last one, or no reason; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn amend_grading(
        &mut self,
        id: GradingId,
        protocol: &str,
        amendment: &GradingAmendmentRow,
    ) -> Result<(), Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let GradingAmendmentRow { number, change, reason, sha256, .. } = amendment;
        self.must_be(id, GradingState::Open)?;
        let sql = "INSERT INTO grading_amendments
                   (grading, number, change, reason, protocol, sha256, made_by, made_at_us)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let values = rusqlite::params![id, number, change, reason, protocol, sha256, account, now_us];
        self.touching(Table::GradingAmendments).execute(sql, values)?;
        Ok(())
    }

    /// Locks an open study of grades.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`] if there is no such open study; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn lock_grading(&mut self, id: GradingId, lock: &GradingLockRow) -> Result<(), Error> {
        self.must_be(id, GradingState::Open)?;
        let GradingLockRow { account, name, meaning, sha256, locked_at_us } = lock;
        let sql = "INSERT INTO grading_locks (grading, account, name, meaning, sha256, locked_at_us)
                   VALUES (?, ?, ?, ?, ?, ?)";
        self.touching(Table::GradingLocks).execute(sql, (id, account, name, meaning, sha256, locked_at_us))?;
        let sql = "UPDATE gradings SET state = ? WHERE id = ?";
        change_one(&self.transaction, Table::Gradings, id.0, sql, (GradingState::Locked, id))
    }

    /// Removes a draft with its regimens.
    ///
    /// # Errors
    /// [`Error::NoSuchRow`] if there is no such draft; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn remove_grading(&mut self, id: GradingId) -> Result<(), Error> {
        self.must_be(id, GradingState::Draft)?;
        self.touching(Table::GradingItems).execute("DELETE FROM grading_items WHERE grading = ?", [id])?;
        let connection = self.touching(Table::Gradings);
        change_one(connection, Table::Gradings, id.0, "DELETE FROM gradings WHERE id = ?", [id])
    }

    fn must_be(&self, id: GradingId, state: GradingState) -> Result<(), Error> {
        let found = one(&self.transaction, "SELECT state FROM gradings WHERE id = ?", [id], |row| row.get(0))?;
        if found == Some(state) { Ok(()) } else { Err(Error::NoSuchRow { table: Table::Gradings.code(), id: id.0 }) }
    }
}
