//! Reads operations: done, declined, or only planned.

use super::scan::Scan;
use super::tables::surgery_at;
use super::{Standing, Surgery};

/// Before an operation: it was not done.
const DECLINED_BEFORE: &[&str] =
    &["declined", "declines", "declining", "refused", "refuses", "refusing", "deferred", "defers", "instead", "unfit"];
/// Behind an operation: it was not done.
const DECLINED_BEHIND: &[&str] =
    &["declined", "refused", "cancelled", "canceled", "deferred", "aborted", "abandoned", "contraindicated"];
/// Before an operation: it is still to come.
const PLANNED_BEFORE: &[&str] = &[
    "planned",
    "planning",
    "scheduled",
    "awaiting",
    "awaits",
    "pending",
    "before",
    "consider",
    "considering",
    "candidate",
    "future",
    "upcoming",
    "possible",
    "interval",
    "eligible",
];
/// Behind an operation: it is still to come, or not sure.
const PLANNED_BEHIND: &[&str] = &[
    "planned",
    "scheduled",
    "anticipated",
    "pending",
    "if",
    "unless",
    "possible",
    "vs",
    "versus",
    "considered",
    "candidate",
];

/// An operation, with the words it was read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) surgery: Surgery,
    pub(super) standing: Standing,
}

/// Reads operations and takes their words.
pub(super) fn read(scan: &mut Scan, standings: &[Option<Standing>]) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let found = (!scan.is_taken(at)).then(|| surgery_at(&scan.words, at)).flatten();
        let Some((end, surgery)) = found else {
            at += 1;
            continue;
        };
        let standing = standing(scan, at, end, standings.get(at).copied().flatten());
        operations.push(Operation { first: at, end, surgery, standing });
        scan.take(at, end);
        at = end;
    }
    operations
}

fn standing(scan: &Scan, first: usize, end: usize, cue: Option<Standing>) -> Standing {
    if let Some(standing @ (Standing::Family | Standing::Negated | Standing::Possible)) = cue {
        return standing;
    }
    let before: Vec<usize> = (0..first).rev().take(4).take_while(|before| scan.same_clause(*before, first)).collect();
    // In the sentence, not only in the clause: `resection, to follow`.
    let behind: Vec<usize> = (end..scan.sentence_end(first, end + 6)).collect();
    let near: Vec<usize> = behind.iter().copied().take_while(|at| scan.same_clause(first, *at)).collect();
    let is_not_candidate = before.iter().any(|at| scan.is(*at, &["candidate"]))
        && before.iter().any(|at| scan.is(*at, &["not", "no", "poor"]));
    if is_not_candidate
        || before.iter().any(|at| scan.is(*at, DECLINED_BEFORE))
        || near.iter().take(3).any(|at| scan.is(*at, DECLINED_BEHIND))
    {
        return Standing::Negated;
    }
    let is_prior_to = |at: usize| scan.is(at, &["prior"]) && scan.is(at + 1, &["to"]);
    let follows = |at: usize| scan.is(at, &["to"]) && scan.is(at + 1, &["follow"]);
    if before.iter().any(|at| scan.is(*at, PLANNED_BEFORE) || is_prior_to(*at))
        || near.iter().take(2).any(|at| scan.is(*at, PLANNED_BEHIND))
        || behind.iter().any(|at| follows(*at) || scan.is(*at, &["unless", "if"]))
    {
        return Standing::Possible;
    }
    Standing::History
}
