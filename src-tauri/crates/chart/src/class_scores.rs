//! Precision, recall and F1 of each class as bars from left to right, so that long names of classes stand level. One panel for each model.

use crate::axis::TICK;
use crate::canvas::{Canvas, Letters, Stroke};
use crate::confusion::ClassLabel;
use crate::error::Error;
use crate::estimate::{Estimate, check, check_length, words_of};
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{LEGEND_STEP, Legend, Sign};
use crate::number::{fixed, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{LINE_STEP, SMALL, Theme, UNDEFINED, WIDTH};
use crate::wrap::{Measure, Wrapped};

/// The three scores of a class; `None` is not defined, as the precision of a class that was never suggested.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// Of those called so, the share that is.
    pub precision: Option<Estimate>,
    /// Of those that are, the share called so.
    pub recall: Option<Estimate>,
    /// Harmonic mean of both.
    pub f1: Option<Estimate>,
}

impl Scores {
    pub(crate) const NAMES: [&'static str; 3] = ["Precision", "Recall", "F1"];

    pub(crate) const fn all(&self) -> [Option<Estimate>; 3] {
        [self.precision, self.recall, self.f1]
    }

    pub(crate) fn check(&self, class: &str) -> Result<(), Error> {
        Self::NAMES.iter().zip(self.all()).try_for_each(|(name, score)| check(name, class, score.as_ref()))
    }
}

/// A class and how often it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredClass {
    /// Its name.
    pub label: ClassLabel,
    /// Cases of this class.
    pub n: u64,
}

/// The scores of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoresPanel {
    /// Its title.
    pub label: String,
    /// One for each class.
    pub scores: Vec<Scores>,
}

/// Scores by class, between 0 and 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassScores {
    classes: Vec<ScoredClass>,
    panels: Vec<ScoresPanel>,
}

const BAR: f64 = 10.0;
const BAR_PITCH: f64 = 12.0;
const GROUP_PITCH: f64 = 3.0 * BAR_PITCH + 10.0;
const WIDEST_NAME: f64 = 190.0;
/// From the upper edge to the bars: legend and titles.
const ABOVE: f64 = LEGEND_STEP + 26.0;
const BELOW: f64 = 22.0;
/// Right of a plot, for the value of a bar that fills it.
const VALUE: f64 = 40.0;
const NARROWEST_PLOT: f64 = 110.0;
const N: f64 = 40.0;
/// Blues of the three scores: those that stand out from the ground.
const SHADES: [usize; 3] = [4, 5, 6];

impl ClassScores {
    /// Scores of `classes` in `panels`.
    ///
    /// # Errors
    /// [`Error::LengthsDiffer`], [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn new(classes: Vec<ScoredClass>, panels: Vec<ScoresPanel>) -> Result<Self, Error> {
        for panel in &panels {
            check_length(&panel.label, classes.len(), panel.scores.len())?;
            classes.iter().zip(&panel.scores).try_for_each(|(class, scores)| scores.check(&class.label.name))?;
        }
        Ok(Self { classes, panels })
    }

    fn draw_class(&self, canvas: &Canvas, panel: &ScoresPanel, plot: Area, at: usize) -> Result<(), Error> {
        let class = &self.classes[at];
        let top = plot.y + real(at) * GROUP_PITCH;
        let series =
            if panel.label.is_empty() { String::new() } else { format!("{}, ", panel.label) } + &class.label.full();
        for (index, score) in panel.scores[at].all().into_iter().enumerate() {
            let y = top + real(index) * BAR_PITCH + 4.0;
            let middle = y + BAR / 2.0;
            let x_of = |value: f64| plot.x + value.clamp(0.0, 1.0) * plot.width;
            let reach = score.map_or(plot.x, |score| x_of(score.reach()[1]));
            let area = Area::new(plot.x, y, (reach - plot.x).max(20.0), BAR);
            let hit = HitArea::new(area, series.as_str(), Scores::NAMES[index], words_of(score.as_ref()));
            canvas.mark(hit, |canvas| {
                let Some(score) = score else {
                    canvas.text_at_middle(UNDEFINED, (plot.x + 4.0, middle), Letters::small(canvas.palette.ink_3));
                    return Ok(());
                };
                let bar = Area::new(plot.x, y, x_of(score.value) - plot.x, BAR);
                canvas.rectangle(bar, canvas.palette.blues[SHADES[index]])?;
                if score.interval.is_some() {
                    let [low, high] = score.reach().map(x_of);
                    canvas.whisker_on_bar((low, middle), (high, middle))?;
                }
                let letters = Letters::small(canvas.palette.ink_2).halo(canvas.palette.surface);
                canvas.text_at_middle(&fixed(score.value, 2), (reach + 5.0, middle), letters);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn draw_panel(&self, canvas: &Canvas, panel: &ScoresPanel, plot: Area) -> Result<(), Error> {
        let width = plot.width + VALUE - 4.0;
        canvas.shortened(&panel.label, (plot.x, LEGEND_STEP + 14.0), width, Letters::title(canvas.palette.ink));
        for (index, tick) in ["0", "0.5", "1"].into_iter().enumerate() {
            let x = (plot.x + real(index) * plot.width / 2.0).round();
            let ink = if index == 0 { canvas.palette.line_2 } else { canvas.palette.line };
            canvas.line(&[(x, plot.y), (x, plot.bottom())], Stroke::solid(ink, 1.0))?;
            let letters = Letters::small(canvas.palette.ink_3).middle();
            canvas.text(tick, (x, plot.bottom() + TICK + SMALL), letters);
        }
        (0..self.classes.len()).try_for_each(|at| self.draw_class(canvas, panel, plot, at))
    }
}

impl Figure for ClassScores {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.classes.is_empty() || self.panels.is_empty() {
            return nothing(name, theme);
        }
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let names: Vec<Wrapped> =
            self.classes.iter().map(|class| measure.wrap(&class.label.full(), WIDEST_NAME, 3)).collect();
        let name_width = names.iter().flat_map(|n| &n.lines).map(|line| measure.width(line)).fold(0.0, f64::max);
        let left = (name_width + N + 12.0).ceil();
        let pitch = ((WIDTH - left) / real(self.panels.len())).max(NARROWEST_PLOT + VALUE).floor();
        let width = (left + pitch * real(self.panels.len())).max(WIDTH);
        let height = real(self.classes.len()) * GROUP_PITCH;
        let canvas = Canvas::new(width, ABOVE + height + BELOW, theme)?;
        let signs = SHADES.map(|shade| Sign::Filled(canvas.palette.blues[shade]));
        Legend { entries: signs.into_iter().zip(Scores::NAMES).collect() }.draw(&canvas, (left, 0.0), width - left)?;
        let small = Letters::small(canvas.palette.ink_3);
        canvas.text("n", (left - 12.0, ABOVE - 8.0), small.end());
        for (at, (class, lines)) in self.classes.iter().zip(&names).enumerate() {
            let top = ABOVE + real(at) * GROUP_PITCH;
            if at > 0 {
                canvas.line(&[(0.0, top), (width, top)], Stroke::solid(canvas.palette.line, 1.0))?;
            }
            let (middle, full) = (top + GROUP_PITCH / 2.0, class.label.full());
            let full = lines.is_shortened.then_some(full.as_str());
            canvas.lines(&lines.lines, full, (0.0, middle), LINE_STEP, Letters::small(canvas.palette.ink));
            canvas.text_at_middle(
                &thousands(class.n),
                (left - 12.0, middle),
                Letters::small(canvas.palette.ink_2).end(),
            );
        }
        for (at, panel) in self.panels.iter().enumerate() {
            let plot = Area::new(left + real(at) * pitch, ABOVE, pitch - VALUE, height);
            self.draw_panel(&canvas, panel, plot)?;
        }
        Ok(canvas.finish(name))
    }
}
