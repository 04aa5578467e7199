//! Scales with round ticks, and panels: a plot with its grid, on plotters' coordinates.

use std::ops::Range;

use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;

use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::number::{fixed, real};
use crate::recorder::{pixel, units};
use crate::scene::Area;
use crate::theme::{SMALL, TO_BASELINE};
use crate::wrap::Measure;

/// From one tick to the next at most so often, so at most six ticks.
pub(crate) const STEPS: usize = 5;
/// From tick to its label.
pub(crate) const TICK: f64 = 4.0;
/// From a plot to the labels of its rows.
const LABEL_GAP: f64 = 7.0;
/// How far the label of the last tick may reach past its plot.
const OVER: f64 = 8.0;

/// An axis from a round number to a round number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    pub(crate) ticks: Vec<f64>,
    decimals: usize,
}

/// Whether ticks have words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TickLabels {
    Shown,
    Hidden,
}

impl TickLabels {
    pub(crate) const fn when(is_shown: bool) -> Self {
        if is_shown { Self::Shown } else { Self::Hidden }
    }
}

impl Scale {
    /// Round numbers around `low` and `high`, in steps of 1, 2 or 5 times a power of ten.
    pub(crate) fn covering(low: f64, high: f64, steps: usize) -> Self {
        let span = if high > low { high - low } else { 1.0 };
        let raw = span / real(steps.max(1));
        let power = 10.0_f64.powf(raw.log10().floor());
        // A step a hair above its round number is that number.
        let step =
            [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|s| *s >= raw * 0.999_999).unwrap_or(10.0 * power);
        let (first, last) = ((low / step + 1e-9).floor(), (high.max(low + span) / step - 1e-9).ceil());
        let mut ticks = Vec::new();
        let mut at = first;
        while at <= last && ticks.len() <= 2 * steps + 2 {
            ticks.push(at * step);
            at += 1.0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 17, and not below 0")]
        let decimals = (-(step.log10() + 1e-9).floor()).clamp(0.0, 17.0) as usize;
        Self { ticks, decimals }
    }

    pub(crate) fn range(&self) -> Range<f64> {
        self.ticks.first().copied().unwrap_or(0.0)..self.ticks.last().copied().unwrap_or(1.0)
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = (f64, String)> {
        self.ticks.iter().map(|tick| (*tick, fixed(*tick, self.decimals)))
    }

    /// Room for the labels left of a plot.
    pub(crate) fn label_width(&self, measure: Measure) -> f64 {
        self.labels().map(|(_, label)| measure.width(&label)).fold(0.0, f64::max) + LABEL_GAP
    }
}

/// Decimals that tell these numbers apart, at most three.
pub(crate) fn decimals_of(values: &[f64]) -> usize {
    let is_told = |decimals: i32| {
        values.iter().all(|v| ((v * 10.0_f64.powi(decimals)).round() / 10.0_f64.powi(decimals) - v).abs() < 1e-9)
    };
    [(0, 0), (1, 1), (2, 2)].into_iter().find(|(_, d)| is_told(*d)).map_or(3, |(decimals, _)| decimals)
}

/// Every how many of `count` values has a tick, so that at most `most` have: a step that ends on the last value if there is one.
pub(crate) fn tick_stride(count: usize, most: usize) -> usize {
    let least = count.saturating_sub(1).div_ceil(most.saturating_sub(1).max(1)).max(1);
    (least..2 * least).find(|stride| count.saturating_sub(1).is_multiple_of(*stride)).unwrap_or(least)
}

/// A plot and its coordinates.
pub(crate) struct Panel {
    pub(crate) plot: Area,
    coordinates: Cartesian2d<RangedCoordf64, RangedCoordf64>,
}

impl Panel {
    /// `x` and `y` over the plot; `inset` keeps points off its sides.
    pub(crate) fn new(plot: Area, inset: f64, x: Range<f64>, y: Range<f64>) -> Self {
        let across = pixel(plot.x + inset)..pixel(plot.right() - inset);
        let upwards = pixel(plot.bottom())..pixel(plot.y);
        Self { plot, coordinates: Cartesian2d::new(x, y, (across, upwards)) }
    }

    pub(crate) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        units(self.coordinates.translate(&(x, y)))
    }

    /// A line for each tick of `y`; the lowest, and zero, are stronger.
    pub(crate) fn draw_rows(&self, canvas: &Canvas, y: &Scale, labels: TickLabels) -> Result<(), Error> {
        for (index, (tick, label)) in y.labels().enumerate() {
            let height = self.at(0.0, tick).1.round();
            let is_axis = index == 0 || tick == 0.0;
            let ink = if is_axis { canvas.palette.line_2 } else { canvas.palette.line };
            canvas.line(&[(self.plot.x, height), (self.plot.right(), height)], Stroke::solid(ink, 1.0))?;
            if labels == TickLabels::Shown {
                canvas.text_at_middle(
                    &label,
                    (self.plot.x - LABEL_GAP, height),
                    Letters::small(canvas.palette.ink_3).end(),
                );
            }
        }
        Ok(())
    }

    /// A tick below the axis for each of these values of `x`.
    pub(crate) fn draw_ticks(&self, canvas: &Canvas, ticks: &[(f64, String)], labels: TickLabels) -> Result<(), Error> {
        let bottom = self.plot.bottom();
        for (tick, label) in ticks {
            let x = self.at(*tick, 0.0).0.round();
            canvas.line(&[(x, bottom), (x, bottom + TICK)], Stroke::solid(canvas.palette.line_2, 1.0))?;
            if labels == TickLabels::Shown {
                let letters = Letters::small(canvas.palette.ink_3).middle();
                let most = self.plot.right() + OVER - canvas.width_of(label, letters) / 2.0;
                canvas.text(label, (x.min(most), bottom + TICK + SMALL + 2.0), letters);
            }
        }
        Ok(())
    }
}

/// The name of a metric, above a plot at the left edge, and of what runs across, below it at the right.
pub(crate) fn draw_name_upwards(canvas: &Canvas, name: &str, baseline: f64) -> Area {
    let (words, letters) = (format!("↑ {name}"), Letters::small(canvas.palette.ink_2));
    canvas.text(&words, (0.0, baseline), letters);
    canvas.box_of(&words, (0.0, baseline), letters)
}

/// See [`draw_name_upwards`].
pub(crate) fn draw_name_across(canvas: &Canvas, name: &str, at: (f64, f64)) {
    canvas.text(&format!("{name} →"), at, Letters::small(canvas.palette.ink_2).end());
}

/// Words that stand for a missing value, at the foot of a plot.
pub(crate) fn draw_undefined(canvas: &Canvas, (x, bottom): (f64, f64)) {
    let letters = Letters::small(canvas.palette.ink_3).middle().halo(canvas.palette.surface);
    canvas.text(crate::theme::UNDEFINED, (x, bottom - TO_BASELINE), letters);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(low: f64, high: f64) -> Vec<String> {
        Scale::covering(low, high, STEPS).labels().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0.0, 0.76), ["0.0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(ticks(0.0, 0.48), ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(ticks(0.0, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(ticks(0.0, 1250.0), ["0", "500", "1000", "1500"]);
        assert_eq!(ticks(-0.3, 0.2), ["\u{2212}0.3", "\u{2212}0.2", "\u{2212}0.1", "0.0", "0.1", "0.2"]);
    }

    #[test]
    fn one_value_or_an_immense_one_still_has_an_axis() {
        assert_eq!(ticks(0.0, 0.0).len(), 6);
        for (low, high) in [(5.0, 5.0), (0.0, f64::MAX), (-f64::MAX, f64::MAX), (0.0, f64::MIN_POSITIVE)] {
            assert!(Scale::covering(low, high, STEPS).ticks.len() <= 12, "{low} to {high}");
        }
    }

    #[test]
    fn strides_end_on_the_last_value() {
        assert_eq!([tick_stride(10, 4), tick_stride(10, 10), tick_stride(1, 4), tick_stride(0, 4)], [3, 1, 1, 1]);
    }
}
