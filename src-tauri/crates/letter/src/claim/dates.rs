//! Dates as letters write them, as exact as they are said.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::courses::begins;
use super::{Claim, ClaimKind, ClaimValue};
use crate::pattern::pattern;

/// A date of which parts may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moment {
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<i8>,
    pub(crate) day: Option<i8>,
    /// Whether `03/04/2026` was written.
    pub(crate) either_order: bool,
}

impl Moment {
    /// Whether both may be the same day: what one leaves open is not asked.
    pub(crate) fn may_be(self, other: Self) -> bool {
        let agree = |left: Option<i16>, right: Option<i16>| left.is_none() || right.is_none() || left == right;
        let same = |left: Self, right: Self| {
            agree(left.year, right.year)
                && agree(left.month.map(i16::from), right.month.map(i16::from))
                && agree(left.day.map(i16::from), right.day.map(i16::from))
        };
        let turned = Self { month: self.day, day: self.month, ..self };
        same(self, other) || (self.either_order && same(turned, other))
    }

    /// Whether it says at least as much as `other` does of the day.
    pub(crate) const fn is_as_exact_as(self, other: Self) -> bool {
        (other.day.is_none() || self.day.is_some()) && (other.month.is_none() || self.month.is_some())
    }

    /// The day of the calendar, where it is one.
    pub(crate) fn day_of_calendar(self) -> Option<jiff::civil::Date> {
        jiff::civil::Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// Whether there is such a day: the parts that are said can be true.
    pub(crate) fn exists(self) -> bool {
        let month = self.month.unwrap_or(1);
        jiff::civil::Date::new(self.year.unwrap_or(2024), month, self.day.unwrap_or(1)).is_ok()
    }
}

const MONTH: &str = r"(Jan(?:uary|uar)?|J(?:ä)nner|Feb(?:ruary|ruar)?|Mar(?:ch)?|M(?:ä)rz|Mrz|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)";
const YEAR: &str = r"((?:19|20)[0-9]{2})";

type Reader = fn(&Captures<'_>) -> Option<Moment>;

/// Patterns from the surest to the loosest; what an earlier one took a later one leaves.
static PATTERNS: LazyLock<Vec<(Regex, Reader)>> = LazyLock::new(|| {
    let forms: [(String, Reader); 11] = [
        (r"\b((?:19|20)[0-9]{2})-([01]?[0-9])-([0-3]?[0-9])\b".to_owned(), |c| moment(c, 1, 2, 3)),
        (format!(r"\b([0-3]?[0-9])\.\s?([01]?[0-9])\.\s?{YEAR}\b"), |c| moment(c, 3, 2, 1)),
        (r"\b([0-3]?[0-9])\.([01]?[0-9])\.([0-9]{2})\b".to_owned(), |c| {
            let short = moment(c, 3, 2, 1)?;
            Some(Moment { year: short.year.map(|year| year + 2000), ..short })
        }),
        (format!(r"\b([0-3]?[0-9])/([0-3]?[0-9])/{YEAR}\b"), |c| {
            Some(Moment { either_order: true, ..moment(c, 3, 2, 1)? })
        }),
        (format!(r"(?i)\b([0-3]?[0-9])(?:st|nd|rd|th|\.)?\s*(?:of\s+)?{MONTH}\.?,?\s+{YEAR}\b"), |c| {
            moment(c, 3, 2, 1)
        }),
        (format!(r"(?i)\b{MONTH}\.?\s+([0-3]?[0-9])(?:st|nd|rd|th)?,?\s+{YEAR}\b"), |c| moment(c, 3, 1, 2)),
        (format!(r"(?i)\b([0-3]?[0-9])(?:st|nd|rd|th|\.)?\s*(?:of\s+)?{MONTH}\b"), |c| moment(c, 0, 2, 1)),
        (format!(r"(?i)\b{MONTH}\.?,?\s+{YEAR}\b"), |c| moment(c, 2, 1, 0)),
        (format!(r"\b([01]?[0-9])/{YEAR}\b"), |c| moment(c, 2, 1, 0)),
        (r"\b([0-3]?[0-9])\.([01]?[0-9])\.".to_owned(), |c| moment(c, 0, 2, 1)),
        (
            format!(
                r"\b(?i:in|im|of|since|seit|until|bis|early|mid|late|Anfang|Mitte|Ende|next|this)\s+{MONTH}\b|\b(?i:in|since|seit|im\s+Jahre?|Jahre?|from|ab|born)\s+{YEAR}\b"
            ),
            |c| moment(c, 2, 1, 0),
        ),
    ];
    forms.into_iter().map(|(form, reader)| (pattern(&form), reader)).collect()
});

/// Reads the groups of a match; 0 for a part that the form leaves open.
fn moment(found: &Captures<'_>, year: usize, month: usize, day: usize) -> Option<Moment> {
    let part = |group: usize| (group > 0).then(|| found.get(group)).flatten().map(|part| part.as_str());
    let small = |text: &str| text.parse::<i8>().ok();
    let month = part(month).map(|text| small(text).or_else(|| month_of(text)));
    let read = Moment {
        year: part(year).and_then(|text| text.parse().ok()),
        month: month.flatten(),
        day: part(day).and_then(small),
        either_order: false,
    };
    (read.year.is_some() || read.month.is_some()).then_some(read)
}

fn month_of(name: &str) -> Option<i8> {
    let name = name.to_lowercase().replace("a\u{308}", "ä").replace("ae", "ä");
    let begins: String = name.chars().take(3).collect();
    Some(match begins.as_str() {
        "jan" | "jän" => 1,
        "feb" => 2,
        "mar" | "mär" | "mrz" => 3,
        "apr" => 4,
        "may" | "mai" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "oct" | "okt" => 10,
        "nov" => 11,
        "dec" | "dez" => 12,
        _ => return None,
    })
}

pub(super) fn read(text: &str) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for (form, reader) in PATTERNS.iter() {
        let mut taken: Vec<Claim> = Vec::new();
        for found in form.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            let is_free = claims
                .binary_search_by(|claim| {
                    if claim.span.end <= whole.start() {
                        std::cmp::Ordering::Less
                    } else if claim.span.start >= whole.end() {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_err();
            let Some(read) = reader(&found).filter(|_| is_free && begins(text, whole.start())) else { continue };
            let Moment { year, month, day, either_order } = read;
            taken.push(Claim::new(ClaimKind::Date, ClaimValue::Date { year, month, day, either_order }, whole.into()));
        }
        claims.extend(taken);
        claims.sort_by_key(|claim| claim.span);
    }
    // `10.12.` of a list of numbers is no date; a day that cannot be is one only with its year.
    claims.retain(|claim| match claim.value {
        ClaimValue::Date { year: None, month, day, .. } => {
            Moment { year: None, month, day, either_order: false }.exists()
        }
        _ => true,
    });
    claims
}

/// The date that a value is as a whole: `2026-03-31`, `31.03.2026`, `March 2026`, `2019`.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Ok(year) = text.parse::<i16>() {
        return (1900..2100).contains(&year).then(|| Moment { year: Some(year), ..Moment::default() });
    }
    if let Some((year, month)) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() <= 2) {
        let read = Moment { year: year.parse().ok(), month: month.parse().ok(), ..Moment::default() };
        return read.exists().then_some(read).filter(|read| read.year.is_some() && read.month.is_some());
    }
    let [claim] = <[Claim; 1]>::try_from(read(text)).ok()?;
    let is_whole = claim.span.start == 0 && claim.span.end == text.len();
    match claim.value {
        ClaimValue::Date { year, month, day, either_order } if is_whole => {
            Some(Moment { year, month, day, either_order }).filter(|read| read.exists())
        }
        _ => None,
    }
}
