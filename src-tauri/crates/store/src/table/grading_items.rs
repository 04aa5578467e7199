//! The regimens of a study of grades, and its examples: texts of patients, so only whoever asks for one gets it.

use isocenter_domain::Redacted;
use rusqlite::Row;

use crate::code::coded_enum;
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{GradingId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE grading_items (
            grading INTEGER NOT NULL REFERENCES gradings (id),
            kind TEXT NOT NULL,
            number INTEGER NOT NULL,
            label TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            PRIMARY KEY (grading, kind, number)
        ) STRICT;
        CREATE TRIGGER grading_items_come_first BEFORE INSERT ON grading_items
            WHEN NOT EXISTS (SELECT 1 FROM gradings WHERE id = NEW.grading
                AND (state = 'draft' OR state = 'open' AND origin = 'packet'))
                OR EXISTS (SELECT 1 FROM grading_items
                    WHERE grading = NEW.grading AND kind = NEW.kind AND number = NEW.number)
            BEGIN SELECT RAISE(ABORT, 'regimens come before a study of grades is opened, each once'); END;
        CREATE TRIGGER grading_items_stand BEFORE UPDATE ON grading_items
            BEGIN SELECT RAISE(ABORT, 'a regimen is never changed'); END;
        CREATE TRIGGER grading_items_stay BEFORE DELETE ON grading_items
            WHEN (SELECT state FROM gradings WHERE id = OLD.grading) IS NOT 'draft'
            BEGIN SELECT RAISE(ABORT, 'regimens are removed with a draft only'); END;
    ",
}];

coded_enum! {
    /// What a regimen is to a study of grades.
    pub enum GradingItemKind {
        /// It is graded.
        Case = "case",
        /// The senior oncologist's example.
        Example = "example",
    }
}

/// A regimen of a study of grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradingItemRow {
    /// What it is.
    pub kind: GradingItemKind,
    /// Its number within its kind, from 1.
    pub number: u32,
    /// Pseudonym of the case.
    pub label: String,
    /// Diagnosis, delivered and generated plan, as JSON.
    pub content: Redacted<String>,
}

fn row(row: &Row<'_>) -> rusqlite::Result<GradingItemRow> {
    let content = Redacted::new(row.get::<_, String>(3)?);
    Ok(GradingItemRow { kind: row.get(0)?, number: row.get(1)?, label: row.get(2)?, content })
}

const COLUMNS: &str = "SELECT kind, number, label, content FROM grading_items WHERE grading = ?1 AND kind = ?2";

impl Reading<'_> {
    /// All regimens of a kind, in the order of their numbers.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_items(&self, id: GradingId, kind: GradingItemKind) -> Result<Vec<GradingItemRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY number"), (id, kind), row)
    }

    /// One regimen.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn grading_item(
        &self,
        id: GradingId,
        kind: GradingItemKind,
        number: u32,
    ) -> Result<Option<GradingItemRow>, Error> {
        one(self.connection, &format!("{COLUMNS} AND number = ?3"), (id, kind, number), row)
    }
}

impl WriteTransaction<'_> {
    /// Adds the regimens of a draft, or of a packet that was opened.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such study, it is frozen, or a number is taken; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_grading_items(&mut self, id: GradingId, items: &[GradingItemRow]) -> Result<(), Error> {
        let sql = "INSERT INTO grading_items (grading, kind, number, label, content) VALUES (?, ?, ?, ?, ?)";
        let mut statement = self.touching(Table::GradingItems).prepare_cached(sql)?;
        for GradingItemRow { kind, number, label, content } in items {
            statement.execute((id, kind, number, label, content.reveal()))?;
        }
        Ok(())
    }
}
