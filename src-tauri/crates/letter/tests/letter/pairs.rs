//! Letters as training pairs, and patients in parts.

use isocenter_letter::{Facts, LetterPart, SectionKind, SplitFractions, split_by_patient, training_pairs};

const FACTS: &str = include_str!("../golden/breast_en.json");
const LETTER: &str = include_str!("../golden/breast_en.txt");

#[test]
fn a_letter_gives_a_pair_for_each_section_without_its_heading() {
    let pairs = training_pairs(&Facts::read_json(FACTS).unwrap(), LETTER);
    assert_eq!(pairs.iter().map(|pair| pair.section).collect::<Vec<_>>(), SectionKind::ALL);
    assert!(pairs[1].answer.starts_with("Invasive ductal carcinoma"));
    assert!(pairs[6].answer.starts_with("With kind regards"));
    assert!(pairs.iter().all(|pair| pair.prompt.contains(pair.section.heading(isocenter_letter::Language::English))));
}

#[test]
fn a_section_that_the_letter_does_not_have_gives_no_pair() {
    let pairs = training_pairs(&Facts::read_json(FACTS).unwrap(), "Dear colleague,\n\nDiagnoses:\nBreast cancer.\n");
    assert_eq!(
        pairs.iter().map(|pair| pair.section).collect::<Vec<_>>(),
        [SectionKind::Salutation, SectionKind::Diagnoses]
    );
}

fn patients(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("P-{:04}", number / 2)).collect()
}

#[test]
fn letters_of_one_patient_stay_together_and_the_order_of_letters_does_not_matter() {
    let names = patients(400);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let parts = split_by_patient(&names, 3, SplitFractions::default());
    for pair in parts.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    let turned: Vec<&str> = names.iter().rev().copied().collect();
    let of_turned: Vec<LetterPart> = split_by_patient(&turned, 3, SplitFractions::default());
    assert_eq!(of_turned.into_iter().rev().collect::<Vec<_>>(), parts);
}

#[test]
fn the_shares_are_met_and_another_seed_splits_otherwise() {
    let names = patients(400);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let count = |parts: &[LetterPart], part| parts.iter().filter(|found| **found == part).count() / 2;
    let fractions = SplitFractions { train: 0.7, validation: 0.1 };
    let parts = split_by_patient(&names, 3, fractions);
    assert_eq!(count(&parts, LetterPart::Train), 140);
    assert_eq!(count(&parts, LetterPart::Validation), 20);
    assert_eq!(count(&parts, LetterPart::HeldOut), 40);
    assert_ne!(split_by_patient(&names, 4, fractions), parts);
}
