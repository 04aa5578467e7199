//! The schema and its version. Each table's file holds its own migrations; none is ever edited, only followed by
//! another.

use jiff::Zoned;
use rusqlite::{Connection, Transaction};

use crate::audit_chain::{self, Head};
use crate::audit_entry::{Action, Actor, AuditEntry, AuditValue, Subject};
use crate::error::{Error, Part};
use crate::slot::VaultId;
use crate::table::MIGRATIONS;

/// One step of one table.
#[derive(Debug)]
pub(crate) struct Migration {
    /// The vault version that this step brings the table to.
    pub(crate) version: u32,
    pub(crate) sql: &'static str,
}

/// The version that this program writes: the highest of any table.
pub(crate) fn current_version() -> u32 {
    MIGRATIONS.iter().copied().flatten().map(|step| step.version).max().unwrap_or(0)
}

/// The version of a vault.
///
/// # Errors
/// [`Error::NewerVault`] if this program does not know it.
pub(crate) fn version_of(connection: &Connection) -> Result<u32, Error> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = current_version();
    if found > known { Err(Error::NewerVault { part: Part::Database, found, known }) } else { Ok(found) }
}

/// Brings the schema from `version` to the current one. Within a version, tables follow in the order of the list, so
/// that a table stands after those it refers to.
pub(crate) fn apply(transaction: &Transaction<'_>, version: u32) -> Result<(), Error> {
    for next in version + 1..=current_version() {
        for step in MIGRATIONS.iter().copied().flatten().filter(|step| step.version == next) {
            transaction.execute_batch(step.sql)?;
        }
    }
    transaction.pragma_update(None, "user_version", current_version())?;
    Ok(())
}

/// Brings an older vault up to date, with its audit entry in the same transaction.
pub(crate) fn bring_up_to_date(connection: &mut Connection, vault: &VaultId, now: &Zoned) -> Result<(), Error> {
    let version = version_of(connection)?;
    if version == current_version() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    apply(&transaction, version)?;
    let number = |version: u32| Some(AuditValue::Number(version.into()));
    let entry = AuditEntry::new(Action::Migrated, Subject::VAULT);
    let entry = entry.changing("version", number(version), number(current_version()));
    let record = Head::read(&transaction, vault)?.follow(&entry, Actor::Program, now);
    audit_chain::insert(&transaction, &record)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::hash::Hash;

    /// Released steps in the order they run: version, and the beginning of the SQL's SHA-256. A line is added with each
    /// new migration and none is ever changed: vaults out there were made with it.
    const RELEASED: &[(u32, &str)] = &[
        (1, "aeabc722d8151197"),
        (1, "184ebd4130d17ef2"),
        (1, "fa1272937e3ee116"),
        (1, "5f3f7e0f1d4b94ef"),
        (1, "53ea94ea7d000338"),
        (1, "7b069ff61c87d085"),
        (1, "4077333b5001cdce"),
        (1, "ca647aa152f2b5f9"),
        (1, "9b00623fb17a58c4"),
        (1, "946c482786f461a3"),
        (2, "81aa03d405adce4e"),
        (2, "cce5ef9f9cfc5ddf"),
        (2, "6856a6f5817dd650"),
        (2, "cddcec3079951481"),
        (3, "f894e17d4d64f278"),
        (3, "d1431643f9de06ae"),
        (4, "e4cac9a0b8a64c8f"),
        (4, "9cd3600e0afc24eb"),
        (4, "4d30f8a7f3c7ef09"),
        (4, "2694bc85fb3548e3"),
        (4, "b41af14ed2a84891"),
        (4, "41fdf802c61c7eec"),
        (5, "6d5b8fbbf1763564"),
        (5, "e8d61091d2e6bfc7"),
        (5, "aee9a36fe331aa5c"),
        (5, "8763df0fef209b60"),
        (5, "9d8d7ef6f14751d6"),
        (5, "77caf72382177727"),
        (6, "24c4feb1814b2986"),
        (6, "e54688c3e73fdca1"),
        (6, "1c9c76abc7bcf777"),
        (6, "7c1f4d4774febca6"),
    ];

    #[test]
    fn no_released_migration_was_ever_edited() {
        let mut now: Vec<(u32, String)> = MIGRATIONS
            .iter()
            .copied()
            .flatten()
            .map(|step| (step.version, Hash::of(step.sql.as_bytes()).to_string()[..16].to_owned()))
            .collect();
        now.sort_by_key(|(version, _)| *version);
        let released: Vec<(u32, String)> =
            RELEASED.iter().map(|(version, hash)| (*version, (*hash).to_owned())).collect();
        assert_eq!(now, released);
    }

    fn now() -> Zoned {
        jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)
    }

    /// A vault as the program of `version` made it.
    fn as_of(version: u32) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for next in 1..=version {
            for step in MIGRATIONS.iter().copied().flatten().filter(|step| step.version == next) {
                connection.execute_batch(step.sql).unwrap();
            }
        }
        connection.pragma_update(None, "user_version", version).unwrap();
        connection
    }

    /// What a query gives, each row as one text.
    fn rows(connection: &Connection, sql: &str) -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            Ok((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join(", "))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    const SCHEMA: &str = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name";

    #[test]
    fn a_vault_of_any_version_becomes_what_a_new_one_is_and_keeps_every_row() {
        let expected = rows(&as_of(current_version()), SCHEMA);
        for version in 1..current_version() {
            let mut connection = as_of(version);
            let filled = [
                "INSERT INTO accounts VALUES (1, 'Ada Vogt', 'physicist', 'active')",
                "INSERT INTO settings VALUES ('idle_minutes', '5')",
                "INSERT INTO drafts VALUES (1, 'grade', 0, 'half a sentence', 7)",
                "INSERT INTO cohorts (id, name, created_at_us, state, rules, sources)
                 VALUES (1, 'prostate', 7, 'draft', '{}', '[]')",
            ];
            for sql in filled {
                connection.execute(sql, []).unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            if version >= 3 {
                let sql =
                    "INSERT INTO studies (id, cohort, name, study, sha256, planned, state, elapsed_ms, made_at_us,
                           changed_at_us) VALUES (1, 1, 'Scan', 'text', zeroblob(32), 6, 'finished', 9, 7, 7)";
                connection.execute(sql, []).unwrap();
                connection.execute("INSERT INTO study_samples VALUES (1, 1, 'a', '{}')", []).unwrap();
            }
            if version >= 4 {
                let sql = "INSERT INTO gradings (id, name, state, origin, study, protocol, made_at_us)
                           VALUES (1, 'Prostate', 'draft', 'here', 1, '{}', 7);
                           INSERT INTO grading_items VALUES (1, 'case', 1, 'P-1', '{}');
                           UPDATE gradings SET state = 'open', sha256 = zeroblob(32), opened_at_us = 8;
                           INSERT INTO grade_entries (id, grading, account, round, item, act, grade, reason, comment,
                               is_flagged, focus_ms, recorded_at_us, sha256)
                           VALUES (1, 1, 1, 'first', 1, 'graded', 4, '', 'half a sentence', 0, 9, 9, zeroblob(32));
                           INSERT INTO current_grades VALUES (1, 1, 'first', 1, 1);";
                connection.execute_batch(sql).unwrap();
            }
            if version >= 5 {
                let sql = "INSERT INTO letter_cases (id, label, pseudonym, language, part, is_synthetic, imported_at_us,
                               source_sha256, facts)
                           VALUES (1, 'L-1', 'P-1', 'en', 'work', 0, 7, zeroblob(32), '{}');
                           INSERT INTO letter_versions (id, letter_case, number, act, text_sha256, model, at_us, content)
                           VALUES (1, 1, 1, 'drafted', zeroblob(32), 'demo', 7, '{}');";
                connection.execute_batch(sql).unwrap();
            }
            let tables: Vec<&str> = crate::table::Table::ALL
                .iter()
                .map(|table| table.code())
                .filter(|table| *table != "audit" && connection.table_exists(None, *table).unwrap())
                .collect();
            assert!(tables.len() > 8);
            let content = |connection: &Connection| -> Vec<Vec<String>> {
                tables.iter().map(|table| rows(connection, &format!("SELECT * FROM {table}"))).collect()
            };
            let before = content(&connection);
            bring_up_to_date(&mut connection, &[7; 16], &now()).unwrap();
            assert_eq!(rows(&connection, SCHEMA), expected, "from version {version}");
            assert_eq!(content(&connection), before, "from version {version}");
            assert!(rows(&connection, "PRAGMA foreign_key_check").is_empty());
        }
    }

    #[test]
    fn an_older_vault_is_brought_up_to_date_with_an_audit_entry_and_only_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        for _ in 0..2 {
            bring_up_to_date(&mut connection, &[7; 16], &now()).unwrap();
            assert_eq!(version_of(&connection).unwrap(), current_version());
            let records = audit_chain::records(&connection, "ORDER BY seq", []).unwrap();
            assert_eq!(records.len(), 1);
            assert_eq!((records[0].action.as_str(), records[0].old.as_deref()), ("migrated", Some("number 0")));
        }
    }
}
