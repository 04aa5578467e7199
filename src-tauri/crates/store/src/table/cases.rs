//! Cases: what was imported, what is left of it after curation, and who decided.

use isocenter_domain::Redacted;
use rusqlite::{Row, params};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::migration::Migration;
use crate::table::{AccountId, CohortId, Table, all, change_one, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    sql: "
        CREATE TABLE cases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            cohort INTEGER NOT NULL REFERENCES cohorts (id),
            label TEXT NOT NULL,
            patient_key TEXT NOT NULL,
            original TEXT NOT NULL,
            cleaned TEXT,
            regimen TEXT,
            modality TEXT,
            icd10 TEXT,
            drop_step TEXT,
            drop_reason TEXT,
            review TEXT NOT NULL,
            decided_by INTEGER REFERENCES accounts (id),
            decided_at_us INTEGER,
            record TEXT CHECK (json_valid(record)),
            UNIQUE (cohort, label),
            CHECK ((drop_step IS NULL) = (drop_reason IS NULL))
        ) STRICT;
        CREATE INDEX cases_by_patient ON cases (cohort, patient_key);
        CREATE INDEX cases_by_outcome ON cases (cohort, drop_step, drop_reason, review);
    ",
}];

row_id! {
    /// Number of a case.
    CaseId(i64)
}

coded_enum! {
    /// Whether anybody still has to look at a case.
    pub enum ReviewState {
        /// Nobody has to.
        NotNeeded = "not_needed",
        /// Somebody has to.
        Open = "open",
        /// Somebody has.
        Done = "done",
    }
}

/// Where and why a case left the cohort, as the codes of curation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// The step of the funnel.
    pub step: String,
    /// The reason.
    pub reason: String,
}

/// A case to be stored.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Its name within the cohort; no other case of the cohort has it.
    pub label: String,
    /// The patient's pseudonym.
    pub patient_key: String,
    /// The diagnosis as imported.
    pub original: Redacted<String>,
    /// The diagnosis without plan and identifiers.
    pub cleaned: Option<Redacted<String>>,
    /// The plan as text.
    pub regimen: Option<Redacted<String>>,
    /// Code of the modality.
    pub modality: Option<String>,
    /// ICD-10 code.
    pub icd10: Option<String>,
    /// Where and why it left, if it did.
    pub dropped: Option<Drop>,
    /// Whether anybody has to look at it.
    pub review: ReviewState,
    /// All else that curation knows of the case, as JSON; nothing for a dropped one without text.
    pub record: Option<Redacted<String>>,
}

/// A case as stored.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Its number.
    pub id: CaseId,
    /// Its cohort.
    pub cohort: CohortId,
    /// What is known of it.
    pub case: NewCase,
    /// Who decided last.
    pub decided_by: Option<AccountId>,
    /// When, in microseconds since 1970 UTC.
    pub decided_at_us: Option<i64>,
}

/// What somebody decided of a case; it replaces all of these.
#[derive(Debug, Clone)]
pub struct CaseDecision {
    /// The diagnosis without plan and identifiers.
    pub cleaned: Option<Redacted<String>>,
    /// The plan as text.
    pub regimen: Option<Redacted<String>>,
    /// Code of the modality.
    pub modality: Option<String>,
    /// ICD-10 code.
    pub icd10: Option<String>,
    /// Where and why it leaves, if it does.
    pub dropped: Option<Drop>,
    /// Whether anybody has to look at it again.
    pub review: ReviewState,
    /// All else that curation knows of the case, as JSON.
    pub record: Option<Redacted<String>>,
}

/// What a list of a whole cohort shows of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummaryRow {
    /// Its number.
    pub id: CaseId,
    /// Its name within the cohort.
    pub label: String,
    /// The diagnosis without plan and identifiers.
    pub cleaned: Option<Redacted<String>>,
    /// Where and why it left, if it did.
    pub dropped: Option<Drop>,
    /// Whether anybody has to look at it.
    pub review: ReviewState,
}

/// How many cases of a cohort left at a step for a reason, or stayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where and why, or nothing for the kept ones.
    pub dropped: Option<Drop>,
    /// How many.
    pub cases: u64,
}

const COLUMNS: &str = "SELECT id, cohort, label, patient_key, original, cleaned, regimen, modality, icd10, drop_step, \
                       drop_reason, review, decided_by, decided_at_us, record FROM cases";

fn row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let redacted = |text: Option<String>| text.map(Redacted::new);
    Ok(CaseRow {
        id: row.get(0)?,
        cohort: row.get(1)?,
        case: NewCase {
            label: row.get(2)?,
            patient_key: row.get(3)?,
            original: Redacted::new(row.get(4)?),
            cleaned: redacted(row.get(5)?),
            regimen: redacted(row.get(6)?),
            modality: row.get(7)?,
            icd10: row.get(8)?,
            dropped: dropped(row, 9)?,
            review: row.get(11)?,
            record: redacted(row.get(14)?),
        },
        decided_by: row.get(12)?,
        decided_at_us: row.get(13)?,
    })
}

fn dropped(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Drop>> {
    let (step, reason): (Option<String>, Option<String>) = (row.get(at)?, row.get(at + 1)?);
    Ok(step.zip(reason).map(|(step, reason)| Drop { step, reason }))
}

impl Reading<'_> {
    /// Every case of a cohort, in the order of import.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn cases(&self, cohort: CohortId) -> Result<Vec<CaseRow>, Error> {
        all(self.connection, &format!("{COLUMNS} WHERE cohort = ? ORDER BY id"), [cohort], row)
    }

    /// How many kept cases of a cohort stand so in the review.
    ///
    /// # Errors
    /// [`Error::Sqlite`].
    pub fn count_in_review(&self, cohort: CohortId, review: ReviewState) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM cases WHERE cohort = ? AND drop_step IS NULL AND review = ?";
        let count = one(self.connection, sql, (cohort, review), |row| row.get::<_, i64>(0))?;
        Ok(count.unwrap_or(0).cast_unsigned())
    }

    /// One case.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn case(&self, id: CaseId) -> Result<Option<CaseRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE id = ?"), [id], row)
    }

    /// The case of a cohort that has a name.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn case_by_label(&self, cohort: CohortId, label: &str) -> Result<Option<CaseRow>, Error> {
        one(self.connection, &format!("{COLUMNS} WHERE cohort = ? AND label = ?"), (cohort, label), row)
    }

    /// The cases of a cohort in the order of import, dropped ones too, without their long texts; all of them, or those
    /// of one state of review.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn case_summaries(&self, cohort: CohortId, review: Option<ReviewState>) -> Result<Vec<CaseSummaryRow>, Error> {
        let sql = "SELECT id, label, cleaned, drop_step, drop_reason, review FROM cases
                   WHERE cohort = ?1 AND (?2 IS NULL OR review = ?2) ORDER BY id";
        all(self.connection, sql, (cohort, review), |row| {
            Ok(CaseSummaryRow {
                id: row.get(0)?,
                label: row.get(1)?,
                cleaned: row.get::<_, Option<String>>(2)?.map(Redacted::new),
                dropped: dropped(row, 3)?,
                review: row.get(5)?,
            })
        })
    }

    /// The funnel: how many cases stayed, and how many left where and why.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn outcomes(&self, cohort: CohortId) -> Result<Vec<Outcome>, Error> {
        let sql = "SELECT drop_step, drop_reason, count(*) FROM cases WHERE cohort = ?
                   GROUP BY drop_step, drop_reason ORDER BY drop_step, drop_reason";
        all(self.connection, sql, [cohort], |row| {
            Ok(Outcome { dropped: dropped(row, 0)?, cases: row.get::<_, i64>(2)?.cast_unsigned() })
        })
    }
}

impl WriteTransaction<'_> {
    /// Stores cases; their numbers are given in the same order.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if a label is there twice or a record
    /// is not JSON;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn insert_cases<'c>(
        &mut self,
        cohort: CohortId,
        cases: impl IntoIterator<Item = &'c NewCase>,
    ) -> Result<Vec<CaseId>, Error> {
        self.refuse_frozen_cohort(cohort)?;
        let connection = self.touching(Table::Cases);
        let mut statement = connection.prepare_cached(
            "INSERT INTO cases (cohort, label, patient_key, original, cleaned, regimen, modality, icd10, drop_step, \
             drop_reason, review, record) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        )?;
        let mut ids = Vec::new();
        for case in cases {
            statement.execute(params![
                cohort,
                case.label,
                case.patient_key,
                case.original.reveal(),
                case.cleaned.as_ref().map(Redacted::reveal),
                case.regimen.as_ref().map(Redacted::reveal),
                case.modality,
                case.icd10,
                case.dropped.as_ref().map(|dropped| &dropped.step),
                case.dropped.as_ref().map(|dropped| &dropped.reason),
                case.review,
                case.record.as_ref().map(Redacted::reveal),
            ])?;
            ids.push(CaseId(connection.last_insert_rowid()));
        }
        Ok(ids)
    }

    /// Stores what whoever signed in decided.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if the record is not JSON;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn decide_case(&mut self, id: CaseId, decision: &CaseDecision) -> Result<(), Error> {
        self.refuse_frozen_cohort(self.cohort_of(id)?)?;
        let sql = "UPDATE cases SET cleaned = ?, regimen = ?, modality = ?, icd10 = ?, drop_step = ?, drop_reason = ?,
                   review = ?, record = ?, decided_by = ?, decided_at_us = ? WHERE id = ?";
        let values = params![
            decision.cleaned.as_ref().map(Redacted::reveal),
            decision.regimen.as_ref().map(Redacted::reveal),
            decision.modality,
            decision.icd10,
            decision.dropped.as_ref().map(|dropped| &dropped.step),
            decision.dropped.as_ref().map(|dropped| &dropped.reason),
            decision.review,
            decision.record.as_ref().map(Redacted::reveal),
            self.actor.account(),
            self.now_us(),
            id,
        ];
        change_one(&self.transaction, Table::Cases, id.0, sql, values)
    }

    /// Deletes the cases of a cohort with all that hangs on them, before a corrected export is imported anew.
    ///
    /// # Errors
    /// [`Error::CohortFrozen`], [`Error::NoSuchRow`], [`Error::ConstraintBroken`] if a split holds one;
    /// [`Error::DiskFull`], [`Error::Sqlite`].
    pub fn delete_cases(&mut self, cohort: CohortId) -> Result<(), Error> {
        self.refuse_frozen_cohort(cohort)?;
        self.touching(Table::Identifiers).execute("DELETE FROM identifiers WHERE cohort = ?", [cohort])?;
        self.touching(Table::ImportIssues).execute("DELETE FROM import_issues WHERE cohort = ?", [cohort])?;
        self.touching(Table::SimilarIndexes).execute("DELETE FROM similar_indexes WHERE cohort = ?", [cohort])?;
        self.touching(Table::Cases).execute("DELETE FROM cases WHERE cohort = ?", [cohort])?;
        Ok(())
    }

    pub(super) fn cohort_of(&self, id: CaseId) -> Result<CohortId, Error> {
        let cohort = one(&self.transaction, "SELECT cohort FROM cases WHERE id = ?", [id], |row| row.get(0))?;
        cohort.ok_or(Error::NoSuchRow { table: Table::Cases.code(), id: id.0 })
    }
}
