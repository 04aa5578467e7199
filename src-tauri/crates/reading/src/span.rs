//! Where in a text something was read.

/// A range of bytes of the text that was read, both ends on a boundary between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

/// Something read, and the words it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// The words it was read from.
    pub span: Span,
}

impl Span {
    /// The words themselves; empty where the span is not one of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether both hold a common byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// From the first byte of either to the last of either.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
