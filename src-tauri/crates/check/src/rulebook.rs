//! The rules as data: severity, words and numbers of each, read from TOML, changed by a physicist, written again. What a rule does is not here.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::rule_id::{LimitId, RuleId};

/// Format of the file.
const VERSION: u32 = 1;
/// No limit is larger; above it a number is a slip of the hand.
const LARGEST: f64 = 1_000_000.0;
const COMMENT: &str = "# The rules that look at every suggestion: how severe each is, in what words, with which numbers, and where it comes from.\n\
# Starting points for the department's physicist, not clinical limits. severity: stop, look or off.\n\n";

/// What a rule's finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Copying and sending wait for an acknowledgement with a reason.
    Stop,
    /// Shown first, nothing waits.
    Look,
    /// The rule does not look.
    Off,
}

impl Severity {
    /// The word in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Look => "look",
            Self::Off => "off",
        }
    }
}

/// A number that a rule compares with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its name within the rule.
    pub name: String,
    /// The number.
    pub value: f64,
    /// `Gy`, `%`, `fractions`; empty for a count.
    pub unit: String,
    /// What it is, in plain words.
    pub words: String,
}

/// A rule with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// What its finding does.
    pub severity: Severity,
    /// Few words.
    pub title: String,
    /// What it looks at and why, in plain words.
    pub explanation: String,
    /// Where it comes from.
    pub source: String,
    /// Its numbers, in the order of the file.
    pub limits: Vec<Limit>,
}

/// A physicist's change of one rule; what it leaves out stays.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleChange {
    /// Which rule.
    pub id: RuleId,
    /// The new severity.
    pub severity: Option<Severity>,
    /// New numbers by name.
    pub limits: Vec<(String, f64)>,
}

/// Every rule of this program once, in the order of [`RuleId::ALL`].
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    rules: Vec<Rule>,
    values: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(rename = "rule")]
    rules: Vec<FileRule>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    id: String,
    severity: String,
    title: String,
    explanation: String,
    source: String,
    #[serde(rename = "limit", default, skip_serializing_if = "Vec::is_empty")]
    limits: Vec<Limit>,
}

impl Rulebook {
    /// Reads a rulebook: `version = 1`, then `[[rule]]` with `id`, `severity`, `title`, `explanation`, `source` and `[[rule.limit]]` with `name`,
    /// `value`, `unit`, `words`.
    ///
    /// # Errors
    /// [`Error`], naming the rule and the key; every rule of this program must be there once, with all its numbers and no others.
    pub fn read(toml: &str) -> Result<Self, Error> {
        Self::read_rules(toml, None)
    }

    /// Reads a rulebook that an earlier version of the program may have written: rules and numbers that it does not have are those of `shipped`.
    ///
    /// # Errors
    /// As [`Self::read`], but for what is missing.
    pub fn read_over(toml: &str, shipped: &Self) -> Result<Self, Error> {
        Self::read_rules(toml, Some(shipped))
    }

    fn read_rules(toml: &str, shipped: Option<&Self>) -> Result<Self, Error> {
        let file: File = toml::from_str(toml).map_err(|refusal| Error::Form { what: refusal.to_string() })?;
        if file.version != VERSION {
            return Err(Error::Version { found: file.version, known: VERSION });
        }
        let mut by_id: HashMap<RuleId, Rule> = HashMap::new();
        for rule in file.rules {
            let rule = rule_of(rule)?;
            let id = rule.id;
            if by_id.insert(id, rule).is_some() {
                return Err(Error::Twice { rule: id.name().to_owned(), key: "id".to_owned() });
            }
        }
        let mut rules = Vec::with_capacity(RuleId::ALL.len());
        for id in RuleId::ALL {
            let shipped = shipped.map(|shipped| shipped.rule(*id));
            let mut rule = match (by_id.remove(id), shipped) {
                (Some(rule), _) => rule,
                (None, Some(shipped)) => shipped.clone(),
                (None, None) => return Err(Error::MissingRule { rule: id.name().to_owned() }),
            };
            for limit in shipped.into_iter().flat_map(|shipped| &shipped.limits) {
                if !rule.limits.iter().any(|known| known.name == limit.name) {
                    rule.limits.push(limit.clone());
                }
            }
            rules.push(rule);
        }
        Self::of(rules)
    }

    /// The rulebook with these changes.
    ///
    /// # Errors
    /// A number that the rule does not have, that is none, or that crosses its other end; nothing is changed then.
    pub fn changed(&self, changes: &[RuleChange]) -> Result<Self, Error> {
        let mut rules = self.rules.clone();
        for change in changes {
            let Some(rule) = rules.iter_mut().find(|rule| rule.id == change.id) else {
                return Err(Error::MissingRule { rule: change.id.name().to_owned() });
            };
            rule.severity = change.severity.unwrap_or(rule.severity);
            for (name, value) in &change.limits {
                let limit = rule.limits.iter_mut().find(|limit| limit.name == *name);
                let Some(limit) = limit else {
                    return Err(Error::UnknownLimit { rule: change.id.name().to_owned(), limit: name.clone() });
                };
                limit.value = *value;
            }
        }
        Self::of(rules)
    }

    /// The rulebook as a file; reading it gives the same rulebook.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let rules = self.rules.iter().map(|rule| FileRule {
            id: rule.id.name().to_owned(),
            severity: rule.severity.name().to_owned(),
            title: rule.title.clone(),
            explanation: rule.explanation.clone(),
            source: rule.source.clone(),
            limits: rule.limits.clone(),
        });
        let file = File { version: VERSION, rules: rules.collect() };
        // OK because the types hold only strings and finite numbers, which TOML can write.
        format!("{COMMENT}{}", toml::to_string(&file).unwrap_or_default())
    }

    /// Every rule, in the order of [`RuleId::ALL`].
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// One rule.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        // OK because `of` keeps every rule at the place of its id.
        &self.rules[id as usize]
    }

    pub(crate) fn value(&self, limit: LimitId) -> f64 {
        self.values[limit as usize]
    }

    /// `rules` in the order of their ids, checked.
    fn of(rules: Vec<Rule>) -> Result<Self, Error> {
        let mut values = vec![0.0; LimitId::ALL.len()];
        for rule in &rules {
            check_words(rule)?;
            for limit in rule.id.limits() {
                let given = rule.limits.iter().find(|given| given.name == limit.name());
                let Some(given) = given else {
                    let (rule, limit) = (rule.id.name().to_owned(), limit.name().to_owned());
                    return Err(Error::MissingLimit { rule, limit });
                };
                values[*limit as usize] = given.value;
            }
            check_limits(rule)?;
        }
        Ok(Self { rules, values })
    }
}

fn rule_of(file: FileRule) -> Result<Rule, Error> {
    let FileRule { id, severity, title, explanation, source, limits } = file;
    let Some(id) = RuleId::from_name(&id) else { return Err(Error::UnknownRule { rule: id }) };
    let known = [Severity::Stop, Severity::Look, Severity::Off].into_iter().find(|known| known.name() == severity);
    let Some(severity) = known else {
        return Err(Error::UnknownSeverity { rule: id.name().to_owned(), found: severity });
    };
    Ok(Rule { id, severity, title, explanation, source, limits })
}

fn check_words(rule: &Rule) -> Result<(), Error> {
    let words = [("title", &rule.title), ("explanation", &rule.explanation), ("source", &rule.source)];
    match words.into_iter().find(|(_, text)| text.trim().is_empty()) {
        Some((key, _)) => Err(Error::Empty { rule: rule.id.name().to_owned(), key: key.to_owned() }),
        None => Ok(()),
    }
}

fn check_limits(rule: &Rule) -> Result<(), Error> {
    let name = || rule.id.name().to_owned();
    for (index, limit) in rule.limits.iter().enumerate() {
        if !rule.id.limits().iter().any(|known| known.name() == limit.name) {
            return Err(Error::UnknownLimit { rule: name(), limit: limit.name.clone() });
        }
        if rule.limits[..index].iter().any(|before| before.name == limit.name) {
            return Err(Error::Twice { rule: name(), key: limit.name.clone() });
        }
        if limit.words.trim().is_empty() {
            return Err(Error::Empty { rule: name(), key: format!("words of {}", limit.name) });
        }
        if !(0.0..=LARGEST).contains(&limit.value) {
            return Err(Error::NotANumber { rule: name(), limit: limit.name.clone() });
        }
    }
    let value = |wanted: &str| rule.limits.iter().find(|limit| limit.name == wanted).map(|limit| limit.value);
    for limit in &rule.limits {
        // `x-least` lies below `x-most`, and that below `x-stop-above`.
        let stem = ["-least", "-most"].into_iter().find_map(|end| limit.name.strip_suffix(end));
        let Some(stem) = stem else { continue };
        let ends =
            if limit.name.ends_with("-least") { ["-most", "-stop-above"] } else { ["-stop-above", "-stop-above"] };
        for end in ends {
            let upper = format!("{stem}{end}");
            if value(&upper).is_some_and(|upper| upper < limit.value) {
                return Err(Error::Crossed { rule: name(), least: limit.name.clone(), most: upper });
            }
        }
    }
    Ok(())
}
