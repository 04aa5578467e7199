//! Plain text in the encodings that hospitals have.

use isocenter_document::{Error, FileKind, MOST_BYTES, Notice, read_text};

const TEXT: &str = "Größe ≥ 5 cm\n\nÄrztin";

fn read(bytes: &[u8]) -> (String, Vec<Notice>) {
    assert_eq!(FileKind::from_bytes(bytes), Ok(FileKind::Text));
    let read = read_text(bytes, FileKind::Text).unwrap();
    (read.text.into_inner(), read.notices)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn unicode_is_read_with_and_without_its_mark() {
    let marked = [b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat();
    for bytes in [TEXT.as_bytes().to_vec(), marked, utf16(TEXT, u16::to_le_bytes), utf16(TEXT, u16::to_be_bytes)] {
        assert_eq!(read(&bytes), (TEXT.to_owned(), vec![]));
    }
}

#[test]
fn older_bytes_are_read_as_windows_1252_and_that_is_said() {
    let bytes = b"Gr\xf6\xdfe \x96 \xc4rztin 5 \x80";
    assert_eq!(read(bytes), ("Größe – Ärztin 5 €".to_owned(), vec![Notice::GuessedEncoding]));
}

#[test]
fn line_ends_of_all_systems_and_blank_lines_are_made_alike() {
    assert_eq!(read(b"\r\n\r\na  \r\nb\rc\n\n\n\nd\x0ce\n\n").0, "a\nb\nc\n\nd\ne");
}

#[test]
fn binaries_are_refused() {
    for bytes in [b"MZ\0\0".as_slice(), b"text\0text", b"\x89PNG\r\n\x1a\n", b"\xff\xfea\0\0\0", b"\xff\xfea"] {
        assert_eq!(FileKind::from_bytes(bytes), Err(Error::UnknownFormat), "{bytes:?}");
        assert_eq!(read_text(bytes, FileKind::Text), Err(Error::UnknownFormat), "{bytes:?}");
    }
}

#[test]
fn blank_and_over_large_files_are_refused() {
    for bytes in [b"".as_slice(), b" \n\t\r\n"] {
        assert_eq!(read_text(bytes, FileKind::Text), Err(Error::NoText(FileKind::Text)));
    }
    let large = vec![b'a'; MOST_BYTES + 1];
    for kind in [FileKind::Text, FileKind::Docx, FileKind::Pdf] {
        assert_eq!(read_text(&large, kind), Err(Error::TooLarge));
    }
}
