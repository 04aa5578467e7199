//! What always giving the most frequent true answer of these cases would reach. It knows the cases, so it flatters; a model should beat it all the same.

use isocenter_domain::Task;
use isocenter_stats::{Z_95, mean, rouge1, wilson_interval};
use serde::Serialize;

use super::measured::Interval;
use crate::{Class, ClassScheme, Error, Evaluation, Metric, words};

/// The majority answer of a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MajorityBaseline {
    /// The task.
    #[serde(with = "words::task")]
    pub task: Task,
    /// What is measured.
    pub metric: Metric,
    /// The class answered; nothing for a regimen, whose text may be a patient's.
    pub class: Option<Class>,
    /// Cases that have this true answer.
    pub frequency: usize,
    /// What it reaches.
    pub value: Option<f64>,
    /// Cases.
    pub cases: usize,
    /// Wilson's interval of a share.
    pub wilson: Option<Interval>,
}

impl Evaluation<'_> {
    pub(crate) fn baselines(&self) -> Result<Vec<MajorityBaseline>, Error> {
        let mut found = Vec::new();
        for task in self.study.tasks() {
            found.push(match task {
                Task::Regimen => self.most_frequent_regimen()?,
                Task::Modality => self.most_frequent_class(ClassScheme::Modality, Metric::Modality),
                Task::Icd10 => self.most_frequent_class(ClassScheme::Icd10Category, Metric::Icd10Category),
            });
            if task == Task::Icd10 {
                found.push(self.most_frequent_class(ClassScheme::Icd10Code, Metric::Icd10Code));
            }
        }
        Ok(found)
    }

    fn most_frequent_class(&self, scheme: ClassScheme, metric: Metric) -> MajorityBaseline {
        let served = self.cases.serving(scheme.task()).map(|index| &self.cases.cases()[index]);
        let truths: Vec<Class> = served.filter_map(|case| scheme.truth(case)).collect();
        let cases = truths.len();
        let (class, frequency) = most_frequent(truths);
        MajorityBaseline {
            task: scheme.task(),
            metric,
            class,
            frequency,
            value: (cases > 0).then(|| frequency as f64 / cases as f64),
            cases,
            wilson: wilson_interval(frequency, cases, Z_95).map(Into::into),
        }
    }

    fn most_frequent_regimen(&self) -> Result<MajorityBaseline, Error> {
        let served = self.cases.serving(Task::Regimen).map(|index| &self.cases.cases()[index]);
        let references: Vec<&str> = served.filter_map(|case| case.reference(Task::Regimen)).collect();
        let (text, frequency) = most_frequent(references.clone());
        let text = text.unwrap_or_default();
        let recalls: Vec<f64> = references.iter().map(|reference| rouge1(reference, text).recall).collect();
        Ok(MajorityBaseline {
            task: Task::Regimen,
            metric: Metric::Rouge1Recall,
            class: None,
            frequency,
            value: mean(&recalls)?,
            cases: recalls.len(),
            wilson: None,
        })
    }
}

/// The most frequent value and how often it is there; the first in order where several are as frequent.
fn most_frequent<T: Ord>(mut values: Vec<T>) -> (Option<T>, usize) {
    values.sort();
    let mut best = (0, 0);
    let mut start = 0;
    for same in values.chunk_by(|a, b| a == b) {
        if same.len() > best.1 {
            best = (start, same.len());
        }
        start += same.len();
    }
    (values.into_iter().nth(best.0), best.1)
}
