//! Dates of the exports: year first with a time, as Aria writes them, or day first, as a local setting does. No real calendar arithmetic is needed.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The year the exports were made in; ages are told against it.
pub(crate) const EXPORT_YEAR: u32 = 2023;

/// A day that exists in every month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub year: u32,
    pub month: u32,
    pub day: u32,
}

impl Day {
    pub(crate) fn draw(years: std::ops::RangeInclusive<u32>, rng: &mut ChaCha8Rng) -> Self {
        Self { year: rng.random_range(years), month: rng.random_range(1..=12), day: rng.random_range(1..=28) }
    }

    /// So many days later, in months of 28 days.
    pub(crate) const fn later(self, days: u32) -> Self {
        let all = (self.year * 12 + self.month - 1) * 28 + self.day - 1 + days;
        Self { year: all / (28 * 12), month: all / 28 % 12 + 1, day: all % 28 + 1 }
    }

    /// `2021-03-14 08:30:00`
    pub(crate) fn year_first(self, rng: &mut ChaCha8Rng) -> String {
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:00",
            self.year,
            self.month,
            self.day,
            rng.random_range(7..18),
            rng.random_range(0..60)
        )
    }

    /// `14/03/2021`
    pub(crate) fn day_first(self) -> String {
        format!("{:02}/{:02}/{:04}", self.day, self.month, self.year)
    }

    /// `03/14/2021`
    pub(crate) fn month_first(self) -> String {
        format!("{:02}/{:02}/{:04}", self.month, self.day, self.year)
    }
}
