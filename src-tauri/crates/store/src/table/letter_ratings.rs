//! What raters recorded of the letters of a letter study. Entries only ever follow each other: a correction is a new one
//! that names what it replaces. Which one stands is kept beside them, once for each study, rater and letter.

use isocenter_domain::Redacted;
use rusqlite::types::Type;
use rusqlite::{Row, params};

use crate::code::{coded_enum, row_id};
use crate::error::Error;
use crate::letter_fault::LetterFault;
use crate::migration::Migration;
use crate::table::{AccountId, LetterStudyId, LetterStudyState, Table, all, one};
use crate::transaction::{Reading, WriteTransaction};

pub(super) const MIGRATIONS: &[Migration] = &[Migration {
    version: 5,
    sql: "
        CREATE TABLE letter_ratings (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            study INTEGER NOT NULL REFERENCES letter_studies (id),
            item INTEGER NOT NULL,
            account INTEGER NOT NULL REFERENCES accounts (id),
            act TEXT NOT NULL,
            scores TEXT NOT NULL CHECK (json_type(scores) = 'array'),
            comment TEXT NOT NULL,
            is_flagged INTEGER NOT NULL CHECK (is_flagged IN (0, 1)),
            focus_ms INTEGER NOT NULL CHECK (focus_ms >= 0),
            at_us INTEGER NOT NULL,
            replaces INTEGER UNIQUE REFERENCES letter_ratings (id),
            CHECK ((act = 'rated') = (json_array_length(scores) > 0)),
            CHECK (act <> 'withdrawn' OR replaces IS NOT NULL)
        ) STRICT;
        CREATE INDEX letter_ratings_of_rater ON letter_ratings (study, account, item);
        CREATE TABLE current_letter_ratings (
            study INTEGER NOT NULL REFERENCES letter_studies (id),
            account INTEGER NOT NULL REFERENCES accounts (id),
            item INTEGER NOT NULL,
            entry INTEGER NOT NULL UNIQUE REFERENCES letter_ratings (id),
            PRIMARY KEY (study, account, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER letter_ratings_follow BEFORE INSERT ON letter_ratings
            WHEN (SELECT state FROM letter_studies WHERE id = NEW.study) IS NOT 'open'
                OR EXISTS (SELECT 1 FROM letter_ratings WHERE id = NEW.id OR replaces = NEW.replaces)
                OR NOT EXISTS (SELECT 1 FROM letter_study_raters WHERE study = NEW.study AND account = NEW.account)
                OR NOT EXISTS (SELECT 1 FROM letter_study_items WHERE study = NEW.study AND number = NEW.item)
                OR NEW.replaces IS NOT (SELECT entry FROM current_letter_ratings
                    WHERE study = NEW.study AND account = NEW.account AND item = NEW.item)
                OR EXISTS (SELECT 1 FROM json_each(NEW.scores) WHERE type <> 'integer' OR value NOT BETWEEN 1 AND 4)
            BEGIN SELECT RAISE(ABORT, 'a rating is of a rater and a letter of an open study, and replaces what stands');
            END;
        CREATE TRIGGER letter_ratings_stand BEFORE UPDATE ON letter_ratings
            BEGIN SELECT RAISE(ABORT, 'a rating is never changed'); END;
        CREATE TRIGGER letter_ratings_stay BEFORE DELETE ON letter_ratings
            BEGIN SELECT RAISE(ABORT, 'a rating is never removed'); END;
        CREATE TRIGGER current_letter_ratings_point_right BEFORE INSERT ON current_letter_ratings
            WHEN NOT EXISTS (SELECT 1 FROM letter_ratings WHERE id = NEW.entry AND study = NEW.study
                AND account = NEW.account AND item = NEW.item AND act <> 'withdrawn')
                OR EXISTS (SELECT 1 FROM letter_ratings WHERE replaces = NEW.entry)
                OR EXISTS (SELECT 1 FROM current_letter_ratings
                    WHERE study = NEW.study AND account = NEW.account AND item = NEW.item)
                OR (SELECT state FROM letter_studies WHERE id = NEW.study) IS NOT 'open'
            BEGIN SELECT RAISE(ABORT, 'one rating of that rater and letter stands, the last'); END;
        CREATE TRIGGER current_letter_ratings_stand BEFORE UPDATE ON current_letter_ratings
            BEGIN SELECT RAISE(ABORT, 'what stands is taken away, then another put there'); END;
        CREATE TRIGGER current_letter_ratings_give_way BEFORE DELETE ON current_letter_ratings
            WHEN NOT EXISTS (SELECT 1 FROM letter_ratings WHERE replaces = OLD.entry)
            BEGIN SELECT RAISE(ABORT, 'what stands gives way to what replaces it'); END;
    ",
}];

row_id! {
    /// Number of a rating; later ones are higher.
    LetterRatingId(i64)
}

coded_enum! {
    /// What was done.
    pub enum LetterRatingAct {
        /// The letter was rated.
        Rated = "rated",
        /// What stood was taken back.
        Withdrawn = "withdrawn",
    }
}

/// Where a rating belongs: exactly one stands there, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterRatingPlace {
    /// The letter study.
    pub study: LetterStudyId,
    /// The rater.
    pub account: AccountId,
    /// Number of the letter.
    pub item: u32,
}

/// What is recorded; when is that of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetterRating {
    /// Where it belongs.
    pub place: LetterRatingPlace,
    /// What was done.
    pub act: LetterRatingAct,
    /// 1 to 4 for each dimension, in the order of the protocol; none for a withdrawal.
    pub scores: Vec<u8>,
    /// The rater's comment.
    pub comment: Redacted<String>,
    /// Whether the rater flagged it.
    pub is_flagged: bool,
    /// Time in view, milliseconds.
    pub focus_ms: u32,
    /// What it replaces; must be what stands.
    pub replaces: Option<LetterRatingId>,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRatingRow {
    /// Its number.
    pub id: LetterRatingId,
    /// What was recorded.
    pub rating: NewLetterRating,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
}

const COLUMNS: &str = "SELECT r.id, r.study, r.account, r.item, r.act, r.scores, r.comment, r.is_flagged, r.focus_ms,
                       r.at_us, r.replaces FROM letter_ratings r";

fn row(row: &Row<'_>) -> rusqlite::Result<LetterRatingRow> {
    let scores: String = row.get(5)?;
    let scores = serde_json::from_str(&scores)
        .map_err(|source| rusqlite::Error::FromSqlConversionFailure(5, Type::Text, source.into()))?;
    Ok(LetterRatingRow {
        id: row.get(0)?,
        rating: NewLetterRating {
            place: LetterRatingPlace { study: row.get(1)?, account: row.get(2)?, item: row.get(3)? },
            act: row.get(4)?,
            scores,
            comment: Redacted::new(row.get(6)?),
            is_flagged: row.get(7)?,
            focus_ms: row.get(8)?,
            replaces: row.get(10)?,
        },
        at_us: row.get(9)?,
    })
}

impl Reading<'_> {
    /// What stands at a place.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn current_letter_rating(&self, place: LetterRatingPlace) -> Result<Option<LetterRatingRow>, Error> {
        let LetterRatingPlace { study, account, item } = place;
        let sql = format!(
            "{COLUMNS} JOIN current_letter_ratings c ON c.entry = r.id
             WHERE c.study = ? AND c.account = ? AND c.item = ?"
        );
        one(self.connection, &sql, (study, account, item), row)
    }

    /// The entries at a place, oldest first.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_rating_ids_at(&self, place: LetterRatingPlace) -> Result<Vec<LetterRatingId>, Error> {
        let LetterRatingPlace { study, account, item } = place;
        let sql = "SELECT id FROM letter_ratings WHERE study = ? AND account = ? AND item = ? ORDER BY id";
        all(self.connection, sql, (study, account, item), |row| row.get(0))
    }

    /// What stands of one rater, by the numbers of the letters.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn current_letter_ratings_of(
        &self,
        study: LetterStudyId,
        account: AccountId,
    ) -> Result<Vec<LetterRatingRow>, Error> {
        let sql = format!(
            "{COLUMNS} JOIN current_letter_ratings c ON c.entry = r.id WHERE c.study = ? AND c.account = ?
             ORDER BY c.item"
        );
        all(self.connection, &sql, (study, account), row)
    }

    /// What stands of every rater. For nobody who rates.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn current_letter_ratings(&self, study: LetterStudyId) -> Result<Vec<LetterRatingRow>, Error> {
        let sql = format!(
            "{COLUMNS} JOIN current_letter_ratings c ON c.entry = r.id WHERE c.study = ? ORDER BY c.account, c.item"
        );
        all(self.connection, &sql, [study], row)
    }

    /// Everything that everybody ever recorded, oldest first. For nobody who rates.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Sqlite`].
    pub fn letter_rating_history(&self, study: LetterStudyId) -> Result<Vec<LetterRatingRow>, Error> {
        all(self.connection, &format!("{COLUMNS} WHERE r.study = ? ORDER BY r.id"), [study], row)
    }
}

impl WriteTransaction<'_> {
    /// Records a rating. It stands from now on; a withdrawal leaves nothing standing.
    ///
    /// # Errors
    /// [`Error::Letter`] with [`LetterFault::StudyStands`] if the study is not open, [`LetterFault::NotARater`], or
    /// [`LetterFault::RatedMeanwhile`] if it does not replace exactly what stands (nothing is written);
    /// [`Error::NoSuchRow`], [`Error::ConstraintBroken`] for an impossible rating; [`Error::DiskFull`],
    /// [`Error::Sqlite`].
    pub fn insert_letter_rating(&mut self, rating: &NewLetterRating) -> Result<LetterRatingId, Error> {
        let LetterRatingPlace { study, account, item } = rating.place;
        self.letter_study_must_be(study, &[LetterStudyState::Open])?;
        let sql = "SELECT 1 FROM letter_study_raters WHERE study = ? AND account = ?";
        if one(&self.transaction, sql, (study, account), |_| Ok(()))?.is_none() {
            return Err(Error::Letter(LetterFault::NotARater { account: account.0 }));
        }
        let sql = "SELECT entry FROM current_letter_ratings WHERE study = ? AND account = ? AND item = ?";
        let standing = one(&self.transaction, sql, (study, account, item), |row| row.get(0))?;
        if standing != rating.replaces {
            return Err(Error::Letter(LetterFault::RatedMeanwhile { item }));
        }
        let id = self.write_letter_rating(rating)?;
        let connection = self.touching(Table::CurrentLetterRatings);
        if standing.is_some() {
            let sql = "DELETE FROM current_letter_ratings WHERE study = ? AND account = ? AND item = ?";
            connection.prepare_cached(sql)?.execute((study, account, item))?;
        }
        if rating.act == LetterRatingAct::Rated {
            let sql = "INSERT INTO current_letter_ratings (study, account, item, entry) VALUES (?, ?, ?, ?)";
            connection.prepare_cached(sql)?.execute((study, account, item, id))?;
        }
        Ok(id)
    }

    fn write_letter_rating(&mut self, rating: &NewLetterRating) -> Result<LetterRatingId, Error> {
        let now_us = self.now_us();
        let NewLetterRating { place, act, scores, comment, is_flagged, focus_ms, replaces } = rating;
        let LetterRatingPlace { study, account, item } = place;
        let scores = serde_json::Value::from(scores.as_slice()).to_string();
        let comment = comment.reveal();
        let sql = "INSERT INTO letter_ratings (study, account, item, act, scores, comment, is_flagged, focus_ms, at_us,
                   replaces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";
        let values = params![study, account, item, act, scores, comment, is_flagged, focus_ms, now_us, replaces];
        Ok(self.touching(Table::LetterRatings).prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
    }
}
