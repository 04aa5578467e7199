//! Doses and numbers of fractions among the pieces of a plan, each with its end. A dose that is a limit, a range or a biological equivalent is none.

use isocenter_domain::Fractions;

use super::pieces::{is_glued, value, whole};
use super::{DoseUnit, StatedDose, StatedFractions};
use crate::words::{Kind, Word};

/// Behind one of these a dose is a limit or a derived quantity, not a prescription.
const BEFORE_A_LIMIT: &[&str] = &[
    "<",
    ">",
    "≤",
    "≥",
    "below",
    "bed",
    "bed10",
    "bed3",
    "constraint",
    "constraints",
    "d90",
    "d95",
    "dmax",
    "dmean",
    "eqd2",
    "exceed",
    "exceeding",
    "limit",
    "max",
    "maximum",
    "mean",
    "tolerance",
    "under",
];
const LINKS: &[&str] = &["of", "dose", "is", ":", "=", "than", "to"];
const FRACTION_WORDS: &[&str] = &[
    "fraction",
    "fractions",
    "fx",
    "fxs",
    "fxn",
    "fxns",
    "fr",
    "frs",
    "frx",
    "#",
    "session",
    "sessions",
    "treatments",
];
/// Behind one of these a bare number counts something else than fractions.
const OTHER_COUNTS: &[&str] = &[
    "%",
    "arcs",
    "cc",
    "cm",
    "courses",
    "cores",
    "cycle",
    "cycles",
    "day",
    "days",
    "fields",
    "h",
    "hours",
    "hrs",
    "lesion",
    "lesions",
    "levels",
    "lns",
    "min",
    "ml",
    "mm",
    "mo",
    "month",
    "months",
    "nodes",
    "phases",
    "sites",
    "volumes",
    "week",
    "weeks",
    "wk",
    "wks",
    "year",
    "years",
    "yr",
    "yrs",
    "mets",
    "metastases",
    "mv",
    "mev",
    "kv",
    "mg",
    "mu",
];
const NUMBERS_IN_WORDS: &[(&str, u32)] = &[
    ("single", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("fifteen", 15),
    ("twenty", 20),
];

pub(super) fn is_any_at(pieces: &[Word], at: usize, lower: &[&str]) -> bool {
    pieces.get(at).is_some_and(|piece| piece.is_any(lower))
}

pub(super) fn is_times(pieces: &[Word], at: usize) -> bool {
    is_any_at(pieces, at, &["x", "×", "*"])
}

/// A number with its unit behind it.
pub(super) fn dose_at(pieces: &[Word], at: usize) -> Option<(StatedDose, usize)> {
    let number = value(pieces.get(at)?)?;
    let (unit, end) = unit_at(pieces, at + 1)?;
    if is_behind_a_range(pieces, at) || is_limit(pieces, at) || is_any_at(pieces, end, &["eqd2", "bed", "bed10"]) {
        return None;
    }
    let span = pieces[at].span.joined(pieces[end - 1].span);
    Some((StatedDose { value: number, unit, span }, end))
}

/// A number that stands where a dose is meant, without its unit.
pub(super) fn unitless_at(pieces: &[Word], at: usize) -> Option<StatedDose> {
    let piece = pieces.get(at)?;
    let is_apart = !is_glued(pieces, at) || is_any_at(pieces, at - 1, &["(", "[", "/", ":", "="]);
    let stands_alone = is_apart && !is_behind_a_range(pieces, at);
    stands_alone.then_some(StatedDose { value: value(piece)?, unit: DoseUnit::Unwritten, span: piece.span })
}

fn unit_at(pieces: &[Word], at: usize) -> Option<(DoseUnit, usize)> {
    let is = |at: usize, lower: &[&str]| is_any_at(pieces, at, lower);
    let is_centigray = match pieces.get(at)?.lower.as_str() {
        "gy" | "gray" | "grays" => false,
        "cgy" | "centigray" => true,
        "cge" | "gye" | "gyrbe" => return Some((DoseUnit::GrayRbe, at + 1)),
        "cgye" | "cgyrbe" => return Some((DoseUnit::CentigrayRbe, at + 1)),
        _ => return None,
    };
    let weighted_end = if is(at + 1, &["(", "["]) && is(at + 2, &["rbe"]) && is(at + 3, &[")", "]"]) {
        Some(at + 4)
    } else if is(at + 1, &["rbe"]) {
        Some(at + 2)
    } else if is(at + 1, &["-"]) && is(at + 2, &["rbe"]) {
        Some(at + 3)
    } else {
        None
    };
    Some(match (is_centigray, weighted_end) {
        (false, None) => (DoseUnit::Gray, at + 1),
        (true, None) => (DoseUnit::Centigray, at + 1),
        (false, Some(end)) => (DoseUnit::GrayRbe, end),
        (true, Some(end)) => (DoseUnit::CentigrayRbe, end),
    })
}

/// The second number of `45-50.4 Gy`.
fn is_behind_a_range(pieces: &[Word], at: usize) -> bool {
    at >= 2 && pieces[at - 1].is_any(&["-", "–", "—", "~"]) && pieces[at - 2].kind == Kind::Number
}

fn is_limit(pieces: &[Word], at: usize) -> bool {
    let is = |back: usize, lower: &[&str]| at.checked_sub(back).is_some_and(|at| pieces[at].is_any(lower));
    let is_volume_or_dose_point = |back: usize| {
        // `V20`, `D2`.
        at.checked_sub(back).map(|at| pieces[at].lower.as_str()).is_some_and(|word| {
            let digits = word.strip_prefix(['v', 'd']).unwrap_or("");
            !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit())
        })
    };
    // The `>` of an arrow limits nothing.
    let is_arrow = |back: usize| is(back, &[">"]) && is(back + 1, &["-"]);
    let is_limiting = |back: usize| (is(back, BEFORE_A_LIMIT) && !is_arrow(back)) || is_volume_or_dose_point(back);
    let is_limiting_behind_link = |back: usize| is_limiting(back) || (is(1, &["dose"]) && is_limiting(back + 1));
    is_limiting(1) || (is(1, LINKS) && (is_limiting_behind_link(2) || (is(2, LINKS) && is_limiting(3))))
}

/// A word for fractions at `at`: the piece behind it.
pub(super) fn fraction_word_at(pieces: &[Word], at: usize) -> Option<usize> {
    let is_letter = is_any_at(pieces, at, &["f"]) && is_glued(pieces, at);
    (is_letter || is_any_at(pieces, at, FRACTION_WORDS)).then_some(at + 1)
}

/// A number of fractions called so: `15 fx`, `15#`, `single fraction`, `fractions: 15`.
pub(super) fn fractions_at(pieces: &[Word], at: usize) -> Option<(StatedFractions, usize)> {
    let piece = pieces.get(at)?;
    let stated = |count: u32, end: usize| {
        let span = pieces[at].span.joined(pieces[end - 1].span);
        Some((StatedFractions { count: Fractions::new(count).ok()?, span }, end))
    };
    if let Some(count) = whole(piece) {
        let dash = usize::from(is_any_at(pieces, at + 1, &["-"]));
        let end = fraction_word_at(pieces, at + 1 + dash)?;
        // In `2-3 fx` neither is the number.
        return if is_behind_a_range(pieces, at) { None } else { stated(count, end) };
    }
    if let Some((_, count)) = NUMBERS_IN_WORDS.iter().find(|(word, _)| piece.is(word)) {
        let dash = usize::from(is_any_at(pieces, at + 1, &["-"]));
        let is_single_dose = *count == 1 && is_any_at(pieces, at + 1 + dash, &["dose"]) && piece.is("single");
        let end = fraction_word_at(pieces, at + 1 + dash).or(is_single_dose.then_some(at + 2 + dash))?;
        return stated(*count, end);
    }
    if piece.is_any(FRACTION_WORDS) && is_any_at(pieces, at + 1, &[":", "="]) {
        let count = whole(pieces.get(at + 2)?)?;
        return if is_any_at(pieces, at + 3, &["x", "×", "*"]) { None } else { stated(count, at + 3) };
    }
    None
}

/// A number of fractions that only its place tells: `60 Gy/30`, `7 Gy x 3`.
pub(super) fn bare_fractions_at(pieces: &[Word], at: usize) -> Option<(StatedFractions, usize)> {
    if let Some(called) = fractions_at(pieces, at) {
        return Some(called);
    }
    let piece = pieces.get(at)?;
    let count = Fractions::new(whole(piece)?).ok()?;
    let next = pieces.get(at + 1);
    let is_part_of_a_word =
        is_glued(pieces, at + 1) && next.is_some_and(|next| next.kind == Kind::Word && !next.is("x"));
    let is_range = is_behind_a_range(pieces, at)
        || (is_any_at(pieces, at + 1, &["-", "–"]) && pieces.get(at + 2).is_some_and(|next| next.kind == Kind::Number));
    let counts_other = next.is_some_and(|next| next.is_any(OTHER_COUNTS)) || unit_at(pieces, at + 1).is_some();
    (!is_part_of_a_word && !is_range && !counts_other).then_some((StatedFractions { count, span: piece.span }, at + 1))
}

/// Words for a further phase.
pub(super) const BOOSTS: &[&str] = &["boost", "boosts", "boosted", "conedown", "cone"];

/// What marks the dose before it as that of a fraction: `/fx`, `per fraction`, `each`.
pub(super) fn per_fraction_mark_at(pieces: &[Word], at: usize) -> Option<usize> {
    let behind = |at: usize| fraction_word_at(pieces, at).or_else(|| is_any_at(pieces, at, &["day"]).then_some(at + 1));
    if is_any_at(pieces, at, &["/", "per"]) {
        return behind(at + 1);
    }
    if is_any_at(pieces, at, &["a", "each"]) {
        return fraction_word_at(pieces, at + 1).or_else(|| is_any_at(pieces, at, &["each"]).then_some(at + 1));
    }
    fraction_word_at(pieces, at)
}
