//! How often each grade was given, and what S1 reports of it.

use serde::Serialize;

use super::share::Share;
use super::standing::{Mark, Standing, StandingItem, When};
use crate::{Grade, GradeGroup, GraderId, Letter};

/// One grader's first grades of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// Whose.
    pub grader: GraderId,
    /// Their name.
    pub name: String,
    /// A or B.
    pub letter: Letter,
    /// How many of grade 1 to 5.
    pub counts: [usize; 5],
    /// Skipped.
    pub skipped: usize,
    /// Neither graded nor skipped; 0 once the discussion has begun.
    pub unrecorded: usize,
    /// Mean grade; none without a grade.
    pub mean: Option<f64>,
}

/// What Wang et al. report: means over the graders, of the regimens that everybody who grades has graded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Acceptance {
    /// Grade 1.
    pub grade_one: Share,
    /// Grades 1 and 2.
    pub acceptable: Share,
}

pub(super) fn distributions<'a>(
    standing: &Standing<'_>,
    items: impl Iterator<Item = &'a StandingItem<'a>> + Clone,
    when: When,
) -> Vec<Distribution> {
    let of = |(index, grader): (usize, &&crate::Grader)| {
        let mut distribution = Distribution {
            grader: grader.id,
            name: grader.name.clone(),
            letter: grader.letter,
            counts: [0; 5],
            skipped: 0,
            unrecorded: 0,
            mean: None,
        };
        for mark in items.clone().map(|item| item.marks[index]) {
            match (mark, mark.grade(when)) {
                (_, Some(grade)) => distribution.counts[grade.index()] += 1,
                (Mark::Skipped, _) => distribution.skipped += 1,
                _ => distribution.unrecorded += 1,
            }
        }
        let n: usize = distribution.counts.iter().sum();
        let sum: usize = Grade::ALL.iter().map(|g| usize::from(g.number()) * distribution.counts[g.index()]).sum();
        distribution.mean = (n > 0).then(|| sum as f64 / n as f64);
        distribution
    };
    standing.graders.iter().enumerate().map(of).collect()
}

pub(super) fn acceptance<'a>(
    standing: &Standing<'_>,
    items: impl Iterator<Item = &'a StandingItem<'a>>,
    when: When,
) -> Acceptance {
    let (mut ones, mut acceptable, mut n) = (0_usize, 0_usize, 0_usize);
    for item in items {
        let grades: Option<Vec<Grade>> = item.marks.iter().map(|mark| mark.grade(when)).collect();
        let Some(grades) = grades.filter(|grades| !grades.is_empty()) else { continue };
        n += 1;
        ones += grades.iter().filter(|grade| grade.number() == 1).count();
        acceptable += grades.iter().filter(|grade| grade.group() == GradeGroup::Acceptable).count();
    }
    let graders = standing.graders.len().max(1) as f64;
    let mean = |count: usize| Share { count: count as f64 / graders, n };
    Acceptance { grade_one: mean(ones), acceptable: mean(acceptable) }
}
