//! Free text read into facts that point at their words: the lexicon of sites, sides, the free text of a diagnosis, and that of a plan.
//!
//! Reading never fails and never panics: what is not understood gives no fact. A fact is what the text says, not what is true, and nothing
//! here judges whether a plan fits it. No IO, no serde, no model.

pub mod diagnosis;
mod phrases;
pub mod plan;
mod side;
pub mod site;
mod span;
mod spelling;
mod words;

pub use diagnosis::DiagnosisReading;
pub use plan::PlanReading;
pub use side::sides;
pub use site::{Sex, Site, SiteRelation, sites};
pub use span::{Found, Span};
