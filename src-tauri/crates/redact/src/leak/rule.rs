//! The rules by name, so that a reviewer sees which one fired and a department can switch it.

use std::collections::BTreeSet;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident => $id:literal,)*) => {
        /// Why something was taken for plan text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum LeakRule { $($(#[$doc])* $name,)* }

        impl LeakRule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name under which the rule is stored and switched.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }
        }
    };
}

rules! {
    /// "Plan", "Rx" or the like, and a dose or technique behind it: `Plan: 60 Gy/20 fx VMAT`.
    Keyword => "keyword",
    /// "Plan:" or "Rx:" with neither dose nor technique behind it.
    KeywordAlone => "keyword-alone",
    /// A dose: `40.05Gy/15#`, `8Gy x1`.
    Dose => "dose",
    /// Dose and fractions as two numbers behind a technique: `SBRT 54/3`.
    Schedule => "schedule",
    /// A number of fractions without dose: `VMAT in 30 fx`.
    Fractions => "fractions",
    /// A technique that somebody means to use: `recommend SBRT to L3`.
    TechniqueAlone => "technique-alone",
}

impl LeakRule {
    /// The rule of that id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}

/// Which rules are on. All of them by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeakRules {
    off: BTreeSet<LeakRule>,
}

impl LeakRules {
    /// The same rules with `rule` switched off.
    #[must_use]
    pub fn without(mut self, rule: LeakRule) -> Self {
        self.off.insert(rule);
        self
    }

    /// Whether `rule` is on.
    #[must_use]
    pub fn has(&self, rule: LeakRule) -> bool {
        !self.off.contains(&rule)
    }
}
