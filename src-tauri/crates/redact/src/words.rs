//! Words of a text with their places. A digit beside a letter, `_` and any other mark are borders.

use crate::TextSpan;

/// A run of letters, apostrophes inside included.
pub(crate) fn letter_runs(text: &str) -> Vec<TextSpan> {
    let mut runs: Vec<TextSpan> = Vec::new();
    let mut start = None;
    let mut previous_is_letter = false;
    for (at, c) in text.char_indices() {
        let is_inside = c.is_alphabetic()
            || (previous_is_letter
                && matches!(c, '\'' | '’')
                && text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic));
        match (is_inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push(TextSpan::new(from, at));
                start = None;
            }
            _ => {}
        }
        previous_is_letter = c.is_alphabetic();
    }
    if let Some(from) = start {
        runs.push(TextSpan::new(from, text.len()));
    }
    runs
}

/// Words between blanks, without the marks around them, in lower case.
pub(crate) fn plain_words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '&' | '+')).to_lowercase())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::letter_runs;

    #[test]
    fn underscores_and_digits_are_borders_and_apostrophes_are_not() {
        let text = "PTV_Roe15Mar O'Brien’s 'x'";
        let words: Vec<&str> = letter_runs(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(words, ["PTV", "Roe", "Mar", "O'Brien’s", "x"]);
    }
}
