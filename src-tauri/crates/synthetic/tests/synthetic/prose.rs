//! Prose tells the field and no case's answer.

use isocenter_domain::Regimen;
use isocenter_synthetic::{ProseOptions, prose_documents};

use crate::fixture::{CATALOG, COHORT, LIBRARY};

fn documents(count: usize, seed: u64) -> Vec<String> {
    prose_documents(ProseOptions { documents: count, seed }, &LIBRARY, &CATALOG).unwrap()
}

#[test]
fn documents_are_of_30_to_120_words_and_the_same_for_the_same_seed() {
    let first = documents(400, 1);
    for document in &first {
        let words = document.split_whitespace().count();
        assert!((30..=120).contains(&words), "{words} words");
    }
    assert_eq!(first, documents(400, 1));
    assert_ne!(first, documents(400, 2));
}

#[test]
fn five_thousand_documents_are_two_million_characters() {
    let characters: usize = documents(5_000, 1).iter().map(String::len).sum();
    assert!((2_000_000..3_200_000).contains(&characters), "{characters}");
}

#[test]
fn no_document_tells_a_diagnosis_with_a_prescription() {
    for document in documents(3_000, 1) {
        if document.contains("plan ") && !Regimen::read(&document).phases.is_empty() {
            for word in [" y/o ", "-year-old ", " cT", " pT", "Gleason", " s/p ", "ER+", "PSA", "FIGO", "KPS", "ECOG"] {
                assert!(!document.contains(word), "a plan stands beside {word}");
            }
        }
    }
}

#[test]
fn no_document_pairs_a_text_of_the_cohort_with_its_answer() {
    let documents = documents(3_000, 1);
    let mut told = 0;
    for row in COHORT.truth.iter().filter(|row| row.kept) {
        for document in documents.iter().filter(|document| document.contains(&row.diagnosis)) {
            assert!(!document.contains(&row.regimen), "patient {}", row.patient_id);
            assert!(!document.contains("Gy/ "), "patient {}", row.patient_id);
            assert!(row.icd10.is_empty() || !document.contains(&row.icd10), "patient {}", row.patient_id);
            told += 1;
        }
    }
    // The stage lines of breast cases have few words, so some recur by chance, without answer.
    assert!(told < 20, "{told}");
}
