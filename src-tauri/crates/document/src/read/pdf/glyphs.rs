//! What is drawn on a page: letters with their places. Rotated text is turned upright, each of four directions for itself.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, Name, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use crate::error::Error;

/// Of a whole file: 200 pages crowded with letters. More is no letter but an attack.
pub(super) const MOST_GLYPHS: usize = 2_000_000;

/// A letter (or several that are one sign), in points, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Of its origin on the baseline.
    pub(super) x: f64,
    pub(super) y: f64,
    /// To the next origin; half of the size where the font does not tell.
    pub(super) width: f64,
    pub(super) size: f64,
    /// Quarter turns.
    pub(super) turn: u8,
}

/// All of a page that matters.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) has_picture: bool,
    /// Heads and feet that are marked as such; their letters are not among the glyphs.
    pub(super) has_foot: bool,
}

impl PageContent {
    pub(super) fn unknown(&self) -> usize {
        self.glyphs.iter().filter(|glyph| glyph.text.contains('\u{fffd}')).count()
    }
}

/// Reads a page of at most `most` letters.
pub(super) fn of<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, most: usize) -> Result<PageContent, Error> {
    let (width, height) = page.render_dimensions();
    let sheet = Rect::new(0.0, 0.0, width.into(), height.into());
    let affine = Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(affine, sheet, cache, page.xref(), InterpreterSettings::default());
    let mut collector = Collector { most, sheet, ..Collector::default() };
    interpret_page(page, &mut context, &mut collector);
    if collector.is_over {
        return Err(Error::UnpacksTooFar);
    }
    Ok(collector.content)
}

/// What a stretch of marked content means to its letters.
enum Mark {
    Nothing,
    /// A head or foot.
    Foot,
    /// Stands for another text; nothing once that has been put down.
    Text(Option<String>),
}

#[derive(Default)]
struct Collector {
    content: PageContent,
    marks: Vec<Mark>,
    sheet: Rect,
    most: usize,
    is_over: bool,
}

impl Collector {
    fn glyph(&mut self, drawn: &Drawn<'_>, transform: Affine) {
        let advance = match drawn {
            Drawn::Outline(glyph) => glyph.advance_width(),
            Drawn::Type3(glyph) => glyph.advance_width(),
        };
        let origin = transform * Point::ZERO;
        let along = vector(transform, Vec2::new(1000.0, 0.0));
        let size = vector(transform, Vec2::new(0.0, 1000.0)).hypot();
        if !(origin.x.is_finite() && origin.y.is_finite() && size.is_finite() && along.hypot().is_finite()) {
            return;
        }
        let text = match self.marks.iter_mut().rev().find_map(|mark| match mark {
            Mark::Text(text) => Some(text.take().unwrap_or_default()),
            _ => None,
        }) {
            Some(text) => text,
            None => match drawn.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => "\u{fffd}".to_owned(),
            },
        };
        let text: String = text.chars().filter(|c| *c != '\0').collect();
        if text.is_empty() {
            return;
        }
        if self.marks.iter().any(|mark| matches!(mark, Mark::Foot)) {
            self.content.has_foot |= !text.trim().is_empty();
            return;
        }
        // Outside the sheet nobody sees it.
        if !self.sheet.inflate(1.0, 1.0).contains(origin) {
            return;
        }
        let width = advance.map_or(size / 2.0, |advance| f64::from(advance) / 1000.0 * along.hypot());
        let glyph = upright(Glyph { text, x: origin.x, y: origin.y, width, size, turn: 0 }, along);
        // Drawn twice in one place: outlined letters, or bold ones of programs without a bold font.
        let is_twice = self.content.glyphs.iter().rev().take(200).any(|other| {
            other.text == glyph.text
                && other.turn == glyph.turn
                && (other.x - glyph.x).abs() < size * 0.06
                && (other.y - glyph.y).abs() < size * 0.06
        });
        if !is_twice {
            self.is_over |= self.content.glyphs.len() >= self.most;
            if !self.is_over {
                self.content.glyphs.push(glyph);
            }
        }
    }
}

/// A direction as a transform turns it.
fn vector(transform: Affine, direction: Vec2) -> Vec2 {
    transform * direction.to_point() - transform * Point::ZERO
}

/// Turns the place of a letter so that its line runs to the right.
fn upright(glyph: Glyph, along: Vec2) -> Glyph {
    let (x, y) = (glyph.x, glyph.y);
    let (turn, x, y) = match (along.x.abs() >= along.y.abs(), along.x >= 0.0, along.y >= 0.0) {
        (true, true, _) => (0, x, y),
        (true, false, _) => (2, -x, -y),
        (false, _, true) => (1, y, -x),
        (false, _, false) => (3, -y, x),
    };
    Glyph { turn, x, y, ..glyph }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.content.has_picture = true;
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let kind = |name: &[u8]| properties.and_then(|p| p.get::<Name<'_>>(name)).map(|name| name.as_ref().to_vec());
        let other = properties.and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText".as_slice()));
        self.marks.push(match (tag, other) {
            (b"Artifact", _) if kind(b"Type").as_deref() == Some(b"Pagination") => Mark::Foot,
            (_, Some(text)) => Mark::Text(Some(text_string(text.as_bytes()))),
            _ => Mark::Nothing,
        });
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }
}

/// A text string of PDF: UTF-16 or UTF-8 by its mark, else one byte for each letter.
fn text_string(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
