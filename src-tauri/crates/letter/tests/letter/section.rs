//! Cutting letters, and printing them again.

use isocenter_letter::{Language, Letter, SectionKind, check_letter, section_spans};

use crate::invented::{BREAST_LETTER, LUNG_LETTER, breast};

fn kinds(text: &str) -> Vec<Option<SectionKind>> {
    Letter::cut(text).sections.iter().map(|section| section.kind).collect()
}

#[test]
fn both_invented_letters_have_the_seven_sections_in_order() {
    for letter in [BREAST_LETTER, LUNG_LETTER] {
        assert_eq!(kinds(letter), SectionKind::ALL.map(Some));
    }
}

#[test]
fn headings_of_institutions_are_known() {
    use SectionKind as S;
    let cases = [
        ("Diagnosis:", S::Diagnoses),
        ("ONCOLOGICAL DIAGNOSIS", S::Diagnoses),
        ("Hauptdiagnose:", S::Diagnoses),
        ("Nebendiagnosen:", S::Diagnoses),
        ("**Tumordiagnose:**", S::Diagnoses),
        ("Past treatment:", S::TreatmentHistory),
        ("History of present illness:", S::TreatmentHistory),
        ("Onkologische Anamnese:", S::TreatmentHistory),
        ("2. Durchgeführte Strahlentherapie:", S::TreatmentHistory),
        ("Impression:", S::SummaryAndAssessment),
        ("Epikrise:", S::SummaryAndAssessment),
        ("Zusammenfassende Beurteilung:", S::SummaryAndAssessment),
        ("Procedere:", S::Recommendations),
        ("## Therapieempfehlung", S::Recommendations),
        ("Follow-up:", S::PlannedSchedule),
        ("Weiteres Vorgehen:", S::PlannedSchedule),
    ];
    for (heading, kind) in cases {
        let text = format!("Dear colleague,\n\n{heading}\nText.\n");
        assert_eq!(kinds(&text), [Some(S::Salutation), Some(kind)], "{heading}");
    }
}

#[test]
fn text_behind_a_heading_on_its_line_belongs_to_it() {
    let letter = Letter::cut("Diagnose: Mammakarzinom links\nTherapie: keine\n");
    assert_eq!(letter.text_of(SectionKind::Diagnoses).unwrap(), "Mammakarzinom links");
    assert_eq!(letter.text_of(SectionKind::TreatmentHistory).unwrap(), "keine");
}

#[test]
fn an_unknown_heading_keeps_its_place() {
    let letter = Letter::cut("Diagnosen:\nA\n\nSoziale Situation:\nB\n\nEmpfehlungen:\nC\n");
    let seen: Vec<_> = letter.sections.iter().map(|s| (s.kind, s.heading.as_str(), s.text.as_str())).collect();
    assert_eq!(seen[1], (None, "Soziale Situation:", "B"));
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_letter_without_headings_has_salutation_text_and_closing() {
    let text = "Dear colleague,\n\nThank you for referring this man.\n\nWe plan 54 Gy.\n\nYours sincerely\nA\n";
    assert_eq!(kinds(text), [Some(SectionKind::Salutation), None, Some(SectionKind::Closing)]);
}

#[test]
fn what_is_printed_is_cut_as_it_was() {
    let texts = [
        (SectionKind::Salutation, "Dear colleague,"),
        (SectionKind::Diagnoses, "Prostate cancer\ncT2a"),
        (SectionKind::Closing, "Goodbye"),
    ];
    for language in [Language::English, Language::German] {
        let letter = Letter::of_sections(language, &texts);
        assert_eq!(Letter::cut(&letter.print()), letter);
        let all = SectionKind::ALL.map(|kind| (kind, "Text"));
        let whole = Letter::of_sections(language, &all);
        assert_eq!(Letter::cut(&whole.print()), whole, "every heading that is written is known");
    }
}

#[test]
fn nothing_of_a_text_is_lost() {
    for text in [BREAST_LETTER, LUNG_LETTER, "", "\n\n", "x"] {
        let joined: String =
            section_spans(text).iter().flat_map(|section| [section.heading.of(text), section.body.of(text)]).collect();
        assert_eq!(joined, text);
    }
}

#[test]
fn a_section_without_text_is_named() {
    let check = check_letter(
        &breast(),
        &BREAST_LETTER.replace("Annual mammography of both breasts. Continue letrozole for five years.\n", ""),
    );
    assert_eq!(check.empty_sections.len(), 1);
    assert!(!check.is_clear());
}

#[test]
fn fifty_pages_are_cut_and_checked_whole() {
    let page = BREAST_LETTER;
    let letter = page.repeat(50 * 3000 / page.len() + 1);
    assert!(letter.len() > 150_000);
    assert!(Letter::cut(&letter).sections.len() > 100);
    assert!(check_letter(&breast(), &letter).counts.claims > 1000);
    assert_eq!(Letter::cut(&"word ".repeat(30_000)).sections.len(), 1, "one line of fifty pages");
}
