//! From texts and vectors to an index.

use std::collections::{BTreeMap, HashSet};

use crate::error::Error;
use crate::index::{Case, Index};
use crate::key::{CaseKey, GroupKey};
use crate::tokenizer::tokens;
use crate::vectors::{Vectors, check};
use crate::words::Words;

/// Cases an index holds at most.
pub const MOST_CASES: usize = 1_000_000;

/// A past case on its way into the index.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    /// The case.
    pub key: CaseKey,
    /// Its patient, or the texts that it repeats.
    pub group: GroupKey,
    /// Its diagnosis.
    pub text: &'a str,
    /// The model's hidden state of the text, of any length and any norm; all cases have one, or none has.
    pub vector: Option<&'a [f32]>,
}

struct Added {
    case: Case,
    counts: BTreeMap<String, u16>,
    vector: Option<Vec<f32>>,
}

/// Collects cases; their order does not matter.
#[derive(Default)]
pub struct IndexBuilder {
    added: Vec<Added>,
    keys: HashSet<CaseKey>,
}

impl IndexBuilder {
    /// Without cases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a case.
    ///
    /// # Errors
    /// [`Error::KeyTwice`]; [`Error::VectorsMixed`], [`Error::VectorLength`] when it differs from the first case; [`Error::VectorSize`],
    /// [`Error::VectorNotFinite`]; [`Error::TooManyCases`]. The builder is then as before.
    pub fn add(&mut self, document: &Document<'_>) -> Result<(), Error> {
        if self.added.len() == MOST_CASES {
            return Err(Error::TooManyCases { most: MOST_CASES });
        }
        if let Some(vector) = document.vector {
            check(vector)?;
        }
        if let Some(first) = self.added.first() {
            match (&first.vector, document.vector) {
                (Some(first), Some(vector)) if first.len() != vector.len() => {
                    return Err(Error::VectorLength { found: vector.len(), expected: first.len() });
                }
                (Some(_), Some(_)) | (None, None) => {}
                _ => return Err(Error::VectorsMixed { key: document.key.0 }),
            }
        }
        if !self.keys.insert(document.key) {
            return Err(Error::KeyTwice { key: document.key.0 });
        }
        let case = Case { key: document.key, group: document.group };
        let vector = document.vector.map(<[f32]>::to_vec);
        self.added.push(Added { case, counts: counted(document.text), vector });
        Ok(())
    }

    /// The index of all cases added.
    #[must_use]
    pub fn build(mut self) -> Index {
        self.added.sort_unstable_by_key(|added| added.case.key);
        let words = Words::of(self.added.iter().map(|added| &added.counts));
        let rows: Option<Vec<&[f32]>> = self.added.iter().map(|added| added.vector.as_deref()).collect();
        let vectors = rows.and_then(|rows| Vectors::of(&rows));
        Index { cases: self.added.iter().map(|added| added.case).collect(), words, vectors }
    }
}

/// How often each word stands in a text, in the order of the words.
pub(crate) fn counted(text: &str) -> BTreeMap<String, u16> {
    let mut counts = BTreeMap::new();
    for token in tokens(text) {
        let count: &mut u16 = counts.entry(token).or_default();
        *count = count.saturating_add(1);
    }
    counts
}
