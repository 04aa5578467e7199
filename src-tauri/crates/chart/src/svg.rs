//! A picture as SVG. Every letter is outlined once in `<defs>` and used by its number; the numbers are those of the shipped fonts, so
//! that pictures in one window may share them. Each line of words has the words as `aria-label`.

use std::collections::BTreeSet;
use std::fmt::Write;

use plotters::style::RGBColor;

use crate::error::Error;
use crate::figure::Picture;
use crate::font::{Fonts, Step, Weight};
use crate::scene::{Area, Item, Outline, Paint, Pen, Words};

/// Width of the ground round letters with a halo, both sides together.
pub(crate) const HALO: f64 = 3.0;

pub(crate) fn write(picture: &Picture, margin: f64) -> Result<String, Error> {
    let fonts = Fonts::load()?;
    let mut svg = String::new();
    // OK because writing to a String cannot fail.
    let _ = write_all(&mut svg, picture, margin, fonts);
    Ok(svg)
}

fn write_all(svg: &mut String, picture: &Picture, margin: f64, fonts: &Fonts) -> std::fmt::Result {
    let Picture { name, width, height, ground, items, .. } = picture;
    let (name, ground) = (escaped(name), hex(*ground));
    let (width, height, start) = (width + 2.0 * margin, height + 2.0 * margin, number(-margin));
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{start} {start} {width} {height}\" role=\"img\" \
         aria-label=\"{name}\">"
    )?;
    writeln!(svg, "<desc>{name}</desc>")?;
    write_letters(svg, items, fonts)?;
    writeln!(svg, "<rect x=\"{start}\" y=\"{start}\" width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>")?;
    for item in items {
        match item {
            Item::Open(title) => writeln!(svg, "<g><title>{}</title>", escaped(title))?,
            Item::Close => writeln!(svg, "</g>")?,
            Item::Shape { outline, paint, pen } => write_shape(svg, outline, *paint, *pen)?,
            Item::Words(words) => write_words(svg, words, fonts)?,
        }
    }
    writeln!(svg, "</svg>")
}

const fn letter_of(weight: Weight) -> char {
    match weight {
        Weight::Regular => 'r',
        Weight::SemiBold => 's',
    }
}

fn write_letters(svg: &mut String, items: &[Item], fonts: &Fonts) -> std::fmt::Result {
    let words = items.iter().filter_map(|item| if let Item::Words(words) = item { Some(words) } else { None });
    let used: BTreeSet<(Weight, u16)> = words
        .flat_map(|w| fonts.place(&w.words, w.weight).0.into_iter().map(|placed| (w.weight, placed.glyph.0)))
        .collect();
    writeln!(svg, "<defs>")?;
    for (weight, glyph) in used {
        let outline = fonts.outline(ttf_parser::GlyphId(glyph), weight);
        if outline.is_empty() {
            continue;
        }
        write!(svg, "<path id=\"inter-{}{glyph}\" d=\"", letter_of(weight))?;
        for step in outline {
            match step {
                Step::Move([x, y]) => write!(svg, "M{x} {}", -y)?,
                Step::Line([x, y]) => write!(svg, "L{x} {}", -y)?,
                Step::Quad([x1, y1], [x, y]) => write!(svg, "Q{x1} {} {x} {}", -y1, -y)?,
                Step::Cubic([x1, y1], [x2, y2], [x, y]) => write!(svg, "C{x1} {} {x2} {} {x} {}", -y1, -y2, -y)?,
                Step::Close => svg.push('Z'),
            }
        }
        writeln!(svg, "\"/>")?;
    }
    writeln!(svg, "</defs>")
}

fn write_words(svg: &mut String, words: &Words, fonts: &Fonts) -> std::fmt::Result {
    let scale = fonts.scale(words.size, words.weight);
    if let Some(halo) = words.halo {
        let width = number(HALO / scale);
        let look = format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" aria-hidden=\"true\"",
            hex(halo)
        );
        write_line(svg, words, fonts, &look)?;
    }
    write_line(svg, words, fonts, &format!("fill=\"{}\" aria-label=\"{}\"", hex(words.ink), escaped(&words.words)))
}

fn write_line(svg: &mut String, words: &Words, fonts: &Fonts, look: &str) -> std::fmt::Result {
    let Words { x, y, turn, size, weight, .. } = words;
    let turned = if *turn == 0.0 { String::new() } else { format!(" rotate({})", number(*turn)) };
    let scale = format!("{:.6}", fonts.scale(*size, *weight));
    write!(svg, "<g transform=\"translate({} {}){turned} scale({scale})\" {look}>", number(*x), number(*y))?;
    for placed in fonts.place(&words.words, *weight).0.iter().filter(|p| !fonts.outline(p.glyph, *weight).is_empty()) {
        write!(
            svg,
            "<use href=\"#inter-{}{}\" x=\"{}\"/>",
            letter_of(*weight),
            placed.glyph.0,
            number(placed.x.into())
        )?;
    }
    writeln!(svg, "</g>")
}

fn write_shape(svg: &mut String, outline: &Outline, paint: Paint, pen: Option<Pen>) -> std::fmt::Result {
    match outline {
        Outline::Rectangle(Area { x, y, width, height }) => {
            let [x, y, width, height] = [x, y, width, height].map(|v| number(*v));
            write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")?;
        }
        Outline::Circle { x, y, radius } => {
            write!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", number(*x), number(*y), number(*radius))?;
        }
        Outline::Polygon(points) => write!(svg, "<path d=\"{}Z\"", path(points))?,
        Outline::Line(points) => write!(svg, "<path d=\"{}\"", path(points))?,
    }
    let ink = hex(paint.ink);
    match pen {
        None => write!(svg, " fill=\"{ink}\"")?,
        Some(Pen { width, dash }) => {
            write!(svg, " fill=\"none\" stroke=\"{ink}\" stroke-width=\"{}\"", number(width))?;
            if let Some(dash) = dash {
                write!(svg, " stroke-dasharray=\"{} {}\"", number(dash.line), number(dash.gap))?;
            }
            svg.push_str(if is_straight(outline) {
                " shape-rendering=\"crispEdges\""
            } else {
                " stroke-linejoin=\"round\""
            });
        }
    }
    if paint.cover < 1.0 {
        write!(svg, " fill-opacity=\"{}\"", number(paint.cover))?;
    }
    writeln!(svg, "/>")
}

/// Whether it is one line along an axis; curves and slopes are never sharpened.
fn is_straight(outline: &Outline) -> bool {
    matches!(outline, Outline::Line(points) if matches!(points.as_slice(), [(ax, ay), (bx, by)] if ax == bx || ay == by))
}

fn path(points: &[(f64, f64)]) -> String {
    let steps = points.iter().enumerate();
    steps.map(|(at, (x, y))| format!("{}{} {}", if at == 0 { 'M' } else { 'L' }, number(*x), number(*y))).collect()
}

/// At most two decimals, without zeros at the end.
fn number(value: f64) -> String {
    let written = format!("{value:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn hex(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// As XML may hold it; signs that XML has no place for are left out.
fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.0, -0.001, 12.5, 3.0, 0.126].map(number), ["0", "0", "12.5", "3", "0.13"]);
    }

    #[test]
    fn words_cannot_leave_their_place() {
        assert_eq!(escaped("a<b & \"c\"\u{7}\n"), "a&lt;b &amp; &quot;c&quot; ");
    }
}
