//! From a drawing to the bytes of a file: SVG or PNG, at twice the size of the screen.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::error::Error;
use crate::{font, theme};

/// Pixels of the picture for each unit of the drawing.
const SCALE: f64 = 2.0;

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Lines and letters that stay sharp at any size.
    Svg,
    /// Pixels, for programs that know no SVG.
    Png,
}

/// What a figure draws on; coordinates in units of the drawing, as floats, so that thin streams keep their width.
pub(crate) struct Canvas<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
}

/// Which end of a text stands at its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    End,
}

/// Size and weight of a text.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    pub(crate) size: f64,
    pub(crate) weight: FontStyle,
    pub(crate) ink: RGBColor,
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing is some thousand pixels wide")]
fn pixel(x: f64) -> i32 {
    (x * SCALE).round() as i32
}

impl<DB: DrawingBackend> Canvas<'_, DB> {
    /// A filled shape.
    pub(crate) fn fill(&self, outline: &[(f64, f64)], ink: RGBColor) -> Result<(), Error> {
        let points: Vec<(i32, i32)> = outline.iter().map(|(x, y)| (pixel(*x), pixel(*y))).collect();
        self.area.draw(&Polygon::new(points, ink.filled())).map_err(refused)
    }

    /// One line of text, its middle at the height of `y`.
    pub(crate) fn text(&self, words: &str, x: f64, y: f64, letters: Letters, anchor: Anchor) -> Result<(), Error> {
        use plotters::style::text_anchor::{HPos, Pos, VPos};
        let side = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from((font::FAMILY, letters.size * SCALE, letters.weight).into_font())
            .color(&letters.ink)
            .pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(words.to_owned(), (pixel(x), pixel(y)), style)).map_err(refused)
    }
}

fn refused(error: impl Display) -> Error {
    Error::Drawing { reason: error.to_string() }
}

/// Something that can be drawn on either kind of canvas.
pub(crate) trait Drawing {
    /// Width and height in units.
    fn size(&self) -> (u32, u32);

    /// Draws it.
    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<'_, DB>) -> Result<(), Error>;
}

/// The whole file.
pub(crate) fn render(drawing: &impl Drawing, format: PictureFormat) -> Result<Vec<u8>, Error> {
    font::register()?;
    match format {
        PictureFormat::Svg => svg(drawing),
        PictureFormat::Png => png(drawing),
    }
}

fn pixels(drawing: &impl Drawing) -> (u32, u32) {
    let (width, height) = drawing.size();
    (pixel(width.into()).unsigned_abs(), pixel(height.into()).unsigned_abs())
}

fn paint<DB: DrawingBackend>(drawing: &impl Drawing, area: &DrawingArea<DB, Shift>) -> Result<(), Error> {
    area.fill(&theme::SURFACE).map_err(refused)?;
    drawing.draw(&Canvas { area })?;
    area.present().map_err(refused)
}

fn svg(drawing: &impl Drawing) -> Result<Vec<u8>, Error> {
    let mut text = String::new();
    paint(drawing, &SVGBackend::with_string(&mut text, pixels(drawing)).into_drawing_area())?;
    // A reader's machine may lack Inter.
    let family = format!("font-family=\"{}\"", font::FAMILY);
    Ok(text.replace(&family, "font-family=\"Inter, Arial, sans-serif\"").into_bytes())
}

fn png(drawing: &impl Drawing) -> Result<Vec<u8>, Error> {
    let (width, height) = pixels(drawing);
    let mut colours = vec![0; width as usize * height as usize * 3];
    paint(drawing, &BitMapBackend::with_buffer(&mut colours, (width, height)).into_drawing_area())?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().map_err(Error::Png)?;
    writer.write_image_data(&colours).map_err(Error::Png)?;
    writer.finish().map_err(Error::Png)?;
    Ok(file)
}
