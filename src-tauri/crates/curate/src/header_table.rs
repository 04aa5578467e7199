//! Recognises columns by their headers. The table of synonyms is passed in; what it recognises is a proposal that a mapping can override.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::Error;
use crate::table::{Field, Table};

/// Which headers mean which field, best first.
#[derive(Debug, Clone)]
pub struct HeaderTable {
    diagnoses: BTreeMap<Field, Vec<String>>,
    plans: BTreeMap<Field, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    diagnoses: BTreeMap<Field, Synonyms>,
    plans: BTreeMap<Field, Synonyms>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Synonyms {
    #[serde(default)]
    seen: Vec<String>,
    #[serde(default)]
    guessed: Vec<String>,
}

impl HeaderTable {
    /// Reads the table from TOML: `[diagnoses.patient_id]` with the lists `seen` and `guessed`.
    ///
    /// # Errors
    /// [`Error::HeaderTableSyntax`], also for a field that does not exist.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|source| Error::HeaderTableSyntax(Box::new(source)))?;
        let in_order = |fields: BTreeMap<Field, Synonyms>| {
            fields
                .into_iter()
                .map(|(field, words)| {
                    (field, words.seen.iter().chain(&words.guessed).map(|word| normal(word)).collect())
                })
                .collect()
        };
        Ok(Self { diagnoses: in_order(file.diagnoses), plans: in_order(file.plans) })
    }

    /// The header of each field that the headers of a file have; of several dose columns the first kind only.
    #[must_use]
    pub fn recognise(&self, table: Table, headers: &[String]) -> BTreeMap<Field, String> {
        let synonyms = match table {
            Table::Diagnoses => &self.diagnoses,
            Table::Plans => &self.plans,
        };
        let normal_headers: Vec<String> = headers.iter().map(|header| normal(header)).collect();
        let mut taken = HashSet::new();
        let mut columns = BTreeMap::new();
        for field in table.fields() {
            let is_second_dose =
                Field::DOSES.contains(field) && Field::DOSES.iter().any(|dose| columns.contains_key(dose));
            let words = synonyms.get(field).filter(|_| !is_second_dose);
            let found = words.into_iter().flatten().find_map(|word| {
                normal_headers.iter().enumerate().position(|(at, header)| header == word && !taken.contains(&at))
            });
            if let Some(at) = found {
                taken.insert(at);
                columns.insert(*field, headers[at].clone());
            }
        }
        columns
    }
}

/// The columns of a file, or why it cannot be this export.
pub(crate) fn missing_fields(table: Table, columns: &BTreeMap<Field, String>) -> Vec<Field> {
    let is_there = |field: &Field| columns.contains_key(field);
    table
        .required()
        .iter()
        .filter(|group| !group.iter().any(is_there))
        .filter_map(|group| group.first().copied())
        .collect()
}

fn normal(header: &str) -> String {
    header
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}
