//! A kept case: its two texts, its phases, its code; and the regimen that follows from them.

use isocenter_domain::{Dose, Fractions, Icd10Code, Modality, Phase, PhaseRole, Regimen};

use crate::Error;
use crate::case_text::CaseText;
use crate::cleaning::PatientValues;
use crate::drop_reason::{DropReason, Icd10Standing};
use crate::plan_words::{PlanStatus, TreatmentIntent};
use crate::pseudonym::{CaseId, PatientKey};

/// A case that survived selection. It holds patient text, so it has no `Debug`.
#[derive(Clone)]
pub struct CuratedCase {
    /// The case.
    pub id: CaseId,
    /// Its patient.
    pub patient: PatientKey,
    /// The diagnosis text.
    pub text: CaseText,
    /// The physician's plan summary; blank where the export has none.
    pub summary: CaseText,
    /// Primary plan first, then the boosts.
    pub phases: Vec<CasePhase>,
    /// The ICD-10 code, where it is usable.
    pub icd10: Option<Icd10Code>,
    /// Whether the case serves the ICD-10 task.
    pub icd10_standing: Icd10Standing,
    /// What else the exports say.
    pub facts: CaseFacts,
    /// What is sought in the texts.
    pub values: PatientValues,
}

/// One delivered plan of a case. What the export does not tell is nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePhase {
    /// Primary or boost.
    pub role: PhaseRole,
    /// The radiation, by rule or by hand.
    pub modality: Option<Modality>,
    /// The words of the export it was sought in.
    pub radiation_words: String,
    /// Total dose of the phase.
    pub dose: Option<Dose>,
    /// Fractions of the phase.
    pub fractions: Option<Fractions>,
}

/// What the screen shows beside the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// Courses of the patient in the plan export.
    pub courses: usize,
    /// Status of the primary plan.
    pub status: Option<PlanStatus>,
    /// Curative or palliative.
    pub intent: Option<TreatmentIntent>,
    /// Technique of the primary plan.
    pub technique: String,
}

/// A patient that is no case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedCase {
    /// The case.
    pub id: CaseId,
    /// Its patient.
    pub patient: PatientKey,
    /// Why.
    pub reason: DropReason,
}

/// Whether the plan summary and the delivered phases tell the same doses and fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoseAgreement {
    /// They do.
    Agree,
    /// They do not.
    Differ,
    /// The summary is blank or tells no dose that can be read.
    NotTold,
}

impl CuratedCase {
    /// The radiation of the primary plan.
    #[must_use]
    pub fn modality(&self) -> Option<Modality> {
        self.phases.first()?.modality
    }

    /// Names the radiation of a phase by hand.
    ///
    /// # Errors
    /// [`Error::UnknownPhase`].
    pub fn annotate(&mut self, phase: usize, modality: Modality) -> Result<(), Error> {
        let unknown = || Error::UnknownPhase { case: self.id.to_string(), phase };
        self.phases.get_mut(phase).ok_or_else(unknown)?.modality = Some(modality);
        Ok(())
    }

    /// The answer to the regimen question: the plan summary, then what was delivered. Nothing while a phase is not known whole.
    #[must_use]
    pub fn regimen(&self) -> Option<String> {
        let regimen = self.delivered()?.to_string();
        let (opening, delivered) = regimen.split_once(". ")?;
        let summary = self.summary.cleaned().reveal().trim_end_matches(['.', ' ']);
        if summary.is_empty() {
            return Some(format!("{opening}. {delivered}"));
        }
        Some(format!("plan {}. {delivered}", without_keyword(summary)))
    }

    /// Whether the plan summary tells what was delivered.
    #[must_use]
    pub fn dose_agreement(&self) -> DoseAgreement {
        let summary = format!("plan {}.", without_keyword(self.summary.cleaned().reveal()));
        let told = Regimen::read(&summary).phases;
        let Some(delivered) = self.delivered().filter(|_| !told.is_empty()) else { return DoseAgreement::NotTold };
        let is_same = |(told, delivered): (&Phase, &Phase)| {
            (told.dose.gray() - delivered.dose.gray()).abs() < 0.01 && told.fractions == delivered.fractions
        };
        let agree = told.len() == delivered.phases.len() && told.iter().zip(&delivered.phases).all(is_same);
        if agree { DoseAgreement::Agree } else { DoseAgreement::Differ }
    }

    fn delivered(&self) -> Option<Regimen> {
        let phases: Option<Vec<Phase>> = self
            .phases
            .iter()
            .map(|phase| {
                let label = if phase.role == PhaseRole::Primary { "primary" } else { "boost" };
                Some(Phase {
                    role: phase.role,
                    label: label.to_owned(),
                    modality: phase.modality?,
                    dose: phase.dose?,
                    fractions: phase.fractions?,
                })
            })
            .collect();
        phases.filter(|phases| !phases.is_empty()).map(Regimen::from_phases)
    }
}

/// A plan summary without the word "plan" before it.
fn without_keyword(summary: &str) -> &str {
    let summary = summary.trim();
    match summary.split_at_checked(4) {
        Some((word, rest)) if word.eq_ignore_ascii_case("plan") && !rest.starts_with(char::is_alphanumeric) => {
            rest.trim_start_matches([':', '-', ' '])
        }
        _ => summary,
    }
}
