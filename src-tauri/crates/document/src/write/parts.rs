//! The parts of a letter in reading order, cleaned: what all forms have in common.

use crate::clean;
use crate::letter::LetterDocument;

/// What a part is; each form says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The first line of the letterhead.
    Sender,
    /// The lines below it.
    Letterhead,
    Meta,
    Title,
    Heading,
    Body,
    Signature,
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) role: Role,
    /// Not blank; line feeds are line breaks.
    pub(crate) text: String,
    /// The last one of its group: the letterhead, the meta lines, the signature.
    pub(crate) is_last: bool,
    /// The first one of its group.
    pub(crate) is_first: bool,
}

/// The letter's parts without its label.
pub(crate) fn parts(letter: &LetterDocument) -> Vec<Part> {
    let mut parts = Vec::new();
    group(&mut parts, Role::Letterhead, &letter.letterhead);
    if let Some(first) = parts.first_mut() {
        first.role = Role::Sender;
    }
    group(&mut parts, Role::Meta, &letter.meta);
    group(&mut parts, Role::Title, std::slice::from_ref(&clean::line(&letter.title)));
    for block in &letter.blocks {
        if let Some(heading) = &block.heading {
            group(&mut parts, Role::Heading, std::slice::from_ref(&clean::line(heading)));
        }
        group(&mut parts, Role::Body, &block.paragraphs);
    }
    group(&mut parts, Role::Signature, &letter.signature);
    parts
}

fn group(parts: &mut Vec<Part>, role: Role, texts: &[String]) {
    let texts: Vec<String> = texts.iter().filter_map(|text| clean::paragraph(text)).collect();
    let last = texts.len().saturating_sub(1);
    parts.extend(texts.into_iter().enumerate().map(|(at, text)| Part {
        role,
        text,
        is_first: at == 0,
        is_last: at == last,
    }));
}

/// How many letters (of ASCII) a line's list mark has with the blank behind it; nothing for a line that is no entry of a list.
pub(crate) fn list_mark(line: &str) -> Option<usize> {
    ["- ", "– ", "• "].into_iter().find(|mark| line.starts_with(mark)).map(str::len)
}
