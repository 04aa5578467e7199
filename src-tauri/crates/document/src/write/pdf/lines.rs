//! Paragraphs as lines: broken between words, and inside a word only where it is wider than the page.

use std::ops::Range;

use super::look::{Look, Weight};
use super::shape::{Faces, Run};
use crate::direction::{Directed, Direction};
use crate::unit::belongs_to_figure;
use crate::write::parts::list_mark;

/// A line ready to be drawn.
pub(super) struct Line {
    /// From left to right.
    pub(super) runs: Vec<Run>,
    /// Of its beginning, from the left edge of the text.
    pub(super) x: f32,
}

/// A paragraph's lines.
pub(super) struct Paragraph {
    pub(super) lines: Vec<Line>,
    pub(super) look: Look,
}

impl Paragraph {
    /// Of its lines alone.
    pub(super) fn height(&self) -> f32 {
        self.height_of(self.lines.len())
    }

    #[expect(clippy::cast_precision_loss, reason = "a number of lines")]
    pub(super) fn height_of(&self, lines: usize) -> f32 {
        lines as f32 * self.look.leading
    }
}

/// Breaks a text into lines no wider than `width` points.
pub(super) fn set(faces: &Faces<'_>, text: &str, look: Look, width: f32) -> Paragraph {
    let text = text.replace('\t', "    ");
    let mut lines = Vec::new();
    for line in text.split('\n') {
        set_line(faces, line, look, width, &mut lines);
    }
    Paragraph { lines, look }
}

fn set_line(faces: &Faces<'_>, text: &str, look: Look, width: f32, lines: &mut Vec<Line>) {
    let directed = Directed::new(text);
    let indent = list_mark(text).map_or(0.0, |mark| measure(faces, &text[..mark], look));
    let mut is_first = true;
    for range in break_line(text, |piece| measure(faces, piece, look), width, width - indent) {
        let seen = directed.seen(range);
        let runs: Vec<Run> =
            seen.into_iter().flat_map(|(range, direction)| faces.shape(&text[range], direction, look.weight)).collect();
        let wide = runs.iter().map(|run| run.width).sum::<f32>() * look.size;
        let x = match directed.base() {
            Direction::LeftToRight => {
                if is_first {
                    0.0
                } else {
                    indent
                }
            }
            Direction::RightToLeft => width - wide - if is_first { 0.0 } else { indent },
        };
        lines.push(Line { runs, x });
        is_first = false;
    }
}

/// Width in points of a piece as if it stood alone.
fn measure(faces: &Faces<'_>, text: &str, look: Look) -> f32 {
    width_at_one(faces, text, look.weight) * look.size
}

fn width_at_one(faces: &Faces<'_>, text: &str, weight: Weight) -> f32 {
    let pieces = Directed::new(text).written();
    pieces
        .into_iter()
        .flat_map(|(range, direction)| faces.shape(&text[range], direction, weight))
        .map(|run| run.width)
        .sum()
}

/// The lines of a text as ranges without the blanks at their ends.
fn break_line(text: &str, measure: impl Fn(&str) -> f32, first_width: f32, width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for piece in pieces(text) {
        let room = if lines.is_empty() { first_width } else { width };
        let trimmed = piece.start + text[piece.clone()].trim_end().len();
        if measure(&text[start..trimmed]) <= room {
            end = trimmed;
            continue;
        }
        if end > start {
            lines.push(start..end);
        }
        start = piece.start;
        // A word wider than a line goes on on the next one.
        for (at, c) in text[piece.start..trimmed].char_indices() {
            let (at, after) = (piece.start + at, piece.start + at + c.len_utf8());
            if at > start && measure(&text[start..after]) > width {
                lines.push(start..at);
                start = at;
            }
        }
        end = trimmed;
    }
    if end > start {
        lines.push(start..end);
    }
    lines
}

/// Pieces that a line may end behind: words with the blanks after them, parts of compounds with their hyphen. A unit stays with its figure.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for pair in letters.windows(2) {
        let [(_, c), (next_at, next)] = [pair[0], pair[1]];
        let is_after_blank = c == ' ' && next != ' ' && !belongs_to_figure(&text[start..next_at], &text[next_at..]);
        let is_in_compound = matches!(c, '-' | '–' | '/')
            && next.is_alphabetic()
            && text[..next_at - c.len_utf8()].chars().next_back().is_some_and(char::is_alphabetic);
        if is_after_blank || is_in_compound {
            pieces.push(start..next_at);
            start = next_at;
        }
    }
    pieces.push(start..text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every letter one wide.
    #[expect(clippy::cast_precision_loss, reason = "short texts")]
    fn broken(text: &str, width: f32) -> Vec<&str> {
        let lines = break_line(text, |piece| piece.chars().count() as f32, width, width);
        lines.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn lines_end_between_words_and_behind_the_hyphen_of_a_compound() {
        assert_eq!(broken("one two three", 7.0), ["one two", "three"]);
        assert_eq!(broken("Tumor-board und", 8.0), ["Tumor-", "board", "und"]);
        assert_eq!(broken("2-3 - 4", 4.0), ["2-3", "- 4"]);
    }

    #[test]
    fn a_unit_stays_with_its_figure() {
        assert_eq!(broken("dose 40,05 Gy in", 11.0), ["dose", "40,05 Gy in"]);
        assert_eq!(broken("dose 40,05 Fraktionen", 11.0), ["dose 40,05", "Fraktionen"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_and_loses_nothing() {
        assert_eq!(broken("a abcdefghij k", 4.0), ["a", "abcd", "efgh", "ij k"]);
    }

    #[test]
    fn a_text_of_blanks_has_no_line() {
        assert_eq!(broken("   ", 4.0), Vec::<&str>::new());
    }
}
