//! Every number that one sample can be given, by name. How it is computed is in `score`.

use std::fmt;

use isocenter_domain::Task;
use serde::{Serialize, Serializer};

/// What is measured of a sample: a number from 0 to 1, more is better; of a yes or no, 1 or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// ROUGE-1 recall: what Wang et al. call ROUGE-1.
    Rouge1Recall,
    /// ROUGE-1 precision.
    Rouge1Precision,
    /// ROUGE-1 F1.
    Rouge1F1,
    /// ROUGE-2 recall.
    Rouge2Recall,
    /// ROUGE-2 precision.
    Rouge2Precision,
    /// ROUGE-2 F1.
    Rouge2F1,
    /// ROUGE-L recall.
    RougeLRecall,
    /// ROUGE-L precision.
    RougeLPrecision,
    /// ROUGE-L F1.
    RougeLF1,
    /// The same modalities.
    SameModality,
    /// The same total dose.
    SameDose,
    /// The same number of fractions.
    SameFractions,
    /// The same dose per fraction in every phase.
    SameDosePerFraction,
    /// EQD2 within the study's tolerance.
    SameEqd2,
    /// Modality, dose and fractions the same in every phase.
    SamePhases,
    /// The same site, where one is stated.
    SameSite,
    /// The same side, where one is stated.
    SameSide,
    /// The right modality.
    Modality,
    /// The right main category.
    Icd10Category,
    /// The right full code.
    Icd10Code,
    /// The answer could be read.
    Readable,
    /// The likeliest of the four scored labels is the right modality.
    ScoredModality,
    /// The likeliest code of the table has the right main category.
    ConstrainedCategory,
    /// The likeliest code of the table is the right full code.
    ConstrainedCode,
}

const ROUGE_AND_FIELDS: &[Metric] = &[
    Metric::Rouge1Recall,
    Metric::Rouge1Precision,
    Metric::Rouge1F1,
    Metric::Rouge2Recall,
    Metric::Rouge2Precision,
    Metric::Rouge2F1,
    Metric::RougeLRecall,
    Metric::RougeLPrecision,
    Metric::RougeLF1,
    Metric::SameModality,
    Metric::SameDose,
    Metric::SameFractions,
    Metric::SameDosePerFraction,
    Metric::SameEqd2,
    Metric::SamePhases,
    Metric::SameSite,
    Metric::SameSide,
    Metric::Readable,
];

impl Metric {
    /// What is measured of a free answer to `task`; the headline first.
    #[must_use]
    pub const fn of(task: Task) -> &'static [Self] {
        match task {
            Task::Regimen => ROUGE_AND_FIELDS,
            Task::Modality => &[Self::Modality, Self::Readable],
            Task::Icd10 => &[Self::Icd10Category, Self::Icd10Code, Self::Readable],
        }
    }

    /// What is measured of the scored labels or the constrained code, which know no temperature.
    #[must_use]
    pub const fn beside(task: Task) -> &'static [Self] {
        match task {
            Task::Regimen => &[],
            Task::Modality => &[Self::ScoredModality],
            Task::Icd10 => &[Self::ConstrainedCategory, Self::ConstrainedCode],
        }
    }

    /// What Wang et al. report of `task`, and what the tests compare.
    #[must_use]
    pub const fn headline(task: Task) -> Self {
        match task {
            Task::Regimen => Self::Rouge1Recall,
            Task::Modality => Self::Modality,
            Task::Icd10 => Self::Icd10Category,
        }
    }

    /// Whether it is yes or no for each sample, so that its mean is a share.
    #[must_use]
    pub const fn is_share(self) -> bool {
        !matches!(
            self,
            Self::Rouge1Recall
                | Self::Rouge1Precision
                | Self::Rouge1F1
                | Self::Rouge2Recall
                | Self::Rouge2Precision
                | Self::Rouge2F1
                | Self::RougeLRecall
                | Self::RougeLPrecision
                | Self::RougeLF1
        )
    }

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rouge1Recall => "rouge1_recall",
            Self::Rouge1Precision => "rouge1_precision",
            Self::Rouge1F1 => "rouge1_f1",
            Self::Rouge2Recall => "rouge2_recall",
            Self::Rouge2Precision => "rouge2_precision",
            Self::Rouge2F1 => "rouge2_f1",
            Self::RougeLRecall => "rougeL_recall",
            Self::RougeLPrecision => "rougeL_precision",
            Self::RougeLF1 => "rougeL_f1",
            Self::SameModality => "same_modality",
            Self::SameDose => "same_dose",
            Self::SameFractions => "same_fractions",
            Self::SameDosePerFraction => "same_dose_per_fraction",
            Self::SameEqd2 => "same_eqd2",
            Self::SamePhases => "same_phases",
            Self::SameSite => "same_site",
            Self::SameSide => "same_side",
            Self::Modality => "modality_correct",
            Self::Icd10Category => "category_correct",
            Self::Icd10Code => "code_correct",
            Self::Readable => "readable",
            Self::ScoredModality => "scored_modality_correct",
            Self::ConstrainedCategory => "constrained_category_correct",
            Self::ConstrainedCode => "constrained_code_correct",
        }
    }

    /// The metric with this name in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = Task::ALL.into_iter().flat_map(|task| Self::of(task).iter().chain(Self::beside(task)));
        all.copied().find(|metric| metric.name() == name)
    }

    /// The name in tables and sentences.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Rouge1Recall => "ROUGE-1 recall",
            Self::Rouge1Precision => "ROUGE-1 precision",
            Self::Rouge1F1 => "ROUGE-1 F1",
            Self::Rouge2Recall => "ROUGE-2 recall",
            Self::Rouge2Precision => "ROUGE-2 precision",
            Self::Rouge2F1 => "ROUGE-2 F1",
            Self::RougeLRecall => "ROUGE-L recall",
            Self::RougeLPrecision => "ROUGE-L precision",
            Self::RougeLF1 => "ROUGE-L F1",
            Self::SameModality => "same modality",
            Self::SameDose => "same total dose",
            Self::SameFractions => "same fractions",
            Self::SameDosePerFraction => "same dose per fraction",
            Self::SameEqd2 => "EQD2 within tolerance",
            Self::SamePhases => "same modality, dose and fractions",
            Self::SameSite => "same site, where stated",
            Self::SameSide => "same side, where stated",
            Self::Modality => "accuracy",
            Self::Icd10Category => "main category accuracy",
            Self::Icd10Code => "full code accuracy",
            Self::Readable => "answers that could be read",
            Self::ScoredModality => "accuracy of the likeliest label",
            Self::ConstrainedCategory => "main category accuracy, codes of the table only",
            Self::ConstrainedCode => "full code accuracy, codes of the table only",
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}
