//! From the history to what stands. A history that cannot have happened is refused; nothing is repaired.

use std::collections::{BTreeMap, HashMap};

use crate::{Act, Entry, Error, ItemNumber, Order, Protocol, RaterNumber, Rating};

/// All that was recorded, and what of it stands.
#[derive(Debug, Clone)]
pub struct Ledger {
    history: Vec<Entry>,
    /// Index of the entry that stands.
    current: BTreeMap<(RaterNumber, ItemNumber), usize>,
    /// How many there are, standing or not.
    counts: HashMap<(RaterNumber, ItemNumber), usize>,
}

/// How far a rater is. Nothing of what was rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Letters rated.
    pub rated: usize,
    /// Letters there are.
    pub total: usize,
    /// Flagged.
    pub flagged: usize,
}

impl Ledger {
    /// Reads a history, oldest entry first.
    ///
    /// # Errors
    /// [`Error::EntryOrder`], [`Error::UnknownRater`], [`Error::UnknownItem`], [`Error::NotCurrent`], [`Error::AlreadyCurrent`],
    /// [`Error::NothingWithdrawn`], and those of [`Rating::new`].
    pub fn of(protocol: &Protocol, history: Vec<Entry>) -> Result<Self, Error> {
        let mut ledger =
            Self { history: Vec::with_capacity(history.len()), current: BTreeMap::new(), counts: HashMap::new() };
        for entry in history {
            ledger.append(protocol, entry)?;
        }
        Ok(ledger)
    }

    /// Appends an act.
    ///
    /// # Errors
    /// As [`Ledger::of`]; the ledger is then as it was.
    pub fn append(&mut self, protocol: &Protocol, entry: Entry) -> Result<(), Error> {
        let Entry { id, rater, item, replaces, .. } = entry;
        if self.history.last().is_some_and(|last| last.id >= id) {
            return Err(Error::EntryOrder { entry: id });
        }
        protocol.rater(rater).ok_or(Error::UnknownRater { rater })?;
        protocol.item(item).ok_or(Error::UnknownItem { item })?;
        if let Act::Rated(rating) = &entry.act {
            rating.check(protocol)?;
        }
        let standing = self.current(rater, item).map(|standing| standing.id);
        match (replaces, standing) {
            (None, None) if entry.act == Act::Withdrawn => return Err(Error::NothingWithdrawn { entry: id }),
            (replaces, standing) if replaces == standing => {}
            (Some(replaces), _) => return Err(Error::NotCurrent { entry: id, replaces }),
            (None, _) => return Err(Error::AlreadyCurrent { entry: id }),
        }
        match entry.act {
            Act::Rated(_) => self.current.insert((rater, item), self.history.len()),
            Act::Withdrawn => self.current.remove(&(rater, item)),
        };
        *self.counts.entry((rater, item)).or_default() += 1;
        self.history.push(entry);
        Ok(())
    }

    /// Everything, oldest first.
    #[must_use]
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// What stands of a rater and a letter.
    #[must_use]
    pub fn current(&self, rater: RaterNumber, item: ItemNumber) -> Option<&Entry> {
        self.current.get(&(rater, item)).map(|index| &self.history[*index])
    }

    /// The rating that stands.
    #[must_use]
    pub fn rating(&self, rater: RaterNumber, item: ItemNumber) -> Option<&Rating> {
        self.current(rater, item)?.act.rating()
    }

    /// All that stands, by rater and letter.
    pub fn standing(&self) -> impl Iterator<Item = &Entry> {
        self.current.values().map(|index| &self.history[*index])
    }

    /// Whether this entry stands.
    #[must_use]
    pub fn stands(&self, entry: &Entry) -> bool {
        self.current(entry.rater, entry.item).is_some_and(|standing| standing.id == entry.id)
    }

    /// How many entries of a rater and a letter do not stand any more.
    #[must_use]
    pub fn earlier(&self, rater: RaterNumber, item: ItemNumber) -> usize {
        let all = self.counts.get(&(rater, item)).copied().unwrap_or(0);
        all - usize::from(self.current.contains_key(&(rater, item)))
    }

    /// How far a rater is.
    #[must_use]
    pub fn progress(&self, order: &Order) -> Progress {
        let ratings = order.items().iter().filter_map(|item| self.rating(order.rater(), *item));
        let count = |(rated, flagged), rating: &Rating| (rated + 1, flagged + usize::from(rating.is_flagged()));
        let (rated, flagged) = ratings.fold((0, 0), count);
        Progress { rated, total: order.items().len(), flagged }
    }

    /// The first position without a rating from `from` on, then from the start; nothing when all letters are rated.
    #[must_use]
    pub fn next_open(&self, order: &Order, from: usize) -> Option<usize> {
        let total = order.items().len();
        let is_open =
            |position: &usize| order.item_at(*position).is_some_and(|item| self.current(order.rater(), item).is_none());
        (from.min(total)..total).chain(0..from.min(total)).find(is_open)
    }
}
