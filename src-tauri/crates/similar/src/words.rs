//! The words of all cases, and BM25 weights over those cases that a search may see.

use std::collections::BTreeMap;

/// Saturation of repeated words, and how far length counts (Robertson et al. 1994; Lucene's defaults).
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Which words stand in which case, and how often.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// All words in ascending order; a word's number is its place.
    pub(crate) terms: Vec<String>,
    /// For each case where its entries begin; one more at the end.
    pub(crate) starts: Vec<usize>,
    /// Word and count, ascending by word within a case.
    pub(crate) entries: Vec<(u32, u16)>,
    /// Words of each case, repeated ones included.
    pub(crate) lengths: Vec<u64>,
    /// In how many cases each word stands.
    pub(crate) frequencies: Vec<u32>,
}

/// The words of a query against the cases that a search may see.
pub(crate) struct WordQuery {
    idf: Vec<f64>,
    /// BM25 weight of each word of the index in the query; 0 where it is not in it.
    weights: Vec<f64>,
    /// Sum of the squares of all its weights, of unknown words too.
    squares: f64,
    mean_length: f64,
}

impl Words {
    /// Over cases with counted words, in their order.
    pub(crate) fn of<'a>(cases: impl Iterator<Item = &'a BTreeMap<String, u16>> + Clone) -> Self {
        let mut numbers: BTreeMap<&str, u32> =
            cases.clone().flat_map(BTreeMap::keys).map(|term| (term.as_str(), 0)).collect();
        for (number, place) in (0..).zip(numbers.values_mut()) {
            *place = number;
        }
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for counts in cases {
            entries.extend(counts.iter().map(|(term, count)| (numbers[term.as_str()], *count)));
            starts.push(entries.len());
        }
        Self::from_parts(numbers.keys().map(|&term| term.to_owned()).collect(), starts, entries)
    }

    /// From parts that fit each other; lengths and frequencies follow from them.
    pub(crate) fn from_parts(terms: Vec<String>, starts: Vec<usize>, entries: Vec<(u32, u16)>) -> Self {
        let mut frequencies = vec![0; terms.len()];
        for (term, _) in &entries {
            frequencies[*term as usize] += 1;
        }
        let ranges = starts.windows(2).map(|ends| &entries[ends[0]..ends[1]]);
        let lengths = ranges.map(|case| case.iter().map(|(_, count)| u64::from(*count)).sum()).collect();
        Self { terms, starts, entries, lengths, frequencies }
    }

    fn entries_of(&self, case: usize) -> &[(u32, u16)] {
        &self.entries[self.starts[case]..self.starts[case + 1]]
    }

    /// Weighs a query's words by the cases that may be seen.
    pub(crate) fn query(&self, counts: &BTreeMap<String, u16>, is_seen: &[bool]) -> WordQuery {
        let mut frequencies = self.frequencies.clone();
        let (mut seen, mut length) = (0_u64, 0);
        for (case, is_seen) in is_seen.iter().enumerate() {
            if *is_seen {
                seen += 1;
                length += self.lengths[case];
            } else {
                self.entries_of(case).iter().for_each(|(term, _)| frequencies[*term as usize] -= 1);
            }
        }
        let idf_of = |frequency: u32| idf(seen as f64, f64::from(frequency));
        let mut query = WordQuery {
            idf: frequencies.iter().map(|frequency| idf_of(*frequency)).collect(),
            weights: vec![0.0; self.terms.len()],
            squares: 0.0,
            mean_length: if seen == 0 { 0.0 } else { length as f64 / seen as f64 },
        };
        let penalty = penalty(counts.values().map(|count| u64::from(*count)).sum(), query.mean_length);
        // In the order of the words, known or not, so that the sum of a text is that of its case to the last bit.
        for (term, count) in counts {
            let number = self.terms.binary_search(term);
            let idf = number.map_or_else(|_| idf_of(0), |number| query.idf[number]);
            let weight = idf * saturation(f64::from(*count), penalty);
            query.squares += weight * weight;
            if let Ok(number) = number {
                query.weights[number] = weight;
            }
        }
        query
    }

    /// The words of a case with their BM25 weights, as the query's cases make them.
    fn weights(&self, query: &WordQuery, case: usize) -> impl Iterator<Item = (usize, f64)> {
        let penalty = penalty(self.lengths[case], query.mean_length);
        self.entries_of(case).iter().map(move |(term, count)| {
            let term = *term as usize;
            (term, query.idf[term] * saturation(f64::from(*count), penalty))
        })
    }

    /// Cosine between the weights of the query and those of a case, from 0 to 1; 0 where either has no words.
    pub(crate) fn similarity(&self, query: &WordQuery, case: usize) -> f64 {
        let (mut product, mut squares) = (0.0, 0.0);
        for (term, weight) in self.weights(query, case) {
            product += weight * query.weights[term];
            squares += weight * weight;
        }
        let norm = (squares * query.squares).sqrt();
        if norm > 0.0 { (product / norm).min(1.0) } else { 0.0 }
    }
}

/// Lucene's inverse document frequency.
fn idf(cases: f64, frequency: f64) -> f64 {
    ((cases - frequency + 0.5) / (frequency + 0.5)).ln_1p()
}

/// `k₁ (1 − b + b · length / mean length)`; without a mean, of a text of mean length.
fn penalty(length: u64, mean_length: f64) -> f64 {
    let relative = if mean_length > 0.0 { length as f64 / mean_length } else { 1.0 };
    K1 * (1.0 - B + B * relative)
}

fn saturation(count: f64, penalty: f64) -> f64 {
    count * (K1 + 1.0) / (count + penalty)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn counts(text: &str) -> BTreeMap<String, u16> {
        let mut counts = BTreeMap::new();
        text.split(' ').for_each(|word| *counts.entry(word.to_owned()).or_default() += 1);
        counts
    }

    const CASES: [&str; 5] = ["a b c d", "a a b e e e f", "b g", "c d d d a h i j k", "l m"];
    const QUERY: &str = "a b b d z";

    fn words(cases: &[&str]) -> Words {
        let cases: Vec<_> = cases.iter().map(|case| counts(case)).collect();
        Words::of(cases.iter())
    }

    /// Of the words that the query has too.
    fn bm25(words: &Words, query: &WordQuery, case: usize) -> f64 {
        words.weights(query, case).filter(|(term, _)| query.weights[*term] > 0.0).map(|(_, weight)| weight).sum()
    }

    #[track_caller]
    fn assert_close(ours: f64, expected: f64) {
        assert!((ours - expected).abs() <= 1e-12, "{ours}, not {expected}");
    }

    /// By a formula written apart in Python; bm25s 0.2 (method "lucene", times k₁ + 1, which it leaves out) gives the same to its 32 bits.
    #[test]
    fn weights_add_up_to_bm25_as_lucene_defines_it() {
        let words = words(&CASES);
        let query = words.query(&counts(QUERY), &[true; 5]);
        let golden = [2.096397963610929, 1.1103857979035072, 0.7079357024548728, 1.555432946085041, 0.0];
        golden.iter().enumerate().for_each(|(case, golden)| assert_close(bm25(&words, &query, case), *golden));
    }

    #[test]
    fn similarity_is_the_cosine_of_the_weights_and_counts_words_that_no_case_has() {
        let words = words(&CASES);
        let query = words.query(&counts(QUERY), &[true; 5]);
        let golden = [0.3594931833387749, 0.10179665476457243, 0.09675006505620141, 0.17843811227134732, 0.0];
        golden.iter().enumerate().for_each(|(case, golden)| assert_close(words.similarity(&query, case), *golden));
    }

    #[test]
    fn what_is_not_seen_counts_nowhere() {
        let all = words(&CASES);
        let some = words(&[CASES[0], CASES[2], CASES[3]]);
        let in_all = all.query(&counts(QUERY), &[true, false, true, true, false]);
        let in_some = some.query(&counts(QUERY), &[true; 3]);
        for (of_all, of_some) in [(0, 0), (2, 1), (3, 2)] {
            let (ours, expected) = (all.similarity(&in_all, of_all), some.similarity(&in_some, of_some));
            assert_eq!(ours.to_bits(), expected.to_bits(), "to the last bit");
        }
    }

    #[test]
    fn texts_without_words_are_like_nothing() {
        let words = Words::of([BTreeMap::new(), counts("a")].iter());
        let empty = words.query(&BTreeMap::new(), &[true; 2]);
        assert_eq!((words.similarity(&empty, 0), words.similarity(&empty, 1)), (0.0, 0.0));
        let query = words.query(&counts("a"), &[true; 2]);
        assert_eq!((words.similarity(&query, 0), words.similarity(&query, 1)), (0.0, 1.0));
        let unseen = words.query(&counts("a"), &[true, false]);
        assert_eq!(words.similarity(&unseen, 0), 0.0);
        assert!(Words::of([].iter()).terms.is_empty());
    }

    #[test]
    fn a_rare_word_weighs_more_and_none_weighs_less_than_nothing() {
        assert!(idf(1_000.0, 1.0) > idf(1_000.0, 500.0));
        assert!(idf(1_000.0, 1_000.0) > 0.0);
        let words = words(&["a b", "a c", "a d"]);
        let query = words.query(&counts("a b"), &[true; 3]);
        let a = words.terms.binary_search(&"a".to_owned()).unwrap();
        assert!(query.weights[a] < query.weights[a + 1]);
    }
}
