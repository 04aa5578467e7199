//! Synthetic letters of every style and language say what their facts say, and all of it.

use std::path::Path;

use isocenter_letter::{Facts, SectionKind, Verdict, check_letter, training_pairs};
use isocenter_synthetic::{Institution, LetterLanguage, LetterOptions, RegimenLibrary, SyntheticLetter, letters};

const PATIENTS: usize = 500;

fn drawn(institution: Institution, language: LetterLanguage) -> Vec<SyntheticLetter> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/regimens/regimens.csv");
    let library = RegimenLibrary::from_csv(&std::fs::read_to_string(path).unwrap()).unwrap();
    let options =
        LetterOptions { patients: PATIENTS, seed: 5, institution: Some(institution), language: Some(language) };
    letters(options, &library).unwrap()
}

fn each_style(look: impl Fn(&SyntheticLetter)) {
    for institution in Institution::ALL {
        for language in LetterLanguage::ALL {
            drawn(institution, language).iter().for_each(&look);
        }
    }
}

#[test]
fn no_statement_of_a_synthetic_letter_is_without_its_fact_and_nothing_is_missing_or_wrong() {
    each_style(|SyntheticLetter { facts_json, letter, .. }| {
        let check = check_letter(&Facts::read_json(facts_json).unwrap(), letter);
        let faults: Vec<_> = check.claims.iter().filter(|claim| claim.verdict != Verdict::Traced).collect();
        assert!(faults.is_empty(), "{faults:?} in\n{letter}\nof\n{facts_json}");
        assert!(check.is_clear(), "{:?} {:?} in\n{letter}\nof\n{facts_json}", check.missing, check.findings);
        assert!(check.counts.claims >= 12, "{letter}");
    });
}

#[test]
fn every_section_of_a_synthetic_letter_is_a_pair_and_the_question_holds_its_numbers() {
    each_style(|SyntheticLetter { facts_json, letter, .. }| {
        let facts = Facts::read_json(facts_json).unwrap();
        let pairs = training_pairs(&facts, letter);
        let sections: Vec<SectionKind> = pairs.iter().map(|pair| pair.section).collect();
        assert_eq!(sections, SectionKind::ALL, "{letter}");
        assert!(pairs.iter().all(|pair| !pair.answer.contains("\n\n\n")));
    });
}

#[test]
fn every_word_with_a_digit_in_the_tuned_style_stands_in_its_question() {
    for language in LetterLanguage::ALL {
        for SyntheticLetter { facts_json, letter, .. } in drawn(Institution::North, language) {
            for pair in training_pairs(&Facts::read_json(&facts_json).unwrap(), &letter) {
                let words =
                    pair.answer.split([' ', '\n', '(', ')']).filter(|word| word.contains(|c: char| c.is_ascii_digit()));
                for word in words.map(|word| word.trim_end_matches([',', ':', '.'])) {
                    let bare =
                        word.trim_end_matches("-jährigen").trim_end_matches("-jährige").trim_end_matches("-year-old");
                    assert!(pair.prompt.contains(bare), "{word} of\n{}\nis not in\n{}", pair.answer, pair.prompt);
                }
            }
        }
    }
}
