//! The window's fonts as widths and outlines. Words of a figure are outlined, because plotters' own SVG text names a family and embeds
//! nothing, and an embedded `@font-face` is ignored by Word, LibreOffice and Inkscape: with outlines a file looks the same everywhere.
//! The price: words in a picture cannot be selected; they stay in it as `aria-label`.

use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::error::Error;

const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// A step of an outline, in units of the font, y upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    Move([f32; 2]),
    Line([f32; 2]),
    Quad([f32; 2], [f32; 2]),
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    Close,
}

/// A letter at its place in a line of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    pub(crate) glyph: GlyphId,
    /// From the beginning of the words, in units of the font.
    pub(crate) x: f32,
}

/// Both weights, ready for use.
pub(crate) struct Fonts {
    regular: Face<'static>,
    semibold: Face<'static>,
}

impl Fonts {
    /// The fonts; read once for the process.
    ///
    /// # Errors
    /// [`Error::Font`] when the shipped files cannot be read as fonts.
    pub(crate) fn load() -> Result<&'static Self, Error> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        let read = || {
            let [regular, semibold] = [REGULAR, SEMIBOLD].map(|file| Face::parse(file, 0).ok());
            Some(Self { regular: regular?, semibold: semibold? })
        };
        FONTS.get_or_init(read).as_ref().ok_or(Error::Font)
    }

    fn face(&self, weight: Weight) -> &Face<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semibold,
        }
    }

    /// Units of drawing for one unit of the font.
    pub(crate) fn scale(&self, size: f64, weight: Weight) -> f64 {
        size / f64::from(self.face(weight).units_per_em())
    }

    /// The letters of a line and its width. A sign that the font lacks is a `?`.
    pub(crate) fn place(&self, words: &str, weight: Weight) -> (Vec<Placed>, f32) {
        let face = self.face(weight);
        let advance = |glyph| f32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
        let missing = face.glyph_index('?').unwrap_or_default();
        let mut x = 0.0;
        let mut place = |letter: char| {
            let glyph = face.glyph_index(letter).unwrap_or(missing);
            let placed = Placed { glyph, x };
            x += advance(glyph);
            placed
        };
        (words.chars().map(&mut place).collect(), x)
    }

    /// Width of a line in units of the drawing.
    pub(crate) fn width(&self, words: &str, size: f64, weight: Weight) -> f64 {
        f64::from(self.place(words, weight).1) * self.scale(size, weight)
    }

    /// The outline of one letter.
    pub(crate) fn outline(&self, glyph: GlyphId, weight: Weight) -> Vec<Step> {
        let mut steps = Steps(Vec::new());
        // A blank has no outline.
        let _ = self.face(weight).outline_glyph(glyph, &mut steps);
        steps.0
    }
}

struct Steps(Vec<Step>);

impl OutlineBuilder for Steps {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Move([x, y]));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Line([x, y]));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push(Step::Quad([x1, y1], [x, y]));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push(Step::Cubic([x1, y1], [x2, y2], [x, y]));
    }
    fn close(&mut self) {
        self.0.push(Step::Close);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn figures_are_equally_wide_so_that_columns_of_numbers_stand_in_line() {
        let fonts = Fonts::load().unwrap();
        for weight in [Weight::Regular, Weight::SemiBold] {
            let [ones, eights] = ["0.111", "0.888"].map(|words| fonts.width(words, 11.0, weight));
            assert!((ones - eights).abs() < 1e-9, "{ones} and {eights}");
        }
    }

    #[test]
    fn the_signs_of_the_figures_are_in_the_fonts() {
        let fonts = Fonts::load().unwrap();
        for weight in [Weight::Regular, Weight::SemiBold] {
            for sign in "↑→↓–−…·×≥≤αβκ\u{a0}éü".chars() {
                assert!(fonts.face(weight).glyph_index(sign).is_some(), "{sign} is missing");
            }
        }
    }

    #[test]
    fn a_sign_that_the_font_lacks_is_a_question_mark() {
        let fonts = Fonts::load().unwrap();
        let [(lacking, _), (asked, _)] = ["\u{4e2d}", "?"].map(|words| fonts.place(words, Weight::Regular));
        assert_eq!(lacking, asked);
    }
}
