//! What a drawing consists of, in units and in order, before it is written as SVG, pixels or PDF.

use plotters::style::RGBColor;

use crate::font::Weight;

/// A rectangle in units of the drawing, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    pub(crate) const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The same area about a middle.
    pub(crate) fn about((x, y): (f64, f64), width: f64, height: f64) -> Self {
        Self { x: x - width / 2.0, y: y - height / 2.0, width, height }
    }

    pub(crate) const fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) const fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(crate) const fn meets(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    pub(crate) const fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && other.right() <= self.right() && self.y <= other.y && other.bottom() <= self.bottom()
    }
}

/// A colour and how much of it covers what lies beneath, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Paint {
    pub(crate) ink: RGBColor,
    pub(crate) cover: f64,
}

/// Lengths of line and gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dash {
    pub(crate) line: f64,
    pub(crate) gap: f64,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    pub(crate) width: f64,
    pub(crate) dash: Option<Dash>,
}

/// The edge of a shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outline {
    Rectangle(Area),
    Circle { x: f64, y: f64, radius: f64 },
    Polygon(Vec<(f64, f64)>),
    Line(Vec<(f64, f64)>),
}

/// One line of words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    pub(crate) words: String,
    /// Left end of the baseline.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Clockwise about that point, in degrees.
    pub(crate) turn: f64,
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) ink: RGBColor,
    /// Ground round the letters, so that lines behind do not disturb.
    pub(crate) halo: Option<RGBColor>,
}

/// One step of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// What follows, up to its [`Item::Close`], is one mark with this title.
    Open(String),
    Close,
    /// With a pen the edge is drawn, without one the inside is filled.
    Shape {
        outline: Outline,
        paint: Paint,
        pen: Option<Pen>,
    },
    Words(Words),
}

/// A place of the picture that tells a value. Coordinates are those of the SVG's `viewBox`.
#[derive(Debug, Clone, PartialEq)]
pub struct HitArea {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Whose value.
    pub series: String,
    /// Which of them: a temperature, a class, a grade.
    pub label: String,
    /// The value in words; an undefined one says so.
    pub value: String,
}

impl HitArea {
    pub(crate) fn new(area: Area, series: impl Into<String>, label: impl Into<String>, value: String) -> Self {
        let Area { x, y, width, height } = area;
        Self { x, y, width, height, series: series.into(), label: label.into(), value }
    }

    /// In one line, for the mark's title.
    pub(crate) fn title(&self) -> String {
        let named: Vec<&str> =
            [&self.series, &self.label].map(String::as_str).into_iter().filter(|w| !w.is_empty()).collect();
        format!("{}: {}", named.join(", "), self.value)
    }
}

/// A drawing in the making.
pub(crate) struct Scene {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) ground: RGBColor,
    pub(crate) items: Vec<Item>,
    pub(crate) hits: Vec<HitArea>,
}
