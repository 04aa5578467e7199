//! The data files: no row twice, none that cannot be reached, no chain of meanings.

use std::collections::HashSet;

use isocenter_similar::tokens;

const SYNONYMS: &str = include_str!("../../data/synonyms.csv");
const MARKERS: &str = include_str!("../../data/markers.csv");
const STOP_WORDS: &str = include_str!("../../data/stop_words.txt");

fn synonyms() -> Vec<(&'static str, &'static str)> {
    SYNONYMS.lines().skip(1).map(|line| line.split_once(',').unwrap()).collect()
}

#[test]
fn no_row_stands_twice_and_all_are_lower_case() {
    let written: Vec<&str> = synonyms().iter().map(|(written, _)| *written).collect();
    assert_eq!(written.iter().collect::<HashSet<_>>().len(), written.len(), "{:?}", twice(&written));
    for file in [SYNONYMS, MARKERS, STOP_WORDS] {
        assert_eq!(file, file.to_lowercase());
        assert!(file.ends_with('\n') && !file.contains("\n\n") && !file.contains(" \n"));
    }
    let stops: Vec<&str> = STOP_WORDS.lines().collect();
    assert!(stops.is_sorted() && twice(&stops).is_empty(), "{:?}", twice(&stops));
    let kinds = MARKERS.lines().skip(1).map(|line| line.split_once(',').unwrap().1);
    assert!(kinds.into_iter().all(|kind| matches!(kind, "receptor" | "finding")));
}

fn twice<'a>(all: &[&'a str]) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    all.iter().copied().filter(|one| !seen.insert(*one)).collect()
}

#[test]
fn each_row_is_reached_from_a_text() {
    for (written, means) in synonyms() {
        // A unit needs its number; its row serves where there is none.
        assert_eq!(tokens(written), tokens(means), "{written} and {means}");
    }
}

#[test]
fn no_meaning_has_a_meaning_of_its_own() {
    let written: HashSet<&str> = synonyms().iter().map(|(written, _)| *written).collect();
    for (_, means) in synonyms() {
        assert!(!written.contains(means), "{means}");
        for word in means.split(' ') {
            assert!(!written.contains(word), "{word} of {means}");
        }
    }
}

#[test]
fn no_word_is_a_marker_and_a_stop_word() {
    let stops: HashSet<&str> = STOP_WORDS.lines().collect();
    assert!(MARKERS.lines().all(|line| !stops.contains(line.split_once(',').unwrap().0)));
    assert!(synonyms().iter().all(|(_, means)| means.split(' ').all(|word| !stops.contains(word))));
}
