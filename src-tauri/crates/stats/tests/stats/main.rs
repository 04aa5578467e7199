//! Properties and published values of the metrics. Golden values of rouge-score are in the workspace's tests.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use isocenter_stats::{LengthMismatch, accuracy, majority_share, rouge_tokens, rouge1, wilson_interval};

const TEXTS: [&str; 6] = [
    "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5",
    "IMPT 60 Gy(RBE) in 30 fx",
    "the the the",
    "the",
    "",
    "... --- ...",
];

#[test]
fn swapping_reference_and_hypothesis_swaps_precision_and_recall() {
    for a in TEXTS {
        for b in TEXTS {
            let (there, back) = (rouge1(a, b), rouge1(b, a));
            assert_eq!((there.precision, there.recall), (back.recall, back.precision), "{a} | {b}");
            assert!((there.f1 - back.f1).abs() < 1e-12);
            assert!((0.0..=1.0).contains(&there.recall) && (0.0..=1.0).contains(&there.precision));
        }
    }
}

#[test]
fn a_text_equals_itself_and_word_order_does_not_matter() {
    for text in &TEXTS[..4] {
        let same = rouge1(text, text);
        assert_eq!((same.precision, same.recall, same.f1), (1.0, 1.0, 1.0));
        let reversed = rouge_tokens(text).into_iter().rev().collect::<Vec<_>>().join(" ");
        assert_eq!(rouge1(text, &reversed), same);
    }
}

#[test]
fn a_text_without_tokens_scores_zero_as_rouge_score_has_it() {
    for empty in ["", "... --- ...", "¿?"] {
        assert_eq!(rouge1(empty, "something").f1, 0.0);
        assert_eq!(rouge1("something", empty).f1, 0.0);
        assert_eq!(rouge1(empty, empty).f1, 0.0);
    }
}

#[test]
fn tokens_are_lower_case_runs_of_letters_and_digits() {
    assert_eq!(rouge_tokens("Plan 25.0Gy(RBE)/5-fx, über"), ["plan", "25", "0gy", "rbe", "5", "fx", "ber"]);
}

#[test]
fn accuracy_counts_equal_pairs_and_is_undefined_without_one() {
    assert_eq!(accuracy(&["a", "b", "c", "d"], &["a", "x", "c", "d"]), Ok(Some(0.75)));
    assert_eq!(accuracy::<u8>(&[], &[]), Ok(None));
    assert_eq!(accuracy(&[1], &[1, 2]), Err(LengthMismatch { references: 1, predictions: 2 }));
}

#[test]
fn the_majority_share_is_the_accuracy_of_always_saying_the_most_frequent_label() {
    let labels = ["photon", "proton", "photon", "electron", "photon"];
    assert_eq!(majority_share(&labels), Some(0.6));
    assert_eq!(Ok(majority_share(&labels)), accuracy(&labels, &["photon"; 5]));
    assert_eq!(majority_share::<&str>(&[]), None);
    assert_eq!(majority_share(&["one"]), Some(1.0));
}

/// Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
#[test]
fn wilson_intervals_are_those_of_newcombe() {
    let z = 1.959_963_984_540_054;
    for (successes, n, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let interval = wilson_interval(successes, n, z).unwrap();
        assert!(
            (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5,
            "{successes}/{n}: {interval:?}"
        );
    }
}

#[test]
fn wilson_intervals_mirror_and_hold_the_proportion() {
    for n in [1_usize, 7, 403] {
        for successes in 0..=n {
            let (here, there) =
                (wilson_interval(successes, n, 1.96).unwrap(), wilson_interval(n - successes, n, 1.96).unwrap());
            assert!((here.low - (1.0 - there.high)).abs() < 1e-12);
            let proportion = successes as f64 / n as f64;
            assert!(here.low <= proportion + 1e-12 && proportion <= here.high + 1e-12);
        }
    }
}

#[test]
fn wilson_is_undefined_without_trials_or_with_too_many_successes() {
    assert_eq!(wilson_interval(0, 0, 1.96), None);
    assert_eq!(wilson_interval(3, 2, 1.96), None);
    assert_eq!(wilson_interval(1, 2, f64::NAN), None);
    assert_eq!(wilson_interval(1, 2, -1.0), None);
}
