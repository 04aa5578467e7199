//! Dates as notes write them: found, read, and written again in their own style after a shift.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::patterns::compile;
use crate::TextSpan;

/// Which of two numbers is the month where both could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumericOrder {
    /// `03/04/2021` is the fourth of March.
    MonthFirst,
    /// `03/04/2021` is the third of April.
    DayFirst,
}

/// What becomes of dates. Only [`DatePolicy::YearOnly`] is Safe Harbor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DatePolicy {
    /// The year is kept, all else goes.
    YearOnly,
    /// Days from this date, the patient's first fraction: `day -12`.
    DayOffsetFrom(Date),
    /// Every date of the patient moves by the same number of days and keeps its style.
    Shift(i32),
}

impl DatePolicy {
    /// How the policy is called beside a result that used it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::YearOnly => "year only",
            Self::DayOffsetFrom(_) => "day offset",
            Self::Shift(_) => "shifted dates",
        }
    }

    /// Whether dates so written may be in a Safe Harbor data set.
    #[must_use]
    pub const fn is_safe_harbor(self) -> bool {
        matches!(self, Self::YearOnly)
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const MONTH: &str = r"(?P<mon>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const DAY: &str = r"(?:[12]\d|3[01]|0?[1-9])";
const YEAR: &str = r"(?:19|20)\d{2}";

/// The forms, most telling first. `_` was made a blank before.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        format!(r"(?P<y>{YEAR})[-/.](?P<m>1[0-2]|0?[1-9])[-/.](?P<d>{DAY})(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"),
        r"(?P<y>19[1-9]\d|20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])".to_owned(),
        format!(r"(?P<a>{DAY}) ?[/.-] ?(?P<b>{DAY}) ?[/.-] ?(?P<y>{YEAR})"),
        format!(r"(?P<a>{DAY})/(?P<b>{DAY})/['’]?(?P<yy>\d{{2}})"),
        format!(r"(?i)(?P<d>{DAY})(?P<ord>st|nd|rd|th)?[ .\n-]*(?:of )?{MONTH}\.?[ .,\n'’-]*(?P<y>{YEAR})"),
        format!(r"(?i){MONTH}\.?[ .\n-]*(?P<d>{DAY})(?P<ord>st|nd|rd|th)?,?[ ,.\n-]*(?P<y>{YEAR})"),
        format!(r"(?i){MONTH}\.?[ .,\n'’-]*(?P<y>{YEAR})"),
        format!(r"(?i)(?P<d>{DAY})[ -]?{MONTH}[ -]?['’]?(?P<yy>\d{{2}})"),
        format!(r"(?i){MONTH}\.? (?P<d>{DAY})(?P<ord>st|nd|rd|th)?,? ?['’](?P<yy>\d{{2}})"),
        format!(r"(?i){MONTH}\.? ?['’](?P<yy>\d{{2}})"),
        format!(r"(?P<m>1[0-2]|0?[1-9])/(?P<y>{YEAR})"),
        format!(r"(?P<d>{DAY})(?P<ord>st|nd|rd|th)?[ -](?:of )?(?-i:{MONTH})"),
        format!(r"(?-i:{MONTH}) (?P<d>{DAY})(?P<ord>st|nd|rd|th)?"),
        format!(r"(?i)(?P<d>{DAY})(?P<ord>st|nd|rd|th) (?:of )?{MONTH}"),
    ]
    .iter()
    .map(|form| compile(form))
    .collect()
});

/// A slash date of two parts, or a dotted one with a short year, is a date by its context only.
static BY_CONTEXT: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i)\b(?:on|dated|seen|dob|dos|date|born|dictated|signed|visit|from|since|until|as of|vom|am)[: ] ?(?:(?P<a>{DAY})[/](?P<b>{DAY})|(?P<a2>{DAY})[.-](?P<b2>{DAY})[.-](?P<yy>\d{{2}}))"
    ))
});

static HINT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\d[/.-]\d|\d{8}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,\n'’-]*\d|\d(?:st|nd|rd|th)?[ .\n-]*(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    )
});

/// Every date in `text` (with `_` made blanks), those by context apart.
pub(super) fn find(text: &str) -> (Vec<TextSpan>, Vec<TextSpan>) {
    if !HINT.is_match(text) {
        return (Vec::new(), Vec::new());
    }
    let mut spans: Vec<TextSpan> = Vec::new();
    for form in FORMS.iter() {
        let mut from = 0;
        while let Some(found) = form.find_at(text, from) {
            let span = TextSpan::from(found);
            if has_borders(text, span) && !spans.iter().any(|other| other.overlaps(span)) {
                spans.push(span);
                from = span.end;
            } else {
                from = next_char(text, span.start);
            }
            if from >= text.len() {
                break;
            }
        }
    }
    spans.sort();
    let by_context = BY_CONTEXT
        .captures_iter(text)
        .filter_map(|found| {
            let first = found.name("a").or_else(|| found.name("a2"))?;
            let last = found.name("b").or_else(|| found.name("yy"))?;
            let span = TextSpan::new(first.start(), last.end());
            (has_borders(text, span) && !spans.iter().any(|other| other.overlaps(span))).then_some(span)
        })
        .collect();
    (spans, by_context)
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// No digit or decimal part touches it; letters may, unless they continue the month.
fn has_borders(text: &str, span: TextSpan) -> bool {
    let (before, behind) = (&text[..span.start], &text[span.end..]);
    let inside = span.of(text);
    let starts_with_letter = inside.starts_with(|c: char| c.is_alphabetic());
    let ends_with_letter = inside.ends_with(|c: char| c.is_alphabetic());
    let continues = |c: char| c.is_ascii_digit();
    let cut_before = before.ends_with(continues)
        || (starts_with_letter && before.ends_with(|c: char| c.is_alphabetic()))
        || (before.ends_with(['.', '/', '-', ',']) && before[..before.len() - 1].ends_with(continues));
    let cut_behind = behind.starts_with(continues)
        || (ends_with_letter && behind.starts_with(|c: char| c.is_alphabetic()))
        || (behind.starts_with(['.', '/', '-', ',', '%']) && behind[1..].starts_with(continues))
        || behind.starts_with('%');
    !cut_before && !cut_behind
}

/// A date as written: its parts with their places.
struct Written {
    year: Option<(TextSpan, i16)>,
    month: Option<(TextSpan, i8)>,
    day: Option<(TextSpan, i8)>,
    ordinal: Option<TextSpan>,
}

impl Written {
    fn read(text: &str, order: NumericOrder) -> Option<Self> {
        let shadow = text.replace('_', " ");
        let whole =
            |found: &Captures<'_>| found.get(0).is_some_and(|all| all.start() == 0 && all.end() == shadow.len());
        let found = FORMS.iter().find_map(|form| form.captures(&shadow).filter(whole));
        let found = match found {
            Some(found) => found,
            None => {
                static SHORT: LazyLock<Regex> =
                    LazyLock::new(|| compile(r"^(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})(?:[/.-](?P<yy>\d{2}))?$"));
                SHORT.captures(&shadow)?
            }
        };
        let number = |name: &str| {
            found.name(name).and_then(|part| Some((TextSpan::from(part), part.as_str().parse::<i16>().ok()?)))
        };
        let small = |(span, value): (TextSpan, i16)| Some((span, i8::try_from(value).ok()?));
        let year =
            number("y").or_else(|| number("yy").map(|(span, year)| (span, if year < 50 { 2000 } else { 1900 } + year)));
        let month = match found.name("mon") {
            Some(name) => Some((TextSpan::from(name), month_number(name.as_str())?)),
            None => number("m").and_then(small),
        };
        let day = number("d").and_then(small);
        let (month, day) = match (number("a").and_then(small), number("b").and_then(small)) {
            (Some(a), Some(b)) if a.1 > 12 || (order == NumericOrder::DayFirst && b.1 <= 12) => (Some(b), Some(a)),
            (Some(a), Some(b)) => (Some(a), Some(b)),
            _ => (month, day),
        };
        Some(Self { year, month, day, ordinal: found.name("ord").map(TextSpan::from) })
    }

    /// The date, the middle of the month where no day is told.
    fn date(&self) -> Option<Date> {
        const MIDDLE: i8 = 15;
        let (year, month) = (self.year?.1, self.month?.1);
        Date::new(year, month, self.day.map_or(MIDDLE, |day| day.1)).ok()
    }
}

/// The date `text` tells in full, in both readings where it has two.
pub(super) fn readings(text: &str) -> Vec<Date> {
    [NumericOrder::MonthFirst, NumericOrder::DayFirst]
        .into_iter()
        .filter_map(|order| Written::read(text, order).filter(|written| written.day.is_some())?.date())
        .collect()
}

/// What stands for the date `text` under `policy`; nothing when it cannot be told (then it is masked).
pub(super) fn rewritten(text: &str, policy: DatePolicy, order: NumericOrder) -> Option<String> {
    let written = Written::read(text, order)?;
    match policy {
        DatePolicy::YearOnly => written.year.map(|(_, year)| year.to_string()),
        DatePolicy::DayOffsetFrom(start) => {
            written.day?;
            let days = (written.date()? - start).get_days();
            Some(format!("day {days:+}"))
        }
        DatePolicy::Shift(days) => {
            let moved = written.date()?.checked_add(days.days()).ok()?;
            Some(in_style_of(text, &written, moved))
        }
    }
}

fn in_style_of(text: &str, written: &Written, date: Date) -> String {
    // "28th" and "28 December" become "7th" and "7 December"; "28-DEC" becomes "07-JAN".
    let is_prose = written.ordinal.is_some() || text.contains(' ') && text.contains(char::is_alphabetic);
    let is_wide = |number: &str| number.len() != 1 && (!is_prose || number.starts_with('0'));
    let is_padded = [written.month.map(|part| part.0), written.day.map(|part| part.0)]
        .into_iter()
        .flatten()
        .map(|span| span.of(text))
        .filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        .all(is_wide);
    let mut parts: Vec<(TextSpan, String)> = Vec::new();
    let two = |value: i8| if is_padded { format!("{value:02}") } else { value.to_string() };
    if let Some((span, _)) = written.year {
        let year = date.year();
        parts.push((span, if span.len() == 2 { format!("{:02}", year % 100) } else { year.to_string() }));
    }
    if let Some((span, _)) = written.month {
        let old = span.of(text);
        let is_name = old.starts_with(|c: char| c.is_alphabetic());
        parts.push((span, if is_name { month_like(old, date.month()) } else { two(date.month()) }));
    }
    if let Some((span, _)) = written.day {
        parts.push((span, two(date.day())));
    }
    if let Some(span) = written.ordinal {
        parts.push((span, ordinal(date.day()).to_owned()));
    }
    parts.sort();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (span, value) in parts {
        out.push_str(&text[from..span.start]);
        out.push_str(&value);
        from = span.end;
    }
    out.push_str(&text[from..]);
    out
}

fn month_number(name: &str) -> Option<i8> {
    let lower = name.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| month.starts_with(lower.get(..3).unwrap_or(&lower)))?;
    i8::try_from(index + 1).ok()
}

/// The month as `old` was written: short or whole, in capitals or not. "May" is both, and is taken for short.
fn month_like(old: &str, month: i8) -> String {
    let whole = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
    let name = if old.len() > 4 || (old.len() == 4 && !old.eq_ignore_ascii_case("sept")) { whole } else { &whole[..3] };
    if old.chars().all(char::is_uppercase) {
        name.to_uppercase()
    } else if old.starts_with(char::is_uppercase) {
        name[..1].to_uppercase() + &name[1..]
    } else {
        name.to_owned()
    }
}

const fn ordinal(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{DatePolicy, NumericOrder, find, rewritten};
    use jiff::civil::date;

    #[test]
    fn every_usual_spelling_is_found_whole() {
        for text in [
            "2021-03-15",
            "2021/3/5",
            "2021-03-15 08:30:00",
            "20210315",
            "03/15/2021",
            "15.03.2021",
            "3/15/21",
            "15 March 2021",
            "March 15th, 2021",
            "Mar 2021",
            "15-Mar-21",
            "15Mar2021",
            "MAR 15, 2021",
            "15th of March 2021",
            "03/2021",
            "Mar '21",
            "15-MAR-2021",
            "March 15",
        ] {
            let (spans, _) = find(text);
            assert_eq!(spans.len(), 1, "{text}");
            assert_eq!(spans[0].of(text), text);
        }
    }

    #[test]
    fn clinical_numbers_are_no_dates() {
        for text in
            ["4/12", "5-25-2500", "1.8.28", "12/20", "7.8", "100/2021/7", "1.25.100.3", "19/2021", "120/80/2021"]
        {
            assert!(find(text).0.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_shift_keeps_the_style() {
        for (text, moved) in [
            ("03/14/2021", "03/24/2021"),
            ("3/9/21", "3/19/21"),
            ("2021-12-28", "2022-01-07"),
            ("20211228", "20220107"),
            ("December 28th, 2021", "January 7th, 2022"),
            ("28-DEC-21", "07-JAN-22"),
            ("Mar 2021", "Mar 2021"),
            ("15Mar2021", "25Mar2021"),
            ("2021-03-14 08:30:00", "2021-03-24 08:30:00"),
            ("14 may 2020", "24 may 2020"),
        ] {
            assert_eq!(rewritten(text, DatePolicy::Shift(10), NumericOrder::MonthFirst).unwrap(), moved);
        }
        let day_first = rewritten("03/04/2021", DatePolicy::Shift(1), NumericOrder::DayFirst).unwrap();
        assert_eq!(day_first, "04/04/2021");
    }

    #[test]
    fn years_and_offsets() {
        let order = NumericOrder::MonthFirst;
        assert_eq!(rewritten("14 March 2021", DatePolicy::YearOnly, order).unwrap(), "2021");
        assert_eq!(rewritten("3/14/21", DatePolicy::YearOnly, order).unwrap(), "2021");
        let start = DatePolicy::DayOffsetFrom(date(2021, 3, 24));
        assert_eq!(rewritten("2021-03-12", start, order).unwrap(), "day -12");
        assert_eq!(rewritten("Mar 2021", start, order), None);
        assert_eq!(rewritten("March 15", DatePolicy::YearOnly, order), None);
        assert_eq!(rewritten("02/31/2021", DatePolicy::Shift(1), order), None);
    }
}
