//! One answer against the truth: its ROUGE scores, which fields of the regimen agree, whether its class is right. Means are made elsewhere.

use isocenter_domain::{AlphaBeta, Phase, Regimen, Task, eqd2_gray};
use isocenter_stats::{Stemming, rouge};

use crate::stated::{SiteWords, side};
use crate::{Answer, CaseList, Error, Metric, Setting, Study, StudyCase};

/// Two doses are the same below this difference, gray: half of the last digit that prescriptions have.
const DOSE_TOLERANCE_GRAY: f64 = 0.005;

/// Scores answers by the settings of a study.
pub(crate) struct Scorer {
    sites: SiteWords,
    alpha_beta: AlphaBeta,
    eqd2_tolerance: f64,
}

impl Scorer {
    /// For `study` and its cases, whose sites are the ones that answers may state.
    pub(crate) fn new(study: &Study, cases: &CaseList) -> Result<Self, Error> {
        let value = study.statistics.alpha_beta_gray;
        let refused = |_| Error::SettingOutOfRange { setting: Setting::AlphaBetaGray, value };
        Ok(Self {
            sites: SiteWords::new(cases.cases().iter().filter_map(|case| case.traits.site.as_deref())),
            alpha_beta: AlphaBeta::from_gray(value).map_err(refused)?,
            eqd2_tolerance: study.statistics.eqd2_tolerance,
        })
    }

    /// A value for each of [`Metric::of`] the task, in that order. `None` where the metric has no meaning: the truth does not state the field.
    /// A field that the truth states and the answer does not is wrong.
    pub(crate) fn values(&self, case: &StudyCase, task: Task, text: &str, answer: &Answer) -> Vec<Option<f64>> {
        match task {
            Task::Regimen => self.regimen(case, text, answer),
            Task::Modality | Task::Icd10 => {
                Metric::of(task).iter().map(|metric| correct(*metric, case, answer).map(number)).collect()
            }
        }
    }

    fn regimen(&self, case: &StudyCase, text: &str, answer: &Answer) -> Vec<Option<f64>> {
        let reference = case.reference(Task::Regimen).unwrap_or_default();
        let scores = rouge(reference, text, Stemming::None);
        let fields = Fields {
            truth: Regimen::read(reference).phases,
            answer: match answer {
                Answer::Regimen(Some(phases)) => phases.clone(),
                _ => Vec::new(),
            },
        };
        let value = |metric: &Metric| match metric {
            Metric::Rouge1Recall => Some(scores.rouge1.recall),
            Metric::Rouge1Precision => Some(scores.rouge1.precision),
            Metric::Rouge1F1 => Some(scores.rouge1.f1),
            Metric::Rouge2Recall => Some(scores.rouge2.recall),
            Metric::Rouge2Precision => Some(scores.rouge2.precision),
            Metric::Rouge2F1 => Some(scores.rouge2.f1),
            Metric::RougeLRecall => Some(scores.rouge_l.recall),
            Metric::RougeLPrecision => Some(scores.rouge_l.precision),
            Metric::RougeLF1 => Some(scores.rouge_l.f1),
            Metric::SameModality => fields.agree(modalities),
            Metric::SameDose => fields.close(total_dose, DOSE_TOLERANCE_GRAY),
            Metric::SameFractions => {
                fields.agree(|phases| phases.iter().map(|phase| phase.fractions.count()).sum::<u32>())
            }
            Metric::SameDosePerFraction => fields.same_in_each_phase(|a, b| {
                (a.dose_per_fraction_gray() - b.dose_per_fraction_gray()).abs() < DOSE_TOLERANCE_GRAY
            }),
            Metric::SameEqd2 => {
                let eqd2 = |phases: &[Phase]| eqd2_gray(phases, self.alpha_beta);
                fields.close(eqd2, self.eqd2_tolerance * eqd2(&fields.truth))
            }
            Metric::SamePhases => fields.same_in_each_phase(|a, b| {
                let dose = (a.dose.gray() - b.dose.gray()).abs() < DOSE_TOLERANCE_GRAY;
                dose && a.modality == b.modality && a.fractions == b.fractions
            }),
            Metric::SameSite => self.same_site(case, reference, text).map(number),
            Metric::SameSide => same_side(case, reference, text).map(number),
            Metric::Readable => Some(number(answer.is_read())),
            Metric::Modality
            | Metric::Icd10Category
            | Metric::Icd10Code
            | Metric::ScoredModality
            | Metric::ConstrainedCategory
            | Metric::ConstrainedCode => None,
        };
        Metric::of(Task::Regimen).iter().map(value).collect()
    }

    /// An answer need not state a site; where the physician's does, it must.
    fn same_site(&self, case: &StudyCase, reference: &str, text: &str) -> Option<bool> {
        let site = case.traits.site.as_deref()?;
        self.sites.agrees(site, text).or_else(|| self.sites.agrees(site, reference).map(|_| false))
    }
}

/// The true side is the physician's, else the diagnosis'. An answer need not state a side; where the physician's does, it must.
fn same_side(case: &StudyCase, reference: &str, text: &str) -> Option<bool> {
    let stated = side(reference);
    let truth = stated.or_else(|| side(case.diagnosis.reveal()))?;
    match side(text) {
        Some(answered) => Some(answered == truth),
        None => stated.map(|_| false),
    }
}

/// Whether a class, or the reading itself, is right.
pub(crate) fn correct(metric: Metric, case: &StudyCase, answer: &Answer) -> Option<bool> {
    match (metric, answer) {
        (Metric::Readable, _) => Some(answer.is_read()),
        (Metric::Modality | Metric::ScoredModality, Answer::Modality(modality)) => {
            case.modality.map(|truth| *modality == Some(truth))
        }
        (Metric::Icd10Category | Metric::ConstrainedCategory, Answer::Icd10(code)) => {
            case.icd10.as_ref().map(|truth| code.as_ref().is_some_and(|code| code.category() == truth.category()))
        }
        (Metric::Icd10Code | Metric::ConstrainedCode, Answer::Icd10(code)) => {
            case.icd10.as_ref().map(|truth| code.as_ref() == Some(truth))
        }
        _ => None,
    }
}

/// Phases of truth and answer; without phases of the truth there is nothing to agree with.
struct Fields {
    truth: Vec<Phase>,
    answer: Vec<Phase>,
}

impl Fields {
    fn of_truth(&self, is_same: impl FnOnce() -> bool) -> Option<f64> {
        (!self.truth.is_empty()).then(|| number(!self.answer.is_empty() && is_same()))
    }

    fn agree<T: PartialEq>(&self, field: impl Fn(&[Phase]) -> T) -> Option<f64> {
        self.of_truth(|| field(&self.truth) == field(&self.answer))
    }

    fn close(&self, quantity: impl Fn(&[Phase]) -> f64, tolerance: f64) -> Option<f64> {
        self.of_truth(|| (quantity(&self.truth) - quantity(&self.answer)).abs() <= tolerance)
    }

    fn same_in_each_phase(&self, is_same: impl Fn(&Phase, &Phase) -> bool) -> Option<f64> {
        let (truth, answer) = (&self.truth, &self.answer);
        self.of_truth(|| truth.len() == answer.len() && truth.iter().zip(answer).all(|(a, b)| is_same(a, b)))
    }
}

fn modalities(phases: &[Phase]) -> std::collections::BTreeSet<isocenter_domain::Modality> {
    phases.iter().map(|phase| phase.modality).collect()
}

fn total_dose(phases: &[Phase]) -> f64 {
    phases.iter().map(|phase| phase.dose.gray()).sum()
}

fn number(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}
