//! What stands beside a suggestion on the wire: the read diagnosis, agreement of samples, checks, similar cases, library rows; deciding;
//! the rules and their alarm rates.

mod agreement;
mod checks;
mod deciding;
mod reading;
mod rules;
mod similar;

pub use agreement::{AgreementStanding, AgreementThreshold, SampleAgreement, SampleGroup};
pub use checks::{CheckLevel, CheckPlace, CheckText, CheckView};
pub use deciding::{
    CheckAcknowledgement, CheckedPlan, DecisionKind, DecisionRequest, DecisionView, EarlierSuggestion, PlanCheckRequest,
};
pub use reading::{FactGroup, FactStanding, ReadDiagnosis, ReadFact};
pub use rules::{AlarmRate, CheckLimit, CheckRule, CheckRuleChange, CheckRules, CheckRulesChange, CheckSeverity};
pub use similar::{LibraryRow, LibraryRows, LibraryVerification, SimilarCase, SimilarCases, SimilarityBasis};
