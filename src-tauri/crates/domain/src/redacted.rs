//! Text of a patient that no log or panic can show.

use std::fmt;

/// A value whose `Debug` prints its length only.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Hides `value` from `Debug`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself; the caller takes care where it goes.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Gives the value back.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: AsRef<str>> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redacted({} characters)", self.0.as_ref().chars().count())
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
