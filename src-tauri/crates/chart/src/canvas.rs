//! What a figure draws on: shapes through plotters' elements, words as outlines, marks with their titles and hit areas. All lengths in
//! units of the drawing, y downwards.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::{Circle, Color, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle};
use plotters::style::{RGBAColor, RGBColor, ShapeStyle};

use crate::error::Error;
use crate::figure::Picture;
use crate::font::{Fonts, Weight};
use crate::number::real;
use crate::recorder::{GRAIN, Recorder, pixel};
use crate::scene::{Area, Dash, HitArea, Item, Scene, Words};
use crate::theme::{Arm, BAND, Hue, Palette, SMALL, TITLE, TO_BASELINE, Theme};
use crate::wrap::Measure;

/// Which part of a line of words stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How words look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letters {
    pub(crate) size: f64,
    pub(crate) weight: Weight,
    pub(crate) ink: RGBColor,
    pub(crate) anchor: Anchor,
    /// Clockwise, in degrees.
    pub(crate) turn: f64,
    pub(crate) halo: Option<RGBColor>,
}

impl Letters {
    /// The letters of ticks and labels.
    pub(crate) const fn small(ink: RGBColor) -> Self {
        Self { size: SMALL, weight: Weight::Regular, ink, anchor: Anchor::Start, turn: 0.0, halo: None }
    }

    /// The letters of a panel's title.
    pub(crate) const fn title(ink: RGBColor) -> Self {
        Self { size: TITLE, weight: Weight::SemiBold, ..Self::small(ink) }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    pub(crate) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(crate) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(crate) const fn turned(self, degrees: f64) -> Self {
        Self { turn: degrees, ..self }
    }

    pub(crate) const fn halo(self, ground: RGBColor) -> Self {
        Self { halo: Some(ground), ..self }
    }
}

/// Colour, width and dashes of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke {
    pub(crate) ink: RGBColor,
    pub(crate) width: f64,
    pub(crate) dash: Option<Dash>,
}

impl Stroke {
    pub(crate) const fn solid(ink: RGBColor, width: f64) -> Self {
        Self { ink, width, dash: None }
    }

    pub(crate) const fn dashed(ink: RGBColor, width: f64) -> Self {
        Self { ink, width, dash: Some(Dash { line: 4.0, gap: 3.0 }) }
    }

    fn style(&self) -> ShapeStyle {
        self.ink.stroke_width(pixel(self.width).unsigned_abs())
    }
}

/// A drawing in the making.
pub(crate) struct Canvas {
    scene: Rc<RefCell<Scene>>,
    dash: Rc<Cell<Option<Dash>>>,
    area: DrawingArea<Recorder, Shift>,
    pub(crate) palette: &'static Palette,
    pub(crate) fonts: &'static Fonts,
}

fn refused(error: impl Display) -> Error {
    Error::Drawing { reason: error.to_string() }
}

fn point((x, y): (f64, f64)) -> (i32, i32) {
    (pixel(x), pixel(y))
}

impl Canvas {
    /// An empty drawing of this size, in whole units.
    pub(crate) fn new(width: f64, height: f64, theme: Theme) -> Result<Self, Error> {
        let (palette, fonts) = (Palette::of(theme), Fonts::load()?);
        let (width, height) = (width.ceil(), height.ceil());
        let scene = Scene { width, height, ground: palette.surface, items: Vec::new(), hits: Vec::new() };
        let (scene, dash) = (Rc::new(RefCell::new(scene)), Rc::default());
        let area = Recorder { scene: Rc::clone(&scene), dash: Rc::clone(&dash) }.into_drawing_area();
        Ok(Self { scene, dash, area, palette, fonts })
    }

    /// The finished picture, known to readers of the screen by `name`.
    pub(crate) fn finish(self, name: &str) -> Picture {
        let mut scene = self.scene.borrow_mut();
        Picture::new(
            name,
            scene.width,
            scene.height,
            scene.ground,
            std::mem::take(&mut scene.items),
            std::mem::take(&mut scene.hits),
        )
    }

    /// A filled rectangle.
    pub(crate) fn rectangle(&self, area: Area, ink: RGBColor) -> Result<(), Error> {
        let corners = [point((area.x, area.y)), point((area.right(), area.bottom()))];
        self.area.draw(&Rectangle::new(corners, ink.filled())).map_err(refused)
    }

    /// The edge of a rectangle, inside of it.
    pub(crate) fn frame(&self, area: Area, stroke: Stroke) -> Result<(), Error> {
        let inset = stroke.width / 2.0;
        let corners = [point((area.x + inset, area.y + inset)), point((area.right() - inset, area.bottom() - inset))];
        self.area.draw(&Rectangle::new(corners, stroke.style())).map_err(refused)
    }

    /// A filled shape.
    pub(crate) fn fill(&self, edge: &[(f64, f64)], ink: RGBColor) -> Result<(), Error> {
        self.shape(edge, ink.mix(1.0))
    }

    /// A band through which one sees what lies beneath.
    pub(crate) fn wash(&self, edge: &[(f64, f64)], ink: RGBColor) -> Result<(), Error> {
        self.shape(edge, ink.mix(BAND))
    }

    fn shape(&self, edge: &[(f64, f64)], paint: RGBAColor) -> Result<(), Error> {
        let points: Vec<(i32, i32)> = edge.iter().copied().map(point).collect();
        self.area.draw(&Polygon::new(points, paint.filled())).map_err(refused)
    }

    /// A line through points.
    pub(crate) fn line(&self, points: &[(f64, f64)], stroke: Stroke) -> Result<(), Error> {
        let points: Vec<(i32, i32)> = points.iter().copied().map(point).collect();
        self.dash.set(stroke.dash);
        let drawn = self.area.draw(&PathElement::new(points, stroke.style())).map_err(refused);
        self.dash.set(None);
        drawn
    }

    /// A filled circle.
    pub(crate) fn disc(&self, at: (f64, f64), radius: f64, ink: RGBColor) -> Result<(), Error> {
        self.area.draw(&Circle::new(point(at), radius * GRAIN, ink.filled())).map_err(refused)
    }

    /// A circle.
    pub(crate) fn ring(&self, at: (f64, f64), radius: f64, stroke: Stroke) -> Result<(), Error> {
        self.area.draw(&Circle::new(point(at), radius * GRAIN, stroke.style())).map_err(refused)
    }

    /// A measured point: its form tells the hue, its filling the arm.
    pub(crate) fn marker(&self, at @ (x, y): (f64, f64), hue: Hue, arm: Arm) -> Result<(), Error> {
        let ink = self.palette.arm(hue, arm);
        let (reach, inside) = match arm {
            Arm::Tuned => (3.6, ink),
            Arm::Base => (2.6, self.palette.surface),
        };
        let edge = Stroke::solid(ink, 1.5);
        let corners = match hue {
            Hue::Amber => {
                self.disc(at, reach, inside)?;
                return match arm {
                    Arm::Tuned => Ok(()),
                    Arm::Base => self.ring(at, reach, edge),
                };
            }
            Hue::Blue => {
                let side = reach * 0.94;
                vec![(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)]
            }
            Hue::Plum => {
                let (half, up, down) = (reach * 1.13, reach * 1.2, reach * 0.84);
                vec![(x, y - up), (x + half, y + down), (x - half, y + down)]
            }
            Hue::Grey => {
                let half = reach * 1.25;
                vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
            }
        };
        self.fill(&corners, inside)?;
        match arm {
            Arm::Tuned => Ok(()),
            Arm::Base => self.line(&[corners.as_slice(), &corners[..2]].concat(), edge),
        }
    }

    /// An interval: a line with short ends.
    pub(crate) fn whisker(&self, from: (f64, f64), to: (f64, f64), ink: RGBColor) -> Result<(), Error> {
        self.draw_whisker(from, to, Stroke::solid(ink, 1.0))
    }

    /// The same on a bar, on ground of its own so that it is seen on a dark one.
    pub(crate) fn whisker_on_bar(&self, from: (f64, f64), to: (f64, f64)) -> Result<(), Error> {
        self.draw_whisker(from, to, Stroke::solid(self.palette.surface, 2.5))?;
        self.whisker(from, to, self.palette.ink)
    }

    fn draw_whisker(&self, from: (f64, f64), to: (f64, f64), stroke: Stroke) -> Result<(), Error> {
        /// From the line to the tip of an end.
        const END: f64 = 2.5;
        let across = if (from.0 - to.0).abs() < (from.1 - to.1).abs() { (END, 0.0) } else { (0.0, END) };
        self.line(&[from, to], stroke)?;
        for (x, y) in [from, to] {
            self.line(&[(x - across.0, y - across.1), (x + across.0, y + across.1)], stroke)?;
        }
        Ok(())
    }

    /// Width of words.
    pub(crate) fn width_of(&self, words: &str, letters: Letters) -> f64 {
        self.fonts.width(words, letters.size, letters.weight)
    }

    /// Where level words would stand with their baseline at `at`.
    pub(crate) fn box_of(&self, words: &str, (x, y): (f64, f64), letters: Letters) -> Area {
        let width = self.width_of(words, letters);
        let left = match letters.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area::new(left, y - letters.size * 0.8, width, letters.size)
    }

    /// Words with their baseline at `y`.
    pub(crate) fn text(&self, words: &str, (x, y): (f64, f64), letters: Letters) {
        if words.is_empty() {
            return;
        }
        let along = match letters.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -self.width_of(words, letters) / 2.0,
            Anchor::End => -self.width_of(words, letters),
        };
        let (sine, cosine) = letters.turn.to_radians().sin_cos();
        let Letters { size, weight, ink, turn, halo, .. } = letters;
        let (x, y) = (x + along * cosine, y + along * sine);
        self.scene.borrow_mut().items.push(Item::Words(Words {
            words: words.to_owned(),
            x,
            y,
            turn,
            size,
            weight,
            ink,
            halo,
        }));
    }

    /// Words about the height `y`.
    pub(crate) fn text_at_middle(&self, words: &str, (x, y): (f64, f64), letters: Letters) {
        self.text(words, (x, y + TO_BASELINE * letters.size / SMALL), letters);
    }

    /// Lines of words below each other along their turn, the stack's middle at `at`; a title tells what they stand for where they do not
    /// tell all.
    pub(crate) fn lines(&self, lines: &[String], full: Option<&str>, at: (f64, f64), step: f64, letters: Letters) {
        if let Some(full) = full {
            self.scene.borrow_mut().items.push(Item::Open(full.to_owned()));
        }
        let (sine, cosine) = letters.turn.to_radians().sin_cos();
        for (index, line) in lines.iter().enumerate() {
            let down = step * (real(index) - (real(lines.len()) - 1.0) / 2.0) + TO_BASELINE * letters.size / SMALL;
            self.text(line, (at.0 - sine * down, at.1 + cosine * down), letters);
        }
        if full.is_some() {
            self.scene.borrow_mut().items.push(Item::Close);
        }
    }

    /// One line of words about the height `y`, shortened to a width.
    pub(crate) fn shortened(&self, words: &str, at: (f64, f64), width: f64, letters: Letters) {
        let Letters { size, weight, .. } = letters;
        let short = Measure { fonts: self.fonts, size, weight }.wrap(words, width, 1);
        self.lines(&short.lines, short.is_shortened.then_some(words), at, 0.0, letters);
    }

    /// One mark with its value: what `draw` draws has the hit area's words as its title.
    pub(crate) fn mark(&self, hit: HitArea, draw: impl FnOnce(&Self) -> Result<(), Error>) -> Result<(), Error> {
        self.scene.borrow_mut().items.push(Item::Open(hit.title()));
        draw(self)?;
        let mut scene = self.scene.borrow_mut();
        scene.items.push(Item::Close);
        scene.hits.push(hit);
        Ok(())
    }
}
