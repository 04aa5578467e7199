//! A patient's structured facts: a list of named values, in from JSON or CSV, out as canonical JSON. What they contradict each other in is a
//! [`Finding`]; messy input is never an error.

pub(crate) mod checks;
mod finding;
mod leaves;
mod schema;
mod table;

use std::collections::BTreeMap;
use std::fmt;

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Error;
use crate::pattern::decimal;

pub use finding::{Finding, FindingKind};
pub use schema::FactKind;
use schema::schema_place;

/// Format that this program writes and knows.
pub const FACTS_FORMAT: u64 = 1;

/// One patient has fewer facts than this.
const MOST_FACTS: usize = 2_000;

/// The language of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// Its name in English.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
        }
    }
}

/// The name of a fact: its path, counted from 1, as `courses.1.phases.2.dose`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactId(String);

impl FactId {
    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The thing that the fact is of: the path up to its last number, as `courses.1.phases.2`.
    #[must_use]
    pub fn group(&self) -> &str {
        // The last item of a list that is not itself the fact.
        let mut dots = self.0.rmatch_indices('.').map(|(at, _)| at);
        let owner = dots.find(|at| self.0[..*at].rsplit('.').next().is_some_and(|part| part.parse::<u32>().is_ok()));
        match owner {
            Some(end) => &self.0[..end],
            None => self.0.rsplit_once('.').map_or("", |(owner, _)| owner),
        }
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a fact stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A JSON pointer.
    Pointer(String),
    /// A record of a table, from 1, its head not counted.
    Record(u64),
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub id: FactId,
    /// What it says.
    pub kind: FactKind,
    /// The value, as written but for blanks around it.
    pub value: Redacted<String>,
    /// Where it stood.
    pub place: Place,
}

impl Fact {
    /// The value.
    #[must_use]
    pub fn text(&self) -> &str {
        self.value.reveal()
    }
}

/// All facts of one patient, in canonical order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    facts: Vec<Fact>,
    reading: Vec<Finding>,
}

impl Facts {
    /// Reads facts from JSON, one object.
    ///
    /// # Errors
    /// [`Error::Json`] for what is no JSON, [`Error::NotAnObject`], [`Error::NewerFormat`], [`Error::NoFacts`], [`Error::TooMany`].
    pub fn read_json(text: &str) -> Result<Self, Error> {
        let leaves = leaves::leaves(text.trim_start_matches('\u{feff}'))?;
        Self::from_leaves(leaves)
    }

    /// Reads facts from a table with the columns `fact` (the id) and `value`; comma, semicolon and tab are told from the head.
    ///
    /// # Errors
    /// [`Error::Table`] for what is no such table, [`Error::NewerFormat`], [`Error::NoFacts`], [`Error::TooMany`].
    pub fn read_csv(text: &str) -> Result<Self, Error> {
        Self::from_leaves(table::leaves(text)?)
    }

    fn from_leaves(leaves: Vec<leaves::Leaf>) -> Result<Self, Error> {
        if leaves.len() > MOST_FACTS {
            return Err(Error::TooMany { found: leaves.len(), most: MOST_FACTS });
        }
        let mut facts: Vec<Fact> = Vec::new();
        let mut reading = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for leaf in leaves {
            let value = leaf.value.trim();
            if leaf.path == "format" {
                let found = value.parse().unwrap_or(0);
                if found > FACTS_FORMAT {
                    return Err(Error::NewerFormat { found, newest: FACTS_FORMAT });
                }
                continue;
            }
            let id = FactId(leaf.path.clone());
            let Some(kind) = schema::kind_of(&leaf.path) else {
                reading.push(Finding::new(FindingKind::UnknownField, [id]));
                continue;
            };
            if value.is_empty() {
                continue;
            }
            match known.get(&leaf.path) {
                Some(earlier) if facts[*earlier].text() == value => {}
                Some(_) if matches!(kind, FactKind::Dose | FactKind::DosePerFraction) => {
                    reading.push(Finding::new(FindingKind::TwoDosesForOnePhase, [id]));
                }
                Some(_) => reading.push(Finding::new(FindingKind::NamedTwice, [id])),
                None => {
                    known.insert(leaf.path, facts.len());
                    facts.push(Fact { id, kind, value: Redacted::new(value.to_owned()), place: leaf.place });
                }
            }
        }
        if facts.is_empty() {
            return Err(Error::NoFacts);
        }
        facts.sort_by_cached_key(|fact| schema_place(fact.id.as_str()));
        Ok(Self { facts, reading })
    }

    /// Every fact, in canonical order.
    #[must_use]
    pub fn all(&self) -> &[Fact] {
        &self.facts
    }

    /// The facts of one kind.
    pub fn of_kind(&self, kind: FactKind) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.kind == kind)
    }

    /// The fact of one kind that belongs to a thing.
    #[must_use]
    pub fn in_group(&self, group: &str, kind: FactKind) -> Option<&Fact> {
        self.of_kind(kind).find(|fact| fact.id.group() == group)
    }

    /// The things of which there is at least one fact, in order, beginning with `prefix`.
    pub(crate) fn groups(&self, prefix: &str) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for group in self.facts.iter().map(|fact| fact.id.group()).filter(|group| group.starts_with(prefix)) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// The language of the letter; English where none is named.
    #[must_use]
    pub fn language(&self) -> Language {
        let is_german = |fact: &Fact| matches!(fact.text().to_lowercase().as_str(), "de" | "german" | "deutsch");
        if self.of_kind(FactKind::Language).any(is_german) { Language::German } else { Language::English }
    }

    /// Everything that is wrong with the facts: what the reading found, then what they contradict each other in.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.reading.iter().cloned().chain(checks::findings(self)).collect()
    }

    /// The facts as JSON in canonical order, numbers as numbers. Reading it gives the same facts.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut root = Value::Object(Map::new());
        put(&mut root, &["format"], Value::from(FACTS_FORMAT));
        for fact in &self.facts {
            let path: Vec<&str> = fact.id.as_str().split('.').collect();
            put(&mut root, &path, written(fact));
        }
        let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// A number as one where it loses nothing, text otherwise.
fn written(fact: &Fact) -> Value {
    let text = fact.text();
    let number = fact.kind.is_number().then(|| decimal(text)).flatten();
    match number {
        Some(number) if number.fract() == 0.0 && number.abs() < 1e9 => {
            format!("{number:.0}").parse::<i64>().map_or_else(|_| Value::from(text), Value::from)
        }
        Some(number) => Value::from(number),
        None => Value::from(text),
    }
}

/// Puts a value where a path leads. What a list leaves out is null, so that every fact keeps its id.
fn put(at: &mut Value, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if let Value::Array(items) = at {
        let place = first.parse::<usize>().unwrap_or(1).max(1) - 1;
        while items.len() <= place {
            items.push(Value::Null);
        }
        put(&mut items[place], rest, value);
        return;
    }
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(fields) = at {
        let is_list = rest.first().is_some_and(|next| next.parse::<usize>().is_ok());
        let empty = if is_list { Value::Array(Vec::new()) } else { Value::Null };
        put(fields.entry((*first).to_owned()).or_insert(empty), rest, value);
    }
}
