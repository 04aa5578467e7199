//! How a plan's text is divided: sentences, clauses, and the stretches that tell what the plan is for or what went before it.

use super::pieces::is_glued;
use super::quantity::is_any_at;
use crate::words::{Kind, Word};

/// Words of radiotherapy: in a sentence with one of them a lone dose or `54/3` is a course.
const RADIOTHERAPY: &[&str] = &[
    "boost",
    "course",
    "dose",
    "ebrt",
    "irradiate",
    "irradiation",
    "isrt",
    "plan",
    "pmrt",
    "prescribe",
    "prescribed",
    "prescription",
    "radiation",
    "radiotherapy",
    "rt",
    "rx",
    "sib",
    "treat",
    "treated",
    "treatment",
    "tx",
    "xrt",
    "wbrt",
    "pci",
    "hypofractionated",
];

/// What a stretch of text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// What is done.
    Plan,
    /// What it is done for: `for 3 metastases`.
    Indication,
    /// Where the disease comes from, or what was done before: `from lung`, `after mastectomy`, `s/p HDR`.
    Past,
}

/// The pieces divided.
#[derive(Debug)]
pub(super) struct Clauses {
    sentences: Vec<usize>,
    telling: Vec<Telling>,
    is_history: Vec<bool>,
    is_of_radiotherapy: Vec<bool>,
}

impl Clauses {
    /// `named` tells where techniques and radiations are named.
    pub(super) fn of(pieces: &[Word], named: impl Iterator<Item = usize>) -> Self {
        let mut sentences = Vec::with_capacity(pieces.len());
        let mut sentence = 0;
        for at in 0..pieces.len() {
            sentences.push(sentence);
            sentence += usize::from(is_sentence_end(pieces, at));
        }
        let mut is_of_radiotherapy = vec![false; sentence + 1];
        let words = (0..pieces.len()).filter(|at| pieces[*at].is_any(RADIOTHERAPY));
        words.chain(named).for_each(|at| is_of_radiotherapy[sentences[at]] = true);
        let mut telling = Vec::with_capacity(pieces.len());
        let mut is_history = Vec::with_capacity(pieces.len());
        let (mut now, mut behind_past, mut in_history) = (Telling::Plan, Telling::Plan, false);
        for at in 0..pieces.len() {
            if is_sentence_end(pieces, at) || is_plus(pieces, at) {
                (now, behind_past) = (Telling::Plan, Telling::Plan);
            }
            if is_boundary(pieces, at) {
                in_history = false;
                // What is past ends with its clause, what a plan is for does not.
                if now == Telling::Past && pieces[at].kind == Kind::Mark {
                    now = behind_past;
                }
            }
            in_history |= begins_history(pieces, at);
            if begins_past(pieces, at) {
                behind_past = if now == Telling::Past { behind_past } else { now };
                now = Telling::Past;
            } else if begins_indication(pieces, at) && now == Telling::Plan {
                now = Telling::Indication;
            }
            telling.push(now);
            is_history.push(in_history);
        }
        Self { sentences, telling, is_history, is_of_radiotherapy }
    }

    pub(super) fn sentence(&self, at: usize) -> usize {
        self.sentences.get(at).copied().unwrap_or(usize::MAX)
    }

    pub(super) fn telling(&self, at: usize) -> Telling {
        self.telling.get(at).copied().unwrap_or(Telling::Plan)
    }

    /// Whether doses here were given before.
    pub(super) fn is_history(&self, at: usize) -> bool {
        self.is_history.get(at).copied().unwrap_or(false)
    }

    /// Whether the sentence speaks of radiotherapy.
    pub(super) fn is_of_radiotherapy(&self, at: usize) -> bool {
        self.is_of_radiotherapy.get(self.sentence(at)).copied().unwrap_or(false)
    }
}

pub(super) fn is_sentence_end(pieces: &[Word], at: usize) -> bool {
    let Some(piece) = pieces.get(at) else { return true };
    piece.kind == Kind::Break || piece.is(";") || (piece.is(".") && !is_glued(pieces, at + 1))
}

/// What parts phases from each other.
pub(super) fn is_joint(pieces: &[Word], at: usize) -> bool {
    is_plus(pieces, at) || is_any_at(pieces, at, &["then", "followed", "plus"])
}

/// A plus between two things; not the one that says a marker is positive: `ER+`, `ENE+, 2 Gy per fraction`.
pub(super) fn is_plus(pieces: &[Word], at: usize) -> bool {
    let is_behind_marker = at
        .checked_sub(1)
        .and_then(|before| pieces.get(before))
        .is_some_and(|before| before.kind == Kind::Word && !before.is_any(&["fx", "fractions", "gy", "cgy"]));
    let is_marker = is_behind_marker && is_glued(pieces, at) && !is_glued_to_word(pieces, at);
    is_any_at(pieces, at, &["+"]) && !is_marker
}

fn is_glued_to_word(pieces: &[Word], at: usize) -> bool {
    is_glued(pieces, at + 1) && pieces.get(at + 1).is_some_and(|next| next.kind != Kind::Mark)
}

/// What parts clauses from each other.
pub(super) fn is_boundary(pieces: &[Word], at: usize) -> bool {
    let is_arrow = is_any_at(pieces, at, &["-"]) && is_any_at(pieces, at + 1, &[">"]);
    is_arrow
        || is_sentence_end(pieces, at)
        || is_joint(pieces, at)
        || is_any_at(pieces, at, &[",", ":", "→", "and", "&"])
}

fn begins_indication(pieces: &[Word], at: usize) -> bool {
    let is_quantity = pieces.get(at + 1).is_some_and(|next| next.kind == Kind::Number)
        && is_any_at(pieces, at + 2, &["fx", "fractions"]);
    is_any_at(pieces, at, &["for", "because", "due"])
        && !is_any_at(pieces, at + 1, &["a", "total", "boost"])
        && !is_quantity
}

fn begins_past(pieces: &[Word], at: usize) -> bool {
    is_any_at(pieces, at, &["from", "after", "prior", "previous", "previously", "history"])
        || (is_any_at(pieces, at, &["s", "h"])
            && is_any_at(pieces, at + 1, &["/"])
            && is_any_at(pieces, at + 2, &["p", "o"]))
}

/// `prior RT 45 Gy`, `s/p 46.8 Gy in 26 fx`; not `s/p lumpectomy`.
fn begins_history(pieces: &[Word], at: usize) -> bool {
    if !begins_past(pieces, at) || is_any_at(pieces, at, &["from", "after"]) {
        return false;
    }
    let behind = at + if is_any_at(pieces, at + 1, &["/"]) { 3 } else { 1 };
    (behind..behind + 3)
        .any(|at| pieces.get(at).is_some_and(|piece| piece.kind == Kind::Number || piece.is_any(RADIOTHERAPY)))
}
