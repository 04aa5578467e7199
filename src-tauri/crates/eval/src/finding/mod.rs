//! The sentence above each figure: what it shows, of how many, and what the test could have shown at all. It claims no more than the numbers.

mod comparison;
mod coverage;
mod detail;

use isocenter_domain::Task;
use serde::Serialize;

use crate::{Evaluation, Numbers};

/// A stated finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The figure it stands above.
    pub figure: FigureSubject,
    /// Its task; nothing for a figure of all tasks.
    pub task: Option<&'static str>,
    /// The sentence above the figure.
    pub text: String,
    /// What stands behind it, a sentence for each model; empty where the sentence says all.
    pub details: Vec<String>,
}

/// A sentence with what stands behind it.
struct Said {
    text: String,
    details: Vec<String>,
}

impl Said {
    /// A sentence for each model, without one above them; nothing without a model.
    fn each(sentences: Vec<String>) -> Option<Self> {
        (!sentences.is_empty()).then(|| Self { text: sentences.join(" "), details: Vec::new() })
    }
}

/// A figure of a study. The caller draws it; the report and the findings name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureSubject {
    /// A metric over the temperatures.
    TemperatureScan,
    /// Tuned beside base with intervals.
    Comparison,
    /// Which fields of the regimen agree.
    FieldAgreement,
    /// Coverage against accuracy of the regimen.
    Coverage,
    /// Precision, recall and F1 of classes.
    ClassScores,
    /// Confusion matrices.
    Confusion,
    /// Family against family.
    Families,
    /// Parts of the cases.
    Subgroups,
    /// Reliability of the modality probabilities.
    Reliability,
    /// Grades of the physicians.
    Grades,
    /// Loss of the fine-tunes, funnel of the cohort: what came before.
    Origin,
}

impl FigureSubject {
    /// Its heading.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TemperatureScan => "Temperature scan",
            Self::Comparison => "Tuned against base, case by case",
            Self::FieldAgreement => "What ROUGE hides: fields of the regimen",
            Self::Coverage => "Coverage against accuracy: answering where the answers agree",
            Self::ClassScores => "Precision, recall and F1",
            Self::Confusion => "Confusion",
            Self::Families => "Family against family",
            Self::Subgroups => "Subgroups",
            Self::Reliability => "Calibration of the modality probabilities",
            Self::Grades => "Grades",
            Self::Origin => "Cohort and training",
        }
    }
}

impl Evaluation<'_> {
    /// The findings of these numbers, in the order of the report.
    #[must_use]
    pub fn findings(&self, numbers: &Numbers) -> Vec<Finding> {
        let speaker = Speaker { evaluation: self, numbers };
        let mut findings = Vec::new();
        for task in self.study.tasks() {
            let mut say = |figure: FigureSubject, said: Option<Said>| {
                let finding = |Said { text, details }| Finding { figure, task: Some(task.name()), text, details };
                findings.extend(said.map(finding));
            };
            say(FigureSubject::TemperatureScan, speaker.temperature_scan(task));
            say(FigureSubject::Comparison, speaker.comparison(task));
            if task == Task::Regimen {
                say(FigureSubject::FieldAgreement, speaker.field_agreement());
                say(FigureSubject::Coverage, speaker.coverage());
            }
            say(FigureSubject::ClassScores, speaker.class_scores(task));
            say(FigureSubject::Confusion, Said::each(speaker.confusion(task)));
            say(FigureSubject::Families, Said::each(speaker.families(task)));
            say(FigureSubject::Subgroups, speaker.subgroups(task));
            if task == Task::Modality {
                say(FigureSubject::Reliability, speaker.reliability());
            }
        }
        findings
    }
}

/// Puts numbers into sentences.
struct Speaker<'a> {
    evaluation: &'a Evaluation<'a>,
    numbers: &'a Numbers,
}

impl Speaker<'_> {
    /// The label of a model.
    fn label<'b>(&'b self, id: &'b crate::ModelId) -> &'b str {
        let study = self.evaluation.study;
        study.model_index(id).map_or(id.as_str(), |index| study.models[index].label.as_str())
    }

    fn is_significant(&self, p: Option<f64>) -> bool {
        p.is_some_and(|p| p <= self.evaluation.study.statistics.significance)
    }

    /// The tuned models.
    fn tuned(&self) -> impl Iterator<Item = &crate::StudyModel> {
        self.evaluation.study.models.iter().filter(|model| model.role == crate::Role::Tuned)
    }
}
