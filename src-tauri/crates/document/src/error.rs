//! What can stand in the way, each with what to do about it. No sentence holds a word of the file.

use crate::read::FileKind;

/// Why a file could not be read, or a letter not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither text, DOCX nor PDF.
    #[error("the file is neither plain text, DOCX nor PDF; save it as one of these and try again")]
    UnknownFormat,
    /// Word's form before 2007.
    #[error(
        "the file is a Word document of the older .doc form; open it in Word or LibreOffice, save it as DOCX and try again"
    )]
    LegacyWord,
    /// RTF.
    #[error("the file is in Rich Text Format; open it in Word or LibreOffice, save it as DOCX and try again")]
    RichText,
    /// A zip that holds no word-processing document: a spreadsheet, OpenDocument, an archive.
    #[error("the file holds no Word document; save the letter itself as DOCX, PDF or plain text and try again")]
    NoWordDocument,
    /// Protected by a password or a key.
    #[error("the file is protected by a password; save a copy without a password and try again")]
    Encrypted,
    /// Cut short or changed.
    #[error("the {0} file is damaged or incomplete; open it in its own program, save it again and try again")]
    Damaged(FileKind),
    /// More than [`MOST_BYTES`](crate::MOST_BYTES), packed.
    #[error("the file is larger than 50 MB; a letter is not, so check that this is the right file")]
    TooLarge,
    /// Unpacks to far more than a letter can hold.
    #[error("the file unpacks to far more than a letter can hold and was not read; check where it comes from")]
    UnpacksTooFar,
    /// More than [`MOST_PAGES`](crate::MOST_PAGES).
    #[error("the PDF has more than 200 pages; a letter has not, so take out the pages of the letter and try again")]
    TooManyPages,
    /// Pictures of text, or nothing at all.
    #[error("the PDF holds pictures only and no text; have it recognised (OCR) and try again")]
    PicturesOnly,
    /// Nothing but blanks.
    #[error("the {0} file holds no text; check that this is the right file")]
    NoText(FileKind),
    /// Glyphs without letters.
    #[error(
        "the PDF does not say which letters its signs stand for; have it recognised (OCR), or use the DOCX it was made from"
    )]
    UnknownLetters,
    /// A font that was handed over is none.
    #[error("a font for the PDF cannot be read; install the program again, or save the letter as DOCX")]
    Font,
    /// A letter of the document is in no font; nothing may be left out of a letter in silence.
    #[error(
        "the letter has {count} signs that the fonts for PDF do not hold, the first is U+{first:04X}; replace them, or save the letter as DOCX"
    )]
    NoGlyph {
        /// How many, each place counted.
        count: usize,
        /// The first of them, as Unicode's number.
        first: u32,
    },
    /// A writing library refused.
    #[error("the {0} file could not be made; save the letter in another form and report this")]
    NotWritten(FileKind),
}
