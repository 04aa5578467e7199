//! A letter as PDF: tagged, fonts embedded with the letters their signs stand for, A4, margins of 25 mm.
//!
//! `look` says how each part looks, `shape` makes letters into glyphs, `lines` breaks paragraphs, `pages` breaks pages, `draw` puts them down.

mod draw;
mod lines;
mod look;
mod pages;
mod shape;

use crate::clean;
use crate::error::Error;
use crate::fonts::Fonts;
use crate::letter::LetterDocument;
use crate::write::parts::parts;

use self::look::Look;
use self::shape::Faces;

/// The letter as PDF, its label and "page 1 of 2" at the foot of each page. Tabs are four blanks wide.
///
/// # Errors
/// [`Error::Font`] for font bytes that are none, [`Error::NoGlyph`] when no font holds a sign of the letter, [`Error::NotWritten`] when the
/// writing library refuses.
pub fn write_pdf(letter: &LetterDocument, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let faces = Faces::new(fonts)?;
    let parts = parts(letter);
    let label = clean::line(&letter.label);
    faces.check(parts.iter().map(|part| part.text.as_str()).chain([label.as_str()]))?;
    let mut paragraphs = Vec::with_capacity(parts.len());
    for part in &parts {
        paragraphs.push(lines::set(&faces, &part.text, Look::of(part), look::TEXT_WIDTH));
    }
    let foot = lines::set(&faces, &label, Look::FOOT, look::TEXT_WIDTH - look::PAGE_NUMBER_WIDTH);
    let pages = pages::fill(&paragraphs, look::text_bottom(foot.height()));
    draw::draw(letter, &faces, &parts, &paragraphs, &foot, &pages)
}
