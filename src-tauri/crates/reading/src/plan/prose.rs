//! From the courses that stand in a plan's prose to its phases: which is a boost, which radiation each has.

use isocenter_domain::{Modality, PhaseRole};

use super::clauses::{Clauses, Telling, is_boundary};
use super::course::Course;
use super::quantity::{BOOSTS, is_any_at};
use super::radiation::{Named, each_once, radiation_words, stated, techniques};
use super::schedule::schedule;
use super::targets::{Targets, targets};
use super::{Counting, PlanPhase, Schedule, StatedDose, Technique};
use crate::words::Word;
use crate::{Found, Span};

const MOST_LABEL_WORDS: usize = 4;
/// Words that a label may have beside these; others name sites, sides, techniques, and are read as such.
const BESIDE_BOOST: &[&str] = &[
    "bed",
    "cavity",
    "down",
    "field",
    "final",
    "first",
    "focal",
    "gross",
    "local",
    "nodal",
    "node",
    "nodes",
    "off",
    "reduced",
    "residual",
    "scar",
    "second",
    "sequential",
    "tumor",
    "tumour",
    "volume",
];
/// A word within this of a course's end may still call it a boost: `16 Gy in 8 fx electron boost`.
const BOOST_BEHIND: usize = 3;

/// What prose states.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub(super) phases: Vec<PlanPhase>,
    pub(super) modalities: Vec<Found<Modality>>,
    pub(super) techniques: Vec<Found<Technique>>,
    pub(super) targets: Targets,
    pub(super) schedule: Option<Found<Schedule>>,
    pub(super) integrated_boost: Option<Span>,
    pub(super) course_total: Option<StatedDose>,
}

/// The pieces and what was found in them, on the way to phases.
pub(super) struct Reader<'a> {
    pub(super) pieces: &'a [Word<'a>],
    pub(super) clauses: Clauses,
    words: Vec<Named<Modality>>,
    pub(super) techniques: Vec<Named<Technique>>,
}

pub(super) fn read(pieces: &[Word]) -> Prose {
    let (words, named) = (radiation_words(pieces), techniques(pieces));
    let places = words.iter().map(|named| named.first).chain(named.iter().map(|named| named.first));
    let clauses = Clauses::of(pieces, places);
    let techniques = of_the_plan(&clauses, named);
    let reader = Reader { pieces, clauses, words, techniques };
    let (courses, course_total) = reader.courses();
    let mut phases: Vec<PlanPhase> = (0..courses.len()).map(|place| reader.phase(&courses, place)).collect();
    let weighted: Vec<Span> =
        phases.iter().flat_map(weighted).chain(course_total.iter().filter_map(weighted_span)).collect();
    let modalities = stated(pieces, &reader.words, &reader.techniques, &weighted);
    // The only radiation that is named is that of all phases, unless a later phase alone is said to have it: `45 Gy/25 fx then HDR 7 Gy x 3`.
    let is_of_later = phases.first().is_some_and(|first| first.modality.is_none())
        && phases.iter().any(|phase| phase.modality.is_some());
    if let ([only], false) = (&modalities[..], is_of_later) {
        phases.iter_mut().for_each(|phase| phase.modality = phase.modality.or(Some(only.value)));
    }
    let levels = phases.iter().find(|phase| !phase.levels.is_empty()).map(|phase| phase.span);
    Prose {
        modalities,
        techniques: each_once(reader.techniques.iter().map(|named| named.found(pieces)).collect()),
        targets: targets(pieces, &reader.clauses, &reader.techniques),
        schedule: schedule(pieces),
        integrated_boost: integrated_boost(pieces).or(levels),
        phases,
        course_total,
    }
}

/// Techniques outside of the indication; only where there is none, those within it. Never those of an earlier treatment.
fn of_the_plan(clauses: &Clauses, named: Vec<Named<Technique>>) -> Vec<Named<Technique>> {
    let telling = |wanted: Telling| -> Vec<_> {
        named.iter().copied().filter(|named| clauses.telling(named.first) == wanted).collect()
    };
    let plan = telling(Telling::Plan);
    if plan.is_empty() { telling(Telling::Indication) } else { plan }
}

fn weighted_span(dose: &StatedDose) -> Option<Span> {
    dose.unit.is_weighted().then_some(dose.span)
}

fn weighted(phase: &PlanPhase) -> impl Iterator<Item = Span> {
    phase.dose.iter().chain(&phase.levels).chain(&phase.per_fraction).filter_map(weighted_span)
}

/// `SIB`, `simultaneous integrated boost`.
fn integrated_boost(pieces: &[Word]) -> Option<Span> {
    (0..pieces.len()).find_map(|at| {
        let length = if pieces[at].is("sib") {
            1
        } else if pieces[at].is("integrated") && is_any_at(pieces, at + 1, &["boost"]) {
            2
        } else {
            return None;
        };
        let is_denied = is_any_at(pieces, at.wrapping_sub(1), &["no", "not", "without"]);
        (!is_denied).then(|| pieces[at].span.joined(pieces[at + length - 1].span))
    })
}

impl Reader<'_> {
    fn is_boost(&self, at: usize) -> bool {
        let is_integrated = is_any_at(self.pieces, at.wrapping_sub(1), &["integrated", "sib", "no", "without"]);
        is_any_at(self.pieces, at, BOOSTS) && !is_integrated
    }

    pub(super) fn is_boost_before(&self, from: usize, to: usize) -> bool {
        let sentence = self.clauses.sentence(to);
        (from..to).rev().take_while(|at| self.clauses.sentence(*at) == sentence).any(|at| self.is_boost(at))
    }

    /// Where the words before a course begin: behind the one before it, and what still belongs to that.
    fn lead_start(&self, courses: &[Course], place: usize) -> usize {
        let Some(earlier) = place.checked_sub(1).and_then(|earlier| courses.get(earlier)) else { return 0 };
        self.boost_behind(courses, place - 1).map_or(earlier.end, |at| at + 1)
    }

    /// Where a course is called a boost behind itself: `10 Gy/5 fx boost`.
    fn boost_behind(&self, courses: &[Course], place: usize) -> Option<usize> {
        let course = courses.get(place)?;
        let at = (course.end..course.end + BOOST_BEHIND)
            .take_while(|at| !is_boundary(self.pieces, *at))
            .find(|at| self.is_boost(*at))?;
        // Without anything that parts it from the next course, the word belongs to that one.
        let is_of_next = courses.get(place + 1).is_some_and(|next| {
            self.clauses.sentence(next.first) == self.clauses.sentence(at)
                && (at..next.first).all(|at| !is_boundary(self.pieces, at))
        });
        (!is_of_next).then_some(at)
    }

    fn phase(&self, courses: &[Course], place: usize) -> PlanPhase {
        let course = &courses[place];
        let lead = self.lead_start(courses, place);
        let is_boost = !course.is_unitless()
            && (self.is_boost_before(lead, course.first)
                || self.boost_behind(courses, place).is_some()
                || (course.first..course.end).any(|at| self.is_boost(at)));
        let (role, label) = match is_boost {
            true => (PhaseRole::Boost, self.boost_label(lead, course.first)),
            false => (PhaseRole::Primary, "primary".to_owned()),
        };
        let is_reached =
            is_boost && course.dose.is_some() && is_any_at(self.pieces, course.first.wrapping_sub(1), &["to"]);
        PlanPhase {
            role,
            label,
            modality: self.modality(courses, place),
            dose: course.dose,
            counting: if is_reached { Counting::Cumulative } else { Counting::Phase },
            levels: course.levels.clone(),
            fractions: course.fractions,
            per_fraction: course.per_fraction,
            span: self.pieces[course.first].span.joined(self.pieces[course.end - 1].span),
        }
    }

    /// The plain words before the course that call it a boost: `boost nodes`.
    fn boost_label(&self, lead: usize, first: usize) -> String {
        let joint = (lead..first).rev().find(|at| is_boundary(self.pieces, *at)).map_or(lead, |at| at + 1);
        let end = first - usize::from(is_any_at(self.pieces, first.wrapping_sub(1), &["to"]) && first > joint);
        let joint = joint + usize::from(is_any_at(self.pieces, joint, &["plan", "rx"]) && joint < end);
        let words = self.pieces.get(joint..end).unwrap_or_default();
        let is_plain = (1..=MOST_LABEL_WORDS).contains(&words.len())
            && words.iter().all(|word| word.is_any(BOOSTS) || word.is_any(BESIDE_BOOST))
            && words.iter().any(|word| word.is_any(BOOSTS));
        match is_plain {
            true => words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" "),
            false => "boost".to_owned(),
        }
    }

    /// The radiation that the words around a course give it.
    fn modality(&self, courses: &[Course], place: usize) -> Option<Modality> {
        let course = &courses[place];
        let (from, to) = self.window(courses, place);
        let is_within = |first: usize, end: usize| from <= first && end <= to;
        let only = |mut found: Vec<Modality>| {
            found.sort_unstable();
            found.dedup();
            if let [only] = found[..] { Some(only) } else { None }
        };
        let words = self.words.iter().filter(|named| is_within(named.first, named.end)).map(|named| named.value);
        let of_techniques = self.techniques.iter().filter(|named| is_within(named.first, named.end));
        let is_weighted =
            course.dose.iter().chain(&course.levels).chain(&course.per_fraction).any(|dose| dose.unit.is_weighted());
        only(words.collect())
            .or_else(|| only(of_techniques.filter_map(|named| named.value.modality()).collect()))
            .or(is_weighted.then_some(Modality::Proton))
    }

    /// The pieces whose words speak of a course: its clause, up to the courses beside it.
    fn window(&self, courses: &[Course], place: usize) -> (usize, usize) {
        let course = &courses[place];
        let earlier_end =
            place.checked_sub(1).and_then(|earlier| courses.get(earlier)).map_or(0, |earlier| earlier.end);
        let from = match (earlier_end..course.first).rev().find(|at| is_boundary(self.pieces, *at)) {
            Some(boundary) => boundary + 1,
            // Of two courses that nothing parts, the word directly behind the first is the first's.
            None if place > 0 => self.word_behind(earlier_end).unwrap_or(earlier_end),
            None => 0,
        };
        let next_first = courses.get(place + 1).map_or(self.pieces.len(), |next| next.first);
        let to = match (course.end..next_first).find(|at| is_boundary(self.pieces, *at)) {
            Some(boundary) => boundary,
            None if next_first < self.pieces.len() => self.word_behind(course.end).unwrap_or(course.end),
            None => next_first,
        };
        (from, to)
    }

    fn word_behind(&self, at: usize) -> Option<usize> {
        self.words.iter().find(|named| named.first == at).map(|named| named.end)
    }
}
