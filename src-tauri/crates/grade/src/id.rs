//! What names a grader, an arm, a case, a regimen and an entry. Ids carry nothing of a patient, and a number nothing of the arm.

use std::fmt;

use serde::{Deserialize, Serialize};

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

macro_rules! text_id {
    ($(#[$about:meta])* $id:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $id(String);

        impl $id {
            /// The id with this text.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

number_id! {
    /// A grader, by the number of their account in the vault that holds the study of grades.
    GraderId(u32)
}
number_id! {
    /// Anybody on the panel, by the number of their account.
    MemberId(u32)
}
number_id! {
    /// A regimen to be graded, counted from 1 in a drawn order; in the calibration round, an example.
    ItemNumber(u32)
}
number_id! {
    /// An entry; later ones are higher.
    EntryId(i64)
}
number_id! {
    /// A record of the panel; later ones are higher.
    DecisionId(i64)
}
text_id! {
    /// An arm: a model of the study whose regimens are graded.
    ArmId
}
text_id! {
    /// A packet, in hexadecimal.
    PacketId
}
text_id! {
    /// A case, by its pseudonym.
    CaseId
}

impl From<GraderId> for MemberId {
    fn from(grader: GraderId) -> Self {
        Self(grader.0)
    }
}
