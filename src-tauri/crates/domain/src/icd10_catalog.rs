//! The official table of codes and titles, searched by binary search. It says what exists, not what fits a case.

use std::ops::Range;

use crate::{Error, Icd10Code};

/// The table, one copy of its text with the places of its lines.
#[derive(Debug, Clone)]
pub struct Icd10Catalog {
    text: String,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    code: Range<usize>,
    title: Range<usize>,
    is_billable: bool,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icd10Entry<'a> {
    /// The code with its dot.
    pub code: &'a str,
    /// The official title.
    pub title: &'a str,
    /// Whether the code has no finer code below it.
    pub is_billable: bool,
}

impl Icd10Catalog {
    /// Reads lines of `code TAB 0|1 TAB title`, in ascending order of the dotted code.
    ///
    /// # Errors
    /// [`Error::CatalogLine`] for a line of another form, [`Error::CatalogOrder`] for one out of order or there twice.
    pub fn from_tsv(tsv: &str) -> Result<Self, Error> {
        let text = tsv.to_owned();
        let mut lines: Vec<Line> = Vec::new();
        let mut start = 0;
        for (index, row) in text.split('\n').enumerate() {
            let (from, line) = (start, index + 1);
            start += row.len() + 1;
            let row = row.strip_suffix('\r').unwrap_or(row);
            if row.is_empty() {
                continue;
            }
            let mut columns = row.split('\t');
            let (Some(code), Some(billable), Some(title), None) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            else {
                return Err(Error::CatalogLine { line });
            };
            let is_billable = match billable {
                "0" => false,
                "1" => true,
                _ => return Err(Error::CatalogLine { line }),
            };
            if code.is_empty() || title.is_empty() {
                return Err(Error::CatalogLine { line });
            }
            if lines.last().is_some_and(|before| text[before.code.clone()] >= *code) {
                return Err(Error::CatalogOrder { line });
            }
            let title_from = from + code.len() + billable.len() + 2;
            lines.push(Line {
                code: from..from + code.len(),
                title: title_from..title_from + title.len(),
                is_billable,
            });
        }
        Ok(Self { text, lines })
    }

    /// The official title of `code`, if the code exists.
    #[must_use]
    pub fn title(&self, code: &Icd10Code) -> Option<&str> {
        self.get(code.as_str()).map(|entry| entry.title)
    }

    /// The row of the dotted upper-case `code`.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<Icd10Entry<'_>> {
        let place = self.lines.partition_point(|line| self.text[line.code.clone()] < *code);
        self.lines.get(place).map(|line| self.entry(line)).filter(|entry| entry.code == code)
    }

    /// Whether the dotted upper-case `code` exists.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.get(code).is_some()
    }

    /// Whether some code starts with `prefix` (`C5`, `C50.`); every table that is not empty has one starting with nothing.
    #[must_use]
    pub fn has_code_starting_with(&self, prefix: &str) -> bool {
        let place = self.lines.partition_point(|line| self.text[line.code.clone()] < *prefix);
        self.lines.get(place).is_some_and(|line| self.text[line.code.clone()].starts_with(prefix))
    }

    /// Every row in ascending order of code.
    pub fn entries(&self) -> impl Iterator<Item = Icd10Entry<'_>> {
        self.lines.iter().map(|line| self.entry(line))
    }

    /// The number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no code at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn entry(&self, line: &Line) -> Icd10Entry<'_> {
        Icd10Entry {
            code: &self.text[line.code.clone()],
            title: &self.text[line.title.clone()],
            is_billable: line.is_billable,
        }
    }
}
