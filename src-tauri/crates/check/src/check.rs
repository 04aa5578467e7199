//! Every rule once over one suggestion, its findings in a fixed order: exceptions first, then the order of the rules.

use crate::facts::Facts;
use crate::rules::{self, Outcome, Verdict};
use crate::words::sentence;
use crate::{CheckInput, Finding, Level, RuleId, Rulebook, Severity};

impl Rulebook {
    /// What the rules say about a suggestion: one finding for each rule; stops, then looks, then passes, then what was not checked.
    #[must_use]
    pub fn check(&self, input: &CheckInput<'_>) -> Vec<Finding> {
        let facts = Facts::of(input);
        let mut findings: Vec<Finding> = RuleId::ALL.iter().map(|id| self.finding(*id, &facts)).collect();
        // Stable, so the order of the rules holds within a level.
        findings.sort_by_key(|finding| finding.level);
        findings
    }

    fn finding(&self, id: RuleId, facts: &Facts<'_>) -> Finding {
        let rule = self.rule(id);
        let outcome = match rule.severity {
            Severity::Off => Outcome::not_checked(format!("{}: switched off in the rules", rule.title)),
            Severity::Look | Severity::Stop => rules::outcome(id, facts, self),
        };
        let level = match (outcome.verdict, rule.severity) {
            (Verdict::Implausible, _) | (Verdict::Fires, Severity::Stop) => Level::Stop,
            (Verdict::Fires | Verdict::Doubtful, _) => Level::Look,
            (Verdict::Passes, _) => Level::Pass,
            (Verdict::NotChecked, _) => Level::NotChecked,
        };
        let is_exception = level <= Level::Look;
        Finding {
            rule: id,
            level,
            statement: sentence(&outcome.statement),
            weigh: outcome.weigh.filter(|_| is_exception),
            places: outcome.places,
            source: rule.source.clone(),
        }
    }
}
