//! Letters as lines: those of one baseline, from left to right, with blanks where there is room for one.

use super::glyphs::Glyph;
use crate::direction::{Directed, Direction, written_from_seen};
use crate::unit::belongs_to_figure;

/// A line of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// Of its baseline.
    pub(super) y: f64,
    pub(super) size: f64,
    /// Width of what had to fit on the line before.
    pub(super) first_word: f64,
}

/// Letters whose baselines differ by less than this part of their size stand in one line: raised and lowered figures do.
const SAME_BASELINE: f64 = 0.45;
/// Room between letters, in parts of their size, that is a blank.
const BLANK: f64 = 0.17;
/// Room that parts columns.
const COLUMN: f64 = 2.5;

/// The lines of a page, from top to bottom; turned text comes after upright text.
pub(super) fn of(glyphs: &[Glyph]) -> Vec<Line> {
    let mut lines = Vec::new();
    for turn in 0..4 {
        let mut glyphs: Vec<&Glyph> = glyphs.iter().filter(|glyph| glyph.turn == turn).collect();
        glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
        let mut rows: Vec<(Vec<&Glyph>, f64, f64)> = Vec::new();
        for glyph in glyphs {
            // Blanks belong to the row they are in and begin none.
            match rows.last_mut() {
                Some((row, y, size)) if glyph.y - *y < SAME_BASELINE * size.max(glyph.size) => {
                    // The row's baseline is that of its largest letters: a raised figure above it comes first.
                    if glyph.size > *size {
                        (*y, *size) = (glyph.y, glyph.size);
                    }
                    row.push(glyph);
                }
                _ => rows.push((vec![glyph], glyph.y, glyph.size)),
            }
        }
        lines.extend(rows.into_iter().filter_map(|(row, ..)| line(row)));
    }
    lines
}

fn line(mut row: Vec<&Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let inked = |glyph: &&&Glyph| !glyph.text.trim().is_empty();
    let first = *row.iter().find(inked)?;
    let last = *row.iter().rev().find(inked)?;
    let main = *row.iter().filter(inked).max_by(|a, b| a.size.total_cmp(&b.size))?;
    let mut text = String::new();
    let mut end = first.x;
    // Where blanks begin and end.
    let mut blanks: Vec<(f64, f64)> = Vec::new();
    for glyph in row.iter().skip_while(|glyph| glyph.text.trim().is_empty()) {
        let room = glyph.x - end;
        let is_blank = glyph.text.chars().all(char::is_whitespace);
        let ends_blank = text.ends_with([' ', '\t']);
        let is_far = room > COLUMN * glyph.size && !text.is_empty();
        if is_far {
            text.truncate(text.trim_end().len());
            text.push('\t');
        } else if !ends_blank && (is_blank || room > BLANK * glyph.size) {
            text.push(' ');
        }
        match blanks.last_mut() {
            Some(last) if ends_blank => last.1 = glyph.x,
            _ if text.ends_with([' ', '\t']) => blanks.push((end, glyph.x)),
            _ => {}
        }
        if !is_blank {
            push_seen(&mut text, &glyph.text);
        }
        // A mark above a letter has no width of its own.
        end = end.max(glyph.x + glyph.width);
    }
    let right = last.x + last.width;
    let text = text.trim_end();
    Some(Line {
        first_word: first_word(text, &blanks, first.x, right),
        text: written_from_seen(text),
        left: first.x,
        right,
        y: main.y,
        size: main.size,
    })
}

/// Width of the first word, with the unit that may not leave it; of a line that runs to the left, that of the word at its right end.
fn first_word(text: &str, blanks: &[(f64, f64)], left: f64, right: f64) -> f64 {
    let blanks: Vec<&(f64, f64)> = blanks.iter().filter(|(start, _)| *start < right).collect();
    if Directed::new(text).base() == Direction::RightToLeft {
        return right - blanks.last().map_or(left, |(_, end)| *end);
    }
    let belongs = text.split_once(' ').is_some_and(|(figure, after)| belongs_to_figure(figure, after));
    blanks.get(usize::from(belongs)).map_or(right, |(start, _)| *start) - left
}

/// Letters that are one sign stand in the order of writing; those that run to the left are turned as they would be seen.
fn push_seen(text: &mut String, letters: &str) {
    let is_single = letters.chars().nth(1).is_none();
    if is_single || Directed::new(letters).base() == Direction::LeftToRight {
        text.push_str(letters);
    } else {
        text.extend(letters.chars().rev());
    }
}
