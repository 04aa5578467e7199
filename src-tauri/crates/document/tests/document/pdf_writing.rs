//! A letter as PDF: what stands on which page, and where.

use isocenter_document::{Error, Fonts, write_pdf};

use crate::invented::{english, german, long, right_to_left};
use crate::seen::{Row, pages};

const HEADINGS: [&str; 4] = ["Diagnose", "Therapieverlauf", "Verträglichkeit", "Beurteilung und Empfehlung"];

fn words(row: &Row) -> String {
    row.text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_label_and_the_page_number_stand_at_the_foot_of_every_page() {
    let letter = long(12);
    let pages = pages(&write_pdf(&letter, &Fonts::shipped()).unwrap());
    assert!(pages.len() > 10, "{} pages", pages.len());
    for (number, page) in pages.iter().enumerate() {
        let foot: String = page.iter().filter(|row| row.y > 770.0).map(|row| row.text.as_str()).collect();
        let expected = format!("Seite {} von {}", number + 1, pages.len());
        assert!(foot.contains(&expected), "{foot}");
        let foot: String = foot.replace(&expected, "").chars().filter(|c| !c.is_whitespace()).collect();
        let label: String = letter.label.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(foot, label);
    }
}

#[test]
fn a_letter_of_fifty_pages_has_about_fifty() {
    let count = pages(&write_pdf(&long(50), &Fonts::shipped()).unwrap()).len();
    assert!((45..=75).contains(&count), "{count} pages");
}

#[test]
fn no_heading_stands_last_on_a_page_and_no_page_is_empty() {
    for count in 1..12 {
        for page in pages(&write_pdf(&long(count), &Fonts::shipped()).unwrap()) {
            let text: Vec<&Row> = page.iter().filter(|row| row.y < 770.0).collect();
            let last = text.last().expect("a page has text");
            assert!(
                !HEADINGS.contains(&last.text.trim()) && !last.text.starts_with("Verlauf "),
                "{} stands last",
                last.text
            );
        }
    }
}

#[test]
fn every_line_lies_between_the_margins() {
    const MARGIN: f64 = 70.8;
    for letter in [german(), english(), right_to_left(), long(4)] {
        for page in pages(&write_pdf(&letter, &Fonts::shipped()).unwrap()) {
            for row in page {
                assert!(
                    row.left >= MARGIN && row.right <= 595.3 - MARGIN,
                    "{}: {} to {}",
                    row.text,
                    row.left,
                    row.right
                );
                assert!(row.y > MARGIN && row.y < 841.9 - 30.0, "{} at {}", row.text, row.y);
            }
        }
    }
}

#[test]
fn a_word_wider_than_the_page_is_broken_and_whole() {
    let mut letter = english();
    let word = "Strahlentherapie".repeat(40);
    letter.blocks[0].paragraphs = vec![word.clone()];
    let rows: String = pages(&write_pdf(&letter, &Fonts::shipped()).unwrap()).iter().flatten().map(words).collect();
    assert!(rows.contains(&word));
}

#[test]
fn a_label_of_many_lines_pushes_text_up_and_is_printed_whole() {
    let mut letter = long(3);
    letter.label = "Ein sehr langer Hinweis. ".repeat(40);
    let pages = pages(&write_pdf(&letter, &Fonts::shipped()).unwrap());
    for (number, page) in pages.iter().enumerate() {
        let all: String = page.iter().map(words).collect();
        let all = all.replace(&format!("Seite{}von{}", number + 1, pages.len()), "");
        assert_eq!(all.matches("EinsehrlangerHinweis.").count(), 40);
    }
}

#[test]
fn what_no_font_holds_is_an_error_and_not_a_box() {
    let mut letter = english();
    letter.blocks[0].paragraphs.push("\u{4e2d}\u{6587} and \u{1f600}".to_owned());
    let error = write_pdf(&letter, &Fonts::shipped()).unwrap_err();
    assert_eq!(error, Error::NoGlyph { count: 3, first: 0x4e2d });
    assert!(error.to_string().contains("U+4E2D"));
}

#[test]
fn bytes_that_are_no_font_are_an_error() {
    let fonts = Fonts { bold: b"no font".to_vec(), ..Fonts::shipped() };
    assert_eq!(write_pdf(&english(), &fonts).unwrap_err(), Error::Font);
}

#[test]
fn the_file_is_tagged_and_names_its_language_and_title() {
    let pdf = write_pdf(&german(), &Fonts::shipped()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    for sign in ["/Lang(de-DE)", "/StructTreeRoot", "/Marked true", "/ToUnicode"] {
        let sign = sign.replace(' ', "");
        assert!(text.replace(' ', "").contains(&sign), "{sign} is missing");
    }
    assert!(!text.contains("/CreationDate"), "a file without a clock");
}
