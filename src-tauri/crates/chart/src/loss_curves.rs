//! Loss over the steps of a training run: the raw loss thin behind, its smoothed mean in front, validation as hollow points. Smoothing is
//! done elsewhere. The live curve of the window is not this one.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels};
use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::check_number;
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{LEGEND_STEP, Legend, Sign};
use crate::multiples::Multiples;
use crate::number::{fixed, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, Hue, SMALL, Theme, UNDEFINED, WIDTH};
use crate::wrap::Measure;

/// A loss at a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossPoint {
    /// The step, from 1.
    pub step: u64,
    /// The loss; `None` is not defined, as that of a run that diverged.
    pub loss: Option<f64>,
}

/// The losses of one run; each list in ascending order of steps, and empty where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct LossRun {
    /// Its title.
    pub label: String,
    /// Its colour.
    pub hue: Hue,
    /// After each step.
    pub training: Vec<LossPoint>,
    /// The same, smoothed.
    pub smoothed: Vec<LossPoint>,
    /// On cases that were not trained on.
    pub validation: Vec<LossPoint>,
}

/// Runs on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct LossCurves {
    runs: Vec<LossRun>,
}

const PLOT_HEIGHT: f64 = 170.0;
/// From the upper edge of a row to its plots: title and name of the axis.
const ABOVE: f64 = 50.0;
const BELOW: f64 = 44.0;
const INSET: f64 = 6.0;
/// Places along the smoothed curve that tell their value.
const TOLD: usize = 48;

fn real_step(step: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "steps of a run")]
    let step = step as f64;
    step
}

/// Stretches without an undefined loss.
fn stretches(points: &[LossPoint]) -> Vec<Vec<(f64, f64)>> {
    let defined = points.split(|point| point.loss.is_none());
    let pairs = defined.map(|run| run.iter().filter_map(|p| Some((real_step(p.step), p.loss?))).collect());
    pairs.filter(|run: &Vec<_>| !run.is_empty()).collect()
}

/// At most about two points for each unit of width: of each stretch of steps the lowest and the highest loss, in their order.
fn thinned(points: &[(f64, f64)], width: f64) -> Vec<(f64, f64)> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred units")]
    let size = points.len().div_ceil((width as usize).max(1));
    if size <= 2 {
        return points.to_vec();
    }
    let ends = |stretch: &[(f64, f64)]| {
        let low = stretch.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a });
        let high = stretch.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
        let mut both: Vec<(f64, f64)> = low.into_iter().chain(high).collect();
        both.sort_by(|a, b| a.0.total_cmp(&b.0));
        both
    };
    points.chunks(size).flat_map(ends).collect()
}

impl LossRun {
    fn all(&self) -> impl Iterator<Item = &LossPoint> {
        self.training.iter().chain(&self.smoothed).chain(&self.validation)
    }

    fn draw(&self, canvas: &Canvas, panel: &Panel) -> Result<(), Error> {
        let on_plot = |points: &[(f64, f64)]| points.iter().map(|(x, y)| panel.at(*x, *y)).collect::<Vec<_>>();
        let ink = canvas.palette.arm(self.hue, Arm::Tuned);
        let curves =
            [(&self.training, Stroke::solid(canvas.palette.line_2, 1.0)), (&self.smoothed, Stroke::solid(ink, 2.0))];
        for (points, stroke) in curves {
            for run in stretches(points) {
                canvas.line(&on_plot(&thinned(&run, panel.plot.width)), stroke)?;
            }
        }
        let every = self.smoothed.len().div_ceil(TOLD).max(1);
        for point in self.smoothed.iter().step_by(every) {
            let Some(loss) = point.loss else { continue };
            let area = Area::about(panel.at(real_step(point.step), loss), panel.plot.width / real(TOLD), 16.0);
            canvas.mark(self.hit(area, "smoothed", *point), |_| Ok(()))?;
        }
        for point in self.validation.iter().filter(|point| point.loss.is_some()) {
            let at = panel.at(real_step(point.step), point.loss.unwrap_or_default());
            canvas.mark(self.hit(Area::about(at, 12.0, 12.0), "validation", *point), |canvas| {
                canvas.disc(at, 3.2, canvas.palette.surface)?;
                canvas.ring(at, 3.2, Stroke::solid(ink, 1.5))
            })?;
        }
        self.draw_undefined(canvas, panel)
    }

    /// "n/a" where a loss is first not defined.
    fn draw_undefined(&self, canvas: &Canvas, panel: &Panel) -> Result<(), Error> {
        for (points, words) in [(&self.training, "training"), (&self.validation, "validation")] {
            let Some(point) = points.iter().find(|point| point.loss.is_none()) else { continue };
            let letters = Letters::small(canvas.palette.ink_3).middle().halo(canvas.palette.surface);
            let half = canvas.width_of(UNDEFINED, letters) / 2.0;
            let x = panel.at(real_step(point.step), 0.0).0.clamp(panel.plot.x + half, panel.plot.right() - half);
            let area = Area::new(x - half, panel.plot.bottom() - 16.0, 2.0 * half, 16.0);
            canvas.mark(self.hit(area, words, *point), |canvas| {
                axis::draw_undefined(canvas, (x, panel.plot.bottom()));
                Ok(())
            })?;
        }
        Ok(())
    }

    fn hit(&self, area: Area, curve: &str, point: LossPoint) -> HitArea {
        let value = point.loss.map_or_else(|| "not defined".to_owned(), |loss| fixed(loss, 3));
        HitArea::new(area, format!("{} {curve}", self.label), format!("step {}", thousands(point.step)), value)
    }
}

impl LossCurves {
    /// One panel for each run.
    ///
    /// # Errors
    /// [`Error::NotFinite`].
    pub fn new(runs: Vec<LossRun>) -> Result<Self, Error> {
        for (run, point) in runs.iter().flat_map(|run| run.all().map(move |point| (run, point))) {
            check_number(&run.label, &format!("step {}", point.step), point.loss.unwrap_or_default())?;
        }
        Ok(Self { runs })
    }

    fn scale(&self) -> Scale {
        let losses = self.runs.iter().flat_map(LossRun::all).filter_map(|point| point.loss);
        let (low, high) = losses.fold((0.0_f64, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
        Scale::covering(low, high, STEPS)
    }

    fn steps(&self) -> Scale {
        let last = self.runs.iter().flat_map(LossRun::all).map(|point| point.step).max().unwrap_or(1);
        Scale::covering(0.0, real_step(last.max(1)), 4)
    }

    /// The lists that some run has.
    fn legend(&self, canvas: &Canvas) -> Legend<'static> {
        let hue = self.runs.first().map_or(Hue::Grey, |run| run.hue);
        let has = |list: fn(&LossRun) -> &Vec<LossPoint>| self.runs.iter().any(|run| !list(run).is_empty());
        let mut entries = Vec::new();
        if has(|run| &run.training) {
            entries.push((Sign::Thin(canvas.palette.line_2), "each step"));
        }
        if has(|run| &run.smoothed) {
            entries.push((Sign::Smooth(hue), "smoothed"));
        }
        if has(|run| &run.validation) {
            entries.push((Sign::Hollow(hue), "validation"));
        }
        Legend { entries }
    }
}

impl Figure for LossCurves {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.runs.iter().all(|run| run.all().next().is_none()) {
            return nothing(name, theme);
        }
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let (scale, steps) = (self.scale(), self.steps());
        let multiples = Multiples::new(self.runs.len(), scale.label_width(measure).max(32.0).ceil());
        let shelf = ABOVE + PLOT_HEIGHT + BELOW;
        let shelves = self.runs.len().div_ceil(multiples.per_row);
        let canvas = Canvas::new(WIDTH, LEGEND_STEP + shelf * real(shelves), theme)?;
        self.legend(&canvas).draw(&canvas, (0.0, 0.0), WIDTH)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "round steps of a run")]
        let ticks: Vec<(f64, String)> =
            steps.ticks.iter().map(|tick| (*tick, thousands(tick.round() as u64))).collect();
        for (index, run) in self.runs.iter().enumerate() {
            let (row, place) = (index / multiples.per_row, index % multiples.per_row);
            let top = LEGEND_STEP + shelf * real(row);
            let plot = Area::new(multiples.left_of(place), top + ABOVE, multiples.panel_width, PLOT_HEIGHT);
            let panel = Panel::new(plot, INSET, steps.range(), scale.range());
            canvas.shortened(&run.label, (plot.x, top + 16.0), plot.width, Letters::title(canvas.palette.ink));
            panel.draw_rows(&canvas, &scale, TickLabels::when(place == 0))?;
            panel.draw_ticks(&canvas, &ticks, TickLabels::Shown)?;
            run.draw(&canvas, &panel)?;
            if place == 0 {
                axis::draw_name_upwards(&canvas, "loss", plot.y - 14.0);
            }
            if place + 1 == multiples.per_row || index + 1 == self.runs.len() {
                axis::draw_name_across(&canvas, "step", (plot.right(), plot.bottom() + 36.0));
            }
        }
        Ok(canvas.finish(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_extremes() {
        let points: Vec<(f64, f64)> = (0..10_000).map(|i| (f64::from(i), if i == 4_321 { 9.0 } else { 1.0 })).collect();
        let thin = thinned(&points, 100.0);
        assert!(thin.len() <= 202 && thin.contains(&(4_321.0, 9.0)), "{}", thin.len());
        assert!(thin.windows(2).all(|pair| pair[0].0 <= pair[1].0), "in the order of the steps");
    }
}
