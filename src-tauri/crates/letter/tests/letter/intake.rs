//! Past letters and their facts: who belongs to whom, and what is wrong with a pair.

use isocenter_letter::{
    Facts, FindingKind, Language, MOST_LETTER_CHARACTERS, PairFault, PairRemark, language_of, pair_by_stem, review_pair,
};

use crate::invented::{BREAST_LETTER, Chance, LUNG_LETTER, breast, lung};

#[test]
fn files_are_paired_by_their_stem_in_any_case_and_folder() {
    let names = ["letters/L-01.docx", "L-02.TXT", "facts\\l-01.JSON", "l-02.csv", "L-03.pdf", "L-04.json", "note.odt"];
    let pairing = pair_by_stem(&names);
    let pairs: Vec<_> =
        pairing.pairs.iter().map(|pair| (pair.stem.reveal().as_str(), pair.letter, pair.facts)).collect();
    assert_eq!(pairs, [("L-01", 0, 2), ("L-02", 1, 3)]);
    assert_eq!((pairing.letters_alone, pairing.facts_alone, pairing.others), (vec![4], vec![5], vec![6]));
}

#[test]
fn two_files_of_one_stem_are_refused_with_all_that_is_theirs() {
    let pairing = pair_by_stem(&["A.docx", "a.txt", "a.json", "b.txt", "b.csv", "b.json", "c.txt", "c.json"]);
    let refused: Vec<_> =
        pairing.duplicates.iter().map(|two| (two.stem.reveal().as_str(), two.files.clone())).collect();
    assert_eq!(refused, [("A", vec![0, 1, 2]), ("b", vec![3, 4, 5])]);
    assert_eq!((pairing.pairs.len(), pairing.letters_alone.len()), (1, 0));
    let debug = format!("{pairing:?}");
    assert!(!debug.contains("\"b\""), "a name of a file may be a name of a patient: {debug}");
}

#[test]
fn every_name_is_in_one_place() {
    let mut chance = Chance(4);
    const PARTS: &[&str] = &["a", "A", "ä", ".txt", ".json", ".pdf", ".", "/", "\\", " ", ".csv", "שלום", ".docx", ""];
    for _ in 0..2000 {
        let names: Vec<String> = (0..chance.below(8))
            .map(|_| (0..chance.below(5)).map(|_| PARTS[chance.below(PARTS.len())]).collect())
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let pairing = pair_by_stem(&names);
        let mut placed: Vec<usize> = pairing.pairs.iter().flat_map(|pair| [pair.letter, pair.facts]).collect();
        placed.extend(pairing.duplicates.iter().flat_map(|two| &two.files));
        placed.extend(pairing.letters_alone.iter().chain(&pairing.facts_alone).chain(&pairing.others));
        placed.sort_unstable();
        assert_eq!(placed, (0..names.len()).collect::<Vec<_>>(), "{names:?}");
    }
}

#[test]
fn letters_of_the_language_of_their_facts_are_accepted_without_a_remark() {
    for (facts, letter) in [(breast(), BREAST_LETTER), (lung(), LUNG_LETTER)] {
        let review = review_pair(&facts, letter);
        assert!(review.is_accepted());
        assert_eq!((review.faults, review.remarks), (vec![], vec![]));
    }
}

#[test]
fn a_letter_of_another_language_than_its_facts_is_refused() {
    let review = review_pair(&breast(), LUNG_LETTER);
    let fault = PairFault::OtherLanguage { letter: Language::German, facts: Language::English };
    assert_eq!(review.faults, [fault]);
    assert!(fault.to_string().starts_with("the letter reads as German and its facts say English; correct"));
    assert_eq!(review_pair(&lung(), BREAST_LETTER).faults.len(), 1);
    let short = review_pair(&breast(), "C50.9, pT1c pN0");
    assert!(short.is_accepted());
    assert_eq!(short.remarks, [PairRemark::LanguageUnclear]);
    assert_eq!(language_of(&format!("{BREAST_LETTER}{LUNG_LETTER}{LUNG_LETTER}")), None, "both at once");
}

#[test]
fn an_empty_letter_and_one_of_more_than_fifty_pages_are_refused() {
    for empty in ["", " \n\t", "\u{c}\n--\n"] {
        assert_eq!(review_pair(&breast(), empty).faults, [PairFault::Empty], "{empty:?}");
    }
    let page = "The letter of the patient is for the file. ";
    let long = page.repeat(MOST_LETTER_CHARACTERS / page.len() + 1);
    let found = long.chars().count();
    assert_eq!(review_pair(&breast(), &long).faults, [PairFault::TooLong { found, most: MOST_LETTER_CHARACTERS }]);
    let just: String = long.chars().take(MOST_LETTER_CHARACTERS).collect();
    assert!(review_pair(&breast(), &just).is_accepted());
}

#[test]
fn text_from_right_to_left_is_accepted_and_said() {
    let letter = BREAST_LETTER.replace("colleague", "colleague (שלום, مرحبا)");
    let review = review_pair(&breast(), &letter);
    assert!(review.is_accepted());
    assert_eq!(review.remarks, [PairRemark::RightToLeft]);
    assert!(review_pair(&lung(), &format!("\u{feff}{LUNG_LETTER}")).remarks.is_empty(), "a byte order mark is none");
    assert!(PairRemark::RightToLeft.sentence().contains("kept as it is"));
}

#[test]
fn what_is_wrong_with_the_facts_is_listed_a_missing_side_included() {
    let facts = Facts::read_json("{\"diagnoses\":[{\"site\":\"breast\"}]}").unwrap();
    let review = review_pair(&facts, BREAST_LETTER);
    assert!(review.is_accepted(), "messy facts are no refusal");
    assert!(review.findings.iter().any(|finding| finding.kind == FindingKind::SideMissing));
}
