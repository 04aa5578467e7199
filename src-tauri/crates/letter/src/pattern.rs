//! Patterns that are written here, and numbers as letters write them.

use regex::{Regex, RegexBuilder};

/// Room for the states of one pattern: a list of many words with endings outgrows the usual two megabytes and then starts over and over.
const STATES_BYTES: usize = 16 << 20;

/// Compiles a pattern of this crate. An umlaut in it stands for its three spellings: one character, letter with diaeresis, letter with `e`.
#[expect(clippy::expect_used, reason = "every pattern is a constant of this crate, and every one is compiled in tests")]
pub(crate) fn pattern(text: &str) -> Regex {
    let spellings = [("ä", "a"), ("ö", "o"), ("ü", "u"), ("Ö", "O"), ("Ü", "U")];
    let spelt = spellings.iter().fold(text.to_owned(), |text, (umlaut, letter)| {
        text.replace(umlaut, &format!("(?:{umlaut}|{letter}\u{308}|{letter}e)"))
    });
    RegexBuilder::new(&spelt).dfa_size_limit(STATES_BYTES).build().expect("the pattern is valid")
}

/// A decimal number with point or comma; nothing for what is none.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')) {
        return None;
    }
    text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A whole number in centigray, where point or comma before three digits part the thousands.
pub(crate) fn centigray(text: &str) -> Option<f64> {
    match text.split_once([',', '.']) {
        Some((thousands, rest)) if rest.len() == 3 && (1..=3).contains(&thousands.len()) => {
            decimal(&format!("{thousands}{rest}"))
        }
        _ => decimal(text),
    }
}

/// Whether two doses in gray are the same to half a percent, or to the hundredth of a gray that letters print.
pub(crate) fn same_gray(left: f64, right: f64) -> bool {
    (left - right).abs() <= (0.005 + 1e-9_f64).max(left.abs().max(right.abs()) * 1e-9)
}

/// Whether two doses are the same to half a percent: total against fractions times part, where the part was rounded.
pub(crate) fn near_gray(left: f64, right: f64) -> bool {
    (left - right).abs() <= 0.005 * left.abs().max(right.abs()) + 1e-9
}
