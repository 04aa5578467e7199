//! Plain text: UTF-8, UTF-16 by its mark, and Windows-1252 for the rest.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::Notice;
use crate::error::Error;

/// Whether bytes can be text at all: a known mark, or no byte that text never holds.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding != UTF_8 => {
            bytes.len().is_multiple_of(2) && !holds_nul_letters(bytes, mark, encoding)
        }
        _ => !bytes.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)),
    }
}

fn holds_nul_letters(bytes: &[u8], mark: usize, encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    text.contains('\0')
}

pub(super) fn read(bytes: &[u8]) -> Result<(String, Vec<Notice>), Error> {
    if !is_text(bytes) {
        return Err(Error::UnknownFormat);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let count = text.matches('\u{fffd}').count();
        let notices = if had_errors { vec![Notice::UnknownLetters { count }] } else { Vec::new() };
        return Ok((text.into_owned(), notices));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Vec::new())),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            Ok((text.into_owned(), vec![Notice::GuessedEncoding]))
        }
    }
}
