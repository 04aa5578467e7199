//! A letter as DOCX: what stands in the package.

use isocenter_document::write_docx;

use crate::invented::{english, german, right_to_left};
use crate::package::{part, parts};

#[test]
fn every_part_is_well_formed_and_dated_on_the_forms_first_day() {
    for letter in [german(), english(), right_to_left()] {
        let docx = write_docx(&letter).unwrap();
        for (name, text, year) in parts(&docx) {
            assert_eq!(year, 1980, "{name}");
            let mut reader = quick_xml::Reader::from_str(&text);
            while !matches!(
                reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")),
                quick_xml::events::Event::Eof
            ) {}
        }
    }
}

#[test]
fn headings_are_headings_and_the_page_is_a4_with_margins_of_25_millimetres() {
    let docx = write_docx(&german()).unwrap();
    let document = part(&docx, "word/document.xml");
    assert_eq!(document.matches(r#"<w:pStyle w:val="Heading1"/>"#).count(), 4);
    assert_eq!(document.matches(r#"<w:pStyle w:val="Title"/>"#).count(), 1);
    assert_eq!(document.matches(r#"<w:pStyle w:val="ListEntry"/>"#).count(), 3);
    assert!(document.contains(r#"w:w="11906" w:h="16838""#) && document.contains(r#"w:left="1417""#));
    let styles = part(&docx, "word/styles.xml");
    assert!(styles.contains(r#"<w:outlineLvl w:val="0"/>"#) && styles.contains(r#"<w:lang w:val="de-DE""#));
}

#[test]
fn the_foot_holds_the_label_and_the_pages_number() {
    for (letter, [page, of]) in [(german(), ["Seite ", " von "]), (english(), ["Page ", " of "])] {
        let foot = part(&write_docx(&letter).unwrap(), "word/footer1.xml");
        for sign in [letter.label.as_str(), page, of, " PAGE ", " NUMPAGES "] {
            assert!(foot.contains(sign), "{sign} is missing");
        }
    }
}

#[test]
fn words_that_run_to_the_left_are_marked_so() {
    let document = part(&write_docx(&right_to_left()).unwrap(), "word/document.xml");
    assert!(document.contains("<w:bidi/>"));
    assert!(document.contains(r#"<w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">דוד כהן</w:t>"#), "{document}");
}
