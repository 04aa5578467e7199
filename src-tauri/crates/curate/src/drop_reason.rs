//! Why a patient is no case. Each dropped patient has one reason: that of the first rule that fails.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($variant:ident => $label:literal, $words:literal;)*) => {
        /// Why a patient is dropped.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum DropReason { $(#[doc = $words] $variant,)* }

        impl DropReason {
            /// Every reason, in the order the rules apply.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The reason in snake case.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The reason in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

reasons! {
    NotAPatient => "not_a_patient", "A phantom or machine test.";
    AmbiguousPatientId => "ambiguous_patient_id", "The same id in different case stands for different people.";
    NoDiagnosis => "no_diagnosis", "No diagnosis row.";
    SeveralDiagnoses => "several_diagnoses", "More than one diagnosis.";
    NoPlan => "no_plan", "No plan row.";
    NoPatientPlan => "no_patient_plan", "Verification, research or machine test plans only.";
    NoApprovedPlan => "no_approved_plan", "No approved plan.";
    AlternativePlan => "alternative_plan", "Alternative primary plans.";
    NoClearPrimary => "no_clear_primary", "No clear primary plan.";
    PlanIncomplete => "plan_incomplete", "Dose or fractions missing.";
    NoDiagnosisText => "no_diagnosis_text", "No diagnosis text.";
    OnlyPlanInText => "only_plan_in_text", "Nothing but the plan stands in the text.";
    PlanNotSeparable => "plan_not_separable", "A reviewer cannot tell the plan from the diagnosis.";
    Other => "other", "Dropped by a reviewer for another reason.";
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Whether a kept case serves the ICD-10 task, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Icd10Standing {
    /// It has a code of the table.
    Coded,
    /// It is coded in ICD-9 only.
    Icd9Only,
    /// It has no code.
    NoCode,
    /// Its code is in no table, or cannot be read.
    UnusableCode,
}

impl Icd10Standing {
    /// The standing in snake case.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Coded => "coded",
            Self::Icd9Only => "icd9_only",
            Self::NoCode => "no_code",
            Self::UnusableCode => "unusable_code",
        }
    }
}
