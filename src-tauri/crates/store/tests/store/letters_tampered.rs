//! Letters and ratings that somebody with the key and SQL at hand tries to change.

use isocenter_store::{LetterChange, LetterRatingId};

use crate::fixture::{Place, assert_missed, assert_refused};
use crate::letter_fixture::{letter_case, letters, rating, signature, version, withdrawal};

/// Case 1 is signed (versions 1 and 2), case 2 is drafted (version 3), case 3 is not begun. Study 1 is open: rater 1 has
/// corrected letter 1 (entries 1 and 2) and withdrawn letter 2 (entries 3 and 4), letter 3 is not rated; study 2 is a draft
/// without letters.
fn filled() -> Place {
    let mut letters = letters(2);
    let (signed, drafted) = (letters.cases[0], letters.cases[1]);
    let study = letters.open_study();
    letters.change(|change| {
        change.insert_letter_version(&version(signed, None, LetterChange::Drafted)).unwrap();
        change.sign_letter(&signature(signed, 1)).unwrap();
        change.insert_letter_version(&version(drafted, None, LetterChange::Drafted)).unwrap();
        change.insert_letter_cases([&letter_case(3)]).unwrap();
        change.insert_letter_study("Draft", "{}").unwrap();
    });
    let (first, second) = (letters.at(study, 0, 1), letters.at(study, 0, 2));
    letters.rate(&rating(first, 2, None)).unwrap();
    letters.rate(&rating(first, 3, Some(LetterRatingId(1)))).unwrap();
    letters.rate(&rating(second, 4, None)).unwrap();
    letters.rate(&withdrawal(second, LetterRatingId(3))).unwrap();
    letters.vault.close().unwrap();
    letters.place
}

#[test]
fn no_sql_changes_a_case_but_for_what_it_is_for_or_removes_one_with_a_letter() {
    let place = filled();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "UPDATE letter_cases SET facts = '{}'",
            "UPDATE letter_cases SET reference = NULL WHERE reference IS NOT NULL",
            "UPDATE letter_cases SET reference = 'Dear colleague' WHERE reference IS NULL",
            "UPDATE letter_cases SET label = 'L-9' WHERE id = 1",
            "UPDATE letter_cases SET pseudonym = 'P-9'",
            "UPDATE letter_cases SET id = 9 WHERE id = 3",
            "UPDATE letter_cases SET is_synthetic = 1 - is_synthetic",
            "UPDATE letter_cases SET source_sha256 = zeroblob(32)",
            "REPLACE INTO letter_cases SELECT * FROM letter_cases WHERE id = 3",
            "REPLACE INTO letter_cases SELECT 9, label, pseudonym, language, part, is_synthetic, imported_at_us,
             source_sha256, '{}', reference FROM letter_cases WHERE id = 3",
            "DELETE FROM letter_cases WHERE id = 1",
            "DELETE FROM letter_cases WHERE id = 2",
        ],
    );
    raw.execute("UPDATE letter_cases SET part = 'train'", []).unwrap();
    raw.execute("DELETE FROM letter_cases WHERE id = 3", []).unwrap();
}

#[test]
fn no_sql_rewrites_a_version_or_a_signature_or_puts_one_in_between() {
    let place = filled();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "UPDATE letter_versions SET content = '{}'",
            "UPDATE letter_versions SET account = NULL",
            "DELETE FROM letter_versions",
            "REPLACE INTO letter_versions SELECT * FROM letter_versions WHERE id = 3",
            "REPLACE INTO letter_versions SELECT 9, letter_case, number, act, text_sha256, model, account, at_us, '{}'
             FROM letter_versions WHERE id = 3",
            // A gap, a second first, and what does not follow a signed or an unsigned version.
            "INSERT INTO letter_versions SELECT NULL, letter_case, 3, 'edited', text_sha256, model, account, at_us,
             content FROM letter_versions WHERE id = 3",
            "INSERT INTO letter_versions SELECT NULL, letter_case, 1, 'edited', text_sha256, model, account, at_us,
             content FROM letter_versions WHERE id = 3",
            "INSERT INTO letter_versions SELECT NULL, 3, 1, 'signed', text_sha256, model, account, at_us, content
             FROM letter_versions WHERE id = 3",
            "INSERT INTO letter_versions SELECT NULL, letter_case, 2, 'reopened', text_sha256, model, account, at_us,
             content FROM letter_versions WHERE id = 3",
            "INSERT INTO letter_versions SELECT NULL, letter_case, 3, 'edited', text_sha256, model, account, at_us,
             content FROM letter_versions WHERE id = 2",
            "INSERT INTO letter_versions SELECT NULL, letter_case, 3, 'signed', text_sha256, model, account, at_us,
             content FROM letter_versions WHERE id = 2",
            "UPDATE letter_signatures SET text = 'another'",
            "UPDATE letter_signatures SET account = NULL",
            "DELETE FROM letter_signatures",
            "REPLACE INTO letter_signatures SELECT * FROM letter_signatures",
            // On a version that is not signed.
            "INSERT INTO letter_signatures SELECT 3, account, at_us, 0, text_sha256, 'text', '{}'
             FROM letter_versions WHERE id = 3",
        ],
    );
    // A signature belongs to who signed, when, and to that text.
    raw.execute(
        "INSERT INTO letter_versions SELECT NULL, letter_case, 2, 'signed', text_sha256, model, account, at_us, content
         FROM letter_versions WHERE id = 3",
        [],
    )
    .unwrap();
    assert_refused(
        &raw,
        &[
            "INSERT INTO letter_signatures SELECT id, NULL, at_us, 0, text_sha256, 'text', '{}' FROM letter_versions
             WHERE id = 4",
            "INSERT INTO letter_signatures SELECT id, account, 1, 0, text_sha256, 'text', '{}' FROM letter_versions
             WHERE id = 4",
            "INSERT INTO letter_signatures SELECT id, account, at_us, 0, zeroblob(32), 'text', '{}'
             FROM letter_versions WHERE id = 4",
        ],
    );
}

#[test]
fn no_sql_takes_a_letter_study_back_or_changes_its_letters_and_raters_once_it_is_open() {
    let place = filled();
    let raw = place.raw();
    assert_refused(
        &raw,
        &[
            "UPDATE letter_studies SET name = 'Other' WHERE id = 1",
            "UPDATE letter_studies SET protocol = '[]' WHERE id = 1",
            "UPDATE letter_studies SET protocol_sha256 = zeroblob(32) WHERE id = 1",
            "UPDATE letter_studies SET state = 'drafting', protocol_sha256 = NULL WHERE id = 1",
            "UPDATE letter_studies SET state = 'draft', protocol_sha256 = NULL WHERE id = 1",
            "UPDATE letter_studies SET state = 'locked', protocol = '[]' WHERE id = 1",
            "UPDATE letter_studies SET id = 9 WHERE id = 2",
            "UPDATE letter_studies SET created_by = NULL",
            "UPDATE letter_studies SET state = 'open', protocol_sha256 = zeroblob(32) WHERE id = 2",
            "UPDATE letter_studies SET state = 'locked', protocol_sha256 = zeroblob(32) WHERE id = 2",
            "UPDATE letter_studies SET name = 'Letters 2026' WHERE id = 2",
            "REPLACE INTO letter_studies SELECT * FROM letter_studies WHERE id = 2",
            "REPLACE INTO letter_studies SELECT 9, name, protocol, NULL, 'draft', 1, NULL FROM letter_studies
             WHERE id = 1",
            "INSERT INTO letter_studies SELECT 9, 'Other', protocol, protocol_sha256, state, 1, NULL
             FROM letter_studies WHERE id = 1",
            "DELETE FROM letter_studies WHERE id = 1",
            "UPDATE letter_study_items SET text = 'another'",
            "UPDATE letter_study_items SET author = 'base' WHERE author = 'tuned'",
            "DELETE FROM letter_study_items",
            "REPLACE INTO letter_study_items SELECT * FROM letter_study_items",
            "INSERT INTO letter_study_items SELECT study, 9, letter_case, author, 'other', measures, text
             FROM letter_study_items WHERE author = 'tuned'",
            // A draft's letters are not drafted yet.
            "INSERT INTO letter_study_items SELECT 2, number, letter_case, author, model, measures, text
             FROM letter_study_items",
            "UPDATE letter_study_raters SET account = 1",
            "DELETE FROM letter_study_raters",
            "REPLACE INTO letter_study_raters SELECT * FROM letter_study_raters",
            "INSERT INTO letter_study_raters VALUES (1, 1, 3)",
        ],
    );
    raw.execute("UPDATE letter_studies SET state = 'drafting' WHERE id = 2", []).unwrap();
    let empty = "UPDATE letter_studies SET state = 'open', protocol_sha256 = zeroblob(32) WHERE id = 2";
    assert_refused(&raw, &[empty, "UPDATE letter_studies SET protocol = '[]' WHERE id = 2"]);
    raw.execute("UPDATE letter_studies SET state = 'locked' WHERE id = 1", []).unwrap();
    assert_refused(&raw, &["UPDATE letter_studies SET state = 'open' WHERE id = 1"]);
}

/// A rating by rater 1 in study 1 with these item, replaced entry and scores.
macro_rules! rating_of {
    ($($sql:literal),+) => {
        concat!("INSERT INTO letter_ratings (study, account, act, comment, is_flagged, focus_ms, at_us, item, replaces, ",
            "scores) SELECT study, account, 'rated', '', 0, 1, 1, ", $($sql),+, " FROM letter_ratings WHERE id = 1")
    };
}

#[test]
fn no_sql_rewrites_a_rating_or_makes_a_second_one_or_an_older_one_stand() {
    let place = filled();
    let raw = place.raw();
    let standing = || -> Vec<(i64, i64)> {
        let mut rows = raw.prepare("SELECT item, entry FROM current_letter_ratings").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(standing(), [(1, 2)]);
    assert_refused(
        &raw,
        &[
            "UPDATE letter_ratings SET scores = '[4]'",
            "UPDATE letter_ratings SET comment = ''",
            "DELETE FROM letter_ratings",
            "REPLACE INTO letter_ratings SELECT * FROM letter_ratings WHERE id = 1",
            "DELETE FROM current_letter_ratings",
            "UPDATE current_letter_ratings SET entry = 1",
            "REPLACE INTO current_letter_ratings SELECT study, account, item, id FROM letter_ratings WHERE id = 1",
            "REPLACE INTO current_letter_ratings SELECT * FROM current_letter_ratings",
            "INSERT INTO current_letter_ratings SELECT study, account, item, id FROM letter_ratings WHERE id = 3",
            "INSERT INTO current_letter_ratings SELECT study, account, item, id FROM letter_ratings WHERE id = 4",
            "INSERT INTO current_letter_ratings SELECT study, account, 3, id FROM letter_ratings WHERE id = 2",
            // Ratings that do not follow what stands, of no letter, or of no score of the scale.
            rating_of!("1, NULL, '[4]'"),
            rating_of!("1, 1, '[4]'"),
            rating_of!("2, 3, '[4]'"),
            rating_of!("3, 2, '[4]'"),
            rating_of!("5, NULL, '[4]'"),
            rating_of!("3, NULL, '[]'"),
            rating_of!("3, NULL, '[0]'"),
            rating_of!("3, NULL, '[4,5]'"),
            rating_of!("3, NULL, '[2.5]'"),
            rating_of!("3, NULL, '[\"4\"]'"),
            rating_of!("3, NULL, '[null]'"),
            rating_of!("3, NULL, '{\"a\":4}'"),
            // Of somebody who is no rater.
            "INSERT INTO letter_ratings (study, account, act, comment, is_flagged, focus_ms, at_us, item, scores)
             SELECT study, 1, 'rated', '', 0, 1, 1, 3, '[4]' FROM letter_ratings WHERE id = 1",
        ],
    );
    assert_eq!(standing(), [(1, 2)]);
    raw.execute(rating_of!("3, NULL, '[4]'"), []).unwrap();
    raw.execute("UPDATE letter_studies SET state = 'locked' WHERE id = 1", []).unwrap();
    assert_refused(
        &raw,
        &[
            rating_of!("4, NULL, '[4]'"),
            "INSERT INTO current_letter_ratings SELECT study, account, item, id FROM letter_ratings WHERE id = 5",
        ],
    );
}

#[test]
fn letters_that_somebody_with_the_key_took_out_of_any_table_are_missed_at_opening() {
    assert_missed(
        &filled(),
        &[
            "letter_cases",
            "letter_versions",
            "letter_signatures",
            "letter_studies",
            "letter_study_raters",
            "letter_study_items",
            "letter_ratings",
            "current_letter_ratings",
        ],
    );
}
