//! DOCX as a zip of XML. Nothing in it is run, nothing outside it is asked for, and it may unpack only so far.

mod body;
mod package;
mod styles;
mod symbol;
mod xml;

use self::body::Found;
use self::package::Package;
use self::styles::Styles;
use super::Notice;
use crate::error::Error;

pub(super) fn read(bytes: &[u8]) -> Result<(String, Vec<Notice>), Error> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let styles = match package.beside(&main, "styles.xml")? {
        Some(xml) => Styles::read(&xml)?,
        None => Styles::default(),
    };
    let body = package.text(&main)?.ok_or(Error::NoWordDocument)?;
    let (text, found) = body::read(&body, &styles)?;
    Ok((text, notices(found, package.has_macros())))
}

fn notices(found: Found, has_macros: bool) -> Vec<Notice> {
    let Found { insertions, deletions, comments, hidden, notes, unknown, has_header_or_footer } = found;
    let all = [
        (insertions + deletions > 0, Notice::TrackedChanges { insertions, deletions }),
        (comments > 0, Notice::Comments { count: comments }),
        (has_macros, Notice::Macros),
        (hidden > 0, Notice::HiddenText { runs: hidden }),
        (has_header_or_footer, Notice::HeadersFooters),
        (notes > 0, Notice::Footnotes { count: notes }),
        (unknown > 0, Notice::UnknownLetters { count: unknown }),
    ];
    all.into_iter().filter(|(is_true, _)| *is_true).map(|(_, notice)| notice).collect()
}
