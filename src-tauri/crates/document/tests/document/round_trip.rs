//! What is written is read again, in every form.

use isocenter_document::{
    Error, FileKind, Fonts, LetterDocument, Notice, ReadText, read_text, write_docx, write_pdf, write_text,
};

use crate::invented::{english, german, long, right_to_left};

/// Lines that are not blank.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim().is_empty()).collect()
}

fn read(bytes: &[u8], kind: FileKind) -> ReadText {
    assert_eq!(FileKind::from_bytes(bytes), Ok(kind));
    read_text(bytes, kind).unwrap()
}

/// The letter's text without its label, which stands at the foot of pages.
fn without_label(letter: &LetterDocument) -> String {
    let text = write_text(letter);
    text.trim_end().strip_suffix(letter.label.as_str()).unwrap().to_owned()
}

#[test]
fn a_letter_as_text_comes_back_as_it_was() {
    for letter in [german(), english(), right_to_left()] {
        let text = write_text(&letter);
        let read = read(text.as_bytes(), FileKind::Text);
        assert_eq!(read.text.reveal(), text.trim_end());
        assert_eq!(read.notices, []);
    }
}

#[test]
fn a_letter_as_docx_comes_back_line_by_line() {
    for letter in [german(), english(), right_to_left(), long(50)] {
        let read = read(&write_docx(&letter).unwrap(), FileKind::Docx);
        assert_eq!(lines(read.text.reveal()), lines(&without_label(&letter)));
        assert_eq!(read.notices, [Notice::HeadersFooters]);
    }
}

#[test]
fn a_letter_as_pdf_comes_back_with_its_wrapped_lines_joined() {
    for letter in [german(), english(), long(50)] {
        let read = read(&write_pdf(&letter, &Fonts::shipped()).unwrap(), FileKind::Pdf);
        let (text, expected) = (read.text.reveal(), without_label(&letter));
        for (line, wanted) in lines(text).iter().zip(lines(&expected)) {
            assert_eq!(*line, wanted);
        }
        assert_eq!(lines(text).len(), lines(&expected).len());
        assert_eq!(read.notices, [Notice::HeadersFooters]);
    }
}

#[test]
fn words_that_run_to_the_left_come_back_from_a_pdf_in_the_order_of_writing() {
    let read = read(&write_pdf(&right_to_left(), &Fonts::shipped()).unwrap(), FileKind::Pdf);
    let text = read.text.reveal();
    for words in ["שם", "שלום עולם", "דוד כהן", "السلام عليكم ورحمة الله", "محمد علي", "and received 54 Gy."]
    {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
}

#[test]
fn a_heading_without_words_is_no_heading_and_blank_paragraphs_are_none() {
    let mut letter = english();
    letter.blocks[1].heading = Some(" \u{7} ".to_owned());
    letter.blocks[1].paragraphs.push(" \n ".to_owned());
    let text = without_label(&letter);
    assert!(!text.contains("Diagnosis") && !text.contains("\n\n\n"), "{text}");
    assert!(text.contains("2026.\n\nInvasive"), "{text}");
    for (bytes, kind) in [
        (write_docx(&letter).unwrap(), FileKind::Docx),
        (write_pdf(&letter, &Fonts::shipped()).unwrap(), FileKind::Pdf),
    ] {
        assert_eq!(lines(read(&bytes, kind).text.reveal()), lines(&text), "{kind}");
    }
}

#[test]
fn controls_and_signs_that_are_none_break_no_file() {
    let mut letter = english();
    let bad: String =
        ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}').chain(['\u{feff}', '\u{fffe}', '\u{ffff}', '\u{ad}']).collect();
    letter.title = format!("A{bad}B");
    letter.label = format!("Label {bad}");
    letter.blocks[0].paragraphs = vec![format!("Gy{bad}<&>\"']]>")];
    for (bytes, kind) in [
        (write_docx(&letter).unwrap(), FileKind::Docx),
        (write_pdf(&letter, &Fonts::shipped()).unwrap(), FileKind::Pdf),
        (write_text(&letter).into_bytes(), FileKind::Text),
    ] {
        let read = read(&bytes, kind);
        let text = read.text.reveal();
        assert!(text.contains("<&>\"']]>") && text.contains("Gy") && !text.contains('\u{7f}'), "{kind}: {text:?}");
    }
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let letter = long(3);
    assert_eq!(write_docx(&letter).unwrap(), write_docx(&letter).unwrap());
    let [one, two] = [(); 2].map(|()| write_pdf(&letter, &Fonts::shipped()).unwrap());
    assert_eq!(one, two);
    let mut other = letter.clone();
    other.title.push('!');
    assert_ne!(write_pdf(&other, &Fonts::shipped()).unwrap(), one);
}

#[test]
fn an_empty_letter_can_be_written() {
    let empty = LetterDocument {
        title: String::new(),
        letterhead: Vec::new(),
        meta: Vec::new(),
        blocks: Vec::new(),
        signature: Vec::new(),
        label: String::new(),
        ..english()
    };
    let docx = write_docx(&empty).unwrap();
    assert_eq!(read_text(&docx, FileKind::Docx), Err(Error::NoText(FileKind::Docx)));
    assert!(write_pdf(&empty, &Fonts::shipped()).unwrap().starts_with(b"%PDF-"));
    assert_eq!(write_text(&empty), "\n");
}

#[test]
fn no_word_of_a_letter_is_in_what_debug_prints() {
    let printed = format!("{:?}", (english(), read_text(b"Dear Dr Miller", FileKind::Text)));
    assert!(!printed.contains("Miller") && !printed.contains("carcinoma"), "{printed}");
}
