//! Why a case does not survive curation, as the exports show it.

/// The reason in `truth.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DropReason {
    /// Two or more different diagnoses, so the plan cannot be paired.
    SeveralDiagnoses,
    /// Two approved primary plans of different prescriptions.
    AlternativePlan,
    /// Every plan is unapproved, reviewed, rejected or retired.
    NoApprovedPlan,
    /// Every plan is a verification or research plan.
    NoPatientPlan,
    /// The patient is not in the plan export.
    NoPlan,
    /// The approved plan has no dose or no fractions.
    PlanIncomplete,
    /// The diagnosis text is blank.
    NoDiagnosisText,
    /// Nothing but the plan stands in the diagnosis text.
    OnlyPlanInText,
    /// A phantom or a machine test.
    NotAPatient,
}

impl DropReason {
    /// Every reason with its share of the dropped cases.
    pub(crate) const SHARES: [(Self, f64); 9] = [
        (Self::SeveralDiagnoses, 0.42),
        (Self::AlternativePlan, 0.20),
        (Self::NoApprovedPlan, 0.12),
        (Self::NoPatientPlan, 0.03),
        (Self::NoPlan, 0.08),
        (Self::PlanIncomplete, 0.05),
        (Self::NoDiagnosisText, 0.05),
        (Self::OnlyPlanInText, 0.03),
        (Self::NotAPatient, 0.02),
    ];

    /// The word in `truth.csv`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SeveralDiagnoses => "several_diagnoses",
            Self::AlternativePlan => "alternative_plan",
            Self::NoApprovedPlan => "no_approved_plan",
            Self::NoPatientPlan => "no_patient_plan",
            Self::NoPlan => "no_plan",
            Self::PlanIncomplete => "plan_incomplete",
            Self::NoDiagnosisText => "no_diagnosis_text",
            Self::OnlyPlanInText => "only_plan_in_text",
            Self::NotAPatient => "not_a_patient",
        }
    }
}
