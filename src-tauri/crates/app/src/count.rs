//! Counts as the wire carries them.

/// A count in 32 bits; what is more than they hold is shown as the most they hold.
pub(crate) fn count(things: impl TryInto<u32>) -> u32 {
    things.try_into().unwrap_or(u32::MAX)
}
