//! Conditions of scenario lines: `side=left nodes!=neg age=child|young`; all terms must hold. No brackets, no "or" between terms.

use std::collections::BTreeMap;

/// What is true of a case so far: slot name to the key drawn for it.
pub(crate) type Facts = BTreeMap<String, String>;

#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    terms: Vec<Term>,
}

#[derive(Debug, Clone)]
struct Term {
    slot: String,
    keys: Vec<String>,
    is_negated: bool,
}

impl Condition {
    /// Reads terms separated by blanks; nothing when one of them has no `=`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let terms = text
            .split_whitespace()
            .map(|term| {
                let (slot, keys) = term.split_once('=')?;
                let (slot, is_negated) = slot.strip_suffix('!').map_or((slot, false), |slot| (slot, true));
                Some(Term { slot: slot.to_owned(), keys: keys.split('|').map(str::to_owned).collect(), is_negated })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { terms })
    }

    /// Whether every term holds; a slot that was not drawn has no key.
    pub(crate) fn holds(&self, facts: &Facts) -> bool {
        self.terms.iter().all(|term| {
            let is_among = facts.get(&term.slot).is_some_and(|key| term.keys.iter().any(|wanted| wanted == key));
            is_among != term.is_negated
        })
    }

    /// The slots it asks about.
    #[cfg(test)]
    pub(crate) fn slots(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.slot.as_str())
    }

    /// Every slot with each key it asks for.
    #[cfg(test)]
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().flat_map(|term| term.keys.iter().map(|key| (term.slot.as_str(), key.as_str())))
    }
}
