//! Private votes of the panel before a case is discussed. They only follow each other; the latest of a member counts.

use crate::error::Error;
use crate::migration::Migration;
use crate::table::{AccountId, GradingId, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE panel_votes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            grading INTEGER NOT NULL REFERENCES gradings (id),
            item INTEGER NOT NULL,
            account INTEGER NOT NULL REFERENCES accounts (id),
            grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 5),
            cast_at_us INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX panel_votes_of_item ON panel_votes (grading, item);
        CREATE TRIGGER panel_votes_follow BEFORE INSERT ON panel_votes
            WHEN (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
                OR EXISTS (SELECT 1 FROM panel_votes WHERE id = NEW.id)
                OR NOT EXISTS (SELECT 1 FROM grading_items
                    WHERE grading = NEW.grading AND kind = 'case' AND number = NEW.item)
            BEGIN SELECT RAISE(ABORT, 'an open study of grades takes votes on its regimens, and each is a new row'); END;
        CREATE TRIGGER panel_votes_stand BEFORE UPDATE ON panel_votes
            BEGIN SELECT RAISE(ABORT, 'a vote is never changed'); END;
        CREATE TRIGGER panel_votes_stay BEFORE DELETE ON panel_votes
            BEGIN SELECT RAISE(ABORT, 'a vote is never removed'); END;
    ",
}];

/// A vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelVoteRow {
    /// Number of the regimen.
    pub item: u32,
    /// Who voted.
    pub account: AccountId,
    /// 1 to 5.
    pub grade: u8,
    /// When, in microseconds since 1970 UTC.
    pub cast_at_us: i64,
}

impl Reading<'_> {
    /// Every vote of a study of grades, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn panel_votes(&self, grading: GradingId) -> Result<Vec<PanelVoteRow>, Error> {
        let sql = "SELECT item, account, grade, cast_at_us FROM panel_votes WHERE grading = ? ORDER BY id";
        all(self.connection, sql, [grading], |row| {
            Ok(PanelVoteRow { item: row.get(0)?, account: row.get(1)?, grade: row.get(2)?, cast_at_us: row.get(3)? })
        })
    }
}

impl WriteTransaction<'_> {
    /// Casts the vote of whoever signed in.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if nobody with an account did, there is no such regimen, or the study is not open; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_panel_vote(&mut self, grading: GradingId, item: u32, grade: u8) -> Result<(), Error> {
        let (now_us, account) = (self.now_us(), self.actor.account());
        let sql = "INSERT INTO panel_votes (grading, item, account, grade, cast_at_us) VALUES (?, ?, ?, ?, ?)";
        self.touching(Table::PanelVotes).execute(sql, (grading, item, account, grade, now_us))?;
        Ok(())
    }
}
