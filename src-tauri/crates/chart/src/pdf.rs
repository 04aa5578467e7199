//! A picture as a PDF of one page, its size three quarters of a point for each unit (96 units to the inch, as in a browser). Vectors only: no
//! fonts, no pixels, no date, so the same picture is the same file.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};
use plotters::style::RGBColor;

use crate::error::Error;
use crate::figure::Picture;
use crate::font::Fonts;
use crate::scene::{Item, Paint, Pen};
use crate::svg::HALO;
use crate::theme::BAND;
use crate::trace::{self, Move};

/// Points for each unit.
const POINT: f32 = 0.75;
/// Graphics state of bands.
const SEE_THROUGH: Name<'static> = Name(b"Band");

pub(crate) fn write(picture: &Picture, margin: f64) -> Result<Vec<u8>, Error> {
    let content = packed(&draw(picture, margin, Fonts::load()?));
    let [catalogue, pages, page, stream, band, about] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let size = Rect::new(
        0.0,
        0.0,
        narrow(picture.width + 2.0 * margin) * POINT,
        narrow(picture.height + 2.0 * margin) * POINT,
    );
    let mut sheet = pdf.page(page);
    sheet.media_box(size).parent(pages).contents(stream);
    sheet.resources().ext_g_states().pair(SEE_THROUGH, band);
    sheet.finish();
    pdf.stream(stream, &content).filter(Filter::FlateDecode);
    pdf.ext_graphics(band).non_stroking_alpha(narrow(BAND));
    pdf.document_info(about).title(TextStr(&picture.name));
    Ok(pdf.finish())
}

/// As PDF wants it: deflated, with zlib's head.
fn packed(content: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    // OK because writing to a Vec cannot fail.
    let _ = packer.write_all(content);
    packer.finish().unwrap_or_default()
}

fn draw(picture: &Picture, margin: f64, fonts: &Fonts) -> Vec<u8> {
    let mut page = Content::new();
    // PDF counts upwards from the lower edge.
    let (left, top) = (narrow(margin) * POINT, narrow(picture.height + margin) * POINT);
    page.transform([POINT, 0.0, 0.0, -POINT, left, top]);
    let (r, g, b) = parts(picture.ground);
    let (width, height, start) =
        (narrow(picture.width + 2.0 * margin), narrow(picture.height + 2.0 * margin), narrow(-margin));
    page.set_fill_rgb(r, g, b).rect(start, start, width, height).fill_nonzero();
    page.set_line_join(pdf_writer::types::LineJoinStyle::RoundJoin);
    for item in &picture.items {
        match item {
            Item::Open(_) | Item::Close => {}
            Item::Shape { outline, paint, pen } => draw_path(&mut page, &trace::shape(outline), *paint, *pen),
            Item::Words(words) => {
                let moves = trace::words(words, fonts);
                if let Some(ink) = words.halo {
                    draw_path(&mut page, &moves, Paint { ink, cover: 1.0 }, Some(Pen { width: HALO, dash: None }));
                }
                draw_path(&mut page, &moves, Paint { ink: words.ink, cover: 1.0 }, None);
            }
        }
    }
    page.finish().into_vec()
}

fn draw_path(page: &mut Content, moves: &[Move], paint: Paint, pen: Option<Pen>) {
    if moves.is_empty() {
        return;
    }
    let is_band = paint.cover < 1.0;
    if is_band {
        page.save_state().set_parameters(SEE_THROUGH);
    }
    let (r, g, b) = parts(paint.ink);
    match pen {
        None => page.set_fill_rgb(r, g, b),
        Some(Pen { width, dash }) => {
            let dashes = dash.map(|dash| [narrow(dash.line), narrow(dash.gap)]);
            page.set_stroke_rgb(r, g, b)
                .set_line_width(narrow(width))
                .set_dash_pattern(dashes.into_iter().flatten(), 0.0)
        }
    };
    for step in moves {
        match *step {
            Move::To((x, y)) => page.move_to(short(x), short(y)),
            Move::Line((x, y)) => page.line_to(short(x), short(y)),
            Move::Cubic(a, b, c) => {
                page.cubic_to(short(a.0), short(a.1), short(b.0), short(b.1), short(c.0), short(c.1))
            }
            Move::Close => page.close_path(),
        };
    }
    match pen {
        None => page.fill_nonzero(),
        Some(_) => page.stroke(),
    };
    if is_band {
        page.restore_state();
    }
}

fn parts(RGBColor(red, green, blue): RGBColor) -> (f32, f32, f32) {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    (part(red), part(green), part(blue))
}

/// A hundredth of a unit is finer than print, and a third of the bytes.
fn short(value: f64) -> f32 {
    narrow((value * 100.0).round() / 100.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a sheet of some thousand units")]
const fn narrow(value: f64) -> f32 {
    value as f32
}
