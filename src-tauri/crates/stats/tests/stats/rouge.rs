//! ROUGE: published pairs and what the tokeniser does. Properties are in `properties`, other programs in `oracle` and `pack`.

use isocenter_stats::{Rouge, Stemming, rouge, rouge_tokens, rouge1};

use crate::{SUMMATION, assert_close};

const PLAIN: Stemming = Stemming::None;

/// rouge-score 0.1.2.
#[test]
fn pairs_score_as_rouge_score_has_them() {
    let dose = rouge("60 Gy in 30 fractions to the left breast", "50.4 Gy in 28 fractions left breast", PLAIN).rouge1;
    assert_close(dose.precision, 0.625, SUMMATION, "precision");
    assert_close(dose.recall, 5.0 / 9.0, SUMMATION, "recall");
    assert_close(dose.f1, 0.588_235_294_117_647, SUMMATION, "F1");
    let repeated = rouge("the cat", "the the the the", PLAIN).rouge1;
    assert_eq!((repeated.precision, repeated.recall), (0.25, 0.5));
    assert_eq!(rouge("a b c\nd e f", "d e f\na b c", PLAIN).rouge_l.f1, 0.5);
    let recall = |reference, hypothesis| rouge(reference, hypothesis, PLAIN).rouge1.recall;
    assert_close(recall("Cyberknife 40 Gy in 5 fractions", "40Gy/5fx CyberKnife"), 1.0 / 6.0, SUMMATION, "equal plans");
}

/// What the score cannot see, so that nobody takes it for agreement of plans (rouge-score 0.1.2).
#[test]
fn another_dose_or_side_can_hide_behind_a_high_score() {
    let f1 = |reference, hypothesis| rouge(reference, hypothesis, PLAIN).rouge1.f1;
    assert_eq!(f1("1.8 Gy x 28", "28.1 Gy x 8"), 1.0);
    assert_close(f1("45 Gy in 25 fractions", "54 Gy in 25 fractions"), 0.8, SUMMATION, "45 against 54 Gy");
    assert_eq!(rouge("no boost", "boost", PLAIN).rouge1.precision, 1.0);
}

/// rouge-score's own tests (`rouge_scorer_test.py`).
#[test]
fn the_examples_of_rouge_score_hold() {
    let scores = rouge("testing one two", "testing", PLAIN);
    assert_eq!((scores.rouge1.precision, scores.rouge1.recall, scores.rouge1.f1), (1.0, 1.0 / 3.0, 0.5));
    assert_eq!(scores.rouge2, Rouge::default());
    let pairs = rouge("testing one two", "testing two", PLAIN);
    assert_close(pairs.rouge_l.recall, 2.0 / 3.0, SUMMATION, "ROUGE-L recall");
    assert_close(pairs.rouge_l.f1, 0.8, SUMMATION, "ROUGE-L F1");
    assert_eq!(rouge("testing one two", "tested", Stemming::Porter).rouge1.precision, 1.0);
}

#[test]
fn tokens_are_lower_case_runs_of_letters_and_digits() {
    let cases: &[(&str, &[&str])] = &[
        ("50.4 Gy", &["50", "4", "gy"]),
        ("1.8Gy/fx", &["1", "8gy", "fx"]),
        ("C50.912", &["c50", "912"]),
        ("60Gy", &["60gy"]),
        ("naïve", &["na", "ve"]),
        ("Größe", &["gr", "e"]),
        ("Plan 25.0Gy(RBE)/5-fx, über", &["plan", "25", "0gy", "rbe", "5", "fx", "ber"]),
        ("左乳腺癌 سرطان", &[]),
    ];
    for (text, tokens) in cases {
        assert_eq!(rouge_tokens(text, PLAIN), *tokens, "{text}");
    }
    assert_eq!(rouge_tokens("60Gy dose doses", Stemming::Porter), ["60gi", "dose", "dose"]);
}

#[test]
fn three_letters_are_not_stemmed() {
    assert_eq!(rouge_tokens("was ties its", Stemming::Porter), ["was", "tie", "its"]);
}

#[test]
fn a_text_without_tokens_scores_zero_as_rouge_score_has_it() {
    for empty in ["", "... --- ...", "¿?", "左乳腺癌"] {
        for (reference, hypothesis) in [(empty, "something"), ("something", empty), (empty, empty)] {
            assert_eq!(rouge(reference, hypothesis, PLAIN), Default::default());
        }
    }
}

#[test]
fn the_single_score_is_the_first_of_the_three() {
    let (reference, hypothesis) = ("IMPT 60 Gy(RBE) in 30 fx", "impt 60.0 gy rbe in 30 fractions");
    assert_eq!(rouge1(reference, hypothesis), rouge(reference, hypothesis, PLAIN).rouge1);
}
