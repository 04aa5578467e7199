//! What a rule found: a level, a statement, what to weigh, and where in the texts it was read.

use isocenter_reading::Span;

use crate::RuleId;

/// How a finding stands, exceptions first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Copying and sending are off until a person acknowledges it with a reason.
    Stop,
    /// To be weighed; copying stays on.
    Look,
    /// Nothing was found.
    Pass,
    /// The rule could not be applied; the statement says why.
    NotChecked,
}

/// A text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadText {
    /// The diagnosis.
    Diagnosis,
    /// The suggested plan.
    Plan,
}

/// Where something was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// In which text.
    pub text: ReadText,
    /// Bytes of it.
    pub span: Span,
}

/// What one rule says about one suggestion. Statements hold numbers, sides and words of the lexicon and of the code table; no other text of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How it stands.
    pub level: Level,
    /// One sentence without a full stop: "Laterality matches: left in text, plan and code".
    pub statement: String,
    /// For a look what to weigh, for a stop what to do.
    pub weigh: Option<String>,
    /// What it was read from.
    pub places: Vec<Place>,
    /// Where the rule comes from.
    pub source: String,
}
