//! How often a plan says the patient is treated. What is given beside radiotherapy (`weekly cisplatin`, `daily IGRT`) has its own schedule.

use super::Schedule;
use super::pieces::whole;
use super::quantity::is_any_at;
use crate::words::{Kind, Word};
use crate::{Found, Span};

/// Beside one of these a schedule is not that of the fractions.
const OTHERS: &[&str] = &[
    "adaptive",
    "capecitabine",
    "carbo",
    "carboplatin",
    "cbct",
    "cddp",
    "cetuximab",
    "check",
    "checks",
    "chemo",
    "chemotherapy",
    "cisplatin",
    "dexamethasone",
    "docetaxel",
    "gemcitabine",
    "igrt",
    "image",
    "images",
    "imaging",
    "ibuprofen",
    "indomethacin",
    "kv",
    "labs",
    "m2",
    "memantine",
    "mg",
    "online",
    "paclitaxel",
    "platinum",
    "taxane",
    "temozolomide",
    "tmz",
    "visit",
    "visits",
    "weights",
    "xeloda",
];

/// The schedule in words that begin at `at`, and the piece behind them.
pub(super) fn schedule_at(pieces: &[Word], at: usize) -> Option<(Schedule, usize)> {
    let is = |ahead: usize, lower: &[&str]| is_any_at(pieces, at + ahead, lower);
    let per_week = |ahead: usize| {
        if is(ahead, &["weekly"]) {
            Some(ahead + 1)
        } else if is(ahead, &["a", "per", "/"]) && is(ahead + 1, &["week", "wk"]) {
            Some(ahead + 2)
        } else {
            None
        }
    };
    let per_day = |ahead: usize| {
        if is(ahead, &["daily"]) {
            Some(ahead + 1)
        } else if is(ahead, &["a", "per", "/"]) && is(ahead + 1, &["day"]) {
            Some(ahead + 2)
        } else {
            None
        }
    };
    // `2x/week`, `3 times a week`, `2/week`.
    let times = |number: u32| {
        (pieces.get(at).and_then(whole) == Some(number)).then(|| 1 + usize::from(is(1, &["x", "times", "fx"])))
    };
    let initials = |letters: &[&str]| {
        letters.iter().enumerate().all(|(place, letter)| is(2 * place, &[letter]) && is(2 * place + 1, &["."]))
    };
    let (schedule, length) = match pieces.get(at)?.lower.as_str() {
        "bid" => (Schedule::TwiceDaily, 1),
        "b" if initials(&["b", "i", "d"]) => (Schedule::TwiceDaily, 6),
        "twice" if per_day(1).is_some() => (Schedule::TwiceDaily, per_day(1)?),
        "two" | "2" if is(1, &["times", "x"]) && per_day(2).is_some() => (Schedule::TwiceDaily, per_day(2)?),
        "2" if per_day(1).is_some() => (Schedule::TwiceDaily, per_day(1)?),
        "qod" | "eod" => (Schedule::EveryOtherDay, 1),
        "every" if is(1, &["other", "second"]) && is(2, &["day"]) => (Schedule::EveryOtherDay, 3),
        "alternate" | "alternating" if is(1, &["days", "day"]) => (Schedule::EveryOtherDay, 2),
        "twice" if per_week(1).is_some() => (Schedule::TwiceWeekly, per_week(1)?),
        "two" if is(1, &["times"]) && per_week(2).is_some() => (Schedule::TwiceWeekly, per_week(2)?),
        "thrice" if per_week(1).is_some() => (Schedule::ThriceWeekly, per_week(1)?),
        "three" if is(1, &["times"]) && per_week(2).is_some() => (Schedule::ThriceWeekly, per_week(2)?),
        "2" if times(2).and_then(per_week).is_some() => (Schedule::TwiceWeekly, times(2).and_then(per_week)?),
        "3" if times(3).and_then(per_week).is_some() => (Schedule::ThriceWeekly, times(3).and_then(per_week)?),
        "once" if per_week(1).is_some() => (Schedule::Weekly, per_week(1)?),
        "once" if per_day(1).is_some() => (Schedule::Daily, per_day(1)?),
        "weekly" | "qw" => (Schedule::Weekly, 1),
        "daily" | "qd" => (Schedule::Daily, 1),
        "q" if initials(&["q", "d"]) => (Schedule::Daily, 4),
        _ => return None,
    };
    let is_of_others = |place: Option<usize>| place.is_some_and(|place| is_any_at(pieces, place, OTHERS));
    let is_twice_more =
        pieces[at].kind == Kind::Word && is_any_at(pieces, at.wrapping_sub(1), &["twice", "once", "times"]);
    (!is_of_others(at.checked_sub(1)) && !is_of_others(Some(at + length)) && !is_twice_more)
        .then_some((schedule, at + length))
}

/// The first schedule that is stated.
pub(super) fn schedule(pieces: &[Word]) -> Option<Found<Schedule>> {
    (0..pieces.len()).find_map(|at| {
        let (value, end) = schedule_at(pieces, at)?;
        let Span { start, .. } = pieces[at].span;
        Some(Found { value, span: Span { start, end: pieces[end - 1].span.end } })
    })
}
