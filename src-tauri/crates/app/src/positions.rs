//! Positions of a list that somebody works off: which one waits.

use crate::wire::TickState;

/// The first position that waits.
pub(crate) fn first_to_do(ticks: &[TickState]) -> Option<u32> {
    ticks.iter().position(|tick| *tick == TickState::ToDo).and_then(|position| u32::try_from(position).ok())
}

/// The next position that waits, after this one or from the start.
pub(crate) fn next_after(ticks: &[TickState], position: u32) -> Option<u32> {
    let behind = ticks.get(position as usize + 1..).and_then(first_to_do);
    behind.map(|next| next + position + 1).or_else(|| first_to_do(ticks))
}
