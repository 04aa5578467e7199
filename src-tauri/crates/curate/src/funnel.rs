//! The funnel of Wang et al., Figure 1: how many patients each step keeps and why it drops the others. It always adds up.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::drop_reason::{DropReason, Icd10Standing};

/// The steps in order; each begins with what the one before kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Funnel {
    /// Extracted, selected, with ICD-10 code.
    pub steps: Vec<FunnelStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FunnelStep {
    /// What is left behind it.
    pub step: Step,
    /// Patients kept.
    pub kept: u64,
    /// Patients dropped.
    pub dropped: u64,
    /// Patients dropped for each reason; they add up to `dropped`.
    pub reasons: BTreeMap<&'static str, u64>,
}

/// What is left behind a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The patients of the exports.
    Extracted,
    /// One diagnosis with a text, one clear primary plan.
    Selected,
    /// Those with a usable ICD-10 code.
    Icd10,
}

impl Funnel {
    /// The funnel of kept cases, told by how they stand in the ICD-10 task, and dropped ones, told by their reasons.
    #[must_use]
    pub fn of(kept: impl Iterator<Item = Icd10Standing>, dropped: impl Iterator<Item = DropReason>) -> Self {
        let mut drop_reasons = BTreeMap::new();
        dropped.for_each(|reason| *drop_reasons.entry(reason.label()).or_insert(0) += 1);
        let mut code_reasons = BTreeMap::new();
        let mut selected = 0;
        for standing in kept {
            selected += 1;
            if standing != Icd10Standing::Coded {
                *code_reasons.entry(standing.label()).or_insert(0) += 1;
            }
        }
        let total = |reasons: &BTreeMap<&'static str, u64>| reasons.values().sum::<u64>();
        let (dropped, without_code) = (total(&drop_reasons), total(&code_reasons));
        let step = |step, kept, dropped, reasons| FunnelStep { step, kept, dropped, reasons };
        Self {
            steps: vec![
                step(Step::Extracted, selected + dropped, 0, BTreeMap::new()),
                step(Step::Selected, selected, dropped, drop_reasons),
                step(Step::Icd10, selected - without_code, without_code, code_reasons),
            ],
        }
    }
}
