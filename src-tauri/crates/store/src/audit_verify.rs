//! Finds what was done to an audit chain: edit, deletion, swap, insertion, and against a checkpoint truncation and
//! rewrite.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit_chain::AuditRecord;
use crate::checkpoint::Checkpoint;
use crate::hash::Hash;

/// Displaced entries that are tried against each other for a swap; more than these were not swapped by hand.
const MOST_SWAP_CANDIDATES: usize = 256;

/// One fault of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// The entry is not what was written.
    Edited {
        /// Its number.
        sequence: u64,
    },
    /// Entries are gone from the middle or the beginning.
    Deleted {
        /// Number of the first that is gone.
        first: u64,
        /// How many.
        count: u64,
    },
    /// Two entries stand in each other's place.
    Swapped {
        /// Number of the one.
        first: u64,
        /// Number of the other.
        second: u64,
    },
    /// An entry was put in that the chain does not know.
    Inserted {
        /// Number it stands at.
        sequence: u64,
    },
    /// The chain ends before the checkpoint.
    Truncated {
        /// Number of the first that is gone.
        first: u64,
        /// How many.
        count: u64,
    },
    /// The chain holds together, but is not the one of which the checkpoint was taken.
    Rewritten {
        /// Number of the checkpoint's last entry.
        sequence: u64,
    },
    /// The checkpoint is of another vault.
    ForeignCheckpoint,
}

impl Finding {
    /// The entry at which it shows.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        match self {
            Self::Edited { sequence } | Self::Inserted { sequence } | Self::Rewritten { sequence } => *sequence,
            Self::Deleted { first, .. } | Self::Truncated { first, .. } | Self::Swapped { first, .. } => *first,
            Self::ForeignCheckpoint => 0,
        }
    }
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Entries read.
    pub entries: u64,
    /// Hash of the last one.
    pub root: Hash,
    /// The faults, in the order of the entries; none if the chain holds.
    pub findings: Vec<Finding>,
}

impl ChainReport {
    /// Whether the chain holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies `records` (in the order of their numbers), of which the first must follow `genesis`.
pub(crate) fn verify(records: &[AuditRecord], genesis: Hash) -> ChainReport {
    let origins = origins(records);
    let mut findings = displaced(records, &origins);
    findings.extend(deleted(records, &origins));
    if findings.is_empty() {
        findings.extend(unlinked(records, genesis));
    }
    let findings: Vec<Finding> = findings.into_iter().collect();
    let root = records.last().map_or(genesis, |last| last.hash);
    ChainReport { entries: records.len() as u64, root, findings }
}

/// Adds what a checkpoint of `vault` tells beyond the chain itself.
pub(crate) fn compare(report: &mut ChainReport, records: &[AuditRecord], vault: &[u8; 16], checkpoint: &Checkpoint) {
    if checkpoint.vault != *vault {
        report.findings.push(Finding::ForeignCheckpoint);
        return;
    }
    let last = records.last().map_or(0, |last| last.sequence);
    if last < checkpoint.entries {
        report.findings.push(Finding::Truncated { first: last + 1, count: checkpoint.entries - last });
    } else if report.holds() && records.iter().any(|r| r.sequence == checkpoint.entries && r.hash != checkpoint.root) {
        report.findings.push(Finding::Rewritten { sequence: checkpoint.entries });
    }
}

/// For each record the number under which its hash is right: its own, a neighbour's if records were renumbered around
/// it, or that of another displaced one. None: it is right under no number, so its content was changed.
fn origins(records: &[AuditRecord]) -> Vec<Option<u64>> {
    let mut origins: Vec<Option<u64>> = records
        .iter()
        .map(|record| {
            let own = record.sequence;
            [own, own.wrapping_sub(1), own + 1].into_iter().find(|number| record.hash_as(*number) == record.hash)
        })
        .collect();
    let unexplained: Vec<usize> = (0..records.len()).filter(|at| origins[*at].is_none()).collect();
    if unexplained.len() <= MOST_SWAP_CANDIDATES {
        for at in &unexplained {
            let record = &records[*at];
            let candidates = unexplained.iter().map(|other| records[*other].sequence);
            origins[*at] = candidates.into_iter().find(|number| record.hash_as(*number) == record.hash);
        }
    }
    origins
}

fn displaced(records: &[AuditRecord], origins: &[Option<u64>]) -> BTreeSet<Finding> {
    let mut at_home: BTreeMap<u64, u64> = BTreeMap::new();
    for (record, origin) in records.iter().zip(origins) {
        if let Some(origin) = origin {
            at_home.insert(*origin, record.sequence);
        }
    }
    let mut findings = BTreeSet::new();
    for (record, origin) in records.iter().zip(origins) {
        let here = record.sequence;
        match origin {
            // Its number belongs to another record, so this one is the stranger.
            None if at_home.contains_key(&here) => _ = findings.insert(Finding::Inserted { sequence: here }),
            None => _ = findings.insert(Finding::Edited { sequence: here }),
            Some(origin) if *origin > here && at_home.get(&here) == Some(origin) => {
                findings.insert(Finding::Swapped { first: here, second: *origin });
            }
            // Two records claim one number: the one that the next does not follow is the stranger.
            Some(origin) if at_home.get(origin) != Some(&here) => {
                let follower = records.iter().find(|r| r.sequence > here && r.previous_hash != record.previous_hash);
                let is_followed = follower.is_some_and(|follower| follower.previous_hash == record.hash);
                let stranger = if is_followed { at_home[origin] } else { here };
                findings.insert(Finding::Inserted { sequence: stranger });
            }
            Some(_) => {}
        }
    }
    findings
}

fn deleted(records: &[AuditRecord], origins: &[Option<u64>]) -> Vec<Finding> {
    let numbers = records.iter().zip(origins).map(|(record, origin)| origin.unwrap_or(record.sequence));
    let present: BTreeSet<u64> = numbers.collect();
    let mut findings = Vec::new();
    let mut expected = 1;
    for number in present {
        if number > expected {
            findings.push(Finding::Deleted { first: expected, count: number - expected });
        }
        expected = number + 1;
    }
    findings
}

/// Entries whose hash is right but which the next one does not follow: they were changed by somebody who computed it
/// anew.
fn unlinked(records: &[AuditRecord], genesis: Hash) -> Vec<Finding> {
    let before = std::iter::once((genesis, 1)).chain(records.iter().map(|record| (record.hash, record.sequence)));
    let links = before.zip(records);
    links
        .filter(|((hash, _), next)| *hash != next.previous_hash)
        .map(|((_, sequence), _)| Finding::Edited { sequence })
        .collect()
}

#[cfg(test)]
#[path = "audit_verify_tests.rs"]
mod tests;
