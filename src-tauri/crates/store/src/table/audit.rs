//! The audit entries' table; what is in it: `audit_chain.rs`.

use crate::migration::Migration;

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at_us INTEGER NOT NULL,
            offset_seconds INTEGER NOT NULL,
            clock TEXT NOT NULL,
            actor TEXT NOT NULL,
            account INTEGER,
            role TEXT,
            action TEXT NOT NULL,
            subject_kind TEXT NOT NULL,
            subject_id INTEGER NOT NULL,
            field TEXT,
            old TEXT,
            new TEXT,
            reason TEXT,
            program_version TEXT NOT NULL,
            prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE INDEX audit_by_subject ON audit (subject_kind, subject_id);
    ",
}];
