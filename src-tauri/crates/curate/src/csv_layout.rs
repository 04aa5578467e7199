//! What kind of file an export is: workbook or text, its encoding, delimiter, header, length and hash. One pass over the bytes; no field is read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::decode::{Decoded, Encoding};
use crate::pseudonym::hex;
use crate::records::{Next, Records};
use crate::table::Table;

const PIECE_BYTES: usize = 64 * 1024;
/// Rows that decide the delimiter.
const SAMPLE_ROWS: usize = 50;
const DELIMITERS: [Delimiter; 4] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Bar];

/// What stands between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
    /// `|`
    Bar,
}

impl Delimiter {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

/// How the text of an export is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvLayout {
    /// Encoding of its characters.
    pub encoding: Encoding,
    /// What separates its fields.
    pub delimiter: Delimiter,
}

/// What one look at a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Encoding and delimiter.
    pub layout: CsvLayout,
    /// The headers, blanks around them removed.
    pub headers: Vec<String>,
    /// Length of the file.
    pub bytes: u64,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
}

/// Looks at an export. `layout` overrides what the bytes tell.
///
/// # Errors
/// [`Error::Read`], [`Error::Empty`] and [`Error::Workbook`].
pub fn survey(table: Table, path: &Path, layout: Option<CsvLayout>) -> Result<Survey, Error> {
    let failed = |source| Error::Read { table, source };
    let look = ByteLook::at(File::open(path).map_err(failed)?).map_err(failed)?;
    if look.is_workbook() {
        return Err(Error::Workbook { table });
    }
    let layout = match layout {
        // A byte order mark leaves no doubt, whatever an earlier export was like.
        Some(layout) => CsvLayout { encoding: look.marked_encoding().unwrap_or(layout.encoding), ..layout },
        None => {
            let encoding = look.encoding();
            let mut best = (0, CsvLayout { encoding, delimiter: Delimiter::Comma });
            for delimiter in DELIMITERS {
                let layout = CsvLayout { encoding, delimiter };
                let score = score(path, layout).map_err(failed)?;
                if score > best.0 {
                    best = (score, layout);
                }
            }
            best.1
        }
    };
    let mut records = open(path, layout).map_err(failed)?;
    let Next::Row { .. } = records.next().map_err(failed)? else { return Err(Error::Empty { table }) };
    let headers = records.fields().iter().map(str::to_owned).collect();
    Ok(Survey { layout, headers, bytes: look.bytes, sha256: hex(&look.hash) })
}

/// Opens an export for reading row by row.
pub(crate) fn open(path: &Path, layout: CsvLayout) -> io::Result<Records<File>> {
    Ok(Records::new(Decoded::new(File::open(path)?, layout.encoding), layout.delimiter.byte()))
}

/// Rows of a sample that have as many fields as the header, times those fields; a header of one field counts nothing.
fn score(path: &Path, layout: CsvLayout) -> io::Result<usize> {
    let mut records = open(path, layout)?;
    let mut rows = 0;
    for _ in 0..SAMPLE_ROWS {
        match records.next()? {
            Next::Row { .. } => rows += 1,
            Next::Broken { .. } => {}
            Next::End => break,
        }
    }
    let width = if rows > 0 { records.width().unwrap_or(0) } else { 0 };
    Ok(if width > 1 { width * rows } else { 0 })
}

/// What the bytes of a whole file tell.
struct ByteLook {
    start: [u8; 8],
    bytes: u64,
    hash: Vec<u8>,
    /// Characters of two and more bytes that are valid UTF-8.
    valid_sequences: u64,
    invalid_sequences: u64,
    /// NUL bytes at even and odd places of the first piece.
    nuls: [usize; 2],
    first_piece: usize,
}

impl ByteLook {
    fn at(mut file: impl Read) -> io::Result<Self> {
        let mut look = Self {
            start: [0; 8],
            bytes: 0,
            hash: Vec::new(),
            valid_sequences: 0,
            invalid_sequences: 0,
            nuls: [0; 2],
            first_piece: 0,
        };
        let mut hash = Sha256::new();
        let mut piece = vec![0; PIECE_BYTES];
        // The begin of a sequence that the end of a piece cut.
        let mut kept = 0;
        loop {
            let count = file.read(&mut piece[kept..])?;
            if count == 0 {
                break;
            }
            let fresh = &piece[kept..kept + count];
            hash.update(fresh);
            if look.bytes == 0 {
                let length = count.min(look.start.len());
                look.start[..length].copy_from_slice(&fresh[..length]);
                look.first_piece = count;
                for (place, byte) in fresh.iter().enumerate() {
                    look.nuls[place % 2] += usize::from(*byte == 0);
                }
            }
            look.bytes += count as u64;
            let rest = look.count_sequences(&piece[..kept + count]);
            let end = kept + count;
            piece.copy_within(end - rest..end, 0);
            kept = rest;
        }
        look.invalid_sequences += u64::from(kept > 0);
        look.hash = hash.finalize().to_vec();
        Ok(look)
    }

    /// Counts sequences in `bytes`; gives the length of an unfinished one at the end.
    fn count_sequences(&mut self, mut bytes: &[u8]) -> usize {
        let starts = |text: &str| text.bytes().filter(|byte| *byte >= 0xC0).count() as u64;
        loop {
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.valid_sequences += if text.is_ascii() { 0 } else { starts(text) };
                    return 0;
                }
                Err(error) => {
                    let (valid, rest) = bytes.split_at(error.valid_up_to());
                    self.valid_sequences += std::str::from_utf8(valid).map_or(0, starts);
                    let Some(length) = error.error_len() else { return rest.len() };
                    self.invalid_sequences += 1;
                    bytes = &rest[length..];
                }
            }
        }
    }

    fn is_workbook(&self) -> bool {
        const ZIP: [u8; 4] = *b"PK\x03\x04";
        const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        self.start.starts_with(&ZIP) || self.start == COMPOUND_FILE
    }

    /// A byte order mark decides; else every second byte NUL is UTF-16; else UTF-8 unless more of it is broken than right.
    fn encoding(&self) -> Encoding {
        let often = self.first_piece / 5;
        match self.marked_encoding() {
            Some(marked) => marked,
            None if self.nuls[1] > often && self.nuls[0] < often => Encoding::Utf16Le,
            None if self.nuls[0] > often && self.nuls[1] < often => Encoding::Utf16Be,
            None if self.invalid_sequences > self.valid_sequences => Encoding::Windows1252,
            None => Encoding::Utf8,
        }
    }

    const fn marked_encoding(&self) -> Option<Encoding> {
        match self.start {
            [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Utf8),
            [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
            _ => None,
        }
    }
}
