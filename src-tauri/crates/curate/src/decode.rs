//! Bytes of an export as UTF-8, piece by piece. Which encoding they are in is decided in `csv_layout`.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};
use serde::{Deserialize, Serialize};

const PIECE_BYTES: usize = 64 * 1024;

/// How an export writes its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, little end first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big end first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// The Western European code page of Windows.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The name in mapping files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

/// A reader whose bytes come out as UTF-8; what cannot be decoded becomes U+FFFD.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    bytes_read: u64,
    is_finished: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(source: R, encoding: Encoding) -> Self {
        Self { source, decoder: encoding.decoder(), raw: vec![0; PIECE_BYTES], bytes_read: 0, is_finished: false }
    }

    /// Bytes taken from the source so far.
    pub(crate) const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Appends the next piece to `text`; `false` when there is no more.
    pub(crate) fn append_to(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        if self.is_finished {
            return Ok(false);
        }
        let count = self.source.read(&mut self.raw)?;
        self.bytes_read += count as u64;
        self.is_finished = count == 0;
        let mut piece = &self.raw[..count];
        loop {
            let old_length = text.len();
            let room = self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(4 * PIECE_BYTES);
            text.resize(old_length + room, 0);
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(piece, &mut text[old_length..], self.is_finished);
            text.truncate(old_length + written);
            piece = &piece[read..];
            match result {
                CoderResult::InputEmpty => return Ok(true),
                CoderResult::OutputFull => {}
            }
        }
    }
}
