//! Where the text of each section stands in the whole letter.

use serde::Serialize;

use super::Draft;
use crate::{SectionKind, Span};

/// A place in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DraftPlace {
    /// In which section.
    pub section: SectionKind,
    /// Bytes of that section's text.
    pub range: Span,
}

/// Where a section stands in the whole letter, in bytes.
pub(super) struct SectionLayout {
    section: SectionKind,
    /// Heading, text, line ends and the blank line behind: each byte of the letter is of one section.
    all: Span,
    text: Span,
}

/// The sections that are in the letter, in its order.
pub(super) struct Layout(Vec<SectionLayout>);

impl Draft {
    /// Where a span of [`Draft::text`] stands in its section, as far as it lies in that section's text; nothing behind the letter's end.
    #[must_use]
    pub fn place_of(&self, span: Span) -> Option<DraftPlace> {
        self.layout().place(span)
    }

    /// Where a section's text stands in [`Draft::text`]; nothing for a section that is left out.
    #[must_use]
    pub fn text_span(&self, kind: SectionKind) -> Option<Span> {
        self.layout().0.iter().find(|section| section.section == kind).map(|section| section.text)
    }

    /// As [`crate::Letter::print`] writes it.
    pub(super) fn layout(&self) -> Layout {
        let letter = self.letter();
        let mut sections: Vec<SectionLayout> = Vec::new();
        let mut at = 0;
        for (section, printed) in self.printed().zip(&letter.sections) {
            // The line end that makes the blank line before this section is of the section before it.
            if let Some(before) = sections.last_mut() {
                at += 1;
                before.all.end = at;
            }
            let start = at;
            if !printed.heading.is_empty() {
                at += printed.heading.len() + 1;
            }
            let text = Span::new(at, at + printed.text.len());
            if !printed.text.is_empty() {
                at = text.end + 1;
            }
            sections.push(SectionLayout { section: section.kind(), all: Span::new(start, at), text });
        }
        Layout(sections)
    }
}

impl Layout {
    pub(super) fn place(&self, span: Span) -> Option<DraftPlace> {
        let at = self.0.partition_point(|section| section.all.end <= span.start);
        let SectionLayout { section, text, .. } = self.0.get(at)?;
        let within = |place: usize| place.clamp(text.start, text.end) - text.start;
        Some(DraftPlace { section: *section, range: Span::new(within(span.start), within(span.end)) })
    }
}
