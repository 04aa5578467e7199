//! Texts that are the same, or nearly: Jaccard similarity of their runs of three words. Exact, not sampled: a pair above the threshold must share one
//! of its rarest runs, so only those are indexed (Bayardo et al. 2007, All-Pairs).

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use crate::pseudonym::CaseId;

/// Words in a run.
const RUN_WORDS: usize = 3;

/// Two cases with like texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicate {
    /// The case with the lower id.
    pub one: CaseId,
    /// The other.
    pub other: CaseId,
    /// Shared runs of three words over all of both, from the threshold to 1.
    pub similarity: f64,
    /// Whether the texts have the same words in the same order.
    pub kind: DuplicateKind,
}

/// How like two texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateKind {
    /// The same words; case and marks may differ.
    Exact,
    /// Nearly the same.
    Near,
}

struct Shingled<'a> {
    id: &'a CaseId,
    words: u64,
    /// Places of the runs in order of rarity.
    runs: Vec<u32>,
}

/// All pairs of texts at least `threshold` alike (0 to 1; 0.8 is usual), by ids. Texts without a word are like none.
#[must_use]
pub fn duplicates<'a>(texts: impl IntoIterator<Item = (&'a CaseId, &'a str)>, threshold: f64) -> Vec<Duplicate> {
    let threshold = threshold.clamp(0.05, 1.0);
    let mut records = shingled(texts);
    records.sort_by_key(|record| record.runs.len());
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (at, record) in records.iter().enumerate() {
        let shortest = share_of(record.runs.len(), threshold);
        let prefix = &record.runs[..record.runs.len() - shortest + 1];
        let mut candidates = HashSet::new();
        for run in prefix {
            let places = index.entry(*run).or_default();
            candidates.extend(places.iter().copied().filter(|place| records[*place].runs.len() >= shortest));
            places.push(at);
        }
        for other in candidates.into_iter().map(|place| &records[place]) {
            let similarity = jaccard(&record.runs, &other.runs);
            if similarity >= threshold {
                let kind = if record.words == other.words { DuplicateKind::Exact } else { DuplicateKind::Near };
                let (one, other) = (record.id.min(other.id).clone(), record.id.max(other.id).clone());
                found.push(Duplicate { one, other, similarity, kind });
            }
        }
    }
    found.sort_by(|a, b| (&a.one, &a.other).cmp(&(&b.one, &b.other)));
    found
}

/// The runs of each text, as numbers that are lower the rarer the run is.
fn shingled<'a>(texts: impl IntoIterator<Item = (&'a CaseId, &'a str)>) -> Vec<Shingled<'a>> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut hashed = Vec::new();
    for (id, text) in texts {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            continue;
        }
        let runs: HashSet<u64> = words.windows(RUN_WORDS.min(words.len())).map(hash_of).collect();
        runs.iter().for_each(|run| *counts.entry(*run).or_default() += 1);
        hashed.push((id, hash_of(words.as_slice()), runs));
    }
    let mut by_rarity: Vec<(u32, u64)> = counts.into_iter().map(|(run, count)| (count, run)).collect();
    by_rarity.sort_unstable();
    let places: HashMap<u64, u32> = (0..).zip(by_rarity).map(|(place, (_, run))| (run, place)).collect();
    let place_of = |runs: HashSet<u64>| {
        let mut runs: Vec<u32> = runs.iter().filter_map(|run| places.get(run).copied()).collect();
        runs.sort_unstable();
        runs
    };
    hashed.into_iter().map(|(id, words, runs)| Shingled { id, words, runs: place_of(runs) }).collect()
}

fn hash_of(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// The fewest runs that a text as like as `threshold` has; at least one.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a text has far fewer than 2^52 words and shares are positive"
)]
fn share_of(runs: usize, threshold: f64) -> usize {
    // Less a hair, so that rounding never loses a pair on the threshold.
    ((runs as f64 * threshold - 1e-9).ceil() as usize).clamp(1, runs.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^52 words")]
fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut shared) = (0, 0);
    for run in one {
        while other.get(at).is_some_and(|candidate| candidate < run) {
            at += 1;
        }
        shared += usize::from(other.get(at) == Some(run));
    }
    shared as f64 / (one.len() + other.len() - shared) as f64
}
