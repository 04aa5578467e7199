//! The funnel in words: what the steps and the reasons are called on the screen, in pictures and in reports.

use isocenter_chart::{FunnelDrop, FunnelStage};
use isocenter_curate::{DropReason, FunnelStep, Step};

use crate::count::count;
use crate::error::Error;
use crate::failure;

/// What those who are left behind a step have in common.
pub(crate) const fn step_words(step: Step) -> &'static str {
    match step {
        Step::Extracted => "extracted",
        Step::Selected => "single diagnosis, clear primary plan",
        Step::Icd10 => "with ICD-10 code",
    }
}

/// The code of a step.
pub(crate) const fn step_code(step: Step) -> &'static str {
    match step {
        Step::Extracted => "extracted",
        Step::Selected => "selected",
        Step::Icd10 => "icd10",
    }
}

/// A reason's code in words that go on after a number: `3,412 more than one diagnosis`.
pub(crate) fn reason_words(code: &str) -> String {
    match code {
        "not_a_patient" => "phantoms and machine tests".to_owned(),
        "no_plan" => "no plan".to_owned(),
        "no_patient_plan" => "verification or research plans only".to_owned(),
        "icd9_only" => "coded in ICD-9 only".to_owned(),
        "no_code" => "no ICD-10 code".to_owned(),
        "unusable_code" => "code not in the ICD-10-CM table".to_owned(),
        code => match DropReason::ALL.iter().find(|reason| reason.label() == code) {
            Some(reason) => after_a_number(reason.words()),
            None => code.replace('_', " "),
        },
    }
}

/// `More than one diagnosis.` as `more than one diagnosis`.
fn after_a_number(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The reasons of a step, the largest first.
pub(crate) fn drops_of(step: &FunnelStep) -> Vec<(&'static str, u64)> {
    let mut drops: Vec<(&'static str, u64)> = step.reasons.iter().map(|(reason, cases)| (*reason, *cases)).collect();
    drops.sort_by_key(|(reason, cases)| (std::cmp::Reverse(*cases), *reason));
    drops
}

/// The figure for export.
///
/// # Errors
/// When the parts do not add up, which would be a fault of this program.
pub(crate) fn figure(funnel: &isocenter_curate::Funnel) -> Result<isocenter_chart::Funnel, Error> {
    let mut steps = funnel.steps.iter();
    let extracted = steps.next().map_or(0, |step| step.kept);
    let stages = steps.map(|step| FunnelStage {
        label: step_words(step.step).to_owned(),
        kept: count(step.kept),
        drops: drops_of(step)
            .into_iter()
            .map(|(reason, cases)| FunnelDrop { reason: reason_words(reason), cases: count(cases) })
            .collect(),
    });
    isocenter_chart::Funnel::new("extracted", count(extracted), stages.collect()).map_err(|e| failure::internal(&e))
}
