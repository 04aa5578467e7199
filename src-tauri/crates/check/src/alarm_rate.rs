//! How often each rule fires on a set of cases. A rule that fires on many delivered plans tires whoever reads it, so it needs review.

use crate::{Finding, Level, RuleId};

/// A rule that fires on more than this share of delivered plans is shown as needing review (DESIGN_LANGUAGE, levels of checks).
pub const NEEDS_REVIEW_ABOVE: f64 = 0.30;

/// Counts of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmRate {
    /// The rule.
    pub rule: RuleId,
    /// Cases with a look or a stop.
    pub fired: usize,
    /// Cases the rule could be applied to.
    pub checked: usize,
    /// All cases.
    pub of: usize,
}

impl AlarmRate {
    /// Share of all cases on which the rule fires; 0 without cases.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.fired as f64 / self.of as f64 }
    }

    /// Whether the rule fires too often to be heeded.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        self.share() > NEEDS_REVIEW_ABOVE
    }
}

/// The rates over the findings of many cases, in the order of [`RuleId::ALL`].
#[must_use]
pub fn alarm_rates<'a>(cases: impl IntoIterator<Item = &'a [Finding]>) -> Vec<AlarmRate> {
    let mut rates: Vec<AlarmRate> =
        RuleId::ALL.iter().map(|rule| AlarmRate { rule: *rule, fired: 0, checked: 0, of: 0 }).collect();
    for findings in cases {
        for rate in &mut rates {
            let levels = findings.iter().filter(|finding| finding.rule == rate.rule).map(|finding| finding.level);
            let worst = levels.min().unwrap_or(Level::NotChecked);
            rate.of += 1;
            rate.checked += usize::from(worst != Level::NotChecked);
            rate.fired += usize::from(worst <= Level::Look);
        }
    }
    rates
}
