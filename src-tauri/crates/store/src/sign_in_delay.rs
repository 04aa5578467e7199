//! How long a slot waits after wrong passphrases. It guards the keyboard; a copy of the files is guarded by Argon2id.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Attempts that cost nothing: the fifth wrong one is the first to cause a wait.
const FREE_ATTEMPTS: u32 = 4;
const FIRST_WAIT_SECONDS: u64 = 15;
const LONGEST_WAIT_SECONDS: u64 = 15 * 60;

/// Wrong passphrases since the last success, kept in the slot file because the database is locked then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedAttempts {
    pub(crate) count: u32,
    last_at_us: i64,
}

impl FailedAttempts {
    pub(crate) fn record(&mut self, now: Timestamp) {
        self.count = self.count.saturating_add(1);
        self.last_at_us = now.as_microsecond();
    }

    /// The wait that `count` failures cause: 15 s after the fifth, doubled by each further one, 15 minutes at most.
    pub(crate) fn wait_seconds(self) -> u64 {
        let Some(doublings) = self.count.checked_sub(FREE_ATTEMPTS + 1) else { return 0 };
        1_u64
            .checked_shl(doublings)
            .map_or(LONGEST_WAIT_SECONDS, |factor| factor.saturating_mul(FIRST_WAIT_SECONDS).min(LONGEST_WAIT_SECONDS))
    }

    /// What is left of the wait. A clock that was moved counts as time passed, in either direction: a corrected clock
    /// must not lock people out.
    pub(crate) fn remaining_seconds(self, now: Timestamp) -> u64 {
        let passed_us = now.as_microsecond().abs_diff(self.last_at_us);
        self.wait_seconds().saturating_sub(passed_us / 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn after(count: u32) -> FailedAttempts {
        FailedAttempts { count, last_at_us: 0 }
    }

    #[test]
    fn the_wait_begins_with_the_fifth_failure_and_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = [0, 4, 5, 6, 7, 10, 11, 100, u32::MAX].map(|count| after(count).wait_seconds()).into();
        assert_eq!(waits, [0, 0, 15, 30, 60, 480, 900, 900, 900]);
    }

    #[test]
    fn a_clock_set_back_by_a_year_does_not_lock_anyone_out() {
        let year_before = Timestamp::from_second(-365 * 86_400).unwrap();
        assert_eq!(after(9).remaining_seconds(year_before), 0);
        assert_eq!(after(5).remaining_seconds(Timestamp::from_second(5).unwrap()), 10);
    }
}
