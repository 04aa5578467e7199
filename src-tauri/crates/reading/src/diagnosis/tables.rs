//! Histologies and operations: rows of two data files, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::Site;
use crate::phrases::Phrases;
use crate::words::Word;

const HISTOLOGIES: &str = include_str!("histologies.txt");
const SURGERIES: &str = include_str!("surgeries.txt");
const ASIDES: &str = include_str!("asides.txt");

/// What the tissue is, or a disease by its name: a row of `histologies.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Histology(u16);

/// An operation: a row of `surgeries.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Surgery(u16);

/// How much of its organ an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takes {
    /// The organ is gone.
    All,
    /// A part of it.
    Part,
    /// Nothing of it.
    Nothing,
}

struct Row {
    id: &'static str,
    name: &'static str,
    sites: Vec<Site>,
    takes: Takes,
}

struct Table {
    rows: Vec<Row>,
    by_id: HashMap<&'static str, u16>,
    words: Phrases<u16>,
}

impl Histology {
    /// The histology with this id, `hodgkin`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        histologies().by_id.get(id).copied().map(Self)
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        histologies().rows[usize::from(self.0)].id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        histologies().rows[usize::from(self.0)].name
    }

    /// Where it lies when the text names no site.
    #[must_use]
    pub fn site(self) -> Option<Site> {
        histologies().rows[usize::from(self.0)].sites.first().copied()
    }
}

impl Surgery {
    /// The operation with this id, `mastectomy`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        surgeries().by_id.get(id).copied().map(Self)
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        surgeries().rows[usize::from(self.0)].id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        surgeries().rows[usize::from(self.0)].name
    }

    /// The organ it is done to.
    #[must_use]
    pub fn organ(self) -> Option<Site> {
        self.organs().first().copied()
    }

    /// Every organ it is done to: a hysterectomy takes uterus and cervix.
    #[must_use]
    pub fn organs(self) -> &'static [Site] {
        &surgeries().rows[usize::from(self.0)].sites
    }

    /// How much of it the operation takes.
    #[must_use]
    pub fn takes(self) -> Takes {
        surgeries().rows[usize::from(self.0)].takes
    }
}

/// The longest name of a histology that begins at word `at`, and the word behind it.
pub(super) fn histology_at(words: &[Word], at: usize) -> Option<(usize, Histology)> {
    histologies().words.longest_at(words, at).map(|(end, row)| (end, Histology(row)))
}

/// The longest name of an operation that begins at word `at`, and the word behind it.
pub(super) fn surgery_at(words: &[Word], at: usize) -> Option<(usize, Surgery)> {
    surgeries().words.longest_at(words, at).map(|(end, row)| (end, Surgery(row)))
}

/// Behind the longest phrase of another illness or of a function that begins at word `at`.
pub(super) fn aside_end(words: &[Word], at: usize) -> Option<usize> {
    static PHRASES: OnceLock<Phrases<()>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let lines = ASIDES.lines().filter(|line| !line.starts_with('#'));
        Phrases::new(lines.flat_map(|line| line.split(',')).map(|phrase| (phrase.trim(), ())))
    });
    phrases.longest_at(words, at).map(|(end, ())| end)
}

fn histologies() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(HISTOLOGIES))
}

fn surgeries() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(SURGERIES))
}

/// Lines of a table: its cells, the words last.
fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>()).filter(|cells| cells.len() >= 4)
}

impl Table {
    fn read(text: &'static str) -> Self {
        let (mut rows, mut by_id, mut phrases) = (Vec::new(), HashMap::new(), Vec::new());
        for cells in lines(text) {
            let (Ok(number), Some(words)) = (u16::try_from(rows.len()), cells.last()) else { continue };
            by_id.insert(cells[0], number);
            phrases.extend(words.split(',').map(|word| (word.trim(), number)));
            let takes = match cells[3] {
                "all" => Takes::All,
                "part" => Takes::Part,
                _ => Takes::Nothing,
            };
            let sites = cells[2].split(' ').filter_map(Site::from_id).collect();
            rows.push(Row { id: cells[0], name: cells[1], sites, takes });
        }
        Self { rows, by_id, words: Phrases::new(phrases) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{HISTOLOGIES, SURGERIES, lines};
    use crate::Site;

    #[test]
    fn every_row_is_whole_and_no_word_stands_twice() {
        for (text, columns) in [(HISTOLOGIES, 4), (SURGERIES, 5)] {
            let (mut ids, mut words) = (BTreeSet::new(), BTreeMap::new());
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                assert_eq!(line.split('|').count(), columns, "{line}");
            }
            for cells in lines(text) {
                assert!(ids.insert(cells[0]), "{} twice", cells[0]);
                let are_sites = cells[2].split(' ').all(|site| Site::from_id(site).is_some());
                assert!(cells[2] == "-" || are_sites, "{}: {}", cells[0], cells[2]);
                assert!(columns == 4 || ["all", "part", "none"].contains(&cells[3]), "{}: {}", cells[0], cells[3]);
                for word in cells[columns - 1].split(',').map(str::trim) {
                    assert_eq!(words.insert(word, cells[0]), None, "{word}");
                }
            }
        }
    }
}
