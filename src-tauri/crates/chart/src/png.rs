//! A picture as pixels, two for each unit, as a screen of high density shows it.

use plotters::style::RGBColor;
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint as Ink, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use crate::error::Error;
use crate::figure::Picture;
use crate::font::Fonts;
use crate::scene::{Item, Paint, Pen};
use crate::svg::HALO;
use crate::trace::{self, Move};

/// Pixels for each unit.
const DENSITY: f32 = 2.0;

pub(crate) fn write(picture: &Picture, margin: f64) -> Result<Vec<u8>, Error> {
    let fonts = Fonts::load()?;
    let too_large = Error::TooLarge { width: picture.width, height: picture.height };
    let (width, height) = (pixels(picture.width + 2.0 * margin), pixels(picture.height + 2.0 * margin));
    let grow = Transform::from_translate(narrow(margin), narrow(margin)).post_scale(DENSITY, DENSITY);
    let mut pixmap = Pixmap::new(width, height).ok_or(too_large)?;
    pixmap.fill(colour(Paint { ink: picture.ground, cover: 1.0 }));
    for item in &picture.items {
        match item {
            Item::Open(_) | Item::Close => {}
            Item::Shape { outline, paint, pen } => draw(&mut pixmap, grow, &trace::shape(outline), *paint, *pen),
            Item::Words(words) => {
                let moves = trace::words(words, fonts);
                if let Some(ink) = words.halo {
                    draw(&mut pixmap, grow, &moves, Paint { ink, cover: 1.0 }, Some(Pen { width: HALO, dash: None }));
                }
                draw(&mut pixmap, grow, &moves, Paint { ink: words.ink, cover: 1.0 }, None);
            }
        }
    }
    pack(&pixmap)
}

/// The ground covers everything, so no pixel is left transparent and the fourth channel says nothing.
fn pack(pixmap: &Pixmap) -> Result<Vec<u8>, Error> {
    let colours: Vec<u8> = pixmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().map_err(Error::Png)?;
    writer.write_image_data(&colours).map_err(Error::Png)?;
    writer.finish().map_err(Error::Png)?;
    Ok(file)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture is some thousand units wide")]
fn pixels(units: f64) -> u32 {
    (units * f64::from(DENSITY)).ceil() as u32
}

fn colour(Paint { ink: RGBColor(red, green, blue), cover }: Paint) -> Color {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 255")]
    let alpha = (cover * 255.0).round() as u8;
    Color::from_rgba8(red, green, blue, alpha)
}

fn draw(pixmap: &mut Pixmap, grow: Transform, moves: &[Move], paint: Paint, pen: Option<Pen>) {
    // Words of blanks only have no outline.
    let Some(path) = path(moves) else { return };
    let mut ink = Ink::default();
    ink.set_color(colour(paint));
    match pen {
        None => pixmap.fill_path(&path, &ink, FillRule::Winding, grow, None),
        Some(Pen { width, dash }) => {
            let dash = dash.and_then(|dash| StrokeDash::new(vec![narrow(dash.line), narrow(dash.gap)], 0.0));
            let stroke = Stroke {
                width: narrow(width),
                dash,
                line_cap: LineCap::Butt,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            pixmap.stroke_path(&path, &ink, &stroke, grow, None);
        }
    }
}

fn path(moves: &[Move]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for step in moves {
        match *step {
            Move::To((x, y)) => builder.move_to(narrow(x), narrow(y)),
            Move::Line((x, y)) => builder.line_to(narrow(x), narrow(y)),
            Move::Cubic(a, b, c) => {
                builder.cubic_to(narrow(a.0), narrow(a.1), narrow(b.0), narrow(b.1), narrow(c.0), narrow(c.1));
            }
            Move::Close => builder.close(),
        }
    }
    builder.finish()
}

#[expect(clippy::cast_possible_truncation, reason = "a pixel's hundredth is enough")]
const fn narrow(value: f64) -> f32 {
    value as f32
}
