//! A letter as it is laid out: what stands where, not what it means.

use std::fmt;

/// The language a letter is written in: of the words the page itself needs, of spell checking and of reading aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// British English.
    English,
    /// German.
    German,
}

impl Language {
    /// As BCP 47 names it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::German => "de-DE",
        }
    }

    /// Words before, between and after the two numbers of "page 1 of 2".
    pub(crate) const fn page_words(self) -> [&'static str; 2] {
        match self {
            Self::English => ["Page ", " of "],
            Self::German => ["Seite ", " von "],
        }
    }
}

/// A part of a letter with or without a heading.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Block {
    /// On a line of its own; none where it is blank.
    pub heading: Option<String>,
    /// In reading order; a line feed in one is a line break. Blank ones are left out.
    pub paragraphs: Vec<String>,
}

/// A letter ready to be written. Control characters in it are left out, blank lines too.
#[derive(Clone, PartialEq, Eq)]
pub struct LetterDocument {
    /// Of the whole letter.
    pub language: Language,
    /// The subject, largest on the first page, and the file's title.
    pub title: String,
    /// Who writes: the first line is the name of the department.
    pub letterhead: Vec<String>,
    /// Date, reference and the like, a line each.
    pub meta: Vec<String>,
    /// The letter.
    pub blocks: Vec<Block>,
    /// Who signs, a line each.
    pub signature: Vec<String>,
    /// What the letter is (for research, say); at the foot of every page.
    pub label: String,
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({} paragraphs)", self.paragraphs.len())
    }
}

impl fmt::Debug for LetterDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LetterDocument({:?}, {} blocks)", self.language, self.blocks.len())
    }
}
