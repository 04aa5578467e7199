//! What must hold of every index and query; drawn from seeds, the same on every run.

use std::collections::HashSet;

use isocenter_similar::{CaseKey, Document, GroupKey, Hit, Index, IndexBuilder, Query, tokens};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WORDS: &[&str] = &[
    "left",
    "Rt",
    "breast",
    "prostate",
    "IDC",
    "SCC",
    "pT1c",
    "cT2N1M0",
    "ER+",
    "ER neg",
    "PSA 7.8",
    "3.1 cm",
    "62F",
    "no LVSI",
    "s/p",
    "mets",
    "stage IIA",
    "Gleason 3+4=7",
    "lung",
    "brain",
    "G2",
    "zebra",
    "ß",
    "(",
    "+",
    "5",
    "of the",
    ",",
    "HER2/neu negative",
    "node",
    "RT",
];

/// A case with all that it was drawn with.
struct Drawn {
    key: u64,
    group: u64,
    text: String,
    vector: Vec<f32>,
}

fn text(rng: &mut ChaCha8Rng) -> String {
    let length = rng.random_range(0..14);
    (0..length).map(|_| *WORDS.choose(rng).unwrap()).collect::<Vec<_>>().join(" ")
}

fn vector(rng: &mut ChaCha8Rng) -> Vec<f32> {
    (0..5).map(|_| rng.random_range(-2.0..3.0)).collect()
}

fn cases(rng: &mut ChaCha8Rng) -> Vec<Drawn> {
    let count = rng.random_range(1..25_u64);
    let case =
        |key, rng: &mut ChaCha8Rng| Drawn { key, group: rng.random_range(0..30), text: text(rng), vector: vector(rng) };
    (0..count).map(|key| case(key * 3, rng)).collect()
}

fn built<'a>(cases: impl IntoIterator<Item = &'a Drawn>, has_vectors: bool) -> Index {
    let mut builder = IndexBuilder::new();
    for case in cases {
        let vector = has_vectors.then_some(case.vector.as_slice());
        builder
            .add(&Document { key: CaseKey(case.key), group: GroupKey(case.group), text: &case.text, vector })
            .unwrap();
    }
    builder.build()
}

fn search(index: &Index, text: &str, vector: Option<&[f32]>, exclude: &dyn Fn(CaseKey, GroupKey) -> bool) -> Vec<Hit> {
    index.search(&Query { text, vector, exclude, limit: usize::MAX }).unwrap()
}

/// Runs a property on many drawn sets of cases, with and without vectors.
fn for_all(seed: u64, property: impl Fn(&[Drawn], bool, &mut ChaCha8Rng)) {
    for run in 0..150 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed * 1_000 + run);
        let cases = cases(&mut rng);
        property(&cases, run % 2 == 0, &mut rng);
    }
}

#[test]
fn similarities_lie_from_0_to_1_and_descend_and_groups_differ() {
    for_all(1, |cases, has_vectors, rng| {
        let index = built(cases, has_vectors);
        let (text, vector) = (text(rng), vector(rng));
        let hits = search(&index, &text, has_vectors.then_some(&vector), &|_, _| false);
        for hit in &hits {
            assert!(hit.score > 0.0 && hit.score <= 1.0 && (0.0..=1.0).contains(&hit.words));
            assert!(hit.meaning.is_none_or(|meaning| (0.0..=1.0).contains(&meaning)));
        }
        let in_order = |pair: &[Hit]| {
            pair[0].score > pair[1].score || (pair[0].score == pair[1].score && pair[0].key < pair[1].key)
        };
        assert!(hits.windows(2).all(in_order));
        assert_eq!(hits.iter().map(|hit| hit.group).collect::<HashSet<_>>().len(), hits.len());
    });
}

#[test]
fn a_case_finds_itself_or_one_that_reads_the_same_first() {
    for_all(2, |cases, _, _| {
        let index = built(cases, false);
        for case in cases {
            let hits = search(&index, &case.text, None, &|_, _| false);
            let Some(first) = hits.first() else {
                assert!(tokens(&case.text).is_empty(), "{}", case.text);
                continue;
            };
            assert_eq!(first.score, 1.0);
            let own = hits.iter().find(|hit| hit.group == GroupKey(case.group)).unwrap();
            assert_eq!(own.score, 1.0, "{}", case.text);
        }
    });
}

#[test]
fn with_its_vector_a_case_finds_itself_with_1() {
    for_all(3, |cases, _, _| {
        let index = built(cases, true);
        for case in cases.iter().filter(|case| !tokens(&case.text).is_empty()) {
            let hits = search(&index, &case.text, Some(&case.vector), &|_, _| false);
            assert_eq!(hits[0].score, 1.0);
        }
    });
}

#[test]
fn words_are_as_similar_in_both_directions() {
    for_all(4, |cases, _, _| {
        let index = built(cases, false);
        let similarity = |from: &Drawn, to: &Drawn| {
            let others = |key, _| key != CaseKey(to.key) && key != CaseKey(from.key);
            // Both see the same two cases, so that rarity is the same.
            let all = index.search(&Query { text: &from.text, vector: None, exclude: &others, limit: 9 }).unwrap();
            all.iter().find(|hit| hit.key == CaseKey(to.key)).map(|hit| hit.words)
        };
        for pair in cases.windows(2).filter(|pair| pair[0].group != pair[1].group) {
            let (there, back) = (similarity(&pair[0], &pair[1]), similarity(&pair[1], &pair[0]));
            assert!((there.unwrap_or(0.0) - back.unwrap_or(0.0)).abs() < 1e-12, "{there:?} {back:?}");
        }
    });
}

#[test]
fn excluded_cases_never_come_back_and_change_nothing() {
    for_all(5, |cases, _, rng| {
        let excluded: HashSet<u64> = cases.iter().map(|case| case.key).filter(|_| rng.random_bool(0.3)).collect();
        let all = built(cases, false);
        let others = built(cases.iter().filter(|case| !excluded.contains(&case.key)), false);
        let text = text(rng);
        let hits = search(&all, &text, None, &|key, _| excluded.contains(&key.0));
        assert!(hits.iter().all(|hit| !excluded.contains(&hit.key.0)));
        assert_eq!(hits, search(&others, &text, None, &|_, _| false), "to the last bit");
    });
}

#[test]
fn the_order_of_adding_changes_nothing() {
    for_all(6, |cases, has_vectors, _| {
        assert_eq!(built(cases, has_vectors).to_bytes(), built(cases.iter().rev(), has_vectors).to_bytes());
    });
}

#[test]
fn a_limit_cuts_the_end_off_and_nothing_else() {
    for_all(7, |cases, _, rng| {
        let index = built(cases, false);
        let text = text(rng);
        let all = search(&index, &text, None, &|_, _| false);
        let limit = rng.random_range(0..6);
        let some = index.search(&Query { text: &text, vector: None, exclude: &|_, _| false, limit }).unwrap();
        assert_eq!(some, all[..limit.min(all.len())]);
    });
}

#[test]
fn any_characters_make_words_without_spaces() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..3_000 {
        let length = rng.random_range(0..40);
        let text: String = (0..length)
            .map(|_| match rng.random_range(0..4) {
                0 => rng.random::<char>(),
                1 => *['+', '-', '/', '.', '(', '=', '%', '~', ' ', '\u{2212}'].choose(&mut rng).unwrap(),
                2 => rng.random_range('0'..='9'),
                _ => rng.random_range('a'..='z'),
            })
            .collect();
        for token in tokens(&text) {
            assert!(!token.is_empty() && token.len() <= 64 && !token.contains(char::is_whitespace), "{text:?}");
        }
    }
}
