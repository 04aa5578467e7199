//! Rules as data that look at a suggestion beside its diagnosis, and what they found. The rules come as text; files, screens and whose
//! acknowledgement counts are not here.

mod alarm_rate;
mod check;
mod code_facts;
mod error;
mod facts;
mod finding;
mod input;
mod rule_id;
mod rulebook;
mod rules;
mod words;

pub use alarm_rate::{AlarmRate, NEEDS_REVIEW_ABOVE, alarm_rates};
pub use error::Error;
pub use finding::{Finding, Level, Place, ReadText};
pub use input::{CheckInput, TrainingCases};
pub use rule_id::RuleId;
pub use rulebook::{Limit, Rule, RuleChange, Rulebook, Severity};
