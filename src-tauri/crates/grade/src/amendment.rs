//! A change of a frozen protocol: made for a reason, and bound to what it changed by the hashes before and after.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::words::redacted;
use crate::{Error, Grade, Grader, GraderId, Protocol, Sha256};

/// What may change after the freeze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Amendment {
    /// A grader grades no more; what they recorded stays. The study is then of one grader.
    RemoveGrader {
        /// Who goes.
        grader: GraderId,
    },
    /// Somebody grades in place of a grader, from the first case; what was recorded stays and is not counted.
    ReplaceGrader {
        /// Who goes.
        grader: GraderId,
        /// Who comes; nobody who is or was a grader here.
        by: GraderId,
        /// Name of who comes.
        name: String,
    },
    /// A definition is worded more clearly; numbers and groups stay.
    ClarifyGrade {
        /// Which.
        grade: Grade,
        /// In two words.
        name: String,
        /// In one sentence.
        definition: String,
    },
}

impl Amendment {
    /// The protocol after it.
    ///
    /// # Errors
    /// [`Error::NotGrading`] for a grader who does not grade, [`Error::LastGrader`], [`Error::GraderAgain`], [`Error::ScaleBlank`],
    /// [`Error::NothingAmended`].
    pub fn apply(&self, protocol: &Protocol) -> Result<Protocol, Error> {
        let mut after = protocol.clone();
        match self {
            Self::RemoveGrader { grader } => {
                if protocol.active_graders().count() < 2 && protocol.active_graders().any(|last| last.id == *grader) {
                    return Err(Error::LastGrader { grader: *grader });
                }
                remove(&mut after, *grader)?;
            }
            Self::ReplaceGrader { grader, by, name } => {
                if protocol.grader(*by).is_some() {
                    return Err(Error::GraderAgain { grader: *by });
                }
                let letter = remove(&mut after, *grader)?.letter;
                after.graders.push(Grader { id: *by, name: name.clone(), letter, is_removed: false });
            }
            Self::ClarifyGrade { grade, name, definition } => {
                after.scale = protocol.scale.reworded(*grade, name, definition)?;
            }
        }
        if after == *protocol { Err(Error::NothingAmended) } else { Ok(after) }
    }
}

fn remove(protocol: &mut Protocol, id: GraderId) -> Result<&Grader, Error> {
    let grader = protocol.graders.iter_mut().find(|grader| grader.id == id && !grader.is_removed);
    let grader = grader.ok_or(Error::NotGrading { grader: id })?;
    grader.is_removed = true;
    Ok(grader)
}

/// An amendment as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentRecord {
    /// From 1.
    pub number: u32,
    /// What changed.
    pub amendment: Amendment,
    /// Why.
    #[serde(with = "redacted")]
    pub reason: Redacted<String>,
    /// Name of who made it.
    pub by: String,
    /// When, in microseconds since 1970 UTC.
    pub at_us: i64,
    /// Of the protocol before.
    pub before: Sha256,
    /// Of the protocol after.
    pub after: Sha256,
}

impl AmendmentRecord {
    /// Amends `protocol`, as it stands after the amendments that `number` counts on from. Gives the record and the protocol after it.
    ///
    /// # Errors
    /// [`Error::ReasonMissing`], and those of [`Amendment::apply`].
    pub fn make(
        protocol: &Protocol,
        number: u32,
        amendment: Amendment,
        reason: &str,
        by: &str,
        at_us: i64,
    ) -> Result<(Self, Protocol), Error> {
        if reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let after = amendment.apply(protocol)?;
        let record = Self {
            number,
            amendment,
            reason: Redacted::new(reason.to_owned()),
            by: by.to_owned(),
            at_us,
            before: protocol.sha256()?,
            after: after.sha256()?,
        };
        Ok((record, after))
    }
}

/// Follows the amendments from the frozen protocol to the one that stands, and proves each by its hashes.
///
/// # Errors
/// [`Error::AmendmentChain`] with the first that does not fit, and those of [`Amendment::apply`].
pub fn amended(frozen: &Protocol, amendments: &[AmendmentRecord]) -> Result<Protocol, Error> {
    let mut protocol = frozen.clone();
    let mut hash = protocol.sha256()?;
    for (record, number) in amendments.iter().zip(1..) {
        let broken = Error::AmendmentChain { number };
        if record.number != number || record.before != hash || record.reason.reveal().trim().is_empty() {
            return Err(broken);
        }
        protocol = record.amendment.apply(&protocol)?;
        hash = protocol.sha256()?;
        if record.after != hash {
            return Err(broken);
        }
    }
    Ok(protocol)
}
