//! What signs mean, in a row of words. Figures in the window have their words beside the marks where they fit; the row serves what is left.

use plotters::style::RGBColor;

use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::font::{Fonts, Weight};
use crate::scene::Area;
use crate::theme::{Arm, Hue, SMALL};

/// A sign of the figure.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign {
    /// A curve with its points.
    Curve(Hue, Arm),
    /// A bar.
    Bar(Hue, Arm),
    /// A surface of this colour.
    Filled(RGBColor),
    /// A dashed line.
    Dashed(RGBColor),
    /// A thin line.
    Thin(RGBColor),
    /// A curve without points.
    Smooth(Hue),
    /// A hollow point.
    Hollow(Hue),
}

/// Signs with their words.
pub(crate) struct Legend<'a> {
    pub(crate) entries: Vec<(Sign, &'a str)>,
}

/// Height of a line of entries.
pub(crate) const LEGEND_STEP: f64 = 18.0;
const SIGN: f64 = 12.0;
/// Edge of a hollow bar.
const EDGE: f64 = 1.5;
const CURVE: f64 = 22.0;
const TO_WORDS: f64 = 6.0;
const BETWEEN: f64 = 16.0;

impl Sign {
    const fn width(self) -> f64 {
        match self {
            Self::Curve(..) | Self::Dashed(_) | Self::Thin(_) | Self::Smooth(_) => CURVE,
            Self::Bar(..) | Self::Filled(_) | Self::Hollow(_) => SIGN,
        }
    }

    fn draw(self, canvas: &Canvas, x: f64, middle: f64) -> Result<(), Error> {
        let line = [(x, middle), (x + CURVE, middle)];
        match self {
            Self::Curve(hue, arm) => {
                canvas.line(&line, curve_stroke(canvas, hue, arm))?;
                canvas.marker((x + CURVE / 2.0, middle), hue, arm)
            }
            Self::Bar(hue, arm) => draw_bar(canvas, Area::new(x, middle - SIGN / 2.0, SIGN, SIGN), hue, arm),
            Self::Filled(ink) => canvas.rectangle(Area::new(x, middle - SIGN / 2.0, SIGN, SIGN), ink),
            Self::Dashed(ink) => canvas.line(&line, Stroke::dashed(ink, 1.0)),
            Self::Thin(ink) => canvas.line(&line, Stroke::solid(ink, 1.0)),
            Self::Smooth(hue) => canvas.line(&line, curve_stroke(canvas, hue, Arm::Tuned)),
            Self::Hollow(hue) => {
                let ink = canvas.palette.arm(hue, Arm::Tuned);
                canvas.ring((x + SIGN / 2.0, middle), 3.2, Stroke::solid(ink, 1.5))
            }
        }
    }
}

/// The line of a curve.
pub(crate) fn curve_stroke(canvas: &Canvas, hue: Hue, arm: Arm) -> Stroke {
    let ink = canvas.palette.arm(hue, arm);
    match arm {
        Arm::Tuned => Stroke::solid(ink, 2.0),
        Arm::Base => Stroke::dashed(ink, 1.5),
    }
}

/// A bar: filled, or hollow for the base. Models share a plot of bars, so a hollow bar keeps its hue.
pub(crate) fn draw_bar(canvas: &Canvas, area: Area, hue: Hue, arm: Arm) -> Result<(), Error> {
    let ink = canvas.palette.arm(hue, Arm::Tuned);
    match arm {
        Arm::Tuned => canvas.rectangle(area, ink),
        // Too low to be hollow.
        Arm::Base if area.height < 2.0 * EDGE => canvas.rectangle(area, ink),
        Arm::Base => {
            canvas.rectangle(area, canvas.palette.surface)?;
            canvas.frame(area, Stroke::solid(ink, EDGE))
        }
    }
}

impl Legend<'_> {
    /// Where each entry stands: its left edge and its line.
    fn places(&self, fonts: &Fonts, width: f64) -> Vec<(f64, f64)> {
        let (mut x, mut y) = (0.0, 0.0);
        let place = |(sign, words): &(Sign, &str)| {
            let own = sign.width() + TO_WORDS + fonts.width(words, SMALL, Weight::Regular);
            if x > 0.0 && x + own > width {
                (x, y) = (0.0, y + LEGEND_STEP);
            }
            let placed = (x, y);
            x += own + BETWEEN;
            placed
        };
        self.entries.iter().map(place).collect()
    }

    /// Height of all lines.
    pub(crate) fn height(&self, fonts: &Fonts, width: f64) -> f64 {
        self.places(fonts, width).last().map_or(0.0, |(_, y)| y + LEGEND_STEP)
    }

    /// Draws the entries from the left upper corner on, in lines of at most `width`.
    pub(crate) fn draw(&self, canvas: &Canvas, (left, top): (f64, f64), width: f64) -> Result<(), Error> {
        for ((sign, words), (x, y)) in self.entries.iter().zip(self.places(canvas.fonts, width)) {
            let middle = top + y + LEGEND_STEP / 2.0;
            sign.draw(canvas, left + x, middle)?;
            let at = (left + x + sign.width() + TO_WORDS, middle);
            canvas.text_at_middle(words, at, Letters::small(canvas.palette.ink_2));
        }
        Ok(())
    }
}
