//! The words of the field: regimen, modality, ICD-10, dose and fractionation. No IO, no serde.

mod dose;
mod error;
mod fractionation;
mod icd10;
mod icd10_catalog;
mod laterality;
mod modality;
mod plan_comparison;
mod prompt;
mod redacted;
mod regimen;
mod regimen_reader;
mod sample_agreement;
mod task;

pub use dose::{Dose, DoseError, Fractions};
pub use error::Error;
pub use fractionation::{AlphaBeta, bed_gray, eqd2_gray};
pub use icd10::{Icd10Category, Icd10Code};
pub use icd10_catalog::{Icd10Catalog, Icd10Entry};
pub use laterality::Laterality;
pub use modality::Modality;
pub use plan_comparison::{PlanComparison, QuantityPair};
pub use prompt::PromptTemplate;
pub use redacted::Redacted;
pub use regimen::{Phase, PhaseRole, Regimen};
pub use sample_agreement::{SampleAgreement, SampleGroup};
pub use task::Task;
