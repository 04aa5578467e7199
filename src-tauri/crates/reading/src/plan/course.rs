//! The ways in which a course is written, from one place of the text on: `60 Gy/30 fx`, `30 x 2 Gy`, `2 Gy x 30 = 60 Gy`, `30 fractions of 2 Gy`,
//! `1.2 Gy BID to 69.6 Gy/58 fx`, `48/40 in 15`, `54/3`. Which part of the plan it is, is not decided here.

use super::pieces::is_glued;
use super::quantity::{
    BOOSTS, bare_fractions_at, dose_at, fractions_at, is_any_at, is_times, per_fraction_mark_at, unitless_at,
};
use super::schedule::schedule_at;
use super::{DoseUnit, StatedDose, StatedFractions};
use crate::words::{Kind, Word};

const MOST_LEVELS: usize = 5;
/// Fewer gray than fractions, or more fractions than this: a ratio of something else (`4/12 cores`, `130/80`).
const MOST_FRACTIONS_OF_A_RATIO: u32 = 60;

/// A course as it is written, over the pieces `first..end`.
#[derive(Debug, Clone, Default)]
pub(super) struct Course {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) dose: Option<StatedDose>,
    pub(super) levels: Vec<StatedDose>,
    pub(super) fractions: Option<StatedFractions>,
    pub(super) per_fraction: Option<StatedDose>,
    /// Whether only the words around can tell that it is a course at all.
    pub(super) needs_context: bool,
}

impl Course {
    /// Makes the highest of its doses the dose, the others its levels.
    pub(super) fn rank_levels(&mut self) {
        let size = |dose: &StatedDose| dose.gray().unwrap_or(dose.value);
        self.levels.extend(self.dose.take());
        let highest =
            (0..self.levels.len()).rev().max_by(|a, b| size(&self.levels[*a]).total_cmp(&size(&self.levels[*b])));
        self.dose = highest.map(|highest| self.levels.remove(highest));
    }

    /// A lone number that only what follows makes a dose.
    pub(super) fn is_unitless(&self) -> bool {
        let is_unwritten = self.dose.is_some_and(|dose| dose.unit == DoseUnit::Unwritten);
        is_unwritten && self.fractions.is_none() && self.per_fraction.is_none()
    }
}

/// The course that begins at `at`.
pub(super) fn course_at(pieces: &[Word], at: usize) -> Option<Course> {
    let mut course = counted_first(pieces, at)
        .or_else(|| times_first(pieces, at))
        .or_else(|| levels_first(pieces, at))
        .or_else(|| dose_first(pieces, at))
        .or_else(|| ratio(pieces, at))?;
    course.first = at;
    Some(course)
}

/// `30 fractions of 2 Gy (60 Gy)`, `30 fx to 60 Gy`, `5 fx`.
fn counted_first(pieces: &[Word], at: usize) -> Option<Course> {
    let (fractions, end) = fractions_at(pieces, at)?;
    let mut course = Course { fractions: Some(fractions), end, needs_context: true, ..Course::default() };
    // Of one fraction, its dose is the total.
    if let (1, Some((dose, behind))) = (fractions.count.count(), dose_at(pieces, end)) {
        return Some(Course { dose: Some(dose), end: behind, needs_context: false, ..course });
    }
    let Some((dose, behind)) = dose_at(pieces, end + 1) else { return Some(course) };
    let mark = per_fraction_mark_at(pieces, behind);
    let is_per_fraction = is_any_at(pieces, end, &["of", "at", "@", "x", "×", "*"]);
    if is_per_fraction || (mark.is_some() && is_any_at(pieces, end, &[",", "("])) {
        course.per_fraction = Some(dose);
        course.end = closed(pieces, mark.unwrap_or(behind), end);
        total_tail(pieces, &mut course);
    } else if mark.is_none() && is_any_at(pieces, end, &["to", ",", ":", "/", "=", "("]) {
        // `5 fx, 30 Gy/10 fx`: the dose is that of its own fractions.
        let has_own = is_any_at(pieces, behind, &["/", "in"]) && bare_fractions_at(pieces, behind + 1).is_some();
        if !has_own && !is_times(pieces, behind) {
            course.dose = Some(dose);
            course.end = closed(pieces, behind, end);
            per_fraction_tail(pieces, &mut course);
        }
    }
    course.needs_context = course.dose.is_none() && course.per_fraction.is_none();
    Some(course)
}

/// `30 x 2 Gy = 60 Gy`.
fn times_first(pieces: &[Word], at: usize) -> Option<Course> {
    let (fractions, end) = bare_fractions_at(pieces, at)?;
    let (dose, end) = is_times(pieces, end).then(|| dose_at(pieces, end + 1)).flatten()?;
    let mut course = Course { fractions: Some(fractions), per_fraction: Some(dose), end, ..Course::default() };
    course.end = per_fraction_mark_at(pieces, end).unwrap_or(end);
    total_tail(pieces, &mut course);
    Some(course)
}

/// `48/40 in 15`, `70/63/56 Gy in 35 fx`, `70 Gy/56 Gy in 35 fx`.
fn levels_first(pieces: &[Word], at: usize) -> Option<Course> {
    let mut levels: Vec<StatedDose> = Vec::new();
    let mut next = at;
    loop {
        let (dose, end) = dose_at(pieces, next).or_else(|| Some((unitless_at(pieces, next)?, next + 1)))?;
        if dose.unit != DoseUnit::Unwritten {
            // A unit behind the last of several numbers is that of all.
            levels
                .iter_mut()
                .filter(|level| level.unit == DoseUnit::Unwritten)
                .for_each(|level| level.unit = dose.unit);
        }
        levels.push(dose);
        if levels.len() > MOST_LEVELS {
            return None;
        }
        next = end;
        let goes_on =
            is_any_at(pieces, next, &["/"]) && pieces.get(next + 1).is_some_and(|piece| piece.kind == Kind::Number);
        // `60 Gy/30 fx` and `60 Gy/30` go on with fractions.
        let is_dose_ahead = || {
            dose_at(pieces, next + 1).is_some()
                || (levels.iter().all(|level| level.unit == DoseUnit::Unwritten)
                    && fractions_at(pieces, next + 1).is_none())
        };
        if goes_on && is_dose_ahead() {
            next += 1;
        } else {
            break;
        }
    }
    if levels.len() < 2 {
        return None;
    }
    let fractions = match is_any_at(pieces, next, &["in", "over", "/"]) {
        true => bare_fractions_at(pieces, next + 1),
        false => None,
    };
    let is_written_with_each = dose_at(pieces, at).is_some();
    let (fractions, end) = match fractions {
        Some((fractions, end)) => (Some(fractions), end),
        None if is_written_with_each => (None, next),
        None => return None,
    };
    let mut course = Course { levels, fractions, end, ..Course::default() };
    course.rank_levels();
    per_fraction_tail(pieces, &mut course);
    Some(course)
}

/// Whatever begins with a dose and its unit.
fn dose_first(pieces: &[Word], at: usize) -> Option<Course> {
    let (dose, end) = dose_at(pieces, at)?;
    let mut course = Course { end, ..Course::default() };
    if let Some(end) = per_fraction_mark_at(pieces, end) {
        course.per_fraction = Some(dose);
        course.end = end;
        let lead = skip_schedule(pieces, end);
        let lead = lead + usize::from(is_any_at(pieces, lead, &[","]));
        let is_lead = is_times(pieces, lead) || is_any_at(pieces, lead, &["in", "for", "over"]);
        if let Some((fractions, end)) = is_lead.then(|| bare_fractions_at(pieces, lead + 1)).flatten() {
            course.fractions = Some(fractions);
            course.end = end;
        }
        total_tail(pieces, &mut course);
        course.needs_context = course.dose.is_none() && course.fractions.is_none();
        return Some(course);
    }
    let scheduled = skip_schedule(pieces, end);
    let times = is_times(pieces, scheduled).then(|| bare_fractions_at(pieces, scheduled + 1)).flatten();
    if let Some((fractions, end)) = times {
        course.per_fraction = Some(dose);
        course.fractions = Some(fractions);
        course.end = end;
        total_tail(pieces, &mut course);
        return Some(course);
    }
    if is_any_at(pieces, scheduled, &["to"]) && dose_at(pieces, scheduled + 1).is_some() {
        course.per_fraction = Some(dose);
        total_tail(pieces, &mut course);
        return Some(course);
    }
    course.dose = Some(dose);
    if let Some((fractions, end)) = fractions_behind(pieces, end) {
        course.fractions = Some(fractions);
        course.end = end;
    }
    per_fraction_tail(pieces, &mut course);
    course.needs_context = course.fractions.is_none() && course.per_fraction.is_none();
    Some(course)
}

/// `/30`, `in 30 fx`, `(30 fx)`, `, 30 fx`, `30 fx`.
fn fractions_behind(pieces: &[Word], at: usize) -> Option<(StatedFractions, usize)> {
    let at = at + usize::from(is_any_at(pieces, at, &["total", "delivered", "given"]));
    // `10 Gy boost in 5 fx`, `45 Gy BID in 30 fx`.
    let behind = skip_schedule(pieces, at + usize::from(is_any_at(pieces, at, BOOSTS)));
    let at = if is_any_at(pieces, behind, &["/", "in", "over"]) { behind } else { at };
    if is_any_at(pieces, at, &["/", "in", "over"]) {
        let article = usize::from(is_any_at(pieces, at + 1, &["a"]));
        return bare_fractions_at(pieces, at + 1 + article);
    }
    if is_any_at(pieces, at, &["(", ",", "x", "-"]) {
        let inside = at + 1 + usize::from(is_any_at(pieces, at + 1, &["in"]));
        let (fractions, end) = fractions_at(pieces, inside)?;
        // `60 Gy, 30 fractions of 2 Gy` goes on behind.
        return Some((fractions, closed(pieces, end, at)));
    }
    fractions_at(pieces, at)
}

/// `54/3` without any unit.
fn ratio(pieces: &[Word], at: usize) -> Option<Course> {
    let dose = unitless_at(pieces, at)?;
    if is_any_at(pieces, at.wrapping_sub(1), &["/"]) || !is_any_at(pieces, at + 1, &["/"]) {
        return None;
    }
    let called = fractions_at(pieces, at + 2);
    let (fractions, end) = called.or_else(|| bare_fractions_at(pieces, at + 2))?;
    let is_plausible = called.is_some()
        || (dose.value >= f64::from(fractions.count.count())
            && fractions.count.count() <= MOST_FRACTIONS_OF_A_RATIO
            && !is_any_at(pieces, end, &["/"])
            && pieces.get(end).is_none_or(|next| !(next.kind == Kind::Word && is_glued(pieces, end))));
    let mut course = Course {
        dose: Some(dose),
        fractions: Some(fractions),
        end,
        needs_context: called.is_none(),
        ..Course::default()
    };
    per_fraction_tail(pieces, &mut course);
    is_plausible.then_some(course)
}

fn skip_schedule(pieces: &[Word], at: usize) -> usize {
    schedule_at(pieces, at).map_or(at, |(_, end)| end)
}

/// Behind a closing bracket, where one was opened at `opened`.
fn closed(pieces: &[Word], at: usize, opened: usize) -> usize {
    at + usize::from(is_any_at(pieces, opened, &["("]) && is_any_at(pieces, at, &[")"]))
}

/// `@ 2 Gy/fx`, `of 2 Gy`, `(2 Gy per fraction)` behind dose or fractions.
fn per_fraction_tail(pieces: &[Word], course: &mut Course) {
    let lead = course.end;
    let comma = usize::from(is_any_at(pieces, lead, &[","]) && is_any_at(pieces, lead + 1, &["@", "at"]));
    let lead = lead + comma;
    let is_surely = is_any_at(pieces, lead, &["@", "at", "of", "x", "×", "*", "each"]) && course.fractions.is_some();
    let is_maybe = is_surely || is_any_at(pieces, lead, &["@", "at", ",", "(", "with", "=", "each", "in"]);
    let Some((dose, behind)) = is_maybe.then(|| dose_at(pieces, lead + 1)).flatten() else { return };
    let mark = per_fraction_mark_at(pieces, behind);
    if is_surely || mark.is_some() {
        course.per_fraction = Some(dose);
        course.end = closed(pieces, mark.unwrap_or(behind), lead);
    }
}

/// `= 60 Gy`, `to 60 Gy/30 fx`, `(total 60 Gy)`, `for a total of 60 Gy` behind a dose per fraction.
fn total_tail(pieces: &[Word], course: &mut Course) {
    const LEADS: &[&str] = &["=", "(", "to", "total", "totaling", "totalling", ",", "for", "a", "of", "dose"];
    let mut at = skip_schedule(pieces, course.end);
    let opened = at;
    let mut is_total = false;
    while at < opened + 5 && is_any_at(pieces, at, LEADS) {
        is_total |= is_any_at(pieces, at, &["=", "(", "to", "total", "totaling", "totalling"]);
        at += 1;
    }
    let Some((dose, end)) = is_total.then(|| dose_at(pieces, at)).flatten() else { return };
    if per_fraction_mark_at(pieces, end).is_some() || is_times(pieces, end) {
        return;
    }
    course.dose = Some(dose);
    course.end = end;
    if let (None, Some((fractions, end))) = (course.fractions, fractions_behind(pieces, end)) {
        course.fractions = Some(fractions);
        course.end = end;
    }
    course.end = closed(pieces, course.end, opened);
}

/// A number without unit that the plan goes on from: `CSI 23.4 + boost to 54 Gy`, `23.4 protons then boost`.
pub(super) fn unitless_start(pieces: &[Word], at: usize) -> Option<Course> {
    let dose = unitless_at(pieces, at).filter(|dose| dose.value >= 1.0)?;
    let behind = at + 1 + usize::from(is_any_at(pieces, at + 1, &["photons", "protons", "electrons", "brachytherapy"]));
    let goes_on = is_any_at(pieces, behind, &["+", "then", "followed"]);
    goes_on.then(|| Course { first: at, end: at + 1, dose: Some(dose), ..Course::default() })
}
