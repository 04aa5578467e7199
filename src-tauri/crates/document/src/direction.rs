//! Which way letters run, by Unicode's bidirectional algorithm: pieces of a line as they are written, and as they are seen.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

/// Which way a piece of text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    fn of(level: Level) -> Self {
        if level.is_rtl() { Self::RightToLeft } else { Self::LeftToRight }
    }
}

/// One line of text (no line feeds) and the levels of its letters.
pub(crate) struct Directed<'text> {
    info: BidiInfo<'text>,
}

impl<'text> Directed<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        Self { info: BidiInfo::new(text, None) }
    }

    /// Of the line as a whole: that of its first letter.
    pub(crate) fn base(&self) -> Direction {
        self.info.paragraphs.first().map_or(Direction::LeftToRight, |paragraph| Direction::of(paragraph.level))
    }

    /// Pieces of one direction in the order of writing.
    pub(crate) fn written(&self) -> Vec<(Range<usize>, Direction)> {
        let mut pieces: Vec<(Range<usize>, Direction)> = Vec::new();
        for (at, c) in self.info.text.char_indices() {
            let direction = Direction::of(self.info.levels[at]);
            match pieces.last_mut() {
                Some((range, last)) if *last == direction => range.end = at + c.len_utf8(),
                _ => pieces.push((at..at + c.len_utf8(), direction)),
            }
        }
        pieces
    }

    /// Pieces of `line` from left to right as they are seen.
    pub(crate) fn seen(&self, line: Range<usize>) -> Vec<(Range<usize>, Direction)> {
        let Some(paragraph) = self.info.paragraphs.iter().find(|p| p.range.contains(&line.start)) else {
            return Vec::new();
        };
        let (levels, runs) = self.info.visual_runs(paragraph, line);
        runs.into_iter().map(|run| (run.clone(), Direction::of(levels[run.start]))).collect()
    }
}

/// A line whose letters stand in the order they are seen, in the order of writing. Seeing is undone by seeing again, as far as a line without
/// marks can tell; figures inside words that run to the left keep their order.
pub(crate) fn written_from_seen(seen: &str) -> String {
    let directed = Directed::new(seen);
    if directed.info.levels.iter().all(|level| level.is_ltr()) {
        return seen.to_owned();
    }
    let mut text = String::with_capacity(seen.len());
    for (range, direction) in directed.seen(0..seen.len()) {
        match direction {
            Direction::LeftToRight => text.push_str(&seen[range]),
            Direction::RightToLeft => text.extend(seen[range].chars().rev()),
        }
    }
    text
}
