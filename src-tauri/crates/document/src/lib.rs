//! Text out of TXT, DOCX and PDF bytes, and a letter written as DOCX, PDF and text.
//!
//! Bytes in, bytes out. This crate knows no medicine, no files, no clock and no chance: the same letter is the same bytes. A DOCX is read and
//! written as what it is, a zip of XML, because the readers and writers at hand lose tracked changes or count ids across calls.

mod clean;
mod direction;
mod error;
mod fonts;
mod letter;
mod read;
mod unit;
mod write;

pub use error::Error;
pub use fonts::Fonts;
pub use letter::{Block, Language, LetterDocument};
pub use read::{FileKind, MOST_BYTES, MOST_PAGES, Notice, ReadText, read_text};
pub use write::{write_docx, write_pdf, write_text};
