//! Text as a cell of a table that people open with a spreadsheet.

use std::borrow::Cow;

/// What a spreadsheet may take for the beginning of a formula, full-width forms included, and the mark itself.
const fn begins_a_formula(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '\'')
}

/// The text, with `'` before it where it would begin a formula or begins with `'` itself: taking one `'` away gives it back.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(begins_a_formula) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula_and_one_mark_taken_away_gives_the_text_back() {
        for text in
            ["=1+1", "+x", "-3", "@SUM(A1)", "\t=1", "\n=1", "\r=1", "＝1", "＋1", "－1", "＠x", "'quoted", "''"]
        {
            assert_eq!(cell(text).strip_prefix('\''), Some(text));
        }
        for text in ["", "a=1", " =1", "3", "–"] {
            assert_eq!(cell(text), text);
        }
    }
}
