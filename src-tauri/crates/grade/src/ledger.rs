//! From the history to what stands. A history that cannot have happened is refused; nothing is repaired.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{Act, Assignment, EntryId, Error, Grade, GradeEntry, GraderId, ItemNumber, Letter, Place, Protocol, Round};

/// All that was recorded, and what of it stands.
#[derive(Debug, Clone)]
pub struct Ledger {
    history: Vec<GradeEntry>,
    /// Index of the entry that stands.
    current: BTreeMap<Place, usize>,
    /// How many there are, standing or not.
    counts: HashMap<Place, u32>,
}

/// How far a grader is. Nothing of what was graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Examples graded or skipped in the calibration round.
    pub calibrated: usize,
    /// Examples there are.
    pub examples: usize,
    /// Positions recorded, skipped ones included.
    pub recorded: usize,
    /// Positions there are, hidden repeats included.
    pub total: usize,
    /// Skipped.
    pub skipped: usize,
    /// Flagged.
    pub flagged: usize,
}

/// Both graders' grades of a regimen, before the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Which.
    pub item: ItemNumber,
    /// A's grade.
    pub first: Grade,
    /// B's grade.
    pub second: Grade,
}

/// The pairs of a study of grades.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    /// In the order of their numbers.
    pub pairs: Vec<Pair>,
    /// Regimens without a grade of both: skipped or not recorded by one.
    pub missing: Vec<ItemNumber>,
}

impl Ledger {
    /// Reads a history, oldest entry first. An entry that a packet brought while another stood stays beside it, as do its corrections.
    ///
    /// # Errors
    /// [`Error::EntryOrder`], [`Error::UnknownGrader`], [`Error::UnknownItem`], [`Error::NotCurrent`], [`Error::AlreadyCurrent`],
    /// and those of [`GradeEntry::check`].
    pub fn of(protocol: &Protocol, history: Vec<GradeEntry>) -> Result<Self, Error> {
        let mut current: BTreeMap<Place, usize> = BTreeMap::new();
        let mut counts: HashMap<Place, u32> = HashMap::new();
        let mut beside: HashSet<EntryId> = HashSet::new();
        let mut last: Option<EntryId> = None;
        for (index, entry) in history.iter().enumerate() {
            if last.is_some_and(|last| last >= entry.id) {
                return Err(Error::EntryOrder { entry: entry.id });
            }
            last = Some(entry.id);
            entry.check()?;
            if protocol.grader(entry.grader).is_none() {
                return Err(Error::UnknownGrader { grader: entry.grader });
            }
            let is_known = match entry.round {
                Round::Calibration => protocol.example(entry.item).is_some(),
                Round::First | Round::Repeat => protocol.item(entry.item).is_some(),
            };
            if !is_known {
                return Err(Error::UnknownItem { item: entry.item });
            }
            let place = entry.place();
            *counts.entry(place).or_default() += 1;
            let standing = current.get(&place).map(|index| history[*index].id);
            if standing == entry.replaces {
                match entry.act {
                    Act::Withdrawn => current.remove(&place),
                    Act::Graded(_) | Act::Skipped(_) => current.insert(place, index),
                };
                continue;
            }
            let came_beside = entry.packet.is_some() && entry.replaces.is_none_or(|id| beside.contains(&id));
            match entry.replaces {
                _ if came_beside => beside.insert(entry.id),
                Some(replaces) => return Err(Error::NotCurrent { entry: entry.id, replaces }),
                None => return Err(Error::AlreadyCurrent { entry: entry.id }),
            };
        }
        Ok(Self { history, current, counts })
    }

    /// Everything, oldest first.
    #[must_use]
    pub fn history(&self) -> &[GradeEntry] {
        &self.history
    }

    /// What stands at a place.
    #[must_use]
    pub fn current(&self, place: Place) -> Option<&GradeEntry> {
        self.current.get(&place).map(|index| &self.history[*index])
    }

    /// All that stands, by grader, round and item.
    pub fn standing(&self) -> impl Iterator<Item = &GradeEntry> {
        self.current.values().map(|index| &self.history[*index])
    }

    /// How many entries of a place do not stand any more, or never stood.
    #[must_use]
    pub fn earlier(&self, place: Place) -> u32 {
        let all = self.counts.get(&place).copied().unwrap_or(0);
        all - u32::from(self.current.contains_key(&place))
    }

    /// How many standing grades and skips of a grader's first and repeated looks are corrections.
    #[must_use]
    pub fn corrections(&self, grader: GraderId) -> u32 {
        let own = self.standing().filter(|entry| entry.grader == grader && entry.round != Round::Calibration);
        own.filter(|entry| self.earlier(entry.place()) > 0).count() as u32
    }

    /// How far a grader is.
    #[must_use]
    pub fn progress(&self, assignment: &Assignment) -> Progress {
        let grader = assignment.grader();
        let at = |round, item| self.current(Place { grader, round, item });
        let calibrated = assignment.calibration().iter().filter(|item| at(Round::Calibration, **item).is_some());
        let mut progress = Progress {
            calibrated: calibrated.count(),
            examples: assignment.calibration().len(),
            total: assignment.grading().len(),
            ..Progress::default()
        };
        for entry in assignment.grading().iter().filter_map(|look| at(look.round, look.item)) {
            progress.recorded += 1;
            progress.skipped += usize::from(matches!(entry.act, Act::Skipped(_)));
            progress.flagged += usize::from(entry.is_flagged);
        }
        progress
    }

    /// Whether a grader has a grade or a skip in every position of the grading stage.
    #[must_use]
    pub fn is_complete(&self, assignment: &Assignment) -> bool {
        let grader = assignment.grader();
        let is_recorded = |place| self.current.contains_key(&place);
        assignment.grading().iter().all(|look| is_recorded(Place { grader, round: look.round, item: look.item }))
    }

    /// Whether the discussion may begin: everybody who grades is complete, and somebody grades. Takes the orders of those who grade.
    #[must_use]
    pub fn is_ready_for_discussion(&self, protocol: &Protocol, assignments: &[Assignment]) -> bool {
        let order = |id| assignments.iter().find(|assignment| assignment.grader() == id);
        let is_complete = |id| order(id).is_some_and(|assignment| self.is_complete(assignment));
        protocol.active_graders().next().is_some() && protocol.active_graders().all(|grader| is_complete(grader.id))
    }

    /// First grades of those who grade now. With fewer than two graders there is no pair, and nothing counts as missing.
    #[must_use]
    pub fn pairs(&self, protocol: &Protocol) -> Pairs {
        let mut found = Pairs::default();
        let (Some(a), Some(b)) = (protocol.active(Letter::A), protocol.active(Letter::B)) else { return found };
        for item in protocol.items.iter().map(|item| item.number) {
            let grade = |grader| self.current(Place { grader, round: Round::First, item })?.act.grade();
            match (grade(a.id), grade(b.id)) {
                (Some(first), Some(second)) => found.pairs.push(Pair { item, first, second }),
                _ => found.missing.push(item),
            }
        }
        found
    }
}
