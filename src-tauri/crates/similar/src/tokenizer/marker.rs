//! Markers that are positive or negative: which words are one, and where their sign stands.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Item;

pub(super) const MARKERS_CSV: &str = include_str!("../../data/markers.csv");

/// How far a sign may stand behind its marker, in items.
const FARTHEST: usize = 6;

/// What a marker says where no sign is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: named only.
    Receptor,
    /// That it is there: pathologists name a finding when they find it.
    Finding,
}

static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let rows = MARKERS_CSV.lines().skip(1).filter_map(|line| line.split_once(','));
    rows.map(|(marker, kind)| (marker, if kind == "finding" { Kind::Finding } else { Kind::Receptor })).collect()
});

/// Whether a word is a marker, and which kind.
pub(super) fn kind(word: &str) -> Option<Kind> {
    KINDS.get(word).copied()
}

/// The sign of the marker at `items[at]`, and the item behind it that says it, unless that says more. A sign may serve several markers (`ER/PR+`).
pub(super) fn sign(items: &[Item], at: usize) -> Option<(bool, Option<usize>)> {
    let Item::Word(marker) = &items[at] else { return None };
    let behind = items.iter().enumerate().skip(at + 1).take(FARTHEST);
    for (place, item) in behind {
        match item {
            Item::Break => return None,
            Item::Sign { is_positive, .. } => return Some((*is_positive, Some(place))),
            // ASCO/CAP 2020: from 1 % of nuclei on, hormone receptors are positive.
            Item::Number(share) if matches!(marker.as_str(), "er" | "pr") => {
                let is_share = matches!(items.get(place + 1), Some(Item::Word(unit)) if unit == "%");
                return is_share.then_some((*share >= 1.0, None));
            }
            // ASCO/CAP 2018: an immunostain of 3+ is positive, 0 and 1+ are negative, 2+ asks for more.
            Item::Word(degree) if marker == "her2" && degree == "3+" => return Some((true, Some(place))),
            Item::Word(degree) if marker == "her2" && degree == "1+" => return Some((false, Some(place))),
            Item::Word(word) if may_stand_between(word) => {}
            Item::Word(_) | Item::Number(_) => return None,
        }
    }
    None
}

fn may_stand_between(word: &str) -> bool {
    kind(word).is_some()
        || matches!(word, "and" | "or" | "is" | "was" | "are" | "were" | "status" | "receptor" | "neu" | "ihc" | "fish")
}
