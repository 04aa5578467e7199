//! Version 1 of the answer parser.

use isocenter_domain::Task;
use isocenter_eval::{Answer, ParserVersion};

fn modality(text: &str) -> Option<&'static str> {
    let Answer::Modality(modality) = ParserVersion::V1.read(Task::Modality, text) else { panic!("another task") };
    modality.map(isocenter_domain::Modality::label)
}

fn code(text: &str) -> Option<String> {
    let Answer::Icd10(code) = ParserVersion::V1.read(Task::Icd10, text) else { panic!("another task") };
    code.map(|code| code.to_string())
}

#[test]
fn a_free_answer_is_read_as_the_one_modality_of_its_first_line() {
    assert_eq!(modality(" photon"), Some("photon"));
    assert_eq!(modality("Proton\nor electron"), Some("proton"));
    assert_eq!(modality("photon or proton"), None, "two named is none chosen");
    assert_eq!(modality(""), None);
}

#[test]
fn the_first_code_of_a_free_answer_counts() {
    assert_eq!(code("the code is C50.912, left breast"), Some("C50.912".into()));
    assert_eq!(code("C61."), Some("C61".into()));
    assert_eq!(code("c7a1 or C50"), Some("C7A.1".into()));
    assert_eq!(code("no code here"), None);
    assert_eq!(code("174.9"), None, "ICD-9");
}

#[test]
fn a_regimen_without_a_phase_cannot_be_read() {
    assert!(!ParserVersion::V1.read(Task::Regimen, "some radiation").is_read());
    assert!(ParserVersion::V1.read(Task::Regimen, crate::fixture::REGIMEN).is_read());
}
