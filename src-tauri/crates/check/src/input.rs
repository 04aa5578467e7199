//! Everything a rule may look at: the two texts as read, the code as given, the tables, and what is known of the training cases.

use std::fmt;

use isocenter_domain::{Icd10Catalog, Icd10Category, Modality};
use isocenter_reading::{DiagnosisReading, PlanReading};
use isocenter_regimens::RegimenLibrary;

/// What is known of the cases that the model was trained on.
#[derive(Clone, Copy)]
pub struct TrainingCases<'a> {
    /// Whether a lower-case word stands in some training text.
    pub knows_word: &'a dyn Fn(&str) -> bool,
    /// How many training cases have a code of the category.
    pub of_category: &'a dyn Fn(Icd10Category) -> usize,
}

/// One suggestion beside its diagnosis. It holds a patient's text, so `Debug` shows none of it.
#[derive(Clone, Copy)]
pub struct CheckInput<'a> {
    /// The diagnosis as the model read it.
    pub diagnosis: &'a str,
    /// Its reading.
    pub diagnosis_reading: &'a DiagnosisReading,
    /// The suggested plan, model text untouched.
    pub plan: &'a str,
    /// Its reading.
    pub plan_reading: &'a PlanReading,
    /// The suggested code as given, if there is one.
    pub code: Option<&'a str>,
    /// The table that codes are looked up in.
    pub catalog: &'a Icd10Catalog,
    /// Name and year of that table: `ICD-10-CM 2026`.
    pub catalog_name: &'a str,
    /// The dose–fractionation library.
    pub library: &'a RegimenLibrary,
    /// The answer of the modality task, if it was asked.
    pub modality: Option<Modality>,
    /// What is known of training; nothing for a model that tells nothing.
    pub training: Option<TrainingCases<'a>>,
}

impl fmt::Debug for CheckInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckInput")
            .field("diagnosis_characters", &self.diagnosis.chars().count())
            .field("plan_characters", &self.plan.chars().count())
            .finish_non_exhaustive()
    }
}
