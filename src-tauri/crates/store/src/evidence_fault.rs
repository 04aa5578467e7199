//! Why a decision on a suggestion, or a change of the rules of the checks, is refused. It carries numbers only.

use std::fmt;

/// What stands in the way of a decision on a suggestion, or of a change of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFault {
    /// The decision that was to be followed is not the latest.
    DecidedMeanwhile {
        /// Number of the latest; 0 if there is none.
        latest: u32,
    },
    /// The suggestion was shown to somebody else.
    ShownToAnother,
    /// The rules that were to be changed are not the latest.
    RulesChangedMeanwhile {
        /// Number of the latest; 0 if they were never changed.
        latest: u32,
    },
}

impl fmt::Display for EvidenceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DecidedMeanwhile { latest: 0 } => {
                f.write_str("nothing was decided on the suggestion yet; decide on it first")
            }
            Self::DecidedMeanwhile { latest } => {
                write!(f, "the suggestion has decision {latest} by now; look at it, then decide again")
            }
            Self::ShownToAnother => {
                f.write_str("the suggestion was shown to somebody else; make one of your own, then decide on it")
            }
            Self::RulesChangedMeanwhile { latest: 0 } => {
                f.write_str("the rules of the checks were never changed here; change them as they came")
            }
            Self::RulesChangedMeanwhile { latest } => {
                write!(f, "the rules of the checks are at version {latest} by now; look at them, then change them")
            }
        }
    }
}
