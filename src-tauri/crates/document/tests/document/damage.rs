//! Bytes that are cut off or changed anywhere: an error or a text, never a panic, never for long.

use isocenter_document::{FileKind, Fonts, read_text, write_docx, write_pdf};

use crate::invented::german;

/// Numbers that look random and are the same on every machine (Knuth's multiplicative congruence).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn files() -> [(Vec<u8>, FileKind); 3] {
    [
        (write_docx(&german()).unwrap(), FileKind::Docx),
        (write_pdf(&german(), &Fonts::shipped()).unwrap(), FileKind::Pdf),
        (isocenter_document::write_text(&german()).into_bytes(), FileKind::Text),
    ]
}

#[test]
fn a_file_cut_off_anywhere_is_no_panic_and_a_cut_docx_no_text() {
    for (bytes, kind) in files() {
        let step = (bytes.len() / 150).max(1);
        for end in (0..bytes.len()).step_by(step) {
            let read = read_text(&bytes[..end], kind);
            let _ = FileKind::from_bytes(&bytes[..end]);
            assert!(kind != FileKind::Docx || read.is_err(), "cut at {end} of {}", bytes.len());
        }
    }
}

#[test]
fn changed_bytes_are_no_panic() {
    let mut chance = Chance(7);
    for (bytes, kind) in files() {
        for _ in 0..300 {
            let mut changed = bytes.clone();
            for _ in 0..1 + chance.below(12) {
                let at = chance.below(changed.len());
                changed[at] = chance.below(256) as u8;
            }
            let _ = read_text(&changed, kind);
            let _ = FileKind::from_bytes(&changed);
        }
    }
}

#[test]
fn a_file_of_one_form_read_as_another_is_an_error_or_text() {
    let all = [FileKind::Docx, FileKind::Pdf, FileKind::Text];
    for (bytes, kind) in files() {
        for other in all.into_iter().filter(|other| *other != kind) {
            let read = read_text(&bytes, other);
            assert!(read.is_err(), "{kind} as {other}");
        }
    }
}

#[test]
fn noise_behind_the_head_of_a_form_is_an_error() {
    let mut chance = Chance(11);
    for (head, kind) in [(b"PK\x03\x04".as_slice(), FileKind::Docx), (b"%PDF-1.7\n", FileKind::Pdf)] {
        for length in [0, 1, 30, 400, 5000] {
            let noise: Vec<u8> = (0..length).map(|_| chance.below(256) as u8).collect();
            let bytes = [head, &noise].concat();
            assert_eq!(FileKind::from_bytes(&bytes), Ok(kind));
            assert!(read_text(&bytes, kind).is_err());
        }
    }
}
