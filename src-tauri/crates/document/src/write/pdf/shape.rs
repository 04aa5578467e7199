//! Letters as glyphs: which font holds them, how they join, how wide they are.

use std::ops::Range;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Face, UnicodeBuffer};

use super::look::Weight;
use crate::direction::Direction;
use crate::error::Error;
use crate::fonts::Fonts;

/// A font as the shaper and as the writer read it.
struct Loaded<'fonts> {
    face: Face<'fonts>,
    font: Font,
}

impl<'fonts> Loaded<'fonts> {
    fn new(bytes: &'fonts [u8]) -> Result<Self, Error> {
        let face = Face::from_slice(bytes, 0).ok_or(Error::Font)?;
        let font = Font::new(bytes.to_vec().into(), 0).ok_or(Error::Font)?;
        Ok(Self { face, font })
    }

    fn holds(&self, c: char) -> bool {
        self.face.glyph_index(c).is_some()
    }
}

/// All fonts of a letter: regular, bold, then the others.
pub(super) struct Faces<'fonts> {
    fonts: Vec<Loaded<'fonts>>,
}

/// Glyphs of one font, in the order they are drawn.
pub(super) struct Run {
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// What the glyphs' ranges lie in.
    pub(super) text: String,
    font: usize,
    /// At size 1.
    pub(super) width: f32,
}

impl<'fonts> Faces<'fonts> {
    pub(super) fn new(fonts: &'fonts Fonts) -> Result<Self, Error> {
        let files = [&fonts.regular, &fonts.bold].into_iter().chain(&fonts.fallbacks);
        Ok(Self { fonts: files.map(|file| Loaded::new(file)).collect::<Result<_, _>>()? })
    }

    pub(super) fn font(&self, run: &Run) -> Font {
        self.fonts[run.font].font.clone()
    }

    /// Whether every sign of the texts is in some font.
    pub(super) fn check<'text>(&self, texts: impl Iterator<Item = &'text str>) -> Result<(), Error> {
        let is_lacking = |c: &char| {
            !is_shapeless(*c) && [Weight::Regular, Weight::Bold].iter().any(|w| self.which(*c, *w).is_none())
        };
        let mut lacking = texts.flat_map(str::chars).filter(is_lacking);
        match lacking.next() {
            None => Ok(()),
            Some(first) => Err(Error::NoGlyph { count: 1 + lacking.count(), first: first.into() }),
        }
    }

    fn order(weight: Weight, count: usize) -> impl Iterator<Item = usize> {
        let own = match weight {
            Weight::Regular => [0, 1],
            Weight::Bold => [1, 0],
        };
        own.into_iter().chain(2..count)
    }

    fn which(&self, c: char, weight: Weight) -> Option<usize> {
        Self::order(weight, self.fonts.len()).find(|at| self.fonts[*at].holds(c))
    }

    /// Glyphs of a text of one direction, in the order they are seen.
    pub(super) fn shape(&self, text: &str, direction: Direction, weight: Weight) -> Vec<Run> {
        let pieces = self.pieces(text, weight).into_iter();
        let shape = |(range, font): (Range<usize>, usize)| self.run(&text[range], direction, font);
        match direction {
            Direction::LeftToRight => pieces.map(shape).collect(),
            Direction::RightToLeft => pieces.rev().map(shape).collect(),
        }
    }

    /// A sign stays in the font of the one before it where that holds it and only joins words: a blank, a mark above a letter.
    fn pieces(&self, text: &str, weight: Weight) -> Vec<(Range<usize>, usize)> {
        let mut pieces: Vec<(Range<usize>, usize)> = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let last = pieces.last().map(|(_, font)| *font);
            let is_joining = is_shapeless(c) || c.is_whitespace() || !(c.is_alphanumeric() || c.is_ascii());
            let font = last
                .filter(|font| is_joining && (is_shapeless(c) || self.fonts[*font].holds(c)))
                .or_else(|| self.which(c, weight))
                .unwrap_or_default();
            match pieces.last_mut() {
                Some((range, same)) if *same == font => range.end = end,
                _ => pieces.push((at..end, font)),
            }
        }
        pieces
    }

    #[expect(clippy::cast_precision_loss, reason = "units of a font")]
    fn run(&self, text: &str, direction: Direction, font: usize) -> Run {
        let loaded = &self.fonts[font];
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(match direction {
            Direction::LeftToRight => rustybuzz::Direction::LeftToRight,
            Direction::RightToLeft => rustybuzz::Direction::RightToLeft,
        });
        let shaped = rustybuzz::shape(&loaded.face, &[], buffer);
        let unit = loaded.font.units_per_em();
        let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let end = |start: usize| {
            let next = starts.partition_point(|other| *other <= start);
            starts.get(next).copied().unwrap_or(text.len())
        };
        let glyph = |(info, place): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
            let start = info.cluster as usize;
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                place.x_advance as f32 / unit,
                place.x_offset as f32 / unit,
                place.y_offset as f32 / unit,
                place.y_advance as f32 / unit,
                start..end(start),
                None,
            )
        };
        let glyphs: Vec<KrillaGlyph> = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(glyph).collect();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Run { glyphs, text: text.to_owned(), font, width }
    }
}

/// Signs that are never drawn: marks of direction, joiners.
const fn is_shapeless(c: char) -> bool {
    matches!(c, '\n' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{34f}' | '\u{61c}' | '\u{fe00}'..='\u{fe0f}')
}
