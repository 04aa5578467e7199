//! Text out of bytes: which form they have, the text, and what of the file the text does not hold.

mod docx;
mod pdf;
mod txt;

use std::fmt;

use isocenter_domain::Redacted;

use crate::clean;
use crate::error::Error;

/// The largest file that is read, 50 MB.
pub const MOST_BYTES: usize = 50_000_000;
/// The most pages of a PDF that is read.
pub const MOST_PAGES: usize = 200;

/// The forms that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Plain text.
    Text,
    /// Office Open XML, word processing.
    Docx,
    /// Portable Document Format.
    Pdf,
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Docx => "DOCX",
            Self::Pdf => "PDF",
        })
    }
}

impl FileKind {
    /// Tells the form by content; a name may say anything.
    ///
    /// # Errors
    /// [`Error::LegacyWord`], [`Error::RichText`] and [`Error::Encrypted`] for forms that are known and not read, [`Error::UnknownFormat`]
    /// for anything else that is no text.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        /// How far from its beginning a PDF may name itself.
        const PDF_HEAD: usize = 1024;
        let head = &bytes[..bytes.len().min(PDF_HEAD)];
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            Ok(Self::Docx)
        } else if head.windows(5).any(|five| five == b"%PDF-") {
            Ok(Self::Pdf)
        } else if bytes.starts_with(COMPOUND) {
            // Word keeps an encrypted DOCX in a compound file, too.
            let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_encrypted = bytes.windows(name.len()).any(|part| part == name);
            Err(if is_encrypted { Error::Encrypted } else { Error::LegacyWord })
        } else if bytes.starts_with(b"{\\rtf") {
            Err(Error::RichText)
        } else if txt::is_text(bytes) {
            Ok(Self::Text)
        } else {
            Err(Error::UnknownFormat)
        }
    }
}

/// What the text does not hold, or what about it is uncertain. For the person who imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// Read as Windows-1252, because the bytes are no UTF-8; letters beyond ASCII may be wrong.
    GuessedEncoding,
    /// Tracked changes were taken as accepted: what is inserted stands in the text, what is deleted does not.
    TrackedChanges {
        /// Pieces inserted or moved here.
        insertions: usize,
        /// Pieces deleted or moved away.
        deletions: usize,
    },
    /// Comments were left out.
    Comments {
        /// How many places are commented on.
        count: usize,
    },
    /// The file holds macros. They were not run and never are.
    Macros,
    /// Text marked as hidden was left out.
    HiddenText {
        /// How many pieces.
        runs: usize,
    },
    /// Headers or footers were left out.
    HeadersFooters,
    /// Footnotes or endnotes were left out.
    Footnotes {
        /// How many.
        count: usize,
    },
    /// Signs whose letter the file does not tell stand in the text as U+FFFD.
    UnknownLetters {
        /// How many.
        count: usize,
    },
    /// Pages of a PDF that hold pictures only; what stands on them is not in the text.
    PicturePages {
        /// How many.
        count: usize,
    },
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadText {
    /// One line for each paragraph, a blank line where the file leaves room; line feeds only.
    pub text: Redacted<String>,
    /// In a fixed order, each kind once.
    pub notices: Vec<Notice>,
}

/// Reads the text of a file of a known form.
///
/// DOCX: a line for each paragraph, also for those in cells of tables; entries of lists begin with `- `; headings stand between blank lines.
/// PDF: lines that were wrapped are one line again. A line goes on on the next one when the next one's first word would not have fitted, the
/// letters are of one size and the lines of one distance; lists and headings begin anew. A hyphen at a line's end stays, a soft one does not.
/// Columns side by side are read as one line.
///
/// # Errors
/// Every [`Error`] but those of writing.
pub fn read_text(bytes: &[u8], kind: FileKind) -> Result<ReadText, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    let (text, notices) = match kind {
        FileKind::Text => txt::read(bytes)?,
        FileKind::Docx => docx::read(bytes)?,
        FileKind::Pdf => pdf::read(bytes)?,
    };
    let text = clean::read(&text);
    if text.is_empty() {
        return Err(Error::NoText(kind));
    }
    Ok(ReadText { text: Redacted::new(text), notices })
}
