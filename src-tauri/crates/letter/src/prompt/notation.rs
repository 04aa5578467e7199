//! A fact's value as a letter of its language writes it: `8 January 2026` and `40.05 Gy`, `08.01.2026` and `40,05 Gy`. A value that cannot be
//! read stays as it is.

use isocenter_domain::Modality;

use crate::claim::{Moment, read_moment};
use crate::facts::checks::{sex, side};
use crate::pattern::decimal;
use crate::{Fact, FactKind, Language};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The value of a fact.
pub(super) fn value(fact: &Fact, language: Language) -> String {
    let text = one_line(fact.text());
    let known = match fact.kind {
        kind if kind.is_date() => read_moment(&text).map(|moment| date(moment, language)),
        FactKind::Dose | FactKind::DosePerFraction => decimal(&text).map(|number| self::number(number, language)),
        FactKind::Side => side(&text).map(|side| word(side, language).to_owned()),
        FactKind::Sex => sex(&text).map(|sex| word(sex, language).to_owned()),
        FactKind::Modality => Modality::from_term(&text).map(|modality| self::modality(modality, language).to_owned()),
        _ => None,
    };
    known.unwrap_or(text)
}

/// Every blank and line break one blank: a fact is one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn date(moment: Moment, language: Language) -> String {
    let Moment { year, month, day, .. } = moment;
    match language {
        Language::English => {
            let month = month.and_then(|month| MONTHS.get(usize::try_from(month - 1).ok()?).copied());
            let parts = [day.map(|day| day.to_string()), month.map(str::to_owned), year.map(|year| year.to_string())];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Language::German => {
            let two = |part: Option<i8>, mark: &str| part.map_or_else(String::new, |part| format!("{part:02}{mark}"));
            let mark = if day.is_some() { "." } else { "/" };
            format!("{}{}{}", two(day, "."), two(month, mark), year.map_or_else(String::new, |year| year.to_string()))
        }
    }
}

/// At most three places, none that is zero at the end.
pub(super) fn number(number: f64, language: Language) -> String {
    let fixed = format!("{number:.3}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    match language {
        Language::English => short.to_owned(),
        Language::German => short.replace('.', ","),
    }
}

fn word(english: &'static str, language: Language) -> &'static str {
    match (english, language) {
        (_, Language::English) => english,
        ("left", _) => "links",
        ("right", _) => "rechts",
        ("bilateral", _) => "beidseits",
        ("female", _) => "weiblich",
        ("male", _) => "männlich",
        _ => english,
    }
}

const fn modality(modality: Modality, language: Language) -> &'static str {
    match (modality, language) {
        (Modality::Photon, Language::English) => "photons",
        (Modality::Photon, Language::German) => "Photonen",
        (Modality::Proton, Language::English) => "protons",
        (Modality::Proton, Language::German) => "Protonen",
        (Modality::Electron, Language::English) => "electrons",
        (Modality::Electron, Language::German) => "Elektronen",
        (Modality::Brachytherapy, Language::English) => "brachytherapy",
        (Modality::Brachytherapy, Language::German) => "Brachytherapie",
    }
}
