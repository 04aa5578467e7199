//! Accounts. A removed one stays as a row: the audit chain names it.

use rusqlite::Row;

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE accounts (
            id INTEGER PRIMARY KEY,
            display_name TEXT NOT NULL CHECK (display_name <> ''),
            role TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT;
    ",
}];

row_id! {
    /// Number of an account; never given twice.
    AccountId(u32)
}

coded_enum! {
    /// What a person does here; what each role may do is the application's.
    pub enum Role {
        /// Grades regimens.
        Resident = "resident",
        /// An attending physician.
        Oncologist = "oncologist",
        /// An attending physician who settles discrepancies.
        SeniorOncologist = "senior_oncologist",
        /// Imports, curates, trains and evaluates.
        Physicist = "physicist",
        /// Looks after accounts, vault, backup and audit.
        Administrator = "administrator",
    }
}

coded_enum! {
    /// Whether a person still works here.
    pub enum AccountState {
        /// They can sign in.
        Active = "active",
        /// They cannot.
        Removed = "removed",
    }
}

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its number.
    pub id: AccountId,
    /// Their name.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Whether they can sign in.
    pub state: AccountState,
}

const COLUMNS: &str = "SELECT id, display_name, role, state FROM accounts";

fn row(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow { id: row.get(0)?, display_name: row.get(1)?, role: row.get(2)?, state: row.get(3)? })
}

impl Reading<'_> {
    /// Every account, removed ones too, in the order of their numbers.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn accounts(&self) -> Result<Vec<AccountRow>, Error> {
        all(self.connection, &format!("{COLUMNS} ORDER BY id"), [], row)
    }

    /// One account.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn account(&self, id: AccountId) -> Result<Option<AccountRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE id = ?"), [id], row)
    }
}

// Accounts change together with their key slots, so only `people.rs` changes them.
impl WriteTransaction<'_> {
    pub(crate) fn insert_account(&mut self, display_name: &str, role: Role) -> Result<AccountId, Error> {
        let connection = self.touching(Table::Accounts);
        // Rows are never deleted, so the next number was never given.
        let sql = "INSERT INTO accounts (id, display_name, role, state)
                   SELECT coalesce(max(id), 0) + 1, ?, ?, ? FROM accounts RETURNING id";
        Ok(connection.query_row(sql, (display_name, role, AccountState::Active), |row| row.get(0))?)
    }

    pub(crate) fn set_account_role(&mut self, id: AccountId, role: Role) -> Result<(), Error> {
        let sql = "UPDATE accounts SET role = ? WHERE id = ?";
        change_one(&self.transaction, Table::Accounts, id.0.into(), sql, (role, id))
    }

    pub(crate) fn set_account_state(&mut self, id: AccountId, state: AccountState) -> Result<(), Error> {
        let sql = "UPDATE accounts SET state = ? WHERE id = ?";
        change_one(&self.transaction, Table::Accounts, id.0.into(), sql, (state, id))
    }
}
