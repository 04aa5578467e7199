//! Numbers counted by hand, and what is undefined.

use std::collections::BTreeMap;

use isocenter_rating::{Author, Bounds, Error, ItemMeasures, Numbers, SignedRankTest, Statistic, Undefined};

use crate::invented::{Invented, letter, one_dimension, protocol, protocol_of};

const NOT_RATED: u8 = 0;

/// Ratings by letter, a column for each rater; letters are base, tuned, physician of each case in turn.
fn study(rows: &[&[u8]]) -> Invented {
    let raters = rows[0].len() as u32;
    let mut study = Invented::new(one_dimension(protocol(raters, rows.len() as u32 / 3)));
    for (number, row) in (1..).zip(rows) {
        for (rater, score) in (1..).zip(*row).filter(|(_, score)| **score != NOT_RATED) {
            study.rated(rater, number, *score);
        }
    }
    study
}

#[test]
fn scores_are_counted_by_arm_and_dimension() {
    let mut study = Invented::new(protocol(2, 1));
    let rated = |study: &Invented, of, on, scores: &[u8]| study.entry(of, on, study.scores(scores), None);
    for (of, on, scores) in [(1, 1, [1, 2, 2, 1]), (2, 1, [2, 2, 3, 1]), (1, 2, [4, 4, 3, 4])] {
        let entry = rated(&study, of, on, &scores);
        study.history.push(entry);
    }
    let numbers = study.numbers();
    let base = |dimension: usize| numbers.dimensions[dimension].arms[0].clone();
    assert_eq!(numbers.dimensions.len(), 4);
    assert_eq!(
        (base(0).counts, base(0).n, base(0).letters, base(0).mean, base(0).median),
        ([1, 1, 0, 0], 2, 1, Some(1.5), Some(1.5))
    );
    assert_eq!((base(1).counts, base(2).mean, base(3).mean), ([0, 2, 0, 0], Some(2.5), Some(1.0)));
    assert_eq!(base(0).interval, Some(Bounds { low: 1.5, high: 1.5 }), "one case has no spread");
    let physician = &numbers.dimensions[0].arms[2];
    assert_eq!((physician.n, physician.mean, physician.median, physician.interval), (0, None, None, None));
    assert_eq!(numbers.raters.iter().map(|of| (of.rated, of.total)).collect::<Vec<_>>(), [(2, 3), (1, 3)]);
}

#[test]
fn agreement_is_of_each_pair_of_raters_and_averaged() {
    // Raters 1 and 2 agree throughout, rater 3 is one above them where that can be.
    let numbers = study(&[&[1, 1, 2], &[4, 4, 4], &[3, 3, 4], &[2, 2, 3], &[4, 4, 4], &[2, 2, NOT_RATED]]).numbers();
    let of = &numbers.dimensions[0];
    assert_eq!(
        of.pairs.iter().map(|pair| pair.raters.map(|rater| rater.number())).collect::<Vec<_>>(),
        [[1, 2], [1, 3], [2, 3]]
    );
    assert_eq!(of.pairs.iter().map(|pair| pair.n).collect::<Vec<_>>(), [6, 5, 5]);
    assert_eq!(
        (of.pairs[0].exact, of.pairs[0].kappa, of.pairs[0].ac2),
        (Statistic::Value(1.0), Statistic::Value(1.0), Statistic::Value(1.0))
    );
    assert_eq!((of.pairs[1].exact, of.pairs[1].within_one), (Statistic::Value(0.4), Statistic::Value(1.0)));
    assert_eq!(of.pairs[0].names, ["Dr Ada", "Dr Bo"]);
    let mean = of.mean_agreement;
    assert_eq!((mean.pairs, mean.exact.pairs), (3, 3));
    assert!((mean.exact.mean.value().unwrap() - 0.6).abs() < 1e-12);
}

#[test]
fn what_a_definition_leaves_open_is_undefined_and_says_why() {
    let alone = study(&[&[1], &[2], &[3]]).numbers();
    assert!(alone.dimensions[0].pairs.is_empty());
    assert_eq!(alone.dimensions[0].mean_agreement.kappa.mean, Statistic::Undefined(Undefined::OneRater));
    let constant = study(&[&[3, 3], &[3, 3], &[3, 3]]).numbers();
    let pair = &constant.dimensions[0].pairs[0];
    assert_eq!((pair.kappa, pair.ac2), (Statistic::Undefined(Undefined::NoVariation), Statistic::Value(1.0)));
    assert_eq!(constant.dimensions[0].mean_agreement.kappa.mean, Statistic::Undefined(Undefined::NoVariation));
    assert_eq!(
        constant.dimensions[0].comparisons[0].test,
        SignedRankTest::Undefined { undefined: Undefined::NoDifference }
    );
    let apart = study(&[&[3, NOT_RATED], &[NOT_RATED, 3], &[3, NOT_RATED]]).numbers();
    let pair = &apart.dimensions[0].pairs[0];
    let none = Statistic::Undefined(Undefined::NoPairs);
    assert_eq!((pair.n, pair.exact, pair.within_one, pair.kappa, pair.ac2), (0, none, none, none, none));
    let comparison = &apart.dimensions[0].comparisons[0];
    assert_eq!((comparison.cases, comparison.left_out, comparison.mean_difference), (0, 1, None));
    assert_eq!(comparison.test, SignedRankTest::Undefined { undefined: Undefined::NoCases });
    assert_eq!(
        comparison.sentence(),
        "Letters demo, fine-tuned against base: undefined, no case with both letters rated by one rater."
    );
    // A mean over three pairs of which one has no value says so.
    let some = study(&[&[3, 3, 1], &[3, 3, 2], &[3, 3, 4]]).numbers().dimensions[0].mean_agreement;
    assert_eq!((some.kappa.mean.value(), some.kappa.pairs, some.exact.pairs), (Some(0.0), 2, 3));
}

#[test]
fn fine_tuned_against_base_is_a_test_of_means_by_case() {
    // Four cases: fine-tuned higher by 1, 1.5, 0 and −0.5.
    let numbers = study(&[
        &[1, 1],
        &[2, 2],
        &[4, 4],
        &[1, 2],
        &[3, 3],
        &[4, 4],
        &[2, 3],
        &[3, 2],
        &[4, 4],
        &[3, 3],
        &[3, 2],
        &[4, 4],
    ])
    .numbers();
    let comparison = &numbers.dimensions[0].comparisons[0];
    assert_eq!((comparison.cases, comparison.left_out, comparison.mean_difference), (4, 0, Some(0.5)));
    let test = comparison.test.done().unwrap();
    assert_eq!((test.n, test.zeros, test.ties, test.is_exact), (4, 1, 0, true));
    assert_eq!((test.positive_ranks, test.negative_ranks), (5.0, 1.0));
    // Of the eight signs of three ranks two give 5 or more: 6 and 5.
    assert_eq!((test.p_one_sided, test.p_two_sided), (0.25, 0.5));
    assert_eq!((test.p_one_sided_floor, test.p_two_sided_floor), (0.125, 0.25));
    assert_eq!(
        comparison.sentence(),
        "Letters demo, fine-tuned minus base: 0.50 (−0.25 to 1.25) points over 4 cases; Wilcoxon’s signed-rank test, exact, p = 0.250 \
         one-sided (fine-tuned higher, floor 0.125), 0.500 two-sided; n = 4, zeros 1, ties 0."
    );
}

/// Means over three raters differ by thirds, which floating point subtracts unevenly.
#[test]
fn equal_differences_of_thirds_are_ties() {
    let numbers = study(&[
        &[1, 1, 1],
        &[1, 1, 2],
        &[4, 4, 4],
        &[3, 3, 4],
        &[3, 4, 4],
        &[4, 4, 4],
        &[2, 2, 3],
        &[2, 3, 3],
        &[4, 4, 4],
    ])
    .numbers();
    let test = *numbers.dimensions[0].comparisons[0].test.done().unwrap();
    assert_eq!((test.ties, test.positive_ranks, test.p_one_sided), (3, 6.0, 0.125));
}

#[test]
fn a_rater_of_one_letter_of_a_case_does_not_count_in_its_difference() {
    let numbers = study(&[&[1, 4], &[3, NOT_RATED], &[4, 4]]).numbers();
    assert_eq!(numbers.dimensions[0].comparisons[0].mean_difference, Some(2.0));
    assert_eq!(numbers.dimensions[0].arms[0].mean, Some(2.5), "and counts in the mean of the arm");
}

#[test]
fn each_model_is_compared_with_its_own_base() {
    let mut study = protocol_of(
        1,
        &[(1, Author::Base), (1, Author::Tuned), (1, Author::Base), (1, Author::Tuned), (2, Author::Tuned)],
    );
    study.items[2].model = "Another".into();
    study.items[3].model = "Another".into();
    study.items[4].model = "Third".into();
    let mut study = Invented::new(one_dimension(study));
    for (number, score) in [(1, 1), (2, 4), (3, 3), (4, 2), (5, 4)] {
        study.rated(1, number, score);
    }
    let comparisons = study.numbers().dimensions[0].comparisons.clone();
    let found: Vec<_> = comparisons.iter().map(|of| (of.model.as_str(), of.mean_difference)).collect();
    assert_eq!(found, [("Another", Some(-1.0)), ("Letters demo", Some(3.0))], "the third has no base");
}

#[test]
fn measures_are_means_over_letters_and_shares_over_claims() {
    let study = Invented::new(one_dimension(protocol(1, 2)));
    let measured = |rouge, claims, unsupported, contradicted, edits| ItemMeasures {
        rouge1: rouge,
        claims,
        unsupported,
        contradicted,
        edits,
        missing: Some(2),
        ..ItemMeasures::default()
    };
    let measures = BTreeMap::from([
        (letter(1), measured(Some(0.25), 10, 4, 1, Some(30))),
        (letter(4), measured(Some(0.75), 30, 4, 3, None)),
        (letter(2), measured(None, 0, 0, 0, None)),
    ]);
    let numbers = study.numbers_with(&measures);
    let [base, tuned, physician] = numbers.measures.as_slice() else { panic!() };
    assert_eq!((base.letters, base.rouge_letters, base.rouge1, base.rouge2), (2, 2, Some(0.5), None));
    assert_eq!((base.claims, base.unsupported_share, base.contradicted_share), (40, Some(0.2), Some(0.1)));
    assert_eq!((base.missing, base.edits), (Some(2.0), Some(30.0)));
    assert_eq!((tuned.letters, tuned.unsupported_share, tuned.rouge1), (1, None, None), "no claim, no share");
    assert_eq!(physician.letters, 0);
    assert!(study.numbers().measures.is_empty());
    let stranger = BTreeMap::from([(letter(9), ItemMeasures::default())]);
    let refused = Numbers::of(&study.protocol, &study.ledger(), &stranger).unwrap_err();
    assert_eq!(refused, Error::UnknownItem { item: letter(9) });
    let not_a_number =
        BTreeMap::from([(letter(1), ItemMeasures { rouge1: Some(f64::NAN), ..ItemMeasures::default() })]);
    assert!(matches!(Numbers::of(&study.protocol, &study.ledger(), &not_a_number), Err(Error::Statistics { .. })));
}
