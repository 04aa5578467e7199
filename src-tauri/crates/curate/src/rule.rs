//! The rules of selection as values: each can be shown in plain words, switched, and is recorded with the cohort.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Error;

macro_rules! rules {
    ($($variant:ident: $default:ident, $label:literal, $words:literal;)*) => {
        /// A rule of selection.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum RuleId { $(#[doc = $words] $variant,)* }

        impl RuleId {
            /// Every rule, in the order they apply.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in records.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The rule in plain words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            const fn usual(self) -> RuleSwitch {
                match self { $(Self::$variant => RuleSwitch::$default,)* }
            }
        }
    };
}

rules! {
    ClinicalPatients: On, "clinical_patients",
        "Patients whose id begins with $ or QA, or names a phantom or a test, are dropped.";
    OnePatientPerId: On, "one_patient_per_id",
        "Ids that differ in case only are one patient when names and dates of birth agree or one export has one spelling; else they are dropped.";
    ActiveDiagnoses: On, "active_diagnoses", "Diagnosis rows that were deleted or are invalid do not count.";
    PrimaryDiagnosesOnly: Off, "primary_diagnoses_only", "Secondary diagnoses do not count beside a primary one.";
    TwinCodings: On, "twin_codings",
        "An ICD-9 row beside an ICD-10 row with the same text is the same diagnosis, coded twice.";
    SingleDiagnosis: On, "single_diagnosis", "Patients with more than one diagnosis are dropped.";
    ClinicalCourses: On, "clinical_courses", "Plans in courses named for machine tests, phantoms or research do not count.";
    NumberedCourses: Off, "numbered_courses", "Plans in courses not named C1 to C99, or 1 and so on, do not count.";
    PatientPlans: On, "patient_plans", "Verification, research and machine test plans do not count.";
    ApprovedPlans: On, "approved_plans",
        "Plans count when completed or approved for treatment, or approved by the physician in a completed course.";
    ReplansJoin: On, "replans_join",
        "A replan beside its primary plan, and a second primary plan of the same course, radiation, dose and fractions, do not count.";
    SinglePrimary: On, "single_primary",
        "Patients without a clear primary plan, or with alternative primary plans, are dropped; boosts of the course stay.";
    CompletePrescription: On, "complete_prescription", "Patients whose plans lack dose or fractions are dropped.";
    DiagnosisText: On, "diagnosis_text", "Patients without a diagnosis text are dropped.";
    TextBeyondPlan: On, "text_beyond_plan", "Patients in whose text nothing but the plan stands are dropped.";
    KnownCodes: On, "known_codes", "Codes that are not in the ICD-10-CM table leave the ICD-10 task.";
}

/// Whether a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSwitch {
    /// It applies.
    On,
    /// It does not.
    Off,
}

/// A rule with its switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Which rule.
    pub id: RuleId,
    /// What it says.
    pub words: &'static str,
    /// Whether it applies.
    pub switch: RuleSwitch,
}

/// The rules a cohort was curated with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleSet {
    on: BTreeSet<RuleId>,
}

impl Default for RuleSet {
    /// The selection of Wang et al.
    fn default() -> Self {
        Self { on: RuleId::ALL.iter().copied().filter(|rule| rule.usual() == RuleSwitch::On).collect() }
    }
}

impl RuleSet {
    /// Every rule with its switch, in the order they apply.
    pub fn rules(&self) -> impl Iterator<Item = Rule> {
        RuleId::ALL.iter().map(|id| Rule { id: *id, words: id.words(), switch: self.switch_of(*id) })
    }

    /// Switches a rule.
    pub fn switch(&mut self, rule: RuleId, to: RuleSwitch) {
        match to {
            RuleSwitch::On => self.on.insert(rule),
            RuleSwitch::Off => self.on.remove(&rule),
        };
    }

    /// Switches the rule of this name.
    ///
    /// # Errors
    /// [`Error::UnknownRule`].
    pub fn switch_by_name(&mut self, name: &str, to: RuleSwitch) -> Result<(), Error> {
        let rule = RuleId::ALL.iter().find(|rule| rule.name() == name);
        self.switch(*rule.ok_or_else(|| Error::UnknownRule { name: name.to_owned() })?, to);
        Ok(())
    }

    /// The switch of a rule.
    #[must_use]
    pub fn switch_of(&self, rule: RuleId) -> RuleSwitch {
        if self.has(rule) { RuleSwitch::On } else { RuleSwitch::Off }
    }

    pub(crate) fn has(&self, rule: RuleId) -> bool {
        self.on.contains(&rule)
    }
}
