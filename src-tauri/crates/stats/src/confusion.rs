//! The confusion matrix: how often each class was answered for each true class. Its rates are in `class_scores`.

use crate::error::{Error, same_length};
use crate::interval::Proportion;

/// Counts of cases, a row for each true class and a column for each predicted one, both in the order of the labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix<L> {
    labels: Vec<L>,
    /// Row after row.
    counts: Vec<usize>,
}

impl<L: Ord + Clone> ConfusionMatrix<L> {
    /// Over the labels that occur in either column, sorted (scikit-learn's default).
    ///
    /// # Errors
    /// [`Error::LengthMismatch`] for columns of two lengths.
    pub fn of_observed(truth: &[L], predicted: &[L]) -> Result<Self, Error> {
        let mut labels: Vec<L> = truth.iter().chain(predicted).cloned().collect();
        labels.sort();
        labels.dedup();
        Self::with_labels(labels, truth, predicted)
    }

    /// Over given labels in the order given, so that classes which nobody has stay visible. An answer that could not be read needs
    /// a label of its own: no row is dropped.
    ///
    /// # Errors
    /// [`Error::LengthMismatch`]; [`Error::RepeatedClass`]; [`Error::UnknownClass`] for a row whose truth or prediction is not
    /// listed.
    pub fn with_labels(labels: Vec<L>, truth: &[L], predicted: &[L]) -> Result<Self, Error> {
        same_length(truth, predicted)?;
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|&a, &b| labels[a].cmp(&labels[b]));
        if let Some(pair) = order.windows(2).find(|pair| labels[pair[0]] == labels[pair[1]]) {
            return Err(Error::RepeatedClass { position: pair[0].max(pair[1]) });
        }
        let place = |label: &L, position: usize| match order.binary_search_by(|&at| labels[at].cmp(label)) {
            Ok(found) => Ok(order[found]),
            Err(_) => Err(Error::UnknownClass { position }),
        };
        let mut counts = vec![0; labels.len() * labels.len()];
        for (position, (truth, predicted)) in truth.iter().zip(predicted).enumerate() {
            counts[place(truth, position)? * labels.len() + place(predicted, position)?] += 1;
        }
        Ok(Self { labels, counts })
    }
}

impl<L> ConfusionMatrix<L> {
    /// The labels of rows and columns.
    #[must_use]
    pub fn labels(&self) -> &[L] {
        &self.labels
    }

    /// The rows, a slice of counts for each true class.
    pub fn rows(&self) -> impl Iterator<Item = &[usize]> {
        // A matrix without labels has no row; chunks must not be of length 0.
        self.counts.chunks(self.labels.len().max(1))
    }

    /// All cases.
    #[must_use]
    pub fn n(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Cases on the diagonal.
    #[must_use]
    pub fn accuracy(&self) -> Proportion {
        Proportion { successes: self.rows().enumerate().map(|(class, row)| row[class]).sum(), n: self.n() }
    }
}
