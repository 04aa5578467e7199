//! Dates and doses as letters write them.

use jiff::civil::Date;

use super::LetterLanguage;

/// How an institution writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// `3 March 2026`, `3. März 2026`.
    Long,
    /// `03.03.2026`.
    Short,
    /// `03/03/2026`, day first.
    Slash,
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "Januar"),
    ("February", "Februar"),
    ("March", "März"),
    ("April", "April"),
    ("May", "Mai"),
    ("June", "Juni"),
    ("July", "Juli"),
    ("August", "August"),
    ("September", "September"),
    ("October", "Oktober"),
    ("November", "November"),
    ("December", "Dezember"),
];

/// A day in words.
pub(crate) fn day(date: Date, form: DateForm, language: LetterLanguage) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let names = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    match (form, language) {
        (DateForm::Long, LetterLanguage::English) => format!("{day} {} {year}", names.0),
        (DateForm::Long, LetterLanguage::German) => format!("{day}. {} {year}", names.1),
        (DateForm::Short, _) => format!("{day:02}.{month:02}.{year}"),
        (DateForm::Slash, _) => format!("{day:02}/{month:02}/{year}"),
    }
}

/// Centigray as gray with at most two places: `40.05`, in German `40,05`.
pub(crate) fn gray(centigray: u32, language: LetterLanguage) -> String {
    let (whole, part) = (centigray / 100, centigray % 100);
    let mark = if language == LetterLanguage::German { ',' } else { '.' };
    match (part, part % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole}{mark}{}", part / 10),
        _ => format!("{whole}{mark}{part:02}"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(items: &[String], language: LetterLanguage) -> String {
    let and = if language == LetterLanguage::German { "und" } else { "and" };
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} {and} {last}", firsts.join(", ")),
    }
}
