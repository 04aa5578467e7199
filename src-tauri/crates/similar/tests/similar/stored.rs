//! The index as bytes: back as it was, and refused when cut, changed or foreign.

use isocenter_similar::{Error, Index, IndexBuilder, Query};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::fixture::{NOBODY, TEXTS, index, search, with_vectors};

fn full() -> Index {
    let vectors: Vec<Vec<f32>> = (0..TEXTS.len()).map(|i| vec![i as f32, 1.0, (i * i) as f32 - 3.0]).collect();
    with_vectors(&TEXTS, &vectors)
}

/// With a checksum that fits, so that what stands behind it is put to the test.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let hash = bytes[..end]
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    bytes[end..].copy_from_slice(&hash.to_le_bytes());
    bytes
}

#[test]
fn an_index_comes_back_as_it_was() {
    for index in [full(), index(&TEXTS), index(&["", "left breast"]), IndexBuilder::new().build()] {
        let back = Index::from_bytes(&index.to_bytes()).unwrap();
        assert!(back == index);
        assert_eq!(back.to_bytes(), index.to_bytes());
        assert_eq!(search(&back, TEXTS[0]), search(&index, TEXTS[0]));
    }
    let query = Query { text: TEXTS[1], vector: Some(&[1.0, 1.0, -2.0]), exclude: NOBODY, limit: 3 };
    assert_eq!(Index::from_bytes(&full().to_bytes()).unwrap().search(&query), full().search(&query));
}

#[test]
fn foreign_bytes_are_refused() {
    for foreign in [&b""[..], b"ISOSIM", b"SQLite format 3\0", &[0; 64]] {
        assert_eq!(Index::from_bytes(foreign), Err(Error::Foreign));
    }
}

#[test]
fn another_version_or_other_rules_for_words_are_told_apart_from_damage() {
    for place in [8, 12, 16] {
        let mut bytes = full().to_bytes();
        bytes[place] ^= 1;
        assert_eq!(Index::from_bytes(&resealed(bytes)), Err(Error::OtherVersion), "byte {place}");
    }
}

#[test]
fn cut_bytes_are_refused_at_every_length() {
    let bytes = full().to_bytes();
    for length in 0..bytes.len() {
        assert!(Index::from_bytes(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
    }
    let longer = [bytes, vec![0]].concat();
    assert_eq!(Index::from_bytes(&longer), Err(Error::Damaged));
}

#[test]
fn every_changed_byte_is_found() {
    let bytes = full().to_bytes();
    for place in 0..bytes.len() {
        for mask in [1, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[place] ^= mask;
            assert!(Index::from_bytes(&changed).is_err(), "byte {place}");
        }
    }
}

#[test]
fn lengths_that_promise_too_much_are_refused_before_anything_is_kept() {
    let bytes = full().to_bytes();
    // The number of words stands behind the head of 24 bytes.
    for promise in [u32::MAX, 1 << 31, 1 << 20] {
        let mut changed = bytes.clone();
        changed[24..28].copy_from_slice(&promise.to_le_bytes());
        assert_eq!(Index::from_bytes(&resealed(changed)), Err(Error::Damaged));
    }
}

#[test]
fn words_and_entries_out_of_order_or_of_no_case_are_refused() {
    // One case of two words: 24 bytes of head, number of words, the words with their lengths, number of cases, the case, two entries.
    let bytes = index(&["ab bb"]).to_bytes();
    let (first_word, second_word, entries) = (30, 34, 24 + 4 + 8 + 4 + 20);
    let swapped = |one: usize, other: usize, length: usize| {
        let mut changed = bytes.clone();
        (0..length).for_each(|i| changed.swap(one + i, other + i));
        Index::from_bytes(&resealed(changed)).map(|index| index.len())
    };
    assert_eq!(&bytes[first_word..first_word + 2], b"ab");
    assert_eq!(bytes.len(), entries + 12 + 4 + 8);
    assert_eq!(swapped(first_word, second_word, 2), Err(Error::Damaged));
    assert_eq!(swapped(entries, entries + 6, 6), Err(Error::Damaged));
    assert_eq!(swapped(entries, entries, 6), Ok(1));

    let changed = |at: usize, value: u8| {
        let mut changed = bytes.clone();
        changed[at] = value;
        Index::from_bytes(&resealed(changed)).map(|index| index.len())
    };
    assert_eq!(changed(entries, 1), Err(Error::Damaged), "the same word twice");
    assert_eq!(changed(entries + 6, 2), Err(Error::Damaged), "a word that is not there");
    assert_eq!(changed(entries + 4, 0), Err(Error::Damaged), "never");
    assert_eq!(changed(first_word, b'b'), Err(Error::Damaged), "one word in two places");
    let mut unused = bytes.clone();
    unused.drain(entries + 6..entries + 12);
    unused[entries - 4] = 1;
    assert_eq!(Index::from_bytes(&resealed(unused)), Err(Error::Damaged), "a word of no case");
}

#[test]
fn whatever_stands_behind_a_fitting_checksum_is_refused_or_a_whole_index() {
    let bytes = full().to_bytes();
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let (mut refused, mut read) = (0, 0);
    for _ in 0..20_000 {
        let mut changed = bytes.clone();
        for _ in 0..rng.random_range(1..4) {
            match rng.random_range(0..4) {
                0 => {
                    let at = rng.random_range(24..changed.len() - 8);
                    changed.remove(at);
                }
                1 => changed.insert(rng.random_range(24..changed.len() - 8), rng.random()),
                _ => {
                    let at = rng.random_range(24..changed.len() - 8);
                    changed[at] = rng.random();
                }
            }
        }
        let changed = resealed(changed);
        match Index::from_bytes(&changed) {
            Ok(index) => {
                read += 1;
                assert_eq!(index.to_bytes(), changed, "one way to write each index");
                search(&index, TEXTS[0]).iter().for_each(|hit| assert!(hit.score > 0.0 && hit.score <= 1.0));
            }
            Err(error) => {
                refused += 1;
                assert_eq!(error, Error::Damaged);
            }
        }
    }
    assert!(refused > 5_000 && read > 1_000, "{refused} refused, {read} read");
}
