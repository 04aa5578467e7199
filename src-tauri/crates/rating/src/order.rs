//! In which order a rater sees the letters, and the numbers of the letters: drawn by the seed, so that neither tells who wrote a letter.

use std::collections::{BTreeMap, HashMap};

use isocenter_stats::SplitMix64;
use sha2::Digest as _;

use crate::{Arm, CaseLabel, Error, Item, ItemNumber, Protocol, RaterNumber};

/// A stream of chance of its own for each purpose.
fn chance(purpose: &str, seed: u64, index: u32) -> SplitMix64 {
    let hash = sha2::Sha256::digest(format!("isocenter-rating {purpose} {seed} {index}"));
    SplitMix64::new(hash.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
}

/// Numbers letters that are to be written in a drawn order, whatever the order of the list; texts come later.
#[must_use]
pub fn numbered_items(letters: &[(CaseLabel, Arm)], seed: u64) -> Vec<Item> {
    let mut letters = letters.to_vec();
    letters.sort();
    chance("letters", seed, 0).shuffle(&mut letters);
    let item = |(number, (case, arm)): (u32, (CaseLabel, Arm))| Item {
        number: ItemNumber::new(number),
        case,
        author: arm.author,
        model: arm.model,
        sha256: None,
    };
    (1..).zip(letters).map(item).collect()
}

/// One rater's order of the letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    rater: RaterNumber,
    items: Vec<ItemNumber>,
    positions: HashMap<ItemNumber, usize>,
}

impl Order {
    /// The order of a rater: it follows from the seed and the rater's number, and no two letters of a case follow each other where that can
    /// be avoided.
    ///
    /// # Errors
    /// [`Error::UnknownRater`].
    pub fn of(protocol: &Protocol, rater: RaterNumber) -> Result<Self, Error> {
        protocol.rater(rater).ok_or(Error::UnknownRater { rater })?;
        let items = spread(protocol, &mut chance("order", protocol.seed, rater.number()));
        let positions = items.iter().enumerate().map(|(position, item)| (*item, position)).collect();
        Ok(Self { rater, items, positions })
    }

    /// Whose it is.
    #[must_use]
    pub const fn rater(&self) -> RaterNumber {
        self.rater
    }

    /// The letters in this order.
    #[must_use]
    pub fn items(&self) -> &[ItemNumber] {
        &self.items
    }

    /// The letter at a position, from 0.
    #[must_use]
    pub fn item_at(&self, position: usize) -> Option<ItemNumber> {
        self.items.get(position).copied()
    }

    /// The position of a letter, from 0.
    #[must_use]
    pub fn position(&self, item: ItemNumber) -> Option<usize> {
        self.positions.get(&item).copied()
    }
}

/// Draws letter after letter among those of another case than the last. A case with more letters than the others can part is drawn before
/// it is too late.
fn spread(protocol: &Protocol, chance: &mut SplitMix64) -> Vec<ItemNumber> {
    let mut left: Vec<&Item> = protocol.items.iter().collect();
    let mut counts: BTreeMap<&CaseLabel, usize> = BTreeMap::new();
    left.iter().for_each(|item| *counts.entry(&item.case).or_default() += 1);
    let mut order = Vec::with_capacity(left.len());
    let mut before: Option<&CaseLabel> = None;
    while !left.is_empty() {
        let rest = left.len() - 1;
        let pressing = counts.iter().find(|(case, count)| Some(**case) != before && **count > rest.div_ceil(2));
        let pressing = pressing.map(|(case, _)| *case);
        let fits = |item: &&Item| pressing.map_or(Some(&item.case) != before, |case| item.case == *case);
        let mut places: Vec<usize> =
            left.iter().enumerate().filter(|(_, item)| fits(item)).map(|(place, _)| place).collect();
        if places.is_empty() {
            places = (0..left.len()).collect();
        }
        let item = left.swap_remove(places[chance.below(places.len())]);
        if let Some(count) = counts.get_mut(&item.case) {
            *count -= 1;
        }
        before = Some(&item.case);
        order.push(item.number);
    }
    order
}
