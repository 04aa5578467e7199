//! What the panel settled, and who signed it. Records only follow each other: a change is a new one that names what it replaces, and a
//! signature belongs to one record for good.

use isocenter_domain::Redacted;
use rusqlite::OptionalExtension as _;

use crate::code::row_id;
use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::{AccountId, GradingId, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 4,
    sql: "
        CREATE TABLE panel_decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            grading INTEGER NOT NULL REFERENCES gradings (id),
            item INTEGER NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            account INTEGER NOT NULL REFERENCES accounts (id),
            recorded_at_us INTEGER NOT NULL,
            replaces INTEGER UNIQUE REFERENCES panel_decisions (id)
        ) STRICT;
        CREATE TABLE current_decisions (
            grading INTEGER NOT NULL REFERENCES gradings (id),
            item INTEGER NOT NULL,
            decision INTEGER NOT NULL UNIQUE REFERENCES panel_decisions (id),
            PRIMARY KEY (grading, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE panel_signatures (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            decision INTEGER NOT NULL REFERENCES panel_decisions (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            name TEXT NOT NULL,
            part TEXT NOT NULL,
            meaning TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            signed_at_us INTEGER NOT NULL,
            UNIQUE (decision, account)
        ) STRICT;
        CREATE TRIGGER panel_decisions_follow BEFORE INSERT ON panel_decisions
            WHEN (SELECT state FROM gradings WHERE id = NEW.grading) IS NOT 'open'
                OR EXISTS (SELECT 1 FROM panel_decisions WHERE id = NEW.id OR replaces = NEW.replaces)
                OR NEW.replaces IS NOT (SELECT decision FROM current_decisions
                    WHERE grading = NEW.grading AND item = NEW.item)
                OR NOT EXISTS (SELECT 1 FROM grading_items
                    WHERE grading = NEW.grading AND kind = 'case' AND number = NEW.item)
            BEGIN SELECT RAISE(ABORT, 'a record replaces the one that stands, in an open study of grades'); END;
        CREATE TRIGGER current_decisions_point_right BEFORE INSERT ON current_decisions
            WHEN NOT EXISTS (SELECT 1 FROM panel_decisions d
                WHERE d.id = NEW.decision AND d.grading = NEW.grading AND d.item = NEW.item AND d.replaces IS NULL)
                OR EXISTS (SELECT 1 FROM panel_decisions WHERE replaces = NEW.decision)
                OR EXISTS (SELECT 1 FROM current_decisions WHERE grading = NEW.grading AND item = NEW.item)
            BEGIN SELECT RAISE(ABORT, 'the first record of a regimen stands until another replaces it'); END;
        CREATE TRIGGER current_decisions_move BEFORE UPDATE ON current_decisions
            WHEN NOT EXISTS (SELECT 1 FROM panel_decisions d WHERE d.id = NEW.decision AND d.replaces = OLD.decision)
                OR OLD.grading <> NEW.grading OR OLD.item <> NEW.item
            BEGIN SELECT RAISE(ABORT, 'what stands gives way to what replaces it'); END;
        CREATE TRIGGER current_decisions_stay BEFORE DELETE ON current_decisions
            BEGIN SELECT RAISE(ABORT, 'what stands gives way to what replaces it'); END;
        CREATE TRIGGER panel_signatures_follow BEFORE INSERT ON panel_signatures
            WHEN (SELECT g.state FROM gradings g JOIN panel_decisions d ON d.grading = g.id WHERE d.id = NEW.decision)
                IS NOT 'open'
                OR EXISTS (SELECT 1 FROM panel_signatures
                    WHERE id = NEW.id OR decision = NEW.decision AND account = NEW.account)
            BEGIN SELECT RAISE(ABORT, 'a member of the panel signs a record once'); END;
        CREATE TRIGGER panel_decisions_stand BEFORE UPDATE ON panel_decisions
            BEGIN SELECT RAISE(ABORT, 'what was settled is never changed'); END;
        CREATE TRIGGER panel_decisions_stay BEFORE DELETE ON panel_decisions
            BEGIN SELECT RAISE(ABORT, 'what was settled is never removed'); END;
        CREATE TRIGGER panel_signatures_stand BEFORE UPDATE ON panel_signatures
            BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
        CREATE TRIGGER panel_signatures_stay BEFORE DELETE ON panel_signatures
            BEGIN SELECT RAISE(ABORT, 'a signature is never removed'); END;
    ",
}];

row_id! {
    /// Number of a record of the panel; later ones are higher.
    PanelDecisionId(i64)
}

/// A record to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPanelDecision {
    /// The study of grades.
    pub grading: GradingId,
    /// Number of the regimen.
    pub item: u32,
    /// What was settled, as JSON.
    pub content: Redacted<String>,
    /// Hash of exactly what is signed.
    pub sha256: Hash,
    /// When, in microseconds since 1970 UTC; it is part of what is signed.
    pub recorded_at_us: i64,
    /// What it replaces; must be what stands.
    pub replaces: Option<PanelDecisionId>,
}

/// A record of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelDecisionRow {
    /// Its number.
    pub id: PanelDecisionId,
    /// What was recorded.
    pub decision: NewPanelDecision,
    /// By whom.
    pub account: AccountId,
    /// Whether it stands.
    pub is_current: bool,
}

/// A signature on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelSignatureRow {
    /// The record.
    pub decision: PanelDecisionId,
    /// Who signed.
    pub account: AccountId,
    /// Their name at that time.
    pub name: String,
    /// What they were to the panel, as the caller's code.
    pub part: String,
    /// What the signature means.
    pub meaning: String,
    /// Hash of exactly what was signed.
    pub sha256: Hash,
    /// When, in microseconds since 1970 UTC.
    pub signed_at_us: i64,
}

impl Reading<'_> {
    /// Every record of a study of grades, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn panel_decisions(&self, grading: GradingId) -> Result<Vec<PanelDecisionRow>, Error> {
        let sql = "SELECT d.id, d.grading, d.item, d.content, d.sha256, d.recorded_at_us, d.replaces, d.account,
                   c.decision IS NOT NULL
                   FROM panel_decisions d LEFT JOIN current_decisions c ON c.decision = d.id
                   WHERE d.grading = ? ORDER BY d.id";
        all(self.connection, sql, [grading], |row| {
            Ok(PanelDecisionRow {
                id: row.get(0)?,
                decision: NewPanelDecision {
                    grading: row.get(1)?,
                    item: row.get(2)?,
                    content: Redacted::new(row.get(3)?),
                    sha256: row.get(4)?,
                    recorded_at_us: row.get(5)?,
                    replaces: row.get(6)?,
                },
                account: row.get(7)?,
                is_current: row.get(8)?,
            })
        })
    }

    /// Every signature on records of a study of grades, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn panel_signatures(&self, grading: GradingId) -> Result<Vec<PanelSignatureRow>, Error> {
        let sql = "SELECT s.decision, s.account, s.name, s.part, s.meaning, s.sha256, s.signed_at_us
                   FROM panel_signatures s JOIN panel_decisions d ON d.id = s.decision
                   WHERE d.grading = ? ORDER BY s.id";
        all(self.connection, sql, [grading], |row| {
            Ok(PanelSignatureRow {
                decision: row.get(0)?,
                account: row.get(1)?,
                name: row.get(2)?,
                part: row.get(3)?,
                meaning: row.get(4)?,
                sha256: row.get(5)?,
                signed_at_us: row.get(6)?,
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Records what the panel settled; it stands from now on.
    ///
    /// # Errors
    /// [`Error::AlreadyRecorded`] if it does not replace exactly what stands (nothing is written);
    /// [`Error::ConstraintBroken`] if nobody with an account signed in, or the study is not open; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_panel_decision(&mut self, decision: &NewPanelDecision) -> Result<PanelDecisionId, Error> {
        let NewPanelDecision { grading, item, content, sha256, recorded_at_us, replaces } = decision;
        let sql = "SELECT decision FROM current_decisions WHERE grading = ? AND item = ?";
        let standing: Option<PanelDecisionId> =
            self.transaction.query_row(sql, (grading, item), |row| row.get(0)).optional()?;
        if standing != *replaces {
            return Err(Error::AlreadyRecorded { item: *item });
        }
        let account = self.actor.account();
        let sql = "INSERT INTO panel_decisions (grading, item, content, sha256, account, recorded_at_us, replaces)
                   VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let values = rusqlite::params![grading, item, content.reveal(), sha256, account, recorded_at_us, replaces];
        let id = self.touching(Table::PanelDecisions).query_row(sql, values, |row| row.get(0))?;
        let sql = match standing {
            None => "INSERT INTO current_decisions (grading, item, decision) VALUES (?1, ?2, ?3)",
            Some(_) => "UPDATE current_decisions SET decision = ?3 WHERE grading = ?1 AND item = ?2",
        };
        self.touching(Table::CurrentDecisions).execute(sql, (grading, item, id))?;
        Ok(id)
    }

    /// Signs a record.
    ///
    /// # Errors
    /// [`Error::ConstraintBroken`] if there is no such record, this person has signed it, or the study is not open;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_panel_signature(&mut self, signature: &PanelSignatureRow) -> Result<(), Error> {
        let PanelSignatureRow { decision, account, name, part, meaning, sha256, signed_at_us } = signature;
        let sql = "INSERT INTO panel_signatures (decision, account, name, part, meaning, sha256, signed_at_us)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let values = (decision, account, name, part, meaning, sha256, signed_at_us);
        self.touching(Table::PanelSignatures).execute(sql, values)?;
        Ok(())
    }
}
