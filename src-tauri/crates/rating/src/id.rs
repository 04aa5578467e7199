//! What names a rater, a letter, an entry, a case and a dimension. Ids carry nothing of a patient, and a letter's number nothing of its author.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use crate::Error;

macro_rules! number_id {
    ($(#[$about:meta])* $id:ident($number:ty)) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $id($number);

        impl $id {
            /// The id with this number.
            #[must_use]
            pub const fn new(number: $number) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            pub const fn number(self) -> $number {
                self.0
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

number_id! {
    /// A rater, counted from 1 in the order of the protocol.
    RaterNumber(u32)
}
number_id! {
    /// A letter to be rated, counted from 1 in a drawn order.
    ItemNumber(u32)
}
number_id! {
    /// An entry; later ones are higher.
    EntryId(i64)
}

/// A case, by the label that stands for its patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseLabel(String);

impl CaseLabel {
    /// The case with this label.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self(label.into())
    }

    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A dimension in files: up to 32 of `a` to `z`, `0` to `9` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DimensionId(String);

impl DimensionId {
    /// The dimension with this id; the protocol's check says whether it may be one.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_written_well(&self) -> bool {
        let may_be = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        (1..=32).contains(&self.0.len()) && self.0.chars().all(may_be)
    }
}

/// SHA-256 in lower-case hexadecimal: of a letter's text, or of a protocol.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(String);

impl Sha256 {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(sha2::Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Sha256 {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let is_digit = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        if text.len() == 64 && text.chars().all(is_digit) { Ok(Self(text)) } else { Err(Error::NotASha256) }
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> Self {
        hash.0
    }
}
