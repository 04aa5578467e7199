//! Texts that nobody writes: any characters, mangled diagnoses, very long ones. Reading never panics and its spans stay on characters.

use isocenter_reading::{DiagnosisReading, Span, sides, sites};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::fixture::TRUTH;

/// Pieces of diagnoses, marks and letters of other scripts, from which wild texts are put together.
const PIECES: &[&str] = &[
    "s/p",
    "no",
    "prior",
    "RT",
    "h/o",
    "left",
    "R",
    "L",
    "Lt",
    "rt",
    "T",
    "N",
    "M",
    "T2",
    "N1a",
    "cT",
    "pT1c",
    "stage",
    "IV",
    "grade",
    "Gleason",
    "4+3=7",
    "4",
    "+",
    "=",
    "7",
    "WHO",
    "FIGO",
    "AJCC",
    "8th",
    "ER",
    "PR",
    "/",
    "HER2",
    "-",
    "+",
    "%",
    "Gy",
    "46.8",
    "fx",
    "in",
    "2004",
    "margins",
    "mm",
    "<",
    "prostatectomy",
    "breast",
    "met",
    "mets",
    "node",
    "MRI",
    "family",
    "history",
    "of",
    "mother",
    "with",
    "y/o",
    "62",
    "M",
    "F",
    "year",
    "old",
    "(",
    ")",
    "sn",
    ",",
    ".",
    ";",
    ":",
    "\n",
    "\n\n",
    "\t",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "中",
    "👩‍⚕️",
    "\u{0301}",
    "\u{200b}",
    "ẞ",
    "Ⅳ",
    "½",
    "0",
    "99999999999999999999",
    "1.",
    ".5",
    "1.2.3",
    "''",
    "\"",
    "#",
    "&",
    "≥",
    "–",
    "—",
    "unless",
    "planned",
    "removed",
    "absent",
    "away",
    "from",
    "cm",
];

fn assert_spans(text: &str) {
    let is_whole = |span: Span| {
        span.start < span.end
            && span.end <= text.len()
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end)
    };
    let reading = DiagnosisReading::read(text);
    for fact in reading.facts() {
        assert!(is_whole(fact.span), "{fact:?} of {text:?}");
        assert!(!fact.value.words().is_empty());
    }
    assert!(reading.facts().windows(2).all(|pair| pair[0].span.start <= pair[1].span.start), "in order: {text:?}");
    for site in reading.treated_sites() {
        assert_eq!(reading.side_of(site), reading.side_of(site));
    }
    assert!(sites(text).iter().all(|found| is_whole(found.span)));
    assert!(sides(text).iter().all(|found| is_whole(found.span)));
}

#[test]
fn any_characters_are_read_without_a_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..3_000 {
        let length = rng.random_range(0..80);
        let text: String = (0..length).map(|_| rng.random::<char>()).collect();
        assert_spans(&text);
        let ascii: String = (0..length).map(|_| char::from(rng.random_range(0_u8..128))).collect();
        assert_spans(&ascii);
    }
}

#[test]
fn any_pieces_in_any_order_are_read_without_a_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..rng.random_range(0..40) {
            text.push_str(PIECES.choose(&mut rng).unwrap());
            if rng.random_bool(0.7) {
                text.push(' ');
            }
        }
        assert_spans(&text);
    }
}

#[test]
fn mangled_diagnoses_are_read_without_a_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for row in TRUTH.iter().step_by(7) {
        let mut letters: Vec<char> = row.diagnosis.chars().collect();
        for _ in 0..rng.random_range(1..12) {
            let at = rng.random_range(0..letters.len());
            match rng.random_range(0..5) {
                0 => letters[at] = rng.random(),
                1 => letters.insert(at, *['.', ',', '\n', '/', '+', 'é', '(', ' '].choose(&mut rng).unwrap()),
                2 if letters.len() > 1 => drop(letters.remove(at)),
                3 => letters.truncate(at.max(1)),
                _ => letters[at] = letters[at].to_uppercase().next().unwrap(),
            }
        }
        assert_spans(&letters.iter().collect::<String>());
    }
}

#[test]
fn spans_point_into_any_text_around_a_diagnosis() {
    let text = "Größe 2 cm — İ 👩 62 y/o F, IDC of the left breast, pT1c N0(sn) M0";
    let reading = DiagnosisReading::read(text);
    let spans: Vec<&str> = reading.facts().iter().map(|fact| fact.span.of(text)).collect();
    assert_eq!(spans, ["62 y/o", "F", "IDC", "left", "breast", "pT1c N0(sn) M0"]);
}

#[test]
fn capitals_and_small_letters_of_a_long_text_give_the_same_treated_sites() {
    for row in TRUTH.iter().filter(|row| row.kept).step_by(97) {
        let as_written = DiagnosisReading::read(&row.diagnosis);
        assert_spans(&row.diagnosis.to_uppercase());
        assert_spans(&row.diagnosis.to_lowercase());
        let again = DiagnosisReading::read(&row.diagnosis);
        assert_eq!(as_written, again, "reading twice reads the same");
    }
}

#[test]
fn a_very_long_text_is_read_at_once() {
    // Ten times what a letter holds; a reader that looked at every pair of words would need minutes.
    for piece in [
        "IDC of the left breast s/p lumpectomy, no prior RT, brain mets from lung, ",
        "left ",
        "T2 N1 ",
        "prior RT ",
        "s/p ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let reading = DiagnosisReading::read(&text);
        assert!(reading.facts().iter().all(|fact| fact.span.end <= text.len()));
    }
}
