//! A figure becomes a picture, a picture becomes the bytes of a file and the places that tell a value.

use plotters::style::RGBColor;

use crate::canvas::{Canvas, Letters};
use crate::error::Error;
use crate::scene::{HitArea, Item};
use crate::theme::{Theme, WIDTH};
use crate::{pdf, png, svg};

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureFormat {
    /// Lines and outlined letters that stay sharp at any size.
    Svg,
    /// Pixels, two for each unit, for programs that know no SVG.
    Png,
    /// One page of the picture's size; lines and outlined letters, so its words cannot be searched.
    Pdf,
}

/// Ground around a picture in a file.
const MARGIN: f64 = 16.0;

/// Something that can be drawn.
pub trait Figure {
    /// Draws it. `name` is what a reader of the screen says for the picture: one sentence.
    ///
    /// # Errors
    /// When the fonts cannot be read or the drawing library refuses; the values were checked when the figure was made.
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error>;
}

/// A drawn figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub(crate) name: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) ground: RGBColor,
    pub(crate) items: Vec<Item>,
    hits: Vec<HitArea>,
}

impl Picture {
    pub(crate) fn new(
        name: &str,
        width: f64,
        height: f64,
        ground: RGBColor,
        items: Vec<Item>,
        hits: Vec<HitArea>,
    ) -> Self {
        Self { name: name.to_owned(), width, height, ground, items, hits }
    }

    /// Width in units; a unit is a pixel of the window at its usual size.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.width
    }

    /// Height in units.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.height
    }

    /// The places that tell a value, in the order of drawing; where two overlap, the later one lies on top.
    #[must_use]
    pub fn hit_areas(&self) -> &[HitArea] {
        &self.hits
    }

    /// The picture as SVG for the window, without a margin.
    ///
    /// # Errors
    /// When the fonts cannot be read.
    pub fn svg(&self) -> Result<String, Error> {
        svg::write(self, 0.0)
    }

    /// The picture as the bytes of a file, with a margin because nothing else gives it one.
    ///
    /// # Errors
    /// When the fonts cannot be read, or the picture is too large for pixels.
    pub fn file(&self, format: PictureFormat) -> Result<Vec<u8>, Error> {
        match format {
            PictureFormat::Svg => svg::write(self, MARGIN).map(String::into_bytes),
            PictureFormat::Png => png::write(self, MARGIN),
            PictureFormat::Pdf => pdf::write(self, MARGIN),
        }
    }
}

/// The picture of a figure without data: words, no axes.
pub(crate) fn nothing(name: &str, theme: Theme) -> Result<Picture, Error> {
    const HEIGHT: f64 = 96.0;
    let canvas = Canvas::new(WIDTH, HEIGHT, theme)?;
    let letters = Letters { size: 13.0, ..Letters::small(canvas.palette.ink_3).middle() };
    canvas.text_at_middle("Nothing to show: there are no values yet.", (WIDTH / 2.0, HEIGHT / 2.0), letters);
    Ok(canvas.finish(name))
}
