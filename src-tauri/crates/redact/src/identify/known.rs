//! What the export's own columns tell of this patient, looked for in the text in every way it may be written.

use jiff::civil::Date;

use super::names::{is_common, nicknames};
use super::spelling::{folded, is_slip_of, spellings};
use super::{IdentifierClass, IdentifierRule, IdentifierSpan, dates};
use crate::words::letter_runs;
use crate::{Certainty, TextSpan};

/// Parts of names that are no name alone.
const PARTICLES: &[&str] =
    &["van", "von", "de", "der", "den", "la", "di", "du", "da", "al", "el", "bin", "dos", "del", "the"];
/// A number shorter than this is found in too many places to be one's own.
const SHORTEST_NUMBER: usize = 5;

/// A patient's own values. Deliberately without `Debug`.
#[derive(Clone, Default)]
pub struct KnownValues {
    names: Vec<NamePart>,
    particles: Vec<String>,
    values: Vec<(IdentifierClass, String)>,
    dates: Vec<Date>,
}

#[derive(Clone)]
struct NamePart {
    spellings: Vec<String>,
    nicknames: Vec<&'static str>,
}

impl KnownValues {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A first, family, or other name; several words and hyphens are taken apart.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        for part in name.split(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | '.' | '_')) {
            let spellings = spellings(part);
            if PARTICLES.contains(&spellings[0].as_str()) {
                self.particles.push(part.to_lowercase());
            }
            let is_name = spellings[0].chars().count() > 1
                && spellings[0].chars().all(char::is_alphabetic)
                && !PARTICLES.contains(&spellings[0].as_str());
            if is_name && !self.names.iter().any(|known| known.spellings == spellings) {
                let nicknames = nicknames(&spellings[0]).collect();
                self.names.push(NamePart { spellings, nicknames });
            }
        }
        self
    }

    /// A number, address or the like of `class`; short ones are ignored, since they would be found everywhere.
    #[must_use]
    pub fn with_value(mut self, class: IdentifierClass, value: &str) -> Self {
        let value = value.trim();
        if value.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_NUMBER {
            self.values.push((class, value.to_owned()));
        }
        self
    }

    /// A date of the patient, such as the date of birth.
    #[must_use]
    pub fn with_date(mut self, date: Date) -> Self {
        self.dates.push(date);
        self
    }

    /// `shadow` is `text` without `_`.
    pub(super) fn find(&self, text: &str, shadow: &str) -> Vec<IdentifierSpan> {
        let mut hits = Vec::new();
        if !self.names.is_empty() {
            self.find_names(text, &mut hits);
        }
        for (class, value) in &self.values {
            let found = written_anyhow(text, value);
            hits.extend(found.into_iter().map(|span| known(span, *class, Certainty::Certain)));
        }
        for date in &self.dates {
            find_date(text, shadow, *date, &mut hits);
        }
        hits
    }

    fn find_names(&self, text: &str, hits: &mut Vec<IdentifierSpan>) {
        let runs = letter_runs(text);
        for (index, run) in runs.iter().enumerate() {
            let word = run.of(text);
            if word.chars().count() < 2 {
                continue;
            }
            let whole = self.certainty_of(word, starts_sentence(text, run.start));
            if let Some(certainty) = whole {
                hits.push(known(self.with_particles(text, &runs[..=index]), IdentifierClass::Name, certainty));
                continue;
            }
            for piece in pieces(text, *run) {
                if self.is_spelled(&folded(piece.of(text))) {
                    hits.push(known(piece, IdentifierClass::Name, Certainty::Certain));
                }
            }
            if let Some(next) = runs.get(index + 1)
                && is_line_break(&text[run.end..next.start])
                && self.is_spelled(&(folded(word) + &folded(next.of(text))))
            {
                hits.push(known(run.around(*next), IdentifierClass::Name, Certainty::Certain));
            }
        }
    }

    /// The last of `runs` with the "van der" before it, where the patient's name has one.
    fn with_particles(&self, text: &str, runs: &[TextSpan]) -> TextSpan {
        let Some((last, before)) = runs.split_last() else { return TextSpan::new(0, 0) };
        let mut span = *last;
        for particle in before.iter().rev() {
            let is_adjacent = matches!(&text[particle.end..span.start], " " | "\n" | "-" | "_");
            let is_own = self.particles.contains(&particle.of(text).to_lowercase());
            if !(is_adjacent && is_own) {
                break;
            }
            span = span.around(*particle);
        }
        span
    }

    fn is_spelled(&self, folded: &str) -> bool {
        folded.chars().count() > 2 && self.names.iter().any(|name| name.spellings.iter().any(|known| known == folded))
    }

    /// Whether a word of the text is one of the names, and how surely.
    fn certainty_of(&self, word: &str, is_first_word: bool) -> Option<Certainty> {
        let is_capitalised = word.starts_with(char::is_uppercase);
        let whole = folded(word);
        let possessive = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).map(folded);
        let singular = whole.strip_suffix('s').map(str::to_owned);
        let forms: Vec<String> = std::iter::once(whole).chain(possessive).chain(singular).collect();
        let length = forms[0].chars().count();
        let is_exact = self.names.iter().any(|name| forms.iter().any(|form| name.spellings.contains(form)));
        if is_exact {
            return match (is_capitalised, is_common(word), length) {
                (true, false, 3..) => Some(Certainty::Certain),
                (true, true, _) | (true, _, ..3) => Some(Certainty::Doubtful),
                (false, false, 4..) => Some(Certainty::Certain),
                (false, false, 3) => Some(Certainty::Doubtful),
                _ => None,
            };
        }
        if !is_capitalised {
            return None;
        }
        let is_nickname =
            self.names.iter().any(|name| name.nicknames.iter().any(|short| forms.iter().any(|form| form == short)));
        if is_nickname && length > 1 {
            return Some(if length < 3 || is_common(word) { Certainty::Doubtful } else { Certainty::Certain });
        }
        if is_common(word) {
            return None;
        }
        let is_slip = self
            .names
            .iter()
            .any(|name| name.spellings.iter().any(|known| forms.iter().any(|form| is_slip_of(form, known))));
        is_slip.then_some(if is_first_word && length < 7 { Certainty::Doubtful } else { Certainty::Certain })
    }
}

fn find_date(text: &str, shadow: &str, date: Date, hits: &mut Vec<IdentifierSpan>) {
    let (spans, by_context) = dates::find(shadow);
    let told = spans.into_iter().chain(by_context).filter(|span| dates::readings(span.of(text)).contains(&date));
    hits.extend(told.map(|span| known(span, IdentifierClass::Date, Certainty::Certain)));
    let (year, month, day) = (date.year(), date.month(), date.day());
    for digits in [format!("{day:02}{month:02}{year}"), format!("{month:02}{day:02}{year}")] {
        let found = written_anyhow(text, &digits);
        hits.extend(found.into_iter().map(|span| known(span, IdentifierClass::Date, Certainty::Certain)));
    }
}

const fn known(span: TextSpan, class: IdentifierClass, certainty: Certainty) -> IdentifierSpan {
    IdentifierSpan::new(span, class, IdentifierRule::Known, certainty)
}

/// Parts of a glued word: `RoeJane`.
fn pieces(text: &str, run: TextSpan) -> Vec<TextSpan> {
    let word = run.of(text);
    let mut starts: Vec<usize> = vec![0];
    let mut previous_is_lower = false;
    for (at, c) in word.char_indices() {
        if previous_is_lower && c.is_uppercase() {
            starts.push(at);
        }
        previous_is_lower = c.is_lowercase();
    }
    if starts.len() == 1 {
        return Vec::new();
    }
    starts.push(word.len());
    starts.windows(2).map(|pair| TextSpan::new(run.start + pair[0], run.start + pair[1])).collect()
}

fn is_line_break(between: &str) -> bool {
    between.contains('\n') && between.chars().all(|c| c.is_whitespace() || c == '-')
}

fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', ':'])
}

/// Every place where `value` stands, whatever blanks, dashes, points or brackets are strewn in, in whichever case, and
/// with or without zeros before it.
fn written_anyhow(text: &str, value: &str) -> Vec<TextSpan> {
    let wanted: Vec<char> = value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let zeros =
        if wanted.iter().all(char::is_ascii_digit) { wanted.iter().take_while(|c| **c == '0').count() } else { 0 };
    let wanted = &wanted[zeros..];
    let Some(&first) = wanted.first() else { return Vec::new() };
    let mut spans = Vec::new();
    let mut previous: Option<char> = None;
    let mut from = 0;
    let mut run_of_zeros: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let begins = previous.is_none_or(|before| is_border_between(before, c));
        let start = if begins { Some(at) } else { run_of_zeros };
        run_of_zeros = start.filter(|_| c == '0');
        previous = Some(c);
        if let Some(start) = start.filter(|_| at >= from && c.to_lowercase().eq(first.to_lowercase()))
            && let Some(end) = end_of(&text[at..], wanted)
        {
            spans.push(TextSpan::new(start, at + end));
            from = at + end;
        }
    }
    spans
}

fn is_border_between(before: char, behind: char) -> bool {
    !before.is_alphanumeric() || !behind.is_alphanumeric() || before.is_ascii_digit() != behind.is_ascii_digit()
}

fn end_of(text: &str, wanted: &[char]) -> Option<usize> {
    const MOST_SEPARATORS: usize = 2;
    let mut wanted = wanted.iter();
    let mut next = wanted.next()?;
    let mut separators = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.to_lowercase().eq(next.to_lowercase()) {
            separators = 0;
            match wanted.next() {
                Some(following) => next = following,
                None => {
                    let is_whole = chars.peek().is_none_or(|(_, behind)| is_border_between(c, *behind));
                    return is_whole.then_some(at + c.len_utf8());
                }
            }
        } else if c.is_alphanumeric() || separators == MOST_SEPARATORS {
            return None;
        } else {
            separators += 1;
        }
    }
    None
}
