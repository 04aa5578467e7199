//! Dates as exports write them, and the decision per file between day first and month first. Two-digit years are not guessed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// A file of one style may hold so few dates of the other; they become issues.
const MOST_STRAYS: f64 = 0.01;

/// What comes first in `03/04/2021`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3 April.
    DayFirst,
    /// March 4.
    MonthFirst,
}

/// What the dates of a file tell about their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DateEvidence {
    /// Dates that can only be day first.
    pub day_first: u64,
    /// Dates that can only be month first.
    pub month_first: u64,
    /// Dates that can be either.
    pub either: u64,
    /// Dates whose form leaves no choice (`2021-04-03`, `03.04.2021`, `3 Apr 2021`).
    pub unambiguous: u64,
    /// Cells that are no date.
    pub unreadable: u64,
}

impl DateEvidence {
    pub(crate) fn add(&mut self, text: &str) {
        match Shape::of(text) {
            Shape::Day(_) => self.unambiguous += 1,
            Shape::Numbers { first, second, .. } if first == second => self.unambiguous += 1,
            Shape::Numbers { first: 13.., .. } => self.day_first += 1,
            Shape::Numbers { second: 13.., .. } => self.month_first += 1,
            Shape::Numbers { .. } => self.either += 1,
            Shape::None => self.unreadable += 1,
        }
    }

    /// The order, where the dates tell it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
    pub fn decide(&self) -> Option<DateOrder> {
        let all = (self.day_first + self.month_first) as f64;
        if all == 0.0 {
            None
        } else if self.month_first as f64 <= all * MOST_STRAYS {
            Some(DateOrder::DayFirst)
        } else if self.day_first as f64 <= all * MOST_STRAYS {
            Some(DateOrder::MonthFirst)
        } else {
            None
        }
    }

    /// Whether a person must tell the order.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decide().is_none() && self.either + self.day_first + self.month_first > 0
    }
}

/// A cell read as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateReading {
    Day(Date),
    /// Day or month first must be known.
    NeedsOrder,
    Unreadable,
}

/// Reads a cell: `2021-04-03 08:30:00`, `20210403`, `03/04/2021`, `03.04.2021`, `3-Apr-2021`, `Apr 3 2021 8:30AM`.
pub(crate) fn read_date(text: &str, order: Option<DateOrder>) -> DateReading {
    let (first, second, year) = match Shape::of(text) {
        Shape::Day(date) => return DateReading::Day(date),
        Shape::None => return DateReading::Unreadable,
        Shape::Numbers { first, second, year } => (first, second, year),
    };
    let (day, month) = match order {
        Some(DateOrder::DayFirst) => (first, second),
        Some(DateOrder::MonthFirst) => (second, first),
        None if first == second => (first, second),
        None => return DateReading::NeedsOrder,
    };
    date(year, month, day).map_or(DateReading::Unreadable, DateReading::Day)
}

enum Shape {
    Day(Date),
    /// Two numbers of which either may be the day.
    Numbers {
        first: u32,
        second: u32,
        year: u32,
    },
    None,
}

impl Shape {
    fn of(text: &str) -> Self {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::from(number(&text[..4]), number(&text[4..6]), number(&text[6..]));
        }
        let mut parts = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | 'T'));
        let mut next = || parts.by_ref().find(|part| !part.is_empty()).unwrap_or("");
        let (a, b, c) = (next(), next(), next());
        if let Some(month) = month_of(b) {
            return Self::from(year(c), Some(month), number(a));
        }
        if let Some(month) = month_of(a) {
            return Self::from(year(c), Some(month), number(b));
        }
        if let Some(year) = year(a) {
            return Self::from(Some(year), number(b), number(c));
        }
        let (Some(first), Some(second), Some(year)) = (number(a), number(b), year(c)) else { return Self::None };
        let is_dotted = text.contains('.');
        if is_dotted {
            return Self::from(Some(year), Some(second), Some(first));
        }
        let is_possible = date(year, second, first).is_some() || date(year, first, second).is_some();
        if is_possible { Self::Numbers { first, second, year } } else { Self::None }
    }

    fn from(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> Self {
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Self::None };
        date(year, month, day).map_or(Self::None, Self::Day)
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1900)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(text: &str) -> Option<u32> {
    (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn year(text: &str) -> Option<u32> {
    (text.len() == 4).then(|| number(text)).flatten()
}

fn month_of(text: &str) -> Option<u32> {
    let start = text.get(..3)?.to_ascii_lowercase();
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let place = MONTHS.iter().position(|month| is_word && *month == start)?;
    u32::try_from(place + 1).ok()
}
