//! The words of a plan, its run-together quantities taken apart: `x3Gy` is `x`, `3`, `Gy`; `40,05` before a unit is one number.

use crate::Span;
use crate::words::{Kind, Word, words};

/// What may stand before digits in one word with them.
const BEFORE_DIGITS: &[&str] = &["x", "gyx", "cgyx"];
const UNITS: &[&str] = &["cge", "cgy", "gy", "gye"];

/// Cuts `text`. The `lower` of a number is its normal form, from which [`value`] reads.
pub(super) fn pieces(text: &str) -> Vec<Word<'_>> {
    let mut pieces = Vec::new();
    for word in words(text) {
        match word.kind {
            Kind::Word => apart(text, word, &mut pieces),
            _ => pieces.push(word),
        }
    }
    join_decimals(text, &mut pieces);
    pieces
}

/// The number, of a number.
pub(super) fn value(piece: &Word) -> Option<f64> {
    (piece.kind == Kind::Number).then(|| piece.lower.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

/// The number, of one without decimals.
pub(super) fn whole(piece: &Word) -> Option<u32> {
    (piece.kind == Kind::Number).then(|| piece.lower.parse().ok()).flatten()
}

/// Whether no blank stands between this piece and the one before it.
pub(super) fn is_glued(pieces: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| pieces.get(before));
    before.zip(pieces.get(at)).is_some_and(|(before, piece)| before.span.end == piece.span.start)
}

fn piece<'a>(text: &'a str, start: usize, end: usize, kind: Kind) -> Word<'a> {
    let piece = text.get(start..end).unwrap_or("");
    Word { text: piece, lower: piece.to_lowercase(), span: Span { start, end }, kind }
}

fn apart<'a>(text: &'a str, word: Word<'a>, pieces: &mut Vec<Word<'a>>) {
    let digits_at = word.text.find(|letter: char| letter.is_ascii_digit());
    let (head, tail) = word.text.split_at(digits_at.unwrap_or(word.text.len()));
    let is_quantity = |tail: &str| {
        let unit = tail.trim_start_matches(|letter: char| letter.is_ascii_digit());
        unit.is_empty() || UNITS.contains(&unit.to_ascii_lowercase().as_str())
    };
    let lower = head.to_ascii_lowercase();
    let starts_quantity = BEFORE_DIGITS.contains(&lower.as_str()) && is_quantity(tail);
    let is_unit_with_sign = lower.strip_suffix('x').is_some_and(|unit| UNITS.contains(&unit));
    if !(is_unit_with_sign && is_quantity(tail) || starts_quantity && !tail.is_empty()) {
        return pieces.push(word);
    }
    let Span { start, end } = word.span;
    let behind_head = start + head.len();
    if is_unit_with_sign {
        pieces.push(piece(text, start, behind_head - 1, Kind::Word));
        pieces.push(piece(text, behind_head - 1, behind_head, Kind::Word));
    } else {
        pieces.push(piece(text, start, behind_head, Kind::Word));
    }
    let digits = tail.len() - tail.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    if digits > 0 {
        pieces.push(piece(text, behind_head, behind_head + digits, Kind::Number));
    }
    if digits < tail.len() {
        pieces.push(piece(text, behind_head + digits, end, Kind::Word));
    }
}

/// `x3.5Gy` was cut as `x3`, `.`, `5`, `Gy`; and a comma between digits is a decimal comma before a unit, or parts thousands.
fn join_decimals<'a>(text: &'a str, pieces: &mut Vec<Word<'a>>) {
    let mut at = 0;
    while at + 2 < pieces.len() {
        let is_mark = |mark: &str| pieces[at + 1].is(mark);
        let is_joined = (pieces[at].kind, pieces[at + 2].kind) == (Kind::Number, Kind::Number)
            && is_glued(pieces, at + 1)
            && is_glued(pieces, at + 2);
        let has_unit = pieces.get(at + 3).is_some_and(|unit| UNITS.contains(&unit.lower.as_str()));
        let decimals = pieces[at + 2].text.len();
        let is_plain = |place: usize| !pieces[place].text.contains('.');
        let number = if !is_joined || !is_plain(at) || !is_plain(at + 2) {
            None
        } else if is_mark(".") && at > 0 && pieces[at - 1].is("x") && is_glued(pieces, at) {
            Some(format!("{}.{}", pieces[at].text, pieces[at + 2].text))
        } else if is_mark(",") && has_unit && decimals == 3 && pieces[at].text.len() <= 3 {
            Some(format!("{}{}", pieces[at].text, pieces[at + 2].text))
        } else if is_mark(",") && has_unit && decimals <= 2 {
            Some(format!("{}.{}", pieces[at].text, pieces[at + 2].text))
        } else {
            None
        };
        if let Some(lower) = number {
            let span = pieces[at].span.joined(pieces[at + 2].span);
            pieces.drain(at + 1..at + 3);
            pieces[at] = Word { text: span.of(text), lower, span, kind: Kind::Number };
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{pieces, value};

    #[test]
    fn quantities_that_run_together_fall_apart() {
        let cut = |text| pieces(text).iter().map(|piece| piece.lower.clone()).collect::<Vec<_>>();
        assert_eq!(cut("7Gyx3"), ["7", "gy", "x", "3"]);
        assert_eq!(cut("30x2.5Gy"), ["30", "x", "2.5", "gy"]);
        assert_eq!(cut("5x5Gy"), ["5", "x", "5", "gy"]);
        assert_eq!(cut("8Gy x1"), ["8", "gy", "x", "1"]);
        assert_eq!(cut("40,05 Gy; 6,000 cGy; 2,3"), ["40.05", "gy", ";", "6000", "cgy", ";", "2", ",", "3"]);
        assert_eq!(cut("6x, x-ray, pT1c, xGy"), ["6", "x", ",", "x", "-", "ray", ",", "pt1c", ",", "xgy"]);
        assert_eq!(pieces("40,05 Gy").first().and_then(value), Some(40.05));
    }
}
