//! Coverage against accuracy: how often what is answered is right, over the share of cases that are answered. One panel for each model,
//! base beside tuned. Which cases are answered is decided elsewhere.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels};
use crate::canvas::{Canvas, Letters};
use crate::error::Error;
use crate::estimate::{Estimate, check, check_number};
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{Legend, Sign, curve_stroke};
use crate::multiples::Multiples;
use crate::number::{fixed, real};
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, Hue, SMALL, Theme, WIDTH};
use crate::wrap::Measure;

/// What is right of what is answered from one threshold up.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveragePoint {
    /// The threshold in words.
    pub label: String,
    /// Share of cases that are answered.
    pub coverage: f64,
    /// Share of these that are right.
    pub accuracy: Estimate,
}

/// One curve of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageCurve {
    /// Its name.
    pub label: String,
    /// How it is drawn.
    pub arm: Arm,
    /// In ascending order of coverage.
    pub points: Vec<CoveragePoint>,
}

/// The curves of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveragePanel {
    /// Its title.
    pub label: String,
    /// Its colour and points.
    pub hue: Hue,
    /// Its curves.
    pub curves: Vec<CoverageCurve>,
}

/// Coverage against accuracy of several models.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    panels: Vec<CoveragePanel>,
}

const PLOT_HEIGHT: f64 = 170.0;
/// From the upper edge of a row to its plots: title and name of the axis.
const ABOVE: f64 = 50.0;
const BELOW: f64 = 44.0;
const INSET: f64 = 6.0;

impl Coverage {
    /// One panel for each model.
    ///
    /// # Errors
    /// [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn new(panels: Vec<CoveragePanel>) -> Result<Self, Error> {
        for (panel, curve) in panels.iter().flat_map(|panel| panel.curves.iter().map(move |curve| (panel, curve))) {
            let series = format!("{} {}", panel.label, curve.label);
            for point in &curve.points {
                check_number(&series, &point.label, point.coverage)?;
                check(&series, &point.label, Some(&point.accuracy))?;
            }
        }
        Ok(Self { panels })
    }

    fn legend(&self) -> Legend<'_> {
        let mut entries: Vec<(Sign, &str)> = Vec::new();
        for (panel, curve) in self.panels.iter().flat_map(|panel| panel.curves.iter().map(move |curve| (panel, curve)))
        {
            if !entries.iter().any(|(_, label)| *label == curve.label) {
                entries.push((Sign::Curve(panel.hue, curve.arm), &curve.label));
            }
        }
        Legend { entries }
    }
}

impl CoveragePanel {
    fn draw_curve(&self, canvas: &Canvas, panel: &Panel, curve: &CoverageCurve) -> Result<(), Error> {
        let ink = canvas.palette.arm(self.hue, curve.arm);
        let places: Vec<(f64, f64)> =
            curve.points.iter().map(|point| panel.at(point.coverage, point.accuracy.value)).collect();
        if places.len() > 1 {
            canvas.line(&places, curve_stroke(canvas, self.hue, curve.arm))?;
        }
        for (point, at) in curve.points.iter().zip(places) {
            let hit = HitArea::new(
                Area::about(at, 14.0, 14.0),
                format!("{} {}", self.label, curve.label),
                format!("{}, coverage {}", point.label, fixed(point.coverage, 3)),
                point.accuracy.words(),
            );
            canvas.mark(hit, |canvas| {
                // No band: between two points there is no threshold, and so nothing that was measured.
                if point.accuracy.interval.is_some() {
                    let [low, high] =
                        point.accuracy.reach().map(|value| panel.at(point.coverage, value.clamp(0.0, 1.0)));
                    canvas.whisker(low, high, ink)?;
                }
                canvas.marker(at, self.hue, curve.arm)
            })?;
        }
        Ok(())
    }
}

impl Figure for Coverage {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.panels.iter().flat_map(|panel| &panel.curves).all(|curve| curve.points.is_empty()) {
            return nothing(name, theme);
        }
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let scale = Scale::covering(0.0, 1.0, STEPS);
        let multiples = Multiples::new(self.panels.len(), scale.label_width(measure).max(32.0).ceil());
        let legend = self.legend();
        let head = legend.height(measure.fonts, WIDTH);
        let shelf = ABOVE + PLOT_HEIGHT + BELOW;
        let shelves = self.panels.len().div_ceil(multiples.per_row);
        let canvas = Canvas::new(WIDTH, head + shelf * real(shelves), theme)?;
        legend.draw(&canvas, (0.0, 0.0), WIDTH)?;
        let ticks: Vec<(f64, String)> = scale.labels().collect();
        for (index, model) in self.panels.iter().enumerate() {
            let (row, place) = (index / multiples.per_row, index % multiples.per_row);
            let top = head + shelf * real(row);
            let plot = Area::new(multiples.left_of(place), top + ABOVE, multiples.panel_width, PLOT_HEIGHT);
            let panel = Panel::new(plot, INSET, 0.0..1.0, 0.0..1.0);
            canvas.shortened(&model.label, (plot.x, top + 16.0), plot.width, Letters::title(canvas.palette.ink));
            panel.draw_rows(&canvas, &scale, TickLabels::when(place == 0))?;
            panel.draw_ticks(&canvas, &ticks, TickLabels::Shown)?;
            for arm in [Arm::Base, Arm::Tuned] {
                let mut of_arm = model.curves.iter().filter(|curve| curve.arm == arm);
                of_arm.try_for_each(|curve| model.draw_curve(&canvas, &panel, curve))?;
            }
            if place == 0 {
                axis::draw_name_upwards(&canvas, "accuracy", plot.y - 14.0);
            }
            if place + 1 == multiples.per_row || index + 1 == self.panels.len() {
                axis::draw_name_across(&canvas, "share of cases answered", (plot.right(), plot.bottom() + 36.0));
            }
        }
        Ok(canvas.finish(name))
    }
}
