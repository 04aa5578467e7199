//! What a search finds, in which order, and what it must not see.

use isocenter_similar::{CaseKey, Document, GroupKey, IndexBuilder, Query};

use crate::fixture::{NOBODY, TEXTS, document, index, keys, search, with_vectors};

#[test]
fn each_text_finds_itself_first_with_one() {
    let index = index(&TEXTS);
    for (i, text) in TEXTS.iter().enumerate() {
        let hits = search(&index, text);
        assert_eq!((hits[0].key.0, hits[0].score, hits[0].words, hits[0].meaning), (i as u64, 1.0, 1.0, None));
        assert!(hits[1..].iter().all(|hit| hit.score < 1.0));
    }
}

#[test]
fn another_hand_finds_the_same_case() {
    let index = index(&TEXTS);
    let hits = search(
        &index,
        "61-year-old woman with infiltrating ductal cancer of the LT breast, T1c N0, grade 2, ER positive",
    );
    assert_eq!(keys(&hits)[..2], [0, 1]);
    let hits = search(&index, "Prostate adenocarcinoma, PSA 6, grade group 2");
    assert_eq!(keys(&hits)[0], 2);
    let hits = search(&index, "squamous cell carcinoma, right BOT, HPV/p16+");
    assert_eq!(keys(&hits)[0], 3);
}

#[test]
fn the_other_side_is_less_like() {
    let index = index(&["IDC left breast G2", "IDC right breast G2", "IDC breast G2"]);
    assert_eq!(keys(&search(&index, "IDC L breast G2"))[0], 0);
    assert_eq!(keys(&search(&index, "IDC Rt breast G2"))[0], 1);
}

#[test]
fn what_has_nothing_in_common_is_no_hit() {
    let index = index(&TEXTS);
    assert!(search(&index, "zzz").is_empty());
    assert!(search(&index, "").is_empty());
    assert!(search(&index, " ,.;- ").is_empty());
    assert_eq!(keys(&search(&index, "temozolomide for glioblastoma")), [4]);
}

#[test]
fn equal_cases_come_by_key_whatever_the_order_they_were_added_in() {
    let mut builder = IndexBuilder::new();
    for key in [9, 3, 7, 1] {
        builder.add(&document(key, TEXTS[0], None)).unwrap();
    }
    assert_eq!(keys(&search(&builder.build(), TEXTS[0])), [1, 3, 7, 9]);
}

#[test]
fn the_limit_holds() {
    let index = index(&TEXTS);
    for limit in 0..4 {
        let query = Query { text: "adenocarcinoma left breast N0 M0", vector: None, exclude: NOBODY, limit };
        assert_eq!(index.search(&query).unwrap().len(), limit);
    }
}

#[test]
fn a_group_is_shown_once_by_its_nearest_case() {
    let mut builder = IndexBuilder::new();
    for (key, group, text) in [(1, 5, "breast"), (2, 5, "left breast IDC"), (3, 6, "right breast")] {
        builder.add(&Document { key: CaseKey(key), group: GroupKey(group), text, vector: None }).unwrap();
    }
    assert_eq!(keys(&search(&builder.build(), "left breast IDC")), [2, 3]);
}

#[test]
fn an_excluded_case_or_group_is_not_found() {
    let index = index(&TEXTS);
    let without = |exclude: &dyn Fn(CaseKey, GroupKey) -> bool| {
        keys(&index.search(&Query { text: TEXTS[0], vector: None, exclude, limit: 9 }).unwrap())
    };
    assert!(without(&|_, _| false).contains(&0));
    assert!(!without(&|key, _| key == CaseKey(0)).contains(&0));
    assert!(!without(&|_, group| group == GroupKey(0)).contains(&0));
    assert!(without(&|_, _| true).is_empty());
}

#[test]
fn meaning_moves_a_case_whose_words_differ() {
    let vectors = [vec![1.0, 0.1], vec![-1.0, 0.0], vec![0.9, -0.1]];
    let index = with_vectors(&["alpha beta", "alpha gamma", "delta"], &vectors);
    let query = Query { text: "alpha", vector: Some(&[1.0, 0.0]), exclude: NOBODY, limit: 9 };
    let hits = index.search(&query).unwrap();
    assert_eq!(keys(&hits), [0, 1, 2]);
    assert!(hits[0].meaning.unwrap() > 0.9 && hits[2].words == 0.0 && hits[2].score > 0.2);
    for hit in &hits {
        let expected = 0.75 * hit.words + 0.25 * hit.meaning.unwrap();
        assert!((hit.score - expected).abs() < 1e-15);
    }
}

#[test]
fn without_vectors_on_either_side_words_alone_count() {
    let (plain, full) = (index(&TEXTS[..2]), with_vectors(&TEXTS[..2], &[vec![1.0, 2.0], vec![2.0, 1.0]]));
    assert_eq!((plain.vector_length(), full.vector_length()), (None, Some(2)));
    let words = search(&plain, TEXTS[0]);
    assert_eq!(search(&full, TEXTS[0]), words);
    let query = Query { text: TEXTS[0], vector: Some(&[1.0, 2.0]), exclude: NOBODY, limit: 9 };
    assert_eq!(plain.search(&query).unwrap(), words);
    assert_eq!(full.search(&query).unwrap()[0].meaning, Some(1.0));
}

#[test]
fn a_single_case_is_found_with_and_without_its_vector() {
    let index = with_vectors(&TEXTS[..1], &[vec![0.5, 0.5]]);
    let query = Query { text: TEXTS[0], vector: Some(&[0.5, 0.5]), exclude: NOBODY, limit: 1 };
    let hits = index.search(&query).unwrap();
    assert_eq!((hits[0].score, hits[0].meaning), (1.0, None), "the mean of one vector is itself");
}

#[test]
fn an_empty_index_finds_nothing() {
    let index = IndexBuilder::new().build();
    assert!(index.is_empty() && search(&index, TEXTS[0]).is_empty());
}

#[test]
fn debug_shows_no_word_of_a_patient() {
    let shown = format!("{:?}", index(&TEXTS));
    assert!(shown.starts_with("Index(6 cases") && !shown.contains("breast"), "{shown}");
}
