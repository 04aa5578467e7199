//! Whatever the text, reading does not panic, its places are places, and it prints to a text that says the same.

use isocenter_reading::PlanReading;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::assert_places;

const WORDS: &[&str] = &[
    "plan",
    "60",
    "Gy",
    "cGy",
    "Gy(RBE)",
    "/",
    "30",
    "fx",
    "#",
    "x",
    "×",
    "of",
    "2",
    "in",
    "fractions",
    "fractions:",
    "per",
    "fraction",
    "@",
    "boost",
    "to",
    "+",
    "then",
    ",",
    ".",
    ";",
    "(",
    ")",
    "total",
    "=",
    "SIB",
    "48/40",
    "54/3",
    "BID",
    "weekly",
    "daily",
    "QOD",
    "cisplatin",
    "VMAT",
    "IMPT",
    "SBRT",
    "photons",
    "protons",
    "electrons",
    "e-",
    "HDR",
    "I-125",
    "6 MV",
    "9 MeV",
    "left",
    "right",
    "bilateral",
    "breast",
    "lung",
    "RUL",
    "prostate bed",
    "heart sparing",
    "CSI",
    "TBI",
    "for",
    "after",
    "from",
    "prior RT",
    "s/p",
    "primary,",
    "photon,",
    "25.0Gy,",
    "fractions:5",
    "40,05",
    "6,000",
    "cone",
    "down",
    "nodes",
    "whole brain",
    "T8",
    "plaque",
    "no",
    "single",
    "each",
    "\n\n",
    "\n",
    "é",
    "–",
    "µ",
    "Gyx3",
    "x3Gy",
    "0",
    "1e9",
    "99999999999",
    ":",
    "and",
    "en face",
    "RT",
    "Rx:",
    "&",
    "unknown",
    "a",
    "treated",
    "lumpectomy cavity",
    "AP/PA",
    "3DCRT",
    "below",
    "45-50.4 Gy",
    "EQD2",
    "twice",
    "2/week",
    "one",
    "level",
];

const LETTERS: &[char] = &[
    '0', '1', '5', '9', '.', ',', '/', 'x', 'G', 'y', 'c', ' ', ' ', '#', '-', '(', ')', '\n', 'ß', '日', 'İ',
    '\u{301}', '\0', 'f', ':', '+',
];

/// What of the text does not come back from its print.
fn lost(text: &str) -> Option<String> {
    let reading = PlanReading::read(text);
    assert_places(text, &reading);
    let printed = reading.to_string();
    let again = PlanReading::read(&printed);
    let reprinted = again.to_string();
    (again.without_places() != reading.without_places())
        .then(|| format!("{text:?}\n    {printed:?}\n    {reprinted:?}"))
}

fn assert_nothing_is_lost(texts: impl Iterator<Item = String>) {
    let lost: Vec<String> = texts.filter_map(|text| lost(&text)).take(12).collect();
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}

#[test]
fn texts_of_plan_words_in_any_order_read_and_print() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    assert_nothing_is_lost((0..60_000).map(|_| {
        let mut text = String::new();
        for _ in 0..rng.random_range(1..14) {
            text.push_str(WORDS.choose(&mut rng).unwrap());
            if rng.random_bool(0.85) {
                text.push(' ');
            }
        }
        text
    }));
}

#[test]
fn any_string_reads_and_prints() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    assert_nothing_is_lost((0..40_000).map(|_| {
        let length = rng.random_range(0..40);
        let letter = |rng: &mut ChaCha8Rng| match rng.random_bool(0.95) {
            true => *LETTERS.choose(rng).unwrap(),
            false => rng.random::<char>(),
        };
        (0..length).map(|_| letter(&mut rng)).collect()
    }));
}

#[test]
fn a_long_text_is_read_in_time() {
    for unit in [
        "60 Gy/30 fx photons ",
        "1/2",
        "SBRT ",
        "boost to ",
        "for the left breast ",
        "5,",
        "x1",
        "a, photon, 5Gy, fractions:5, ",
    ] {
        let text = unit.repeat(100_000 / unit.len());
        let start = std::time::Instant::now();
        assert_places(&text, &PlanReading::read(&text));
        assert!(start.elapsed().as_secs() < 20, "{unit}");
    }
}
