//! Versions of the rules of the checks, as the TOML that the checks read. They only ever follow each other, and the latest
//! holds; where there is none, those that came with the program hold.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::audit_entry::Action;
use crate::error::Error;
use crate::evidence_binding::{self, EvidenceRecord};
use crate::evidence_fault::EvidenceFault;
use crate::migration::Migration;
use crate::table::{AccountId, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

/// The long text stands last, so that a list does not read it.
pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 6,
    sql: "
        CREATE TABLE check_rules (
            number INTEGER PRIMARY KEY CHECK (number >= 1),
            account INTEGER REFERENCES accounts (id),
            at_us INTEGER NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            toml TEXT NOT NULL CHECK (toml <> '')
        ) STRICT;
        CREATE TRIGGER check_rules_follow BEFORE INSERT ON check_rules
            WHEN NEW.number IS NOT 1 + coalesce((SELECT max(number) FROM check_rules), 0)
                OR NEW.account IS NULL AND EXISTS (SELECT 1 FROM accounts)
            BEGIN SELECT RAISE(ABORT, 'rules follow the latest ones, changed by a person where there are any'); END;
        CREATE TRIGGER check_rules_stand BEFORE UPDATE ON check_rules
            BEGIN SELECT RAISE(ABORT, 'a version of the rules is never changed'); END;
        CREATE TRIGGER check_rules_stay BEFORE DELETE ON check_rules
            BEGIN SELECT RAISE(ABORT, 'a version of the rules is never removed'); END;
    ",
}];

/// A version of the rules without the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRulesSummaryRow {
    /// Its number, from 1.
    pub number: u32,
    /// Who made it; nobody in the demonstration only.
    pub account: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Why.
    pub reason: Redacted<String>,
}

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRulesRow {
    /// All but the rules.
    pub summary: CheckRulesSummaryRow,
    /// The rules.
    pub toml: String,
}

const SUMMARY: &str = "number, account, at_us, reason";

fn summary(row: &Row<'_>) -> rusqlite::Result<CheckRulesSummaryRow> {
    Ok(CheckRulesSummaryRow {
        number: row.get(0)?,
        account: row.get(1)?,
        at_us: row.get(2)?,
        reason: Redacted::new(row.get(3)?),
    })
}

fn row(row: &Row<'_>) -> rusqlite::Result<CheckRulesRow> {
    Ok(CheckRulesRow { summary: summary(row)?, toml: row.get(4)? })
}

impl Reading<'_> {
    /// The rules that hold, unless they were never changed.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn check_rules(&self) -> Result<Option<CheckRulesRow>, Error> {
        let sql = format!("SELECT {SUMMARY}, toml FROM check_rules ORDER BY number DESC LIMIT 1");
        one(self.connection, &sql, [], row)
    }

    /// One version of the rules.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn check_rules_version(&self, number: u32) -> Result<Option<CheckRulesRow>, Error> {
        let sql = format!("SELECT {SUMMARY}, toml FROM check_rules WHERE number = ?");
        one(self.connection, &sql, [number], row)
    }

    /// Every version, oldest first, without the rules.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn check_rules_history(&self) -> Result<Vec<CheckRulesSummaryRow>, Error> {
        all(self.connection, &format!("SELECT {SUMMARY} FROM check_rules ORDER BY number"), [], summary)
    }
}

impl WriteTransaction<'_> {
    /// Changes the rules: `toml` holds from now on. `follows` is the number of those that were changed, 0 for those that
    /// came with the program. The audit log is told by the commit, with a hash of them.
    ///
    /// # Errors
    /// [`Error::Evidence`] with [`EvidenceFault::RulesChangedMeanwhile`] if they do not follow the latest (nothing is
    /// written); [`Error::ConstraintBroken`] without rules or a reason, or if nobody is signed in although there are
    /// accounts; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn change_check_rules(
        &mut self,
        follows: u32,
        toml: &str,
        reason: &Redacted<String>,
    ) -> Result<CheckRulesSummaryRow, Error> {
        let sql = "SELECT coalesce(max(number), 0) FROM check_rules";
        let latest = one(&self.transaction, sql, [], |row| row.get(0))?.unwrap_or(0);
        if latest != follows {
            return Err(Error::Evidence(EvidenceFault::RulesChangedMeanwhile { latest }));
        }
        let number = follows + 1;
        let values = params![number, self.actor.account(), self.now_us(), reason.reveal(), toml];
        let sql = format!(
            "INSERT INTO check_rules (number, account, at_us, reason, toml) VALUES (?, ?, ?, ?, ?) RETURNING {SUMMARY}"
        );
        let written = self.touching(Table::CheckRules).prepare_cached(&sql)?.query_row(values, summary)?;
        let record = EvidenceRecord::CheckRules { number };
        let entry = evidence_binding::naming(&self.transaction, Action::CheckRulesChanged, record)?;
        self.owe(entry);
        Ok(written)
    }
}
