//! The text of a PDF, page by page: glyphs with their places (`glyphs`), made into lines (`lines`), made into paragraphs (`paragraphs`).

mod glyphs;
mod lines;
mod paragraphs;
mod unpacked;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::InterpreterCache;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};

use self::glyphs::PageContent;
use self::lines::Line;
use super::{FileKind, MOST_PAGES, Notice};
use crate::error::Error;

const DAMAGED: Error = Error::Damaged(FileKind::Pdf);

pub(super) fn read(bytes: &[u8]) -> Result<(String, Vec<Notice>), Error> {
    // The library means not to panic; a file that makes it do so must not take the window with it.
    catch_unwind(AssertUnwindSafe(|| read_pages(bytes))).unwrap_or(Err(DAMAGED))
}

fn read_pages(bytes: &[u8]) -> Result<(String, Vec<Notice>), Error> {
    let pages = contents(bytes)?;
    let signs: usize = pages.iter().map(|page| page.glyphs.len()).sum();
    let unknown: usize = pages.iter().map(PageContent::unknown).sum();
    let picture_pages = pages.iter().filter(|page| page.has_picture && page.glyphs.is_empty()).count();
    if signs == 0 {
        return Err(if picture_pages > 0 { Error::PicturesOnly } else { Error::NoText(FileKind::Pdf) });
    }
    if unknown * 2 > signs {
        return Err(Error::UnknownLetters);
    }
    let has_foot = pages.iter().any(|page| page.has_foot);
    let mut all: Vec<Vec<Line>> = pages.iter().map(|page| lines::of(&page.glyphs)).collect();
    let has_repeated = paragraphs::take_repeated(&mut all);
    let notices = [
        (has_foot || has_repeated, Notice::HeadersFooters),
        (unknown > 0, Notice::UnknownLetters { count: unknown }),
        (picture_pages > 0, Notice::PicturePages { count: picture_pages }),
    ];
    let notices = notices.into_iter().filter(|(is_true, _)| *is_true).map(|(_, notice)| notice).collect();
    Ok((paragraphs::join(&all), notices))
}

fn contents(bytes: &[u8]) -> Result<Vec<PageContent>, Error> {
    unpacked::check(bytes)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Error::Encrypted,
        // A way of locking that the library does not know leaves nothing to read, either.
        LoadPdfError::Invalid if bytes.windows(8).any(|part| part == b"/Encrypt") => Error::Encrypted,
        LoadPdfError::Invalid => DAMAGED,
    })?;
    match pdf.pages().len() {
        0 => return Err(DAMAGED),
        count if count > MOST_PAGES => return Err(Error::TooManyPages),
        _ => {}
    }
    let cache = InterpreterCache::new();
    let mut left = glyphs::MOST_GLYPHS;
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        let content = glyphs::of(page, &cache, left)?;
        left -= content.glyphs.len();
        pages.push(content);
    }
    Ok(pages)
}
