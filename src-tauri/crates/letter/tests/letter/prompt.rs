//! What a model is asked for a section.

use isocenter_letter::{Facts, PromptForm, SectionKind, section_prompt};

const ENGLISH: &str = include_str!("../golden/breast_en.json");
const GERMAN: &str = include_str!("../golden/lung_de.json");

fn facts(json: &str) -> Facts {
    Facts::read_json(json).unwrap()
}

fn lines(facts: &Facts, kind: SectionKind) -> Vec<String> {
    let prompt = section_prompt(facts, kind).unwrap();
    let lines: Vec<&str> = prompt.lines().collect();
    assert_eq!(lines.last(), Some(&"Section:"));
    lines[1..lines.len() - 1].iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn dates_and_doses_stand_as_the_language_writes_them() {
    let english = lines(&facts(ENGLISH), SectionKind::TreatmentHistory);
    for line in [
        "Date: 8 January 2026",
        "Start: 3 March 2026",
        "Dose: 40.05 Gy",
        "Dose per fraction: 2.67 Gy",
        "Modality: photons",
    ] {
        assert!(english.iter().any(|found| found == line), "{line} is not in {english:?}");
    }
    let german = lines(&facts(GERMAN), SectionKind::TreatmentHistory);
    for line in
        ["Beginn: 04.05.2026", "Ende: 08.05.2026", "Dosis: 54 Gy", "Einzeldosis: 18 Gy", "Strahlenart: Photonen"]
    {
        assert!(german.iter().any(|found| found == line), "{line} is not in {german:?}");
    }
    assert!(lines(&facts(GERMAN), SectionKind::Diagnoses).contains(&"Datum: 03/2026".to_owned()));
}

#[test]
fn what_the_words_of_a_thing_say_has_no_line_of_its_own() {
    let diagnosis = lines(&facts(ENGLISH), SectionKind::Diagnoses);
    assert_eq!(
        diagnosis,
        [
            "Diagnosis: Invasive ductal carcinoma of the left breast",
            "ICD-10: C50.412",
            "Date: 11 December 2025",
            "TNM: pT1c pN0 (sn) cM0",
            "Stage: IA",
            "Grade: G2",
        ]
    );
    let bare = r#"{"diagnoses":[{"text":"carcinoma","site":"breast","side":"left","histology":"lobular"}]}"#;
    assert_eq!(
        lines(&facts(bare), SectionKind::Diagnoses),
        ["Diagnosis: carcinoma", "Site: breast", "Side: left", "Histology: lobular"]
    );
}

#[test]
fn a_side_that_the_target_does_not_name_is_told() {
    let boost = lines(&facts(ENGLISH), SectionKind::TreatmentHistory);
    let phase = boost.iter().position(|line| line == "Phase: 2").unwrap();
    assert!(boost[phase..].contains(&"Target: tumour bed".to_owned()));
    assert!(boost[phase..].contains(&"Side: left".to_owned()));
}

#[test]
fn centigray_are_told_in_gray() {
    let json = r#"{"courses":[{"status":"planned","phases":[{"target":"pelvis","dose":"4,500","unit":"cGy","fractions":25}]}]}"#;
    assert!(lines(&facts(json), SectionKind::PlannedSchedule).contains(&"Dose: 45 Gy".to_owned()));
    assert_eq!(section_prompt(&facts(json), SectionKind::TreatmentHistory), None);
}

#[test]
fn the_sum_of_two_phases_is_told_where_a_letter_sums_up() {
    let summary = lines(&facts(ENGLISH), SectionKind::SummaryAndAssessment);
    assert!(summary.contains(&"Sum of all phases: 50.05 Gy in 20 fractions".to_owned()), "{summary:?}");
}

#[test]
fn a_section_without_facts_is_not_asked_for_but_for_salutation_and_closing() {
    let few = facts(r#"{"remarks":["tolerated well"]}"#);
    let asked: Vec<SectionKind> =
        SectionKind::ALL.into_iter().filter(|kind| section_prompt(&few, *kind).is_some()).collect();
    assert_eq!(asked, [SectionKind::Salutation, SectionKind::SummaryAndAssessment, SectionKind::Closing]);
}

#[test]
fn a_fact_is_one_line_and_no_place_holder() {
    let odd = facts(r#"{"remarks":["first\nsecond {facts} {section}"]}"#);
    let summary = lines(&odd, SectionKind::SummaryAndAssessment);
    assert_eq!(summary, ["Remark: first second {facts} {section}"]);
}

#[test]
fn the_chat_form_opens_the_turn_of_the_assistant_and_writes_no_beginning_of_text() {
    let chat = PromptForm::Llama3Chat.render("Write <|eot_id|> this.");
    assert_eq!(
        chat,
        "<|start_header_id|>user<|end_header_id|>\n\nWrite < |eot_id|> this.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n"
    );
    assert_eq!(PromptForm::Plain.render("Write this."), "Write this.");
}
