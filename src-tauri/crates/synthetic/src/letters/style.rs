//! How an institution writes, read from `letters/styles.txt`: headings, notation, and templates with the habits of its authors.

use std::collections::BTreeMap;

use crate::Error;

use super::notation::DateForm;
use super::reading::lines;
use super::{Institution, LetterLanguage};

const FILE: &str = "letters/styles.txt";
static TEXT: &str = include_str!("../../letters/styles.txt");

/// How the statements of a section follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    Lines,
    Sentences,
}

/// One institution in one language.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub language: LetterLanguage,
    pub dates: DateForm,
    pub join: Join,
    institution: String,
    headings: BTreeMap<String, String>,
    templates: BTreeMap<String, Vec<String>>,
}

impl Style {
    fn missing(&self, name: &str) -> Error {
        Error::UnknownSlot { scenario: format!("style {}", self.institution), slot: name.to_owned() }
    }

    pub(crate) fn heading(&self, section: &str) -> Result<&str, Error> {
        self.headings.get(section).map(String::as_str).ok_or_else(|| self.missing(section))
    }

    /// The template of this name that an author of this habit uses; authors do not share all of their habits.
    pub(crate) fn template(&self, name: &str, habit: usize) -> Result<&str, Error> {
        let forms = self.templates.get(name).ok_or_else(|| self.missing(name))?;
        let turn = habit + name.len() * (habit / 2);
        forms.get(turn % forms.len()).map(String::as_str).ok_or_else(|| self.missing(name))
    }
}

/// Every style.
#[derive(Debug, Clone)]
pub(crate) struct Styles {
    all: Vec<Style>,
}

impl Styles {
    /// Those of the built-in file.
    pub(crate) fn built_in() -> Result<Self, Error> {
        let mut read = Self { all: Vec::new() };
        for (line, word, rest) in lines(TEXT) {
            read.line(word, rest).ok_or(Error::ScenarioLine { file: FILE, line })?;
        }
        Ok(read)
    }

    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        if word == "style" {
            let (institution, language) = rest.split_once(' ')?;
            let language = LetterLanguage::ALL.into_iter().find(|known| known.code() == language)?;
            self.all.push(Style {
                language,
                dates: DateForm::Long,
                join: Join::Lines,
                institution: institution.to_owned(),
                headings: BTreeMap::new(),
                templates: BTreeMap::new(),
            });
            return Some(());
        }
        let style = self.all.last_mut()?;
        match (word, rest) {
            ("dates", "long") => style.dates = DateForm::Long,
            ("dates", "short") => style.dates = DateForm::Short,
            ("dates", "slash") => style.dates = DateForm::Slash,
            ("join", "lines") => style.join = Join::Lines,
            ("join", "sentences") => style.join = Join::Sentences,
            ("heading", _) => {
                let (section, heading) = rest.split_once(' ')?;
                style.headings.insert(section.to_owned(), heading.to_owned());
            }
            (_, template) if !template.is_empty() => {
                style.templates.entry(word.to_owned()).or_default().push(template.to_owned());
            }
            _ => return None,
        }
        Some(())
    }

    pub(crate) fn of(&self, institution: Institution, language: LetterLanguage) -> Result<&Style, Error> {
        let is_asked = |style: &&Style| style.institution == institution.name() && style.language == language;
        self.all.iter().find(is_asked).ok_or_else(|| Error::UnknownSlot {
            scenario: format!("style {}", institution.name()),
            slot: language.code().to_owned(),
        })
    }
}
