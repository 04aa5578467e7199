//! Outlines of shapes and letters as plain moves, lines and curves in units of the drawing: what pixels and PDF have in common.

use crate::font::{Fonts, Step};
use crate::scene::{Area, Outline, Words};

/// Distance of a curve's handle for a quarter of a circle of radius 1.
const QUARTER: f64 = 0.552_284_75;

/// One move of a pen, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Move {
    To((f64, f64)),
    Line((f64, f64)),
    Cubic((f64, f64), (f64, f64), (f64, f64)),
    Close,
}

/// The moves along a shape.
pub(crate) fn shape(outline: &Outline) -> Vec<Move> {
    let closed = |points: &[(f64, f64)]| [line(points), vec![Move::Close]].concat();
    match outline {
        Outline::Rectangle(Area { x, y, width, height }) => {
            let (right, bottom) = (x + width, y + height);
            closed(&[(*x, *y), (right, *y), (right, bottom), (*x, bottom)])
        }
        Outline::Circle { x, y, radius: r } => {
            let h = r * QUARTER;
            let (x, y) = (*x, *y);
            vec![
                Move::To((x + r, y)),
                Move::Cubic((x + r, y + h), (x + h, y + r), (x, y + r)),
                Move::Cubic((x - h, y + r), (x - r, y + h), (x - r, y)),
                Move::Cubic((x - r, y - h), (x - h, y - r), (x, y - r)),
                Move::Cubic((x + h, y - r), (x + r, y - h), (x + r, y)),
                Move::Close,
            ]
        }
        Outline::Polygon(points) => closed(points),
        Outline::Line(points) => line(points),
    }
}

fn line(points: &[(f64, f64)]) -> Vec<Move> {
    points.iter().enumerate().map(|(at, point)| if at == 0 { Move::To(*point) } else { Move::Line(*point) }).collect()
}

/// The moves along the letters of a line.
pub(crate) fn words(words: &Words, fonts: &Fonts) -> Vec<Move> {
    let scale = fonts.scale(words.size, words.weight);
    let (sine, cosine) = words.turn.to_radians().sin_cos();
    let mut moves = Vec::new();
    for placed in fonts.place(&words.words, words.weight).0 {
        let at = |[x, y]: [f32; 2]| {
            let (x, y) = (f64::from(placed.x + x) * scale, -f64::from(y) * scale);
            (words.x + x * cosine - y * sine, words.y + x * sine + y * cosine)
        };
        let mut here = (0.0, 0.0);
        for step in fonts.outline(placed.glyph, words.weight) {
            let (next, there) = match step {
                Step::Move(p) => (Move::To(at(p)), at(p)),
                Step::Line(p) => (Move::Line(at(p)), at(p)),
                Step::Quad(c, p) => (cubic(here, at(c), at(p)), at(p)),
                Step::Cubic(a, b, p) => (Move::Cubic(at(a), at(b), at(p)), at(p)),
                Step::Close => (Move::Close, here),
            };
            moves.push(next);
            here = there;
        }
    }
    moves
}

/// A curve with one handle as the same curve with two.
fn cubic(from: (f64, f64), handle: (f64, f64), to: (f64, f64)) -> Move {
    let toward = |(x, y): (f64, f64)| (x + (handle.0 - x) * 2.0 / 3.0, y + (handle.1 - y) * 2.0 / 3.0);
    Move::Cubic(toward(from), toward(to), to)
}
