//! A text cut into words, numbers and marks, each with its span. `40.05Gy` is a number and a word, `pT1cN0` one word, `+` a mark.

use crate::Span;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, and the digits behind them.
    Word,
    /// Digits, with a decimal point where digits follow it.
    Number,
    /// Any other character that is no blank.
    Mark,
    /// An empty line: a break of thought.
    Break,
}

/// A piece of text.
#[derive(Debug, Clone)]
pub(crate) struct Word<'a> {
    /// As it stands.
    pub(crate) text: &'a str,
    /// In lower case.
    pub(crate) lower: String,
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Word<'_> {
    pub(crate) fn is(&self, lower: &str) -> bool {
        self.lower == lower
    }

    pub(crate) fn is_any(&self, lower: &[&str]) -> bool {
        lower.contains(&self.lower.as_str())
    }

    /// The number, of a number.
    pub(crate) fn number(&self) -> Option<f64> {
        (self.kind == Kind::Number).then(|| self.text.parse().ok()).flatten()
    }

    /// The number, of one without decimals.
    pub(crate) fn whole(&self) -> Option<u32> {
        (self.kind == Kind::Number).then(|| self.text.parse().ok()).flatten()
    }
}

/// Cuts `text`. Linear in its length.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut push = |start: usize, end: usize, kind: Kind| {
        let piece = text.get(start..end).unwrap_or("");
        let lower = if kind == Kind::Word { piece.to_lowercase() } else { piece.to_owned() };
        words.push(Word { text: piece, lower, span: Span { start, end }, kind });
    };
    let mut letters = text.char_indices().peekable();
    let mut newlines = 0;
    while let Some((start, letter)) = letters.next() {
        if letter.is_whitespace() {
            newlines += usize::from(letter == '\n');
            if newlines == 2 && letter == '\n' {
                push(start, start + 1, Kind::Break);
            }
            continue;
        }
        newlines = 0;
        let mut end = start + letter.len_utf8();
        let mut take = |end: &mut usize, accepts: fn(char) -> bool| {
            while let Some((at, next)) = letters.next_if(|(_, next)| accepts(*next)) {
                *end = at + next.len_utf8();
            }
        };
        let kind = if letter.is_ascii_digit() {
            take(&mut end, |next| next.is_ascii_digit());
            let mut rest = text[end..].chars();
            if rest.next() == Some('.') && rest.next().is_some_and(|next| next.is_ascii_digit()) {
                take(&mut end, |next| next == '.');
                take(&mut end, |next| next.is_ascii_digit());
            }
            Kind::Number
        } else if letter.is_alphanumeric() {
            take(&mut end, char::is_alphanumeric);
            Kind::Word
        } else {
            Kind::Mark
        };
        push(start, end, kind);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_text_falls_into_words_numbers_and_marks() {
        let pieces = |text| words(text).iter().map(|word| word.text.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            pieces("40.05Gy/15#, pT1cN0(sn)."),
            ["40.05", "Gy", "/", "15", "#", ",", "pT1cN0", "(", "sn", ")", "."]
        );
        assert_eq!(pieces("1.2.3..4 é"), ["1.2", ".", "3", ".", ".", "4", "é"]);
        assert_eq!(pieces("a\n\nb"), ["a", "\n", "b"]);
    }
}
