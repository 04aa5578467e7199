//! Synthetic letters and the prose of their base. That letters say what their facts say is tested in crate `letter`, which can read them.

use std::collections::HashSet;

use isocenter_synthetic::{
    Institution, LetterLanguage, LetterOptions, LetterProseOptions, SyntheticLetter, letter_prose, letters,
};

use crate::fixture::LIBRARY;

fn drawn(seed: u64) -> Vec<SyntheticLetter> {
    letters(LetterOptions { patients: 300, seed, institution: None, language: None }, &LIBRARY).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_letters_and_another_seed_others() {
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7), drawn(8));
}

#[test]
fn every_institution_writes_in_both_languages_and_some_patients_are_written_about_twice() {
    let drawn = drawn(7);
    let styles: HashSet<_> = drawn.iter().map(|letter| (letter.institution, letter.language)).collect();
    assert_eq!(styles.len(), Institution::ALL.len() * LetterLanguage::ALL.len());
    let patients: HashSet<&str> = drawn.iter().map(|letter| letter.pseudonym.as_str()).collect();
    assert_eq!(patients.len(), 300);
    assert!(drawn.len() > 315, "{}", drawn.len());
}

#[test]
fn authors_of_one_institution_have_habits_of_their_own() {
    let of_north = |letter: &&SyntheticLetter| {
        letter.institution == Institution::North && letter.language == LetterLanguage::English
    };
    let drawn = drawn(7);
    let closings: HashSet<&str> =
        drawn.iter().filter(of_north).filter_map(|letter| letter.letter.lines().rev().nth(1)).collect();
    assert_eq!(closings.len(), 2, "{closings:?}");
}

#[test]
fn no_place_holder_is_left_in_a_letter() {
    assert!(drawn(9).iter().all(|letter| !letter.letter.contains(['{', '}', '[', ']', '\\'])));
}

#[test]
fn the_base_reads_both_languages_but_neither_the_question_nor_the_institution_of_the_adapter() {
    let documents = letter_prose(LetterProseOptions { documents: 3000, seed: 7 }, &LIBRARY).unwrap();
    assert_eq!(documents, letter_prose(LetterProseOptions { documents: 3000, seed: 7 }, &LIBRARY).unwrap());
    let count = |words: &str| documents.iter().filter(|document| document.contains(words)).count();
    assert!(count("Diagnose") > 100 && count("Diagnosis") > 100);
    for words in [
        "Write the section",
        "Section:",
        "thank you for referring",
        "vielen Dank für die Zuweisung",
        "Erstdiagnose",
        "To be noted",
    ] {
        assert_eq!(count(words), 0, "{words}");
    }
}
