//! What must hold of every metric in the register: swap, row order, label renaming, range, perfect agreement, scale.

use crate::SUMMATION;
use crate::register::{LABEL_METRICS, LabelMetric, Labels, Swap, TEXT_METRICS, VALUE_METRICS, ValueMetric};

/// Numbers that look random and are the same on every run (Knuth's linear congruence).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Two columns of labels for each of many shapes.
fn label_columns() -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut draw = Draw(7);
    let shape = |draw: &mut Draw| {
        let (n, top) = (1 + draw.below(30), 1 + draw.below(5));
        let column = |draw: &mut Draw| (0..n).map(|_| 1 + draw.below(top) as u8).collect::<Vec<u8>>();
        (column(draw), column(draw))
    };
    (0..200).map(|_| shape(&mut draw)).collect()
}

/// Two columns of quarters, so that differences and doubled values are exact.
fn value_columns() -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut draw = Draw(11);
    let shape = |draw: &mut Draw| {
        let (n, top) = (1 + draw.below(25), 2 + draw.below(60));
        let column = |draw: &mut Draw| (0..n).map(|_| draw.below(top) as f64 / 4.0).collect::<Vec<f64>>();
        (column(draw), column(draw))
    };
    (0..200).map(|_| shape(&mut draw)).collect()
}

fn texts() -> Vec<String> {
    const WORDS: &[&str] = &["plan", "25", "Gy/", "fx", "photons.", "treated", "treating", "the", "ü", "boost"];
    let mut draw = Draw(13);
    let text = |draw: &mut Draw| {
        let words: Vec<&str> = (0..draw.below(9)).map(|_| WORDS[draw.below(10) as usize]).collect();
        words.join(" ")
    };
    (0..25).map(|_| text(&mut draw)).collect()
}

fn reversed<T: Clone>(column: &[T]) -> Vec<T> {
    column.iter().rev().cloned().collect()
}

#[track_caller]
fn assert_equal(ours: Option<f64>, expected: Option<f64>, what: &str) {
    let close = match (ours, expected) {
        (Some(ours), Some(expected)) => (ours - expected).abs() <= SUMMATION,
        (ours, expected) => ours == expected,
    };
    assert!(close, "{what}: {ours:?}, not {expected:?}");
}

fn label_metric(name: &str) -> &'static LabelMetric {
    LABEL_METRICS.iter().find(|metric| metric.name == name).unwrap()
}

fn value_metric(name: &str) -> &'static ValueMetric {
    VALUE_METRICS.iter().find(|metric| metric.name == name).unwrap()
}

#[test]
fn swapping_the_columns_does_what_the_register_says() {
    for (a, b) in label_columns() {
        for metric in LABEL_METRICS {
            let (there, back) = ((metric.of)(&a, &b), (metric.of)(&b, &a));
            let expected = match metric.swap {
                Swap::Same => there,
                Swap::Negated => there.map(|value| -value),
                Swap::Becomes(other) => (label_metric(other).of)(&a, &b),
            };
            assert_equal(back, expected, metric.name);
        }
    }
    for (x, y) in value_columns() {
        for metric in VALUE_METRICS {
            let (there, back) = ((metric.of)(&x, &y), (metric.of)(&y, &x));
            let expected = match metric.swap {
                Swap::Same => there,
                Swap::Negated => there.map(|value| -value),
                Swap::Becomes(other) => (value_metric(other).of)(&x, &y),
            };
            assert_equal(back, expected, metric.name);
        }
    }
    for (a, b) in texts().iter().flat_map(|a| texts().into_iter().map(move |b| (a.clone(), b))) {
        for metric in TEXT_METRICS {
            let expected = match metric.swap {
                Swap::Same => (metric.of)(&a, &b),
                Swap::Negated => -(metric.of)(&a, &b),
                Swap::Becomes(other) => (TEXT_METRICS.iter().find(|metric| metric.name == other).unwrap().of)(&a, &b),
            };
            assert_equal(Some((metric.of)(&b, &a)), Some(expected), metric.name);
        }
    }
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    for (a, b) in label_columns() {
        for metric in LABEL_METRICS {
            assert_equal((metric.of)(&reversed(&a), &reversed(&b)), (metric.of)(&a, &b), metric.name);
        }
    }
    for (x, y) in value_columns() {
        for metric in VALUE_METRICS {
            assert_equal((metric.of)(&reversed(&x), &reversed(&y)), (metric.of)(&x, &y), metric.name);
        }
    }
}

#[test]
fn names_of_labels_do_not_matter_and_a_scale_may_be_turned_round() {
    let renamed =
        |column: &[u8]| column.iter().map(|label| [4, 2, 5, 1, 3][usize::from(label - 1)]).collect::<Vec<u8>>();
    let turned = |column: &[u8]| column.iter().map(|label| 6 - label).collect::<Vec<u8>>();
    for (a, b) in label_columns() {
        for metric in LABEL_METRICS {
            let value = (metric.of)(&a, &b);
            let after_turning = (metric.of)(&turned(&a), &turned(&b));
            if metric.labels == Labels::Names {
                assert_equal((metric.of)(&renamed(&a), &renamed(&b)), value, metric.name);
                assert_equal(after_turning, value, metric.name);
            } else {
                let signed = if metric.name == "bias" { value.map(|value| -value) } else { value };
                assert_equal(after_turning, signed, metric.name);
            }
        }
    }
}

#[test]
fn values_stay_in_their_range() {
    let is_in = |value: Option<f64>, (low, high): (f64, f64)| {
        value.is_none_or(|value| low - SUMMATION <= value && value <= high + SUMMATION)
    };
    for (a, b) in label_columns() {
        for metric in LABEL_METRICS {
            assert!(is_in((metric.of)(&a, &b), metric.range), "{} of {a:?} and {b:?}", metric.name);
        }
    }
    for (x, y) in value_columns() {
        for metric in VALUE_METRICS {
            assert!(is_in((metric.of)(&x, &y), metric.range), "{} of {x:?} and {y:?}", metric.name);
        }
    }
    for (a, b) in texts().iter().zip(texts().iter().skip(1)) {
        for metric in TEXT_METRICS {
            assert!(is_in(Some((metric.of)(a, b)), (0.0, 1.0)), "{} of `{a}` and `{b}`", metric.name);
        }
    }
}

#[test]
fn perfect_agreement_gives_the_best_value_or_none() {
    for (a, _) in label_columns() {
        for metric in LABEL_METRICS {
            let constant = a.iter().all(|label| *label == a[0]);
            let is_undefined = constant && metric.name.contains("kappa");
            assert_equal((metric.of)(&a, &a), (!is_undefined).then_some(metric.perfect), metric.name);
        }
    }
    for (x, _) in value_columns() {
        for metric in VALUE_METRICS {
            let expected = (metric.name == "mean difference").then_some(0.0);
            assert_equal((metric.of)(&x, &x), expected, metric.name);
        }
    }
    for text in texts() {
        let tokens = isocenter_stats::rouge_tokens(&text, isocenter_stats::Stemming::None).len();
        for metric in TEXT_METRICS {
            let wanted = if metric.name.contains("ROUGE-2") { 2 } else { 1 };
            let expected = f64::from(u8::from(tokens >= wanted));
            assert_equal(Some((metric.of)(&text, &text)), Some(expected), metric.name);
        }
    }
}

#[test]
fn a_change_of_units_or_of_the_origin_changes_nothing_but_the_differences_themselves() {
    let quadrupled = |column: &[f64]| column.iter().map(|value| value * 4.0).collect::<Vec<f64>>();
    let moved = |column: &[f64]| column.iter().map(|value| value + 8.0).collect::<Vec<f64>>();
    for (x, y) in value_columns() {
        for metric in VALUE_METRICS {
            let value = (metric.of)(&x, &y);
            let factor = if metric.follows_scale { 4.0 } else { 1.0 };
            let scaled = (metric.of)(&quadrupled(&x), &quadrupled(&y));
            assert_equal(scaled, value.map(|value| value * factor), metric.name);
            assert_equal((metric.of)(&moved(&x), &moved(&y)), value, metric.name);
        }
    }
}

#[test]
fn the_two_one_sided_tails_overlap_in_the_observed_sum_alone() {
    for (x, y) in value_columns() {
        let p = |name: &str| (value_metric(name).of)(&x, &y);
        if let (Some(greater), Some(less), Some(both)) = (p("exact p, greater"), p("exact p, less"), p("exact p")) {
            assert!(greater + less >= 1.0 - SUMMATION, "{greater} and {less}");
            assert_equal(Some(both), Some((2.0 * greater.min(less)).min(1.0)), "two-sided");
        }
    }
}
