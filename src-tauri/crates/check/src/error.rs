//! What is wrong with a rulebook. No variant carries text of a patient: rules hold none.

/// A rulebook that cannot be used, or a change that cannot be made; each says where and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not TOML, or not of the form rules have.
    #[error("the rules cannot be read: {what}; mend the file, or take the rules that came with Isocenter")]
    Form {
        /// What the reader of TOML says, with its line.
        what: String,
    },
    /// Written by a later version.
    #[error(
        "the rules are of format {found}, this program knows {known}; use the version of Isocenter that wrote them"
    )]
    Version {
        /// As written.
        found: u32,
        /// As known.
        known: u32,
    },
    /// A rule that this program does not have.
    #[error("`{rule}` is no rule of this program; take it out or mend its id")]
    UnknownRule {
        /// As written.
        rule: String,
    },
    /// A rule that is not there.
    #[error("the rule `{rule}` is missing; add it, with severity \"off\" where it shall not look")]
    MissingRule {
        /// Its name.
        rule: String,
    },
    /// A rule, or a number of it, that is there twice.
    #[error("`{key}` of the rule `{rule}` stands there twice; keep one")]
    Twice {
        /// Its name.
        rule: String,
        /// `id`, or the name of the number.
        key: String,
    },
    /// A severity of another word.
    #[error("`{found}` is no severity of the rule `{rule}`; write stop, look or off")]
    UnknownSeverity {
        /// Its name.
        rule: String,
        /// As written.
        found: String,
    },
    /// A number that the rule does not use.
    #[error("the rule `{rule}` has no number `{limit}`; take it out or mend its name")]
    UnknownLimit {
        /// Its name.
        rule: String,
        /// As written.
        limit: String,
    },
    /// A number that the rule needs.
    #[error("the rule `{rule}` needs the number `{limit}`; add it")]
    MissingLimit {
        /// Its name.
        rule: String,
        /// Name of the number.
        limit: String,
    },
    /// A number that is none, or below zero.
    #[error("`{limit}` of the rule `{rule}` must be a number from 0 to 1,000,000; mend it")]
    NotANumber {
        /// Its name.
        rule: String,
        /// Name of the number.
        limit: String,
    },
    /// A range that holds nothing.
    #[error("of the rule `{rule}`, `{least}` is above `{most}`; change one of them")]
    Crossed {
        /// Its name.
        rule: String,
        /// Name of the lower end.
        least: String,
        /// Name of the upper end.
        most: String,
    },
    /// Words that are not there.
    #[error("`{key}` of the rule `{rule}` is empty; write it")]
    Empty {
        /// Its name.
        rule: String,
        /// Which words.
        key: String,
    },
}
