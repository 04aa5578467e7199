//! Lines as pages. A heading never stands last on a page, no line of a paragraph stands alone, the signature stays in one piece.

use std::ops::Range;

use super::lines::Paragraph;
use super::look::{Keep, MARGIN};

/// Fewest lines of a paragraph on either side of the end of a page.
const FEWEST: usize = 2;

/// Lines of one paragraph on one page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) paragraph: usize,
    pub(super) lines: Range<usize>,
    /// Upper edge of the first line.
    pub(super) top: f32,
}

/// The pages, each ending above `bottom`; at least one.
pub(super) fn fill(paragraphs: &[Paragraph], bottom: f32) -> Vec<Vec<Piece>> {
    let mut pages = vec![Vec::new()];
    let mut y = MARGIN;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let mut next = 0;
        let is_top = |pages: &[Vec<Piece>]| pages.last().is_none_or(Vec::is_empty);
        if !is_top(&pages) {
            y += paragraph.look.before;
            if y + needed(&paragraphs[number..]) > bottom {
                pages.push(Vec::new());
                y = MARGIN;
            }
        }
        while next < paragraph.lines.len() {
            let left = paragraph.lines.len() - next;
            let count = fitting(paragraph, left, bottom - y, is_top(&pages));
            if count > 0 {
                let piece = Piece { paragraph: number, lines: next..next + count, top: y };
                if let Some(page) = pages.last_mut() {
                    page.push(piece);
                }
                y += paragraph.height_of(count);
                next += count;
            }
            if next < paragraph.lines.len() {
                pages.push(Vec::new());
                y = MARGIN;
            }
        }
        y += paragraph.look.after;
    }
    pages
}

/// How many of the `left` lines go on this page, `room` points high. At the top of a page one at least, so that paper always moves on.
fn fitting(paragraph: &Paragraph, left: usize, room: f32, is_top: bool) -> usize {
    let mut fitting = (0..=left).rev().find(|count| paragraph.height_of(*count) <= room).unwrap_or_default();
    if fitting == left {
        return fitting;
    }
    if left - fitting < FEWEST {
        fitting = left.saturating_sub(FEWEST);
    }
    match (fitting < FEWEST, is_top) {
        (true, true) => 1,
        (true, false) => 0,
        (false, _) => fitting,
    }
}

/// Height that must be free so that the first of these paragraphs may begin on a page.
fn needed(paragraphs: &[Paragraph]) -> f32 {
    let mut height = 0.0;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        height += if number > 0 { paragraph.look.before } else { 0.0 };
        match paragraph.look.keep {
            Keep::WithNext => height += paragraph.height() + paragraph.look.after,
            Keep::Free => {
                let lines = paragraph.lines.len();
                // Of three lines none can be left alone.
                let whole = if lines < 2 * FEWEST { lines } else { FEWEST };
                return height + paragraph.height_of(whole);
            }
        }
    }
    height
}
