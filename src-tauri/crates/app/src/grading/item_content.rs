//! A regimen of a study of grades as the vault keeps it, and as a person sees it.

use isocenter_domain::{AlphaBeta, Icd10Code, Redacted, Regimen};
use isocenter_store::{GradingItemKind, GradingItemRow};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::wire::{PhaseView, PlanView};
use crate::{assets, failure};

/// Texts of a patient.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ItemContent {
    /// What the model read.
    pub(crate) diagnosis: String,
    /// The delivered plan.
    pub(crate) delivered: String,
    /// The generated plan.
    pub(crate) generated: String,
    /// The case's ICD-10 code, for the α/β.
    pub(crate) code: Option<String>,
}

impl ItemContent {
    /// As a row.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn to_row(&self, kind: GradingItemKind, number: u32, label: &str) -> Result<GradingItemRow, Error> {
        let text = serde_json::to_string(self).map_err(|error| failure::internal(&error))?;
        Ok(GradingItemRow { kind, number, label: label.to_owned(), content: Redacted::new(text) })
    }

    /// From a row.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn of_row(row: &GradingItemRow) -> Result<Self, Error> {
        // The parser's message could quote the text, so it is not kept.
        serde_json::from_str(row.content.reveal()).map_err(|_| failure::damaged())
    }

    /// The delivered plan, read.
    pub(crate) fn delivered_plan(&self) -> Regimen {
        Regimen::read(&self.delivered)
    }

    /// The generated plan, read.
    pub(crate) fn generated_plan(&self) -> Regimen {
        Regimen::read(&self.generated)
    }

    /// The usual α/β for the case, and where it comes from.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn alpha_beta(&self) -> Result<(AlphaBeta, String), Error> {
        let code = self.code.as_deref().and_then(|text| Icd10Code::parse(text).ok());
        let usual = match code {
            Some(code) => assets::usual_alpha_beta(code.category())?,
            None => assets::tumour_alpha_beta(),
        };
        let alpha_beta = AlphaBeta::from_gray(usual.gray).map_err(|error| failure::internal(&error))?;
        Ok((alpha_beta, usual.source))
    }

    /// The beginning of the diagnosis, as a title.
    pub(crate) fn title(&self) -> String {
        const LONGEST: usize = 48;
        let line = self.diagnosis.lines().next().unwrap_or_default().trim();
        let mut title: String = line.chars().take(LONGEST).collect();
        if line.chars().count() > LONGEST {
            let whole = title.rfind(' ').unwrap_or(title.len());
            title.truncate(whole);
            title.push('…');
        }
        title
    }
}

/// A plan for the window.
pub(crate) fn plan_view(plan: &Regimen) -> PlanView {
    PlanView { text: plan.text.clone(), phases: plan.phases.iter().map(PhaseView::from).collect() }
}
