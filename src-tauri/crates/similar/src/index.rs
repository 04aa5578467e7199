//! The index and the search in it.

use std::collections::HashSet;
use std::fmt;

use crate::builder::counted;
use crate::bytes;
use crate::error::Error;
use crate::key::{CaseKey, GroupKey};
use crate::vectors::Vectors;
use crate::words::Words;

/// What meaning adds to the score; words add the rest. Measured: see the head of the crate.
const SHARE_OF_MEANING: f64 = 0.25;

/// Past cases, ready to be searched. Holds words of patients, which its `Debug` does not show.
#[derive(Clone, PartialEq)]
pub struct Index {
    /// Ascending by key.
    pub(crate) cases: Vec<Case>,
    pub(crate) words: Words,
    pub(crate) vectors: Option<Vectors>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) key: CaseKey,
    pub(crate) group: GroupKey,
}

/// What to search for.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// The diagnosis.
    pub text: &'a str,
    /// Its hidden state, of the model that the cases' were made by; without one, and in an index without vectors, words alone count.
    pub vector: Option<&'a [f32]>,
    /// Cases that must not be seen: the patient's own, and those of the test set.
    pub exclude: &'a dyn Fn(CaseKey, GroupKey) -> bool,
    /// Hits at most.
    pub limit: usize,
}

/// A case near the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The case.
    pub key: CaseKey,
    /// Its group; no other hit has the same.
    pub group: GroupKey,
    /// Similarity, above 0, at most 1: to be shown.
    pub score: f64,
    /// Similarity by words, from 0 to 1.
    pub words: f64,
    /// Similarity by hidden states, from 0 to 1; `None` where words alone counted, then for all hits.
    pub meaning: Option<f64>,
}

impl Index {
    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Values of each vector; `None` when words alone can be compared.
    #[must_use]
    pub fn vector_length(&self) -> Option<usize> {
        self.vectors.as_ref().map(|vectors| vectors.mean.len())
    }

    /// Whether a case is in it.
    #[must_use]
    pub fn contains(&self, key: CaseKey) -> bool {
        self.cases.binary_search_by_key(&key, |case| case.key).is_ok()
    }

    /// The nearest cases, the nearest first, equally near ones by key; the nearest of each group only, none that has nothing in common.
    ///
    /// # Errors
    /// [`Error::VectorLength`], [`Error::VectorSize`], [`Error::VectorNotFinite`] for a vector that is not of the index's kind.
    pub fn search(&self, query: &Query<'_>) -> Result<Vec<Hit>, Error> {
        let vector = match (&self.vectors, query.vector) {
            (Some(vectors), Some(vector)) => vectors.query(vector)?.map(|query| (vectors, query)),
            _ => None,
        };
        let is_seen: Vec<bool> = self.cases.iter().map(|case| !(query.exclude)(case.key, case.group)).collect();
        let words = self.words.query(&counted(query.text), &is_seen);
        let seen = self.cases.iter().enumerate().filter(|(place, _)| is_seen[*place]);
        let mut hits: Vec<Hit> = seen
            .map(|(place, case)| {
                let words = self.words.similarity(&words, place);
                let meaning = vector.as_ref().map(|(vectors, query)| vectors.similarity(query, place));
                Hit { key: case.key, group: case.group, score: fused(words, meaning), words, meaning }
            })
            .filter(|hit| hit.score > 0.0)
            .collect();
        hits.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key)));
        let mut shown = HashSet::new();
        Ok(hits.into_iter().filter(|hit| shown.insert(hit.group)).take(query.limit).collect())
    }

    /// The index as bytes, the same for the same cases. They hold words of patients: keep them encrypted.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::write(self)
    }

    /// The index that [`Index::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Error::Foreign`], [`Error::OtherVersion`] (also where the rules for words have changed), [`Error::Damaged`]. Nothing is allocated by a
    /// length that the bytes do not bear out.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        bytes::read(bytes)
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cases, words) = (self.cases.len(), self.words.terms.len());
        write!(f, "Index({cases} cases, {words} words, vectors of {:?})", self.vector_length())
    }
}

fn fused(words: f64, meaning: Option<f64>) -> f64 {
    meaning.map_or(words, |meaning| (1.0 - SHARE_OF_MEANING) * words + SHARE_OF_MEANING * meaning)
}
