//! Accuracy, confusion and the averages of class rates: published vectors and undefined rates.

use isocenter_stats::{
    Averages, Averaging, ClassCounts, ConfusionMatrix, Error, Proportion, UndefinedAs, accuracy, average,
    majority_share,
};

use crate::assert_close;

const ZERO: UndefinedAs = UndefinedAs::Zero;

/// Precision, recall and F1 of an average, to six digits as published.
#[track_caller]
fn assert_averages(ours: Averages, precision: f64, recall: f64, f1: f64, what: &str) {
    for (rate, expected) in [(ours.precision, precision), (ours.recall, recall), (ours.f1, f1)] {
        assert_close(rate.value.unwrap(), expected, 5.1e-7, what);
    }
}

/// Vector A of scikit-learn 1.9.1: 8 photon, 3 proton, 2 electron, 1 brachytherapy.
#[test]
fn a_table_of_modalities_scores_as_in_scikit_learn() {
    let table: [[usize; 4]; 4] = [[7, 1, 0, 0], [2, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0]];
    let cells = || (0..4).flat_map(|truth| (0..4).map(move |predicted| (truth, predicted)));
    let rows = || cells().flat_map(|(i, j)| std::iter::repeat_n((i, j), table[i][j]));
    let names = ["photon", "proton", "electron", "brachytherapy"];
    let truth: Vec<&str> = rows().map(|(truth, _)| names[truth]).collect();
    let predicted: Vec<&str> = rows().map(|(_, predicted)| names[predicted]).collect();
    let matrix = ConfusionMatrix::with_labels(names.to_vec(), &truth, &predicted).unwrap();
    assert!(matrix.rows().eq(table.iter().map(<[usize; 4]>::as_slice)), "the order of labels is kept");
    let classes = matrix.classes();
    let expected = [(0.636364, 0.875, 0.736842), (0.5, 0.333333, 0.4), (1.0, 0.5, 0.666667)];
    for (class, (precision, recall, f1)) in classes.iter().zip(expected) {
        assert_close(class.precision().unwrap(), precision, 5e-7, "precision");
        assert_close(class.recall().unwrap(), recall, 5e-7, "recall");
        assert_close(class.f1().unwrap(), f1, 5e-7, "F1");
    }
    assert_eq!((classes[3].precision(), classes[3].recall(), classes[3].f1()), (None, Some(0.0), Some(0.0)));
    assert_averages(average(&classes, Averaging::Micro, ZERO), 0.642857, 0.642857, 0.642857, "micro");
    assert_averages(average(&classes, Averaging::Macro, ZERO), 0.534091, 0.427083, 0.450877, "macro");
    assert_averages(average(&classes, Averaging::Weighted, ZERO), 0.613636, 0.642857, 0.602005, "weighted");
    assert_eq!(average(&classes, Averaging::Macro, ZERO).precision.undefined, 1, "brachytherapy was never answered");
    assert_eq!(matrix.accuracy(), Proportion { successes: 9, n: 14 });
}

/// Vector B of scikit-learn 1.9.1: D is never true, C is never predicted.
#[test]
fn which_classes_are_averaged_changes_the_average() {
    let (truth, predicted) = (["A", "A", "A", "B", "B", "C"], ["A", "A", "B", "B", "D", "A"]);
    let of =
        |names: &[&'static str]| ConfusionMatrix::with_labels(names.to_vec(), &truth, &predicted).unwrap().classes();
    let observed = ConfusionMatrix::of_observed(&truth, &predicted).unwrap().classes();
    assert_eq!(of(&["A", "B", "C", "D"]), observed);
    let f1 = |classes: &[ClassCounts], averaging| average(classes, averaging, ZERO).f1.value.unwrap();
    assert_close(f1(&observed, Averaging::Macro), 0.291667, 5e-7, "all observed");
    assert_close(f1(&observed, Averaging::Weighted), 0.5, 5e-7, "D has no case");
    assert_close(f1(&observed[..3], Averaging::Macro), 0.388889, 5e-7, "A, B and C");
    assert_averages(average(&observed[..3], Averaging::Micro, ZERO), 0.6, 0.5, 0.545455, "micro is not the accuracy");
    assert_close(f1(&of(&["A", "B", "C", "D", "E"]), Averaging::Macro), 0.233333, 5e-7, "E is in neither column");
    for (undefined_as, macro_precision) in
        [(UndefinedAs::Zero, 0.291667), (UndefinedAs::One, 0.541667), (UndefinedAs::LeftOut, 0.388889)]
    {
        let averages = average(&observed, Averaging::Macro, undefined_as);
        assert_close(averages.precision.value.unwrap(), macro_precision, 5e-7, "macro precision");
        assert_close(averages.f1.value.unwrap(), 0.291667, 5e-7, "no F1 is undefined");
        assert_eq!((averages.precision.classes, averages.precision.undefined), (4, 1));
    }
    let weighted = average(&observed, Averaging::Weighted, UndefinedAs::LeftOut);
    assert_close(weighted.precision.value.unwrap(), 0.6, 5e-7, "weights of the defined classes");
}

#[test]
fn a_label_that_is_not_listed_is_refused_and_not_dropped() {
    let with = |labels: &[&'static str], predicted: &[&'static str]| {
        ConfusionMatrix::with_labels(labels.to_vec(), &["a", "b"], predicted).map(|matrix| matrix.n())
    };
    assert_eq!(with(&["a", "b"], &["a", "(unparsed)"]), Err(Error::UnknownClass { position: 1 }));
    assert_eq!(with(&["(unparsed)", "b", "a"], &["a", "(unparsed)"]), Ok(2));
    assert_eq!(with(&["a", "b", "a"], &["a", "b"]), Err(Error::RepeatedClass { position: 2 }));
    assert_eq!(with(&["a", "b"], &["a"]), Err(Error::LengthMismatch { left: 2, right: 1 }));
}

#[test]
fn accuracy_counts_equal_pairs() {
    let hits = accuracy(&["a", "b", "c", "d"], &["a", "x", "c", "d"]).unwrap();
    assert_eq!((hits.successes, hits.n, hits.share()), (3, 4, Some(0.75)));
    assert_eq!(accuracy(&[1], &[1, 2]), Err(Error::LengthMismatch { left: 1, right: 2 }));
}

#[test]
fn the_majority_share_is_the_accuracy_of_always_saying_the_most_frequent_label() {
    let labels = ["photon", "proton", "photon", "electron", "photon"];
    assert_eq!(Ok(majority_share(&labels)), accuracy(&labels, &["photon"; 5]));
    assert_eq!(majority_share(&["one"]).share(), Some(1.0));
}
