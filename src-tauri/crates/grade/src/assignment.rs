//! A grader's own order: examples, then regimens with hidden repeats. It follows from the seed and the grader's index alone, and a position
//! tells nothing of the arm.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::draw::Draw;
use crate::{Error, GraderId, ItemNumber, Protocol, Round};

/// What a grader looks at in one position of the grading stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// First or repeat.
    pub round: Round,
    /// Which regimen; which example in the calibration round.
    pub item: ItemNumber,
}

/// One grader's positions, counted from 0 in each stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    grader: GraderId,
    calibration: Vec<ItemNumber>,
    grading: Vec<Look>,
    positions: HashMap<Look, usize>,
}

impl Assignment {
    /// The order of a grader of the protocol, removed ones included.
    ///
    /// # Errors
    /// [`Error::UnknownGrader`].
    pub fn of(protocol: &Protocol, grader: GraderId) -> Result<Self, Error> {
        let index = protocol.graders.iter().position(|other| other.id == grader);
        let index = index.ok_or(Error::UnknownGrader { grader })? as u64;
        let mut calibration: Vec<ItemNumber> = protocol.examples.iter().map(|example| example.number).collect();
        Draw::new(protocol.order_seed, "calibration", index).shuffle(&mut calibration);
        let regimens = regimens(protocol);
        let mut draw = Draw::new(protocol.order_seed, "order", index);
        let firsts = spread(regimens, &mut draw);
        let repeats = repeat_count(firsts.len(), protocol.repeat_percent);
        let grading = with_repeats(firsts, repeats, &mut Draw::new(protocol.order_seed, "repeats", index));
        Ok(Self::new(grader, calibration, grading))
    }

    /// How many examples and how many positions of the grading stage every order of a protocol has, without drawing one.
    #[must_use]
    pub fn lengths(protocol: &Protocol) -> (usize, usize) {
        let regimens = protocol.items.len();
        (protocol.examples.len(), regimens + repeat_count(regimens, protocol.repeat_percent))
    }

    /// The order that a packet brought.
    #[must_use]
    pub fn new(grader: GraderId, calibration: Vec<ItemNumber>, grading: Vec<Look>) -> Self {
        let examples = calibration.iter().map(|item| Look { round: Round::Calibration, item: *item });
        let positions = examples.enumerate().chain(grading.iter().copied().enumerate());
        let positions = positions.map(|(position, look)| (look, position)).collect();
        Self { grader, calibration, grading, positions }
    }

    /// Whose it is.
    #[must_use]
    pub const fn grader(&self) -> GraderId {
        self.grader
    }

    /// The examples, in this grader's order.
    #[must_use]
    pub fn calibration(&self) -> &[ItemNumber] {
        &self.calibration
    }

    /// The regimens, in this grader's order.
    #[must_use]
    pub fn grading(&self) -> &[Look] {
        &self.grading
    }

    /// Position of a look in its stage, if it is one of this grader's.
    #[must_use]
    pub fn position(&self, look: Look) -> Option<usize> {
        self.positions.get(&look).copied()
    }
}

/// How many of `items` a grader sees twice.
#[must_use]
pub(crate) const fn repeat_count(items: usize, percent: u32) -> usize {
    let count = (items * percent as usize + 50) / 100;
    if count > items / 2 { items / 2 } else { count }
}

/// A regimen with its case as a number: thousands of them are compared.
#[derive(Clone, Copy)]
struct Regimen {
    item: ItemNumber,
    case: usize,
}

fn regimens(protocol: &Protocol) -> Vec<Regimen> {
    let cases: HashMap<_, _> = protocol.cases.iter().enumerate().map(|(place, case)| (&case.id, place)).collect();
    // A case that is not listed stands alone; `Protocol::check` refuses it.
    let case = |item: &crate::Item| cases.get(&item.case).copied().unwrap_or(usize::MAX);
    protocol.items.iter().map(|item| Regimen { item: item.number, case: case(item) }).collect()
}

/// A drawn order in which no two of a case follow each other, unless there is no such order.
fn spread(mut all: Vec<Regimen>, draw: &mut Draw) -> Vec<Regimen> {
    draw.shuffle(&mut all);
    let mut order: Vec<Regimen> = Vec::with_capacity(all.len());
    let mut left = Vec::new();
    for at in 0..all.len() {
        let before = order.last().map(|regimen| regimen.case);
        let fitting = (at..all.len()).find(|place| Some(all[*place].case) != before);
        let Some(fitting) = fitting else {
            left.extend_from_slice(&all[at..]);
            break;
        };
        all.swap(at, fitting);
        order.push(all[at]);
    }
    // Only one case is left, and it is the last one too: there is an order exactly if each of them finds a gap between others.
    for regimen in left {
        let is_free = |gap: &usize| {
            let is_other = |place: Option<usize>| {
                place.and_then(|place| order.get(place)).is_none_or(|other| other.case != regimen.case)
            };
            is_other(gap.checked_sub(1)) && is_other(Some(*gap))
        };
        let gaps: Vec<usize> = (0..=order.len()).filter(is_free).collect();
        let gap = if gaps.is_empty() { order.len() } else { gaps[draw.below(gaps.len())] };
        order.insert(gap, regimen);
    }
    order
}

/// Puts `count` repeats into the last third, far enough behind the first look and not beside the same case where another will do.
fn with_repeats(firsts: Vec<Regimen>, count: usize, draw: &mut Draw) -> Vec<Look> {
    let total = firsts.len() + count;
    let last_third = (2 * total).div_ceil(3);
    let mut places: Vec<usize> = (last_third..total).collect();
    draw.shuffle(&mut places);
    places.truncate(count);
    places.sort_unstable();
    let mut order: Vec<Option<Regimen>> = vec![None; total];
    let mut is_repeat = vec![false; total];
    places.iter().for_each(|place| is_repeat[*place] = true);
    let mut pool = Vec::with_capacity(firsts.len());
    let mut firsts = firsts.into_iter();
    for (place, slot) in order.iter_mut().enumerate() {
        if !is_repeat[place] {
            *slot = firsts.next();
            pool.extend(slot.map(|regimen| (place, regimen)));
        }
    }
    let apart = least_distance(pool.len());
    draw.shuffle(&mut pool);
    for place in places {
        let is_far = |(first, _): &(usize, Regimen)| first + apart <= place;
        let beside = |place: Option<usize>| place.and_then(|place| *order.get(place)?).map(|other| other.case);
        let (before, after) = (beside(place.checked_sub(1)), beside(Some(place + 1)));
        let is_apart = |(_, regimen): &(usize, Regimen)| ![before, after].contains(&Some(regimen.case));
        let found = pool.iter().position(|drawn| is_far(drawn) && is_apart(drawn));
        if let Some(found) = found.or_else(|| pool.iter().position(is_far)) {
            order[place] = Some(pool.swap_remove(found).1);
        }
    }
    let look = |(regimen, is_repeat): (Option<Regimen>, bool)| {
        let round = if is_repeat { Round::Repeat } else { Round::First };
        regimen.map(|regimen| Look { round, item: regimen.item })
    };
    order.into_iter().zip(is_repeat).filter_map(look).collect()
}

/// How many positions a repeat comes behind the first look at least.
fn least_distance(items: usize) -> usize {
    (items / 4).clamp(1, 10)
}
