//! Precision, recall and F1 of each class and their averages, defined as scikit-learn defines them. Where scikit-learn puts a number
//! in place of 0 / 0, the caller says which, and the average says how often that happened.

use crate::confusion::ConfusionMatrix;

/// What one class got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassCounts {
    /// Cases of the class that were answered with it.
    pub true_positives: usize,
    /// Cases of the class.
    pub support: usize,
    /// Cases that were answered with it.
    pub predicted: usize,
}

impl ClassCounts {
    /// Share of the answers that were right; undefined when the class was never answered.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        ratio(self.true_positives, self.predicted)
    }

    /// Share of the cases that were found; undefined when the class has no case.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        ratio(self.true_positives, self.support)
    }

    /// 2 TP / (cases + answers), the harmonic mean of precision and recall; undefined only when the class is in neither column.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.true_positives, self.support + self.predicted)
    }
}

/// How the classes become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Averaging {
    /// Every class counts the same. Macro F1 is the mean of the F1s, not the harmonic mean of macro precision and recall.
    Macro,
    /// Every class counts by its cases; one without a case does not count.
    Weighted,
    /// The counts are added first. Over all classes, all three then equal the accuracy.
    Micro,
}

/// What an undefined rate counts as in an average (scikit-learn's `zero_division`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UndefinedAs {
    /// 0, scikit-learn's own choice.
    #[default]
    Zero,
    /// 1.
    One,
    /// Nothing: the average is over the other classes (`zero_division=nan`).
    LeftOut,
}

/// One average with what went into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Average {
    /// The average; undefined when nothing went into it, or when no class that did has weight (scikit-learn then takes the mean
    /// without weights, which is a 0 that nobody asked for).
    pub value: Option<f64>,
    /// Classes that were averaged, those with an undefined rate included.
    pub classes: usize,
    /// Rates among them that are undefined.
    pub undefined: usize,
}

/// The averages of the three rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Averages {
    /// Of precision.
    pub precision: Average,
    /// Of recall.
    pub recall: Average,
    /// Of F1.
    pub f1: Average,
}

impl<L> ConfusionMatrix<L> {
    /// The counts of each class, in the order of the labels.
    #[must_use]
    pub fn classes(&self) -> Vec<ClassCounts> {
        let mut classes = vec![ClassCounts::default(); self.labels().len()];
        for (truth, row) in self.rows().enumerate() {
            for (predicted, count) in row.iter().enumerate() {
                classes[truth].support += count;
                classes[predicted].predicted += count;
            }
            classes[truth].true_positives = row[truth];
        }
        classes
    }
}

/// Averages over some classes: all of [`ConfusionMatrix::classes`] for scikit-learn's default, or those that a study names.
#[must_use]
pub fn average(classes: &[ClassCounts], averaging: Averaging, undefined_as: UndefinedAs) -> Averages {
    let added = [classes.iter().fold(ClassCounts::default(), |sum, class| ClassCounts {
        true_positives: sum.true_positives + class.true_positives,
        support: sum.support + class.support,
        predicted: sum.predicted + class.predicted,
    })];
    // Counts that were added are one class, which a plain mean leaves as it is.
    let counted = if averaging == Averaging::Micro && !classes.is_empty() { &added } else { classes };
    let weights: Vec<f64> = match averaging {
        Averaging::Weighted => counted.iter().map(|class| class.support as f64).collect(),
        Averaging::Macro | Averaging::Micro => vec![1.0; counted.len()],
    };
    let of = |rate: fn(ClassCounts) -> Option<f64>| {
        let rates: Vec<Option<f64>> = counted.iter().map(|class| rate(*class)).collect();
        let value = weighted_mean(&rates, &weights, undefined_as);
        Average { value, classes: classes.len(), undefined: rates.iter().filter(|rate| rate.is_none()).count() }
    };
    Averages { precision: of(ClassCounts::precision), recall: of(ClassCounts::recall), f1: of(ClassCounts::f1) }
}

fn weighted_mean(rates: &[Option<f64>], weights: &[f64], undefined_as: UndefinedAs) -> Option<f64> {
    let instead = match undefined_as {
        UndefinedAs::Zero => Some(0.0),
        UndefinedAs::One => Some(1.0),
        UndefinedAs::LeftOut => None,
    };
    let (mut sum, mut weight_sum) = (0.0, 0.0);
    for (rate, weight) in rates.iter().zip(weights) {
        if let Some(rate) = rate.or(instead) {
            sum += rate * weight;
            weight_sum += weight;
        }
    }
    (weight_sum > 0.0).then(|| sum / weight_sum)
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
