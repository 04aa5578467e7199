//! Signatures of letters: exactly what was signed, and how far it is from what was drafted. A signature belongs to one
//! version for good.

use isocenter_domain::Redacted;
use rusqlite::params;

use crate::error::Error;
use crate::hash::Hash;
use crate::migration::Migration;
use crate::table::letter_versions::Version;
use crate::table::{AccountId, LetterAct, LetterCaseId, LetterVersionId, LetterVersionSummaryRow, Table, all};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_signatures (
            version INTEGER PRIMARY KEY REFERENCES letter_versions (id),
            account INTEGER REFERENCES accounts (id),
            at_us INTEGER NOT NULL,
            confirmations INTEGER NOT NULL CHECK (confirmations >= 0),
            text_sha256 BLOB NOT NULL CHECK (length(text_sha256) = 32),
            text TEXT NOT NULL CHECK (text <> ''),
            revision TEXT NOT NULL CHECK (json_valid(revision))
        ) STRICT;
        CREATE TRIGGER letter_signatures_once BEFORE INSERT ON letter_signatures
            WHEN EXISTS (SELECT 1 FROM letter_signatures WHERE version = NEW.version)
                OR NOT EXISTS (SELECT 1 FROM letter_versions v WHERE v.id = NEW.version AND v.act = 'signed'
                    AND v.text_sha256 = NEW.text_sha256 AND v.account IS NEW.account AND v.at_us = NEW.at_us
                    AND v.number = (SELECT max(number) FROM letter_versions WHERE letter_case = v.letter_case))
            BEGIN SELECT RAISE(ABORT, 'the version that was just signed has one signature'); END;
        CREATE TRIGGER letter_signatures_stand BEFORE UPDATE ON letter_signatures
            BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
        CREATE TRIGGER letter_signatures_stay BEFORE DELETE ON letter_signatures
            BEGIN SELECT RAISE(ABORT, 'a signature is never removed'); END;
    ",
}];

/// What is signed; who and when are those of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetterSignature {
    /// The case.
    pub letter_case: LetterCaseId,
    /// Number of the version that is signed, which must be the latest.
    pub follows: u32,
    /// The draft as JSON.
    pub content: Redacted<String>,
    /// The model whose words it holds, as label and hash of its adapter; empty where there is none.
    pub model: String,
    /// The letter's whole text, exactly as it is signed.
    pub text: Redacted<String>,
    /// How far it is from what was drafted, as JSON.
    pub revision: Redacted<String>,
    /// How many claims without a source were confirmed.
    pub confirmations: u32,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterSignatureRow {
    /// The version that says so.
    pub version: LetterVersionId,
    /// Its number within the letter.
    pub number: u32,
    /// Who signed; nobody in the demonstration only.
    pub account: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// How many claims without a source were confirmed.
    pub confirmations: u32,
    /// Hash of the text.
    pub text_sha256: Hash,
    /// The letter's whole text, exactly as it was signed.
    pub text: Redacted<String>,
    /// How far it is from what was drafted, as JSON.
    pub revision: Redacted<String>,
}

impl LetterSignatureRow {
    /// Whether the text is still the one whose hash was signed.
    #[must_use]
    pub fn holds(&self) -> bool {
        Hash::of(self.text.reveal().as_bytes()) == self.text_sha256
    }
}

impl Reading<'_> {
    /// The signatures of a letter, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_signatures(&self, case: LetterCaseId) -> Result<Vec<LetterSignatureRow>, Error> {
        let sql = "SELECT s.version, v.number, s.account, s.at_us, s.confirmations, s.text_sha256, s.text, s.revision
                   FROM letter_signatures s JOIN letter_versions v ON v.id = s.version
                   WHERE v.letter_case = ? ORDER BY v.number";
        all(self.connection, sql, [case], |row| {
            Ok(LetterSignatureRow {
                version: row.get(0)?,
                number: row.get(1)?,
                account: row.get(2)?,
                at_us: row.get(3)?,
                confirmations: row.get(4)?,
                text_sha256: row.get(5)?,
                text: Redacted::new(row.get(6)?),
                revision: Redacted::new(row.get(7)?),
            })
        })
    }
}

impl WriteTransaction<'_> {
    /// Signs a letter: a new version that says so, and the signature on it.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::MovedOn`](crate::LetterFault::MovedOn) if `follows` is not the latest version, or
    /// [`LetterFault::Signed`](crate::LetterFault::Signed) if that is signed already (nothing is written); [`Error::ConstraintBroken`] for an empty
    /// text, or a content or revision that is not JSON; [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn sign_letter(&mut self, signature: &NewLetterSignature) -> Result<LetterVersionSummaryRow, Error> {
        let NewLetterSignature { letter_case, follows, content, model, text, revision, confirmations } = signature;
        self.refuse_signed(*letter_case, Some(*follows))?;
        let version = self.write_letter_version(&Version {
            letter_case: *letter_case,
            follows: Some(*follows),
            act: LetterAct::Signed,
            content: content.reveal(),
            text_sha256: Hash::of(text.reveal().as_bytes()),
            model,
        })?;
        let sql = "INSERT INTO letter_signatures (version, account, at_us, confirmations, text_sha256, text, revision)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let LetterVersionSummaryRow { id, account, at_us, text_sha256, .. } = &version;
        let values = params![id, account, at_us, confirmations, text_sha256, text.reveal(), revision.reveal()];
        self.touching(Table::LetterSignatures).prepare_cached(sql)?.execute(values)?;
        Ok(version)
    }
}
