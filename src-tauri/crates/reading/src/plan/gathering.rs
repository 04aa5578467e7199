//! The courses of a plan's prose, gathered: what belongs together though it stands apart, what is told again, what is a total, what is of the past.

use super::clauses::{Telling, is_joint, is_plus};
use super::course::{Course, course_at, unitless_start};
use super::prose::Reader;
use super::quantity::{BOOSTS, is_any_at};
use super::{DoseUnit, StatedDose};

impl Reader<'_> {
    /// The courses in order, and a total of them all.
    pub(super) fn courses(&self) -> (Vec<Course>, Option<StatedDose>) {
        let mut courses: Vec<Course> = Vec::new();
        let mut course_total = None;
        let mut at = 0;
        while at < self.pieces.len() {
            let Some(course) = self.course(at, courses.is_empty()) else {
                at += 1;
                continue;
            };
            at = course.end;
            let is_past = self.clauses.is_history(course.first)
                || (course.needs_context && self.clauses.telling(course.first) == Telling::Past);
            if is_past {
                continue;
            }
            if let (Some(dose), true) = (course.dose, self.is_total(&course)) {
                match &mut courses[..] {
                    [] => {}
                    [only] if only.dose.is_none() && dose.unit != DoseUnit::Unwritten => {
                        only.dose = Some(dose);
                        only.end = only.end.max(course.end);
                        continue;
                    }
                    _ => {
                        course_total = course_total.or((dose.unit != DoseUnit::Unwritten).then_some(dose));
                        continue;
                    }
                }
            }
            match courses.last_mut() {
                Some(earlier) if self.is_reached_in_all(earlier, &course) => {
                    course_total = course_total.or(course.dose.filter(|dose| dose.unit != DoseUnit::Unwritten));
                }
                Some(earlier) if self.belong_together(earlier, &course) => {
                    earlier.dose = earlier.dose.or(course.dose);
                    earlier.fractions = earlier.fractions.or(course.fractions);
                    earlier.per_fraction = earlier.per_fraction.or(course.per_fraction);
                    earlier.end = course.end;
                }
                Some(earlier) if self.is_restated(earlier, &course) => {}
                _ => courses.push(course),
            }
        }
        let mut courses = self.with_levels(courses);
        // The number that a plan would go on from, when it does not.
        if let [only] = &courses[..]
            && only.is_unitless()
        {
            courses.clear();
        }
        (courses, course_total)
    }

    fn course(&self, at: usize, is_first: bool) -> Option<Course> {
        let is_of_radiotherapy = || self.clauses.is_of_radiotherapy(at);
        let found = course_at(self.pieces, at)
            .filter(|course| !course.needs_context || is_of_radiotherapy() || self.is_total(course));
        found.or_else(|| {
            unitless_start(self.pieces, at).filter(|_| is_first).filter(|_| {
                is_any_at(self.pieces, at.wrapping_sub(1), &["rt", "plan", "ebrt", "isrt"])
                    || self.techniques.iter().any(|named| named.end == at)
            })
        })
    }

    /// `total 60 Gy`, `total dose of 60 Gy`.
    fn is_total(&self, course: &Course) -> bool {
        let mut before = self.pieces[..course.first].iter().rev();
        let link = before.by_ref().take(3).find(|piece| !piece.is_any(&["of", "dose", ":", "to", "="]));
        link.is_some_and(|piece| piece.is_any(&["total", "totaling", "totalling", "cumulative"]))
    }

    /// `16 Gy in 8 fx to 66 Gy`.
    fn is_reached_in_all(&self, earlier: &Course, course: &Course) -> bool {
        let is_lone = course.fractions.is_none() && course.per_fraction.is_none() && course.levels.is_empty();
        let is_whole = earlier.dose.is_some() && earlier.fractions.is_some();
        is_lone && is_whole && course.first == earlier.end + 1 && is_any_at(self.pieces, earlier.end, &["to"])
    }

    /// Doses that are given at once as one course, from the last on, which has the fractions.
    fn with_levels(&self, courses: Vec<Course>) -> Vec<Course> {
        let mut merged: Vec<Course> = Vec::with_capacity(courses.len());
        for earlier in courses.into_iter().rev() {
            match merged.last_mut() {
                Some(course) if self.are_levels(&earlier, course) => {
                    course.first = earlier.first;
                    course.levels.extend(earlier.dose);
                    course.rank_levels();
                }
                _ => merged.push(earlier),
            }
        }
        merged.reverse();
        merged
    }

    /// `70 Gy to PTV1 and 56 Gy to PTV2 in 35 fx`: doses at once, not one after the other.
    fn are_levels(&self, earlier: &Course, course: &Course) -> bool {
        let between = earlier.end..course.first;
        let is_lone = earlier.dose.is_some() && earlier.fractions.is_none() && earlier.per_fraction.is_none();
        let is_whole = course.dose.is_some() && course.fractions.is_some() && course.per_fraction.is_none();
        let is_written = |course: &Course| course.dose.is_some_and(|dose| dose.unit != DoseUnit::Unwritten);
        is_lone
            && is_whole
            && is_written(earlier)
            && is_written(course)
            && self.clauses.sentence(earlier.first) == self.clauses.sentence(course.first)
            && between.clone().any(|at| is_any_at(self.pieces, at, &["and", "&"]))
            && !between.clone().any(|at| is_joint(self.pieces, at) || is_any_at(self.pieces, at, BOOSTS))
    }

    /// Dose here and fractions there, in one sentence and with nothing between that parts phases.
    fn belong_together(&self, earlier: &Course, course: &Course) -> bool {
        let has_dose = |course: &Course| course.dose.is_some();
        let is_dose_of_fraction_only = !has_dose(course) && course.fractions.is_none();
        // `to the pelvis then the vaginal cuff, 1.8 Gy per fraction` speaks of targets, not of phases.
        let parts = |at: usize| match is_dose_of_fraction_only {
            true => is_plus(self.pieces, at),
            false => is_joint(self.pieces, at),
        };
        let is_parted = self.clauses.sentence(earlier.first) != self.clauses.sentence(course.first)
            || (earlier.end..course.first).any(|at| parts(at) || is_any_at(self.pieces, at, BOOSTS));
        let completes = match (has_dose(earlier), earlier.fractions.is_some(), earlier.per_fraction.is_some()) {
            (true, false, false) => course.fractions.is_some() && !has_dose(course),
            (false, true, _) => has_dose(course) && course.fractions.is_none() && course.per_fraction.is_none(),
            (true, true, false) => is_dose_of_fraction_only,
            _ => false,
        };
        !is_parted && completes && course.levels.is_empty()
    }

    /// The same again in another sentence.
    fn is_restated(&self, earlier: &Course, course: &Course) -> bool {
        let values = |course: &Course| {
            let dose = |dose: Option<StatedDose>| dose.map(|dose| (dose.value.to_bits(), dose.unit));
            (dose(course.dose), course.fractions.map(|stated| stated.count), dose(course.per_fraction))
        };
        course.dose.is_some()
            && values(earlier) == values(course)
            && self.clauses.sentence(earlier.first) != self.clauses.sentence(course.first)
            && !self.is_boost_before(earlier.end, course.first)
    }
}
