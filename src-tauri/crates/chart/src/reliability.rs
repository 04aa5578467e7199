//! Reliability: how often what was given a probability came true. The diagonal is perfect agreement; the strip below shows how many cases
//! stand behind each point, because a point of few cases says little.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels};
use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::{Estimate, check, check_number, words_of};
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{Legend, Sign, curve_stroke};
use crate::multiples::{GAP, Multiples};
use crate::number::{fixed, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, Hue, Palette, SMALL, Theme};
use crate::wrap::Measure;

/// Cases with about the same probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// Their mean probability.
    pub predicted: f64,
    /// The share that came true; `None` when there are no cases.
    pub observed: Option<Estimate>,
    /// How many.
    pub n: u64,
}

/// One curve of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityCurve {
    /// Its name.
    pub label: String,
    /// How it is drawn.
    pub arm: Arm,
    /// In ascending order of probability.
    pub bins: Vec<ReliabilityBin>,
}

/// The curves of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityPanel {
    /// Its title.
    pub label: String,
    /// Its colour and points.
    pub hue: Hue,
    /// Its curves.
    pub curves: Vec<ReliabilityCurve>,
}

/// Reliability curves of several models.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    panels: Vec<ReliabilityPanel>,
}

/// A plot is square; one model alone does not fill the width.
const LARGEST: f64 = 240.0;
/// From the legend to a plot: its title and the name of what runs upwards.
const ABOVE: f64 = 50.0;
const INSET: f64 = 6.0;
/// Height of the strip of counts.
const STRIP: f64 = 26.0;
/// From the plot over its ticks to the strip.
const TO_STRIP: f64 = 30.0;
const BELOW: f64 = 24.0;
/// Least width, for the legend.
const NARROWEST: f64 = 320.0;
/// Width of a bar of the strip.
const BAR: f64 = 4.0;

impl Reliability {
    /// One panel for each model.
    ///
    /// # Errors
    /// [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn new(panels: Vec<ReliabilityPanel>) -> Result<Self, Error> {
        for (panel, curve) in panels.iter().flat_map(|panel| panel.curves.iter().map(move |curve| (panel, curve))) {
            let series = format!("{} {}", panel.label, curve.label);
            for bin in &curve.bins {
                check_number(&series, "probability", bin.predicted)?;
                check(&series, &fixed(bin.predicted, 2), bin.observed.as_ref())?;
            }
        }
        Ok(Self { panels })
    }

    fn legend(&self, palette: &Palette) -> Legend<'_> {
        let mut entries: Vec<(Sign, &str)> = Vec::new();
        for (panel, curve) in self.panels.iter().flat_map(|panel| panel.curves.iter().map(move |curve| (panel, curve)))
        {
            if !entries.iter().any(|(_, label)| *label == curve.label) {
                entries.push((Sign::Curve(panel.hue, curve.arm), &curve.label));
            }
        }
        entries.push((Sign::Thin(palette.ink_3), "perfect agreement"));
        Legend { entries }
    }

    fn draw_curve(
        canvas: &Canvas,
        panel: &Panel,
        model: &ReliabilityPanel,
        curve: &ReliabilityCurve,
    ) -> Result<(), Error> {
        let ink = canvas.palette.arm(model.hue, curve.arm);
        let points: Vec<(f64, f64)> =
            curve.bins.iter().filter_map(|bin| Some(panel.at(bin.predicted, bin.observed?.value))).collect();
        if points.len() > 1 {
            canvas.line(&points, curve_stroke(canvas, model.hue, curve.arm))?;
        }
        for bin in &curve.bins {
            let words = format!("{}, {} cases", words_of(bin.observed.as_ref()), thousands(bin.n));
            let series = format!("{} {}", model.label, curve.label);
            let (x, bottom) = (panel.at(bin.predicted, 0.0).0, panel.plot.bottom());
            let at = bin.observed.map_or((x, bottom - 6.0), |e| panel.at(bin.predicted, e.value));
            let hit = HitArea::new(
                Area::about(at, 14.0, 14.0),
                series,
                format!("probability {}", fixed(bin.predicted, 2)),
                words,
            );
            canvas.mark(hit, |canvas| {
                let Some(observed) = bin.observed else {
                    axis::draw_undefined(canvas, (x, bottom));
                    return Ok(());
                };
                if observed.interval.is_some() {
                    let [low, high] = observed.reach().map(|value| panel.at(bin.predicted, value.clamp(0.0, 1.0)));
                    canvas.whisker(low, high, ink)?;
                }
                canvas.marker(at, model.hue, curve.arm)
            })?;
        }
        Ok(())
    }

    fn draw_strip(canvas: &Canvas, panel: &Panel, model: &ReliabilityPanel, top: f64) -> Result<(), Error> {
        let bins = model.curves.iter().flat_map(|curve| &curve.bins);
        let most = bins.map(|bin| bin.n).max().unwrap_or(0).max(1);
        let count = real(model.curves.len());
        for (index, curve) in model.curves.iter().enumerate() {
            for bin in curve.bins.iter().filter(|bin| bin.n > 0) {
                #[expect(clippy::cast_precision_loss, reason = "a height on the screen")]
                let height = (bin.n as f64 / most as f64 * STRIP).max(1.0);
                let x = panel.at(bin.predicted, 0.0).0 + (real(index) - count / 2.0) * (BAR + 1.0);
                canvas.rectangle(
                    Area::new(x, top + STRIP - height, BAR, height),
                    canvas.palette.arm(model.hue, curve.arm),
                )?;
            }
        }
        let foot = (top + STRIP).round();
        let ends = [(panel.plot.x, foot), (panel.plot.right(), foot)];
        canvas.line(&ends, Stroke::solid(canvas.palette.line_2, 1.0))?;
        let letters = Letters::small(canvas.palette.ink_3);
        canvas.text(&format!("n ≤ {}", thousands(most)), (panel.plot.x, foot + SMALL + 3.0), letters);
        Ok(())
    }
}

impl Figure for Reliability {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.panels.iter().flat_map(|panel| &panel.curves).all(|curve| curve.bins.is_empty()) {
            return nothing(name, theme);
        }
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let scale = Scale::covering(0.0, 1.0, STEPS);
        let multiples = Multiples::new(self.panels.len(), scale.label_width(measure).max(32.0).ceil());
        let side = multiples.panel_width.min(LARGEST);
        let left_of = |place: usize| multiples.left_of(0) + real(place) * (side + GAP);
        let width = (left_of(multiples.per_row) - GAP + 8.0).max(NARROWEST);
        let legend = self.legend(Palette::of(theme));
        let head = legend.height(measure.fonts, width);
        let shelf = ABOVE + side + TO_STRIP + STRIP + BELOW;
        let shelves = self.panels.len().div_ceil(multiples.per_row);
        let canvas = Canvas::new(width, head + shelf * real(shelves), theme)?;
        legend.draw(&canvas, (0.0, 0.0), width)?;
        let ticks: Vec<(f64, String)> = scale.labels().collect();
        for (index, model) in self.panels.iter().enumerate() {
            let (row, place) = (index / multiples.per_row, index % multiples.per_row);
            let plot = Area::new(left_of(place), head + shelf * real(row) + ABOVE, side, side);
            let panel = Panel::new(plot, INSET, 0.0..1.0, 0.0..1.0);
            canvas.shortened(&model.label, (plot.x, plot.y - 34.0), side, Letters::title(canvas.palette.ink));
            panel.draw_rows(&canvas, &scale, TickLabels::when(place == 0))?;
            panel.draw_ticks(&canvas, &ticks, TickLabels::Shown)?;
            canvas.line(&[panel.at(0.0, 0.0), panel.at(1.0, 1.0)], Stroke::solid(canvas.palette.ink_3, 1.0))?;
            for curve in &model.curves {
                Self::draw_curve(&canvas, &panel, model, curve)?;
            }
            let strip = plot.bottom() + TO_STRIP;
            Self::draw_strip(&canvas, &panel, model, strip)?;
            if place == 0 {
                axis::draw_name_upwards(&canvas, "share that came true", plot.y - 14.0);
            }
            if place + 1 == multiples.per_row || index + 1 == self.panels.len() {
                axis::draw_name_across(&canvas, "probability given", (plot.right(), strip + STRIP + SMALL + 3.0));
            }
        }
        Ok(canvas.finish(name))
    }
}
