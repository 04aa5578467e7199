//! What an ICD-10-CM code says by its official title and block: a side, a sex. Nothing is guessed from words that are not there.

use isocenter_domain::{Icd10Catalog, Icd10Code, Laterality};
use isocenter_reading::Sex;

/// A code as far as the table tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CodeFacts<'a> {
    pub code: Icd10Code,
    /// Official title; nothing when the table has no such code.
    pub title: Option<&'a str>,
    /// Whether it has no finer code below it.
    pub is_billable: bool,
    pub side: Option<Laterality>,
    pub sex: Option<Sex>,
}

impl<'a> CodeFacts<'a> {
    /// Nothing when `text` has not the shape of a code.
    pub(crate) fn of(text: &str, catalog: &'a Icd10Catalog) -> Option<Self> {
        let code = Icd10Code::parse(text).ok()?;
        let entry = catalog.get(code.as_str());
        let title = entry.map(|entry| entry.title);
        Some(Self {
            is_billable: entry.is_some_and(|entry| entry.is_billable),
            side: title.and_then(side_of_title),
            sex: sex_of_category(&code).or_else(|| title.and_then(sex_of_title)),
            code,
            title,
        })
    }
}

/// Titles say `right`, `left` or `bilateral`; a title that names two sides, as that of a category does, says none.
fn side_of_title(title: &str) -> Option<Laterality> {
    let says = |word: &str| words(title).any(|found| found.eq_ignore_ascii_case(word));
    match (says("left"), says("right"), says("bilateral")) {
        (true, false, false) => Some(Laterality::Left),
        (false, true, false) => Some(Laterality::Right),
        (false, false, true) => Some(Laterality::Bilateral),
        _ => None,
    }
}

fn sex_of_title(title: &str) -> Option<Sex> {
    let says = |word: &str| words(title).any(|found| found.eq_ignore_ascii_case(word));
    match (says("female"), says("male")) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    }
}

/// Blocks of organs that one sex has: genital organs, their in-situ, benign and uncertain neoplasms, pregnancy.
fn sex_of_category(code: &Icd10Code) -> Option<Sex> {
    const FEMALE: &[(&str, &str)] = &[
        ("C51", "C58"),
        ("C79.6", "C79.6"),
        ("D06", "D06"),
        ("D07.0", "D07.3"),
        ("D25", "D28"),
        ("D39", "D39"),
        ("N70", "N77"),
        ("N80", "N98"),
        ("O00", "O9A"),
        ("Z85.40", "Z85.44"),
        ("Z85.4A", "Z85.4A"),
    ];
    const MALE: &[(&str, &str)] = &[
        ("C60", "C63"),
        ("D07.4", "D07.6"),
        ("D29", "D29"),
        ("D40", "D40"),
        ("N40", "N53"),
        ("R97.2", "R97.2"),
        ("Z85.45", "Z85.49"),
    ];
    let lies_in = |ranges: &[(&str, &str)]| {
        let code = code.as_str();
        ranges.iter().any(|(from, to)| code >= *from && code.get(..to.len()).unwrap_or(code) <= *to)
    };
    match (lies_in(FEMALE), lies_in(MALE)) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        _ => None,
    }
}

fn words(title: &str) -> impl Iterator<Item = &str> {
    title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::io::Read;

    use isocenter_domain::Icd10Catalog;
    use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
    use isocenter_reading::Sex::{self, Female, Male};

    use super::CodeFacts;

    fn catalog() -> Icd10Catalog {
        let packed: &[u8] = include_bytes!("../../../../assets/icd10/icd10cm.tsv.gz");
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
        Icd10Catalog::from_tsv(&text).unwrap()
    }

    #[test]
    fn side_and_sex_of_codes_that_are_met() {
        let catalog = catalog();
        let cases: &[(&str, Option<Laterality>, Option<Sex>)] = &[
            ("C50.912", Some(Left), Some(Female)),
            ("C50.421", Some(Right), Some(Male)),
            ("C50.919", None, Some(Female)),
            ("C50", None, None),
            ("C34.31", Some(Right), None),
            ("C34.2", None, None),
            ("C61", None, Some(Male)),
            ("C53.9", None, Some(Female)),
            ("C56.3", Some(Bilateral), Some(Female)),
            ("C79.62", Some(Left), Some(Female)),
            ("C79.82", None, None),
            ("C62.11", Some(Right), Some(Male)),
            ("D07.5", None, Some(Male)),
            ("D07.1", None, Some(Female)),
            ("D40.12", Some(Left), Some(Male)),
            ("R97.20", None, Some(Male)),
            ("R97.1", None, None),
            ("Z85.4A", None, Some(Female)),
            ("Z85.46", None, Some(Male)),
            ("N62", None, None),
            ("C71.9", None, None),
            ("Z51.0", None, None),
        ];
        for (code, side, sex) in cases {
            let facts = CodeFacts::of(code, &catalog).unwrap();
            assert!(facts.title.is_some(), "{code}");
            assert_eq!((facts.side, facts.sex), (*side, *sex), "{code}");
        }
    }

    #[test]
    fn every_title_with_one_side_gives_that_side_and_no_title_gives_another() {
        let catalog = catalog();
        let mut sided = 0;
        for entry in catalog.entries().filter(|entry| entry.code.starts_with(['C', 'D'])) {
            let facts = CodeFacts::of(entry.code, &catalog).unwrap();
            let word = facts.side.map(Laterality::word);
            sided += usize::from(word.is_some());
            assert!(word.is_none_or(|word| entry.title.contains(word)), "{}: {:?}", entry.code, facts.side);
            let says = |word: &str| super::words(entry.title).any(|found| found == word);
            let says_one = says("left") != says("right");
            assert_eq!(says_one, matches!(facts.side, Some(Left | Right)), "{}: {}", entry.code, entry.title);
        }
        assert!(sided > 300, "{sided}");
    }
}
