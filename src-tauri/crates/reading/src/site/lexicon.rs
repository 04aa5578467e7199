//! The lexicon as it is read from `sites.txt`. Nothing of it is decided here; a faulty row is left out, and a test says that none is.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Sex, Site};
use crate::phrases::Phrases;

const TEXT: &str = include_str!("sites.txt");

/// Rows, and the ways to find them.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) rows: Vec<Row>,
    pub(super) by_id: HashMap<&'static str, Site>,
    /// Prefix of a code without its dot, and the sites that share it.
    pub(super) by_code: HashMap<String, Vec<Site>>,
    /// `None` for a phrase with the word of a site that names none.
    pub(super) words: Phrases<Option<Site>>,
}

/// One site.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) parent: Option<Site>,
    pub(super) is_paired: bool,
    pub(super) is_region: bool,
    pub(super) is_nodal: bool,
    pub(super) sex: Option<Sex>,
    pub(super) near: Vec<Site>,
    pub(super) bed: Option<Site>,
}

/// The lexicon, read once.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::read(TEXT))
}

/// The eight columns of the lines that hold a row.
fn columns(text: &'static str) -> impl Iterator<Item = [&'static str; 8]> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().try_into().ok())
}

/// The entries of a cell, `-` for none.
fn entries(cell: &'static str, separator: char) -> impl Iterator<Item = &'static str> {
    cell.split(separator).map(str::trim).filter(|entry| !entry.is_empty() && *entry != "-")
}

impl Lexicon {
    fn read(text: &'static str) -> Self {
        let sites = || columns(text).filter(|[id, ..]| *id != "-");
        let number = |place: usize| Site(u16::try_from(place).unwrap_or(u16::MAX));
        let by_id: HashMap<_, _> = sites().enumerate().map(|(place, [id, ..])| (id, number(place))).collect();
        let mut by_code: HashMap<String, Vec<Site>> = HashMap::new();
        let mut rows = Vec::new();
        for (place, [id, name, parent, flags, codes, near, bed, _]) in sites().enumerate() {
            for code in entries(codes, ' ') {
                let sites = by_code.entry(code.replace('.', "")).or_default();
                if !sites.contains(&number(place)) {
                    sites.push(number(place));
                }
            }
            let has = |flag: &str| entries(flags, ',').any(|entry| entry == flag);
            let sex = match (has("female"), has("male")) {
                (true, _) => Some(Sex::Female),
                (_, true) => Some(Sex::Male),
                _ => None,
            };
            rows.push(Row {
                id,
                name,
                parent: by_id.get(parent).copied(),
                is_paired: has("paired"),
                is_region: has("region"),
                is_nodal: has("nodes"),
                sex,
                near: entries(near, ' ').filter_map(|near| by_id.get(near).copied()).collect(),
                bed: by_id.get(bed).copied(),
            });
        }
        let words = columns(text).flat_map(|[id, .., words]| {
            let site = by_id.get(id).copied();
            entries(words, ',').map(move |word| (word, site))
        });
        // A site is also found by its own name, where no word of another one is the same.
        let mut words: Vec<(&str, Option<Site>)> = words.collect();
        let names = sites().map(|[id, name, ..]| (name, by_id.get(id).copied()));
        let names: Vec<_> = names.filter(|(name, _)| words.iter().all(|(word, _)| word != name)).collect();
        words.extend(names);
        let words = Phrases::new(words);
        Self { rows, by_id, by_code, words }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::collections::BTreeSet;

    use super::{TEXT, columns, entries, lexicon};

    #[test]
    fn every_row_of_the_lexicon_is_whole_and_names_rows_that_exist() {
        let lines = TEXT.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        assert_eq!(lines.count(), columns(TEXT).count(), "eight columns in every row");
        let ids: Vec<&str> = columns(TEXT).map(|[id, ..]| id).filter(|id| *id != "-").collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "no id twice");
        for [id, name, parent, flags, codes, near, bed, _] in columns(TEXT).filter(|[id, ..]| *id != "-") {
            assert!(!name.is_empty() && id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'), "{id}");
            for other in entries(parent, ' ').chain(entries(near, ' ')).chain(entries(bed, ' ')) {
                assert!(ids.contains(&other) && other != id, "{id} names {other}");
            }
            for flag in entries(flags, ',') {
                assert!(["paired", "region", "nodes", "female", "male"].contains(&flag), "{id}: {flag}");
            }
            for code in entries(codes, ' ') {
                assert!(isocenter_domain::Icd10Code::parse(code).is_ok(), "{id}: {code}");
            }
        }
    }

    #[test]
    fn no_word_stands_for_two_sites_and_every_parent_chain_ends() {
        let mut seen = std::collections::BTreeMap::new();
        for [id, .., words] in columns(TEXT) {
            for word in entries(words, ',') {
                if let Some(other) = seen.insert(word, id) {
                    panic!("{word} stands for {other} and for {id}");
                }
            }
        }
        for row in 0..lexicon().rows.len() {
            let site = super::Site(u16::try_from(row).unwrap());
            assert!(site.with_parents().take(9).count() < 8, "{}", site.id());
        }
    }
}
