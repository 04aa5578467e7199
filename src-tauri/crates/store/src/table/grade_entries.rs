//! What graders recorded. Entries only ever follow each other: a correction is a new one that names what it replaces. Which one stands is
//! kept beside them, once for each study, grader, round and regimen.

use isocenter_domain::Redacted;
use rusqlite::{OptionalExtension as _, Row};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::grade_chain;
use crate::migration::Migration;
use crate::table::{AccountId, GradingId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE grade_entries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            grading INTEGER NOT NULL REFERENCES gradings (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            round TEXT NOT NULL,
            item INTEGER NOT NULL,
            act TEXT NOT NULL,
            grade INTEGER CHECK (grade BETWEEN 1 AND 5),
            reason TEXT NOT NULL,
            comment TEXT NOT NULL,
            is_flagged INTEGER NOT NULL CHECK (is_flagged IN (0, 1)),
            focus_ms INTEGER NOT NULL,
            recorded_at_us INTEGER NOT NULL,
            replaces INTEGER UNIQUE REFERENCES grade_entries (id),
            packet TEXT,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            CHECK ((act = 'graded') = (grade IS NOT NULL)),
            CHECK (act <> 'skipped' OR reason <> ''),
            CHECK (act <> 'withdrawn' OR replaces IS NOT NULL)
        ) STRICT;
        CREATE INDEX grade_entries_of_grader ON grade_entries (grading, account, round, item);
        CREATE TABLE current_grades (
            grading INTEGER NOT NULL REFERENCES gradings (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            round TEXT NOT NULL,
            item INTEGER NOT NULL,
            entry INTEGER NOT NULL UNIQUE REFERENCES grade_entries (id),
            PRIMARY KEY (grading, account, round, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER grade_entries_follow BEFORE INSERT ON grade_entries
            WHEN (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
                OR EXISTS (SELECT 1 FROM grade_entries WHERE id = NEW.id OR replaces = NEW.replaces)
                OR NOT EXISTS (SELECT 1 FROM grading_items WHERE grading = NEW.grading AND number = NEW.item
                    AND kind = CASE NEW.round WHEN 'calibration' THEN 'example' ELSE 'case' END)
                OR NEW.replaces IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grade_entries
                    WHERE id = NEW.replaces AND grading = NEW.grading AND account = NEW.account
                    AND round = NEW.round AND item = NEW.item)
                OR NEW.packet IS NULL AND NEW.replaces IS NOT (SELECT entry FROM current_grades
                    WHERE grading = NEW.grading AND account = NEW.account AND round = NEW.round AND item = NEW.item)
            BEGIN SELECT RAISE(ABORT, 'an entry is of a regimen of an open study of grades, and replaces what stands'); END;
        CREATE TRIGGER current_grades_point_right BEFORE INSERT ON current_grades
            WHEN NOT EXISTS (SELECT 1 FROM grade_entries WHERE id = NEW.entry AND grading = NEW.grading
                AND account = NEW.account AND round = NEW.round AND item = NEW.item AND act <> 'withdrawn')
                OR EXISTS (SELECT 1 FROM grade_entries WHERE replaces = NEW.entry)
                OR EXISTS (SELECT 1 FROM current_grades WHERE grading = NEW.grading AND account = NEW.account
                    AND round = NEW.round AND item = NEW.item)
                OR (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
            BEGIN SELECT RAISE(ABORT, 'one entry of that grader, round and regimen stands, the last'); END;
        CREATE TRIGGER current_grades_stand BEFORE UPDATE ON current_grades
            BEGIN SELECT RAISE(ABORT, 'what stands is taken away, then another put there'); END;
        CREATE TRIGGER current_grades_give_way BEFORE DELETE ON current_grades
            WHEN NOT EXISTS (SELECT 1 FROM grade_entries WHERE replaces = OLD.entry)
            BEGIN SELECT RAISE(ABORT, 'what stands gives way to what replaces it'); END;
        CREATE TRIGGER grade_entries_stand BEFORE UPDATE ON grade_entries
            BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
        CREATE TRIGGER grade_entries_stay BEFORE DELETE ON grade_entries
            BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
    ",
}];

row_id! {
    /// Number of an entry; later ones are higher.
    GradeEntryId(i64)
}

coded_enum! {
    /// In which round a regimen was looked at.
    pub enum GradeRound {
        /// As an example, with feedback; not counted.
        Calibration = "calibration",
        /// For the first time.
        First = "first",
        /// Once more, unannounced.
        Repeat = "repeat",
    }
}

coded_enum! {
    /// What was done.
    pub enum GradeAct {
        /// A grade was given.
        Graded = "graded",
        /// None was given, for a reason.
        Skipped = "skipped",
        /// What stood was taken back.
        Withdrawn = "withdrawn",
    }
}

/// Where an entry belongs: exactly one stands there, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GradePlace {
    /// The study of grades.
    pub grading: GradingId,
    /// The grader.
    pub account: AccountId,
    /// The round.
    pub round: GradeRound,
    /// Number of the regimen; in the calibration round, of the example.
    pub item: u32,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGradeEntry {
    /// Where it belongs.
    pub place: GradePlace,
    /// What was done.
    pub act: GradeAct,
    /// 1 to 5, if one was given.
    pub grade: Option<u8>,
    /// Why it was skipped.
    pub reason: Redacted<String>,
    /// The grader's comment.
    pub comment: Redacted<String>,
    /// Whether the grader flagged it.
    pub is_flagged: bool,
    /// Time in view, milliseconds.
    pub focus_ms: u32,
    /// When it was recorded, in microseconds since 1970 UTC: in a packet, there.
    pub recorded_at_us: i64,
    /// What it replaces; must be what stands.
    pub replaces: Option<GradeEntryId>,
    /// The packet it came with.
    pub packet: Option<String>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeEntryRow {
    /// Its number.
    pub id: GradeEntryId,
    /// What was recorded.
    pub entry: NewGradeEntry,
}

pub(crate) const COLUMNS: &str =
    "SELECT e.id, e.grading, e.account, e.round, e.item, e.act, e.grade, e.reason, e.comment,
                       e.is_flagged, e.focus_ms, e.recorded_at_us, e.replaces, e.packet, e.sha256
                       FROM grade_entries e";

pub(crate) fn row(row: &Row<'_>) -> rusqlite::Result<GradeEntryRow> {
    Ok(GradeEntryRow {
        id: row.get(0)?,
        entry: NewGradeEntry {
            place: GradePlace { grading: row.get(1)?, account: row.get(2)?, round: row.get(3)?, item: row.get(4)? },
            act: row.get(5)?,
            grade: row.get(6)?,
            reason: Redacted::new(row.get(7)?),
            comment: Redacted::new(row.get(8)?),
            is_flagged: row.get(9)?,
            focus_ms: row.get(10)?,
            recorded_at_us: row.get(11)?,
            replaces: row.get(12)?,
            packet: row.get(13)?,
        },
    })
}

impl Reading<'_> {
    /// What stands of one grader, in all rounds.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn current_grades_of(&self, grading: GradingId, account: AccountId) -> Result<Vec<GradeEntryRow>, Error> {
        let sql = format!(
            "{COLUMNS} JOIN current_grades c ON c.entry = e.id WHERE c.grading = ? AND c.account = ?
             ORDER BY c.round, c.item"
        );
        all(self.connection, &sql, (grading, account), row)
    }

    /// What stands at a place.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn current_grade(&self, place: GradePlace) -> Result<Option<GradeEntryRow>, Error> {
        let GradePlace { grading, account, round, item } = place;
        let sql = format!(
            "{COLUMNS} JOIN current_grades c ON c.entry = e.id
             WHERE c.grading = ? AND c.account = ? AND c.round = ? AND c.item = ?"
        );
        one(self.connection, &sql, (grading, account, round, item), row)
    }

    /// How many entries there are at a place, the one that stands included.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grade_entries_at(&self, place: GradePlace) -> Result<u32, Error> {
        let GradePlace { grading, account, round, item } = place;
        let sql = "SELECT COUNT(*) FROM grade_entries WHERE grading = ? AND account = ? AND round = ? AND item = ?";
        Ok(self.connection.prepare_cached(sql)?.query_row((grading, account, round, item), |row| row.get(0))?)
    }

    /// The entries at a place, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grade_entry_ids_at(&self, place: GradePlace) -> Result<Vec<GradeEntryId>, Error> {
        let GradePlace { grading, account, round, item } = place;
        let sql =
            "SELECT id FROM grade_entries WHERE grading = ? AND account = ? AND round = ? AND item = ? ORDER BY id";
        all(self.connection, sql, (grading, account, round, item), |row| row.get(0))
    }

    /// How many regimens of a round one grader has recorded.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn count_recorded(&self, grading: GradingId, account: AccountId, round: GradeRound) -> Result<u32, Error> {
        let sql = "SELECT COUNT(*) FROM current_grades WHERE grading = ? AND account = ? AND round = ?";
        Ok(self.connection.prepare_cached(sql)?.query_row((grading, account, round), |row| row.get(0))?)
    }

    /// Everything that one grader ever recorded, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grade_history_of(&self, grading: GradingId, account: AccountId) -> Result<Vec<GradeEntryRow>, Error> {
        let sql = format!("{COLUMNS} WHERE e.grading = ? AND e.account = ? ORDER BY e.id");
        all(self.connection, &sql, (grading, account), row)
    }

    /// Everything that everybody ever recorded, oldest first. For nobody who grades.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grade_history(&self, grading: GradingId) -> Result<Vec<GradeEntryRow>, Error> {
        all(self.connection, &format!("{COLUMNS} WHERE e.grading = ? ORDER BY e.id"), [grading], row)
    }
}

impl WriteTransaction<'_> {
    /// Records an entry. It stands from now on; a withdrawal leaves nothing standing.
    ///
    /// # Errors
    /// [`Error::AlreadyRecorded`] if it does not replace exactly what stands (nothing is written);
    /// [`Error::ConstraintBroken`] for an impossible entry, or if the study is not open; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_grade_entry(&mut self, entry: &NewGradeEntry) -> Result<GradeEntryId, Error> {
        let standing = self.standing_entry(entry.place)?;
        if standing != entry.replaces {
            return Err(Error::AlreadyRecorded { item: entry.place.item });
        }
        let id = self.write_grade_entry(entry)?;
        let GradePlace { grading, account, round, item } = entry.place;
        let connection = self.touching(Table::CurrentGrades);
        if standing.is_some() {
            let sql = "DELETE FROM current_grades WHERE grading = ? AND account = ? AND round = ? AND item = ?";
            connection.prepare_cached(sql)?.execute((grading, account, round, item))?;
        }
        if entry.act != GradeAct::Withdrawn {
            let sql = "INSERT INTO current_grades (grading, account, round, item, entry) VALUES (?, ?, ?, ?, ?)";
            connection.prepare_cached(sql)?.execute((grading, account, round, item, id))?;
        }
        Ok(id)
    }

    /// Adds an entry to the history only: one that a packet brought and that never stood here.
    ///
    /// # Errors
    /// [`Error::AlreadyRecorded`] if it replaces what stands (nothing is written); [`Error::ConstraintBroken`] for an
    /// impossible entry, or one of no packet where it does not follow; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn append_grade_entry(&mut self, entry: &NewGradeEntry) -> Result<GradeEntryId, Error> {
        if entry.replaces.is_some() && self.standing_entry(entry.place)? == entry.replaces {
            return Err(Error::AlreadyRecorded { item: entry.place.item });
        }
        self.write_grade_entry(entry)
    }

    fn write_grade_entry(&mut self, entry: &NewGradeEntry) -> Result<GradeEntryId, Error> {
        let NewGradeEntry {
            place,
            act,
            grade,
            reason,
            comment,
            is_flagged,
            focus_ms,
            recorded_at_us,
            replaces,
            packet,
        } = entry;
        let GradePlace { grading, account, round, item } = place;
        let sha256 = grade_chain::following(grade_chain::head(&self.transaction)?, entry);
        let sql = "INSERT INTO grade_entries (grading, account, round, item, act, grade, reason, comment, is_flagged,
                   focus_ms, recorded_at_us, replaces, packet, sha256)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let values = rusqlite::params![
            grading,
            account,
            round,
            item,
            act,
            grade,
            reason.reveal(),
            comment.reveal(),
            is_flagged,
            focus_ms,
            recorded_at_us,
            replaces,
            packet,
            sha256
        ];
        Ok(self.touching(Table::GradeEntries).prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
    }

    fn standing_entry(&self, place: GradePlace) -> Result<Option<GradeEntryId>, Error> {
        let GradePlace { grading, account, round, item } = place;
        let sql = "SELECT entry FROM current_grades WHERE grading = ? AND account = ? AND round = ? AND item = ?";
        let mut statement = self.transaction.prepare_cached(sql)?;
        Ok(statement.query_row((grading, account, round, item), |row| row.get(0)).optional()?)
    }
}

#[cfg(test)]
#[path = "grade_entries_tests.rs"]
mod tests;
