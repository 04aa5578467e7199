//! Numbers in text and the coarse words they become: ages by decades, sizes and the rest in steps of 1, 2, 5, 10, 20, 50 …

use super::plural::singular;

/// What a number counts, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Age,
    Named(&'static str),
    Millimetre,
    Centigray,
}

/// The unit that a word behind a number stands for.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match singular(word).as_ref() {
        "yearold" | "y/o" | "yo" | "y.o" | "y" => Unit::Age,
        "mm" => Unit::Millimetre,
        "cgy" => Unit::Centigray,
        "cm" => Unit::Named("cm"),
        "%" | "percent" => Unit::Named("%"),
        "gy" | "gray" => Unit::Named("gy"),
        "cc" | "ml" => Unit::Named("cc"),
        "fx" | "fraction" => Unit::Named("fx"),
        "year" | "yr" | "yrs" => Unit::Named("year"),
        "month" | "mo" | "mos" => Unit::Named("month"),
        "week" | "wk" | "wks" => Unit::Named("week"),
        "packyear" => Unit::Named("packyear"),
        _ => return None,
    })
}

/// The number that a word begins with and the unit glued to it: `2.4cm`, `62f`, `95%`, `7.8`. `None` for `5fu` and `1p19q`.
pub(super) fn leading(word: &str) -> Option<(f64, &str)> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (figures, rest) = word.split_at(end);
    let is_unit = rest.is_empty() || matches!(rest, "m" | "f") || unit(rest).is_some();
    // Longer rows of figures are numbers of something else: identifiers, telephones.
    (is_unit && figures.len() <= 9).then(|| figures.parse().ok()).flatten().map(|value| (value, rest))
}

/// The word of a number; `None` for a bare one: a calendar year, a count of cores, part of a date.
pub(super) fn coarse(value: f64, unit: Option<Unit>) -> Option<String> {
    Some(match unit? {
        Unit::Age if value <= 120.0 => format!("age{}", (value / 10.0) as u32 * 10),
        Unit::Age => return None,
        Unit::Millimetre => format!("~{}cm", step(value / 10.0)),
        Unit::Centigray => format!("~{}gy", step(value / 100.0)),
        Unit::Named(name) => format!("~{}{name}", step(value)),
    })
}

/// A prostate-specific antigen in the bands of risk: below 10, 10 to 20, above 20 ng/mL (D'Amico et al., JAMA 1998;280:969).
pub(super) const fn psa_band(value: f64) -> &'static str {
    match value {
        ..10.0 => "psa<10",
        10.0..=20.0 => "psa10-20",
        _ => "psa>20",
    }
}

/// The highest of 1, 2, 5 × 10ⁿ that is not above `value`; 0 below 0.1.
fn step(value: f64) -> f64 {
    let mut highest = 0.0;
    let mut power = 0.1;
    while power <= value {
        for times in [1.0, 2.0, 5.0] {
            if times * power <= value {
                highest = times * power;
            }
        }
        power *= 10.0;
    }
    // Tenths are not exact in binary; a word must be.
    (highest * 10.0).round() / 10.0
}
