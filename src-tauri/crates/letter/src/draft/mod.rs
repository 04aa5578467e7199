//! A letter in work: seven sections with what the model wrote and what they hold now, locked or open, and what a physician answers for.
//! Acts give a new draft or a refusal; nothing is changed in place. Who acted and when is the caller's to keep.

mod acts;
mod check;
mod confirmation;
mod json;
mod layout;
mod section;

use isocenter_domain::Redacted;

use crate::{Language, Letter, SectionKind};

pub use check::{Block, ConfirmedBlock, DraftCheck};
pub use confirmation::{Confirmation, MOST_REASON_CHARACTERS, Subject};
pub use json::DRAFT_FORMAT;
pub use layout::DraftPlace;
pub use section::{DraftSection, SectionOrigin, SectionState};

/// A letter in work. It always has the seven sections in the order of the letter; one that is left out has no text and is not printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    language: Language,
    sections: Vec<DraftSection>,
    confirmations: Vec<Confirmation>,
}

impl Draft {
    /// Seven open sections without text.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let sections = SectionKind::ALL.into_iter().map(DraftSection::empty).collect();
        Self { language, sections, confirmations: Vec::new() }
    }

    /// The language of its headings.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The seven sections, in the order of the letter.
    #[must_use]
    pub fn sections(&self) -> &[DraftSection] {
        &self.sections
    }

    /// One section.
    #[must_use]
    pub fn section(&self, kind: SectionKind) -> &DraftSection {
        // The sections stand in the order of the enum.
        &self.sections[kind as usize]
    }

    /// What a physician answers for, in the order in which it was said.
    #[must_use]
    pub fn confirmations(&self) -> &[Confirmation] {
        &self.confirmations
    }

    /// The letter as it stands: what would be signed.
    #[must_use]
    pub fn text(&self) -> String {
        self.letter().print()
    }

    /// What the model wrote last, section by section: the draft that the signed letter is held against by [`crate::revision`]. A section
    /// that a person wrote alone is not in it; one that was left out later is.
    #[must_use]
    pub fn drafted_text(&self) -> String {
        let drafted = self.sections.iter().filter_map(|section| Some((section.kind(), section.drafted()?)));
        let texts: Vec<(SectionKind, &str)> = drafted.filter(|(_, text)| !text.is_empty()).collect();
        Letter::of_sections(self.language, &texts).print()
    }

    fn letter(&self) -> Letter {
        let texts: Vec<(SectionKind, &str)> = self.printed().map(|section| (section.kind(), section.text())).collect();
        Letter::of_sections(self.language, &texts)
    }

    /// The sections that are in the letter.
    fn printed(&self) -> impl Iterator<Item = &DraftSection> {
        self.sections.iter().filter(|section| section.state() != SectionState::LeftOut)
    }
}

/// Text as a draft holds it: one kind of line end, nothing that cannot be printed, no blanks at line ends and no blank lines around.
fn printable(text: &str) -> Redacted<String> {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Redacted::new(crate::section::tidy(&kept))
}
