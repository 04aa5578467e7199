//! A PDF as a reader sees it: the rows of each page, made here without the crate's own reading.

use std::collections::BTreeMap;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

/// A row of letters: the baseline in points from the top, how far it reaches to the right, its letters.
pub struct Row {
    pub y: f64,
    pub left: f64,
    pub right: f64,
    pub text: String,
}

#[derive(Default)]
struct Rows(BTreeMap<i64, Vec<(f64, String)>>);

impl<'a> Device<'a> for Rows {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let at = props.transform * glyph.transform() * Point::ZERO;
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => "\u{fffd}".to_owned(),
            };
            self.0.entry((at.y * 10.0).round() as i64).or_default().push((at.x, text));
        }
    }
}

/// The rows of each page from top to bottom.
pub fn pages(pdf: &[u8]) -> Vec<Vec<Row>> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        let upright = Affine::new(page.initial_transform(true).as_coeffs());
        let (width, height) = page.render_dimensions();
        let sheet = Rect::new(0.0, 0.0, width.into(), height.into());
        let mut rows = Rows::default();
        let mut context = Context::new(upright, sheet, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut rows);
        pages.push(
            rows.0
                .into_iter()
                .map(|(y, letters)| Row {
                    y: y as f64 / 10.0,
                    left: letters.iter().map(|(x, _)| *x).fold(f64::MAX, f64::min),
                    right: letters.iter().map(|(x, _)| *x).fold(f64::MIN, f64::max),
                    text: letters.into_iter().map(|(_, text)| text).collect(),
                })
                .collect(),
        );
    }
    pages
}
