//! Bars side by side in groups, with their intervals as whiskers and, where there is one, a value that each group must be held against.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels};
use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::{Estimate, check, check_length, check_number, words_of};
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{Legend, Sign, draw_bar};
use crate::number::{fixed, real};
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, Hue, LINE_STEP, Palette, SMALL, Theme, UNDEFINED, WIDTH};
use crate::wrap::{Measure, Wrapped};

/// One bar of each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonSeries {
    /// Its name.
    pub label: String,
    /// Its colour.
    pub hue: Hue,
    /// Hollow or filled.
    pub arm: Arm,
}

/// A value drawn as a dashed line over its group.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is.
    pub label: String,
    /// Its height.
    pub value: f64,
}

/// Bars that are compared with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonGroup {
    /// Its name, below the bars.
    pub label: String,
    /// One value for each series; `None` is not defined.
    pub bars: Vec<Option<Estimate>>,
    /// What the bars must be held against.
    pub reference: Option<Reference>,
}

/// Groups of bars on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    metric: String,
    series: Vec<ComparisonSeries>,
    groups: Vec<ComparisonGroup>,
}

const PLOT_HEIGHT: f64 = 190.0;
/// From the legend to the plot: the metric's name and the value above the highest bar.
const ABOVE: f64 = 38.0;
const WIDEST_BAR: f64 = 34.0;
const BETWEEN_BARS: f64 = 4.0;
const BETWEEN_GROUPS: f64 = 24.0;
/// Narrowest bar that still has a whisker of its own.
const NARROWEST_BAR: f64 = 10.0;
/// Names of groups in more lines than this are turned.
const MOST_LINES: usize = 5;
const TURN: f64 = -40.0;
const LONGEST_TURNED: f64 = 172.0;
/// From the axis to the names of the groups.
const TO_NAMES: f64 = 16.0;

/// Where everything stands.
struct Layout {
    left: f64,
    pitch: f64,
    bar: f64,
    names: Vec<Wrapped>,
    turn: f64,
    names_height: f64,
}

impl Comparison {
    /// `groups` of one bar for each of `series`.
    ///
    /// # Errors
    /// [`Error::LengthsDiffer`], [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn new(
        metric: impl Into<String>,
        series: Vec<ComparisonSeries>,
        groups: Vec<ComparisonGroup>,
    ) -> Result<Self, Error> {
        for group in &groups {
            check_length(&group.label, series.len(), group.bars.len())?;
            for (series, bar) in series.iter().zip(&group.bars) {
                check(&series.label, &group.label, bar.as_ref())?;
            }
            if let Some(reference) = &group.reference {
                check_number(&reference.label, &group.label, reference.value)?;
            }
        }
        Ok(Self { metric: metric.into(), series, groups })
    }

    fn scale(&self) -> Scale {
        let bars = self.groups.iter().flat_map(|group| group.bars.iter().flatten()).map(Estimate::reach);
        let references = self.groups.iter().filter_map(|group| group.reference.as_ref()).map(|r| [r.value, r.value]);
        let (low, high) = bars.chain(references).fold((0.0_f64, 0.0_f64), |(l, h), [a, b]| (l.min(a), h.max(b)));
        Scale::covering(low, high, STEPS)
    }

    fn layout(&self, scale: &Scale) -> Result<Layout, Error> {
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let left = scale.label_width(measure).max(32.0).ceil();
        let (bars, groups) = (real(self.series.len()), real(self.groups.len()));
        let narrowest = bars * (NARROWEST_BAR + BETWEEN_BARS) + BETWEEN_GROUPS;
        let pitch = ((WIDTH - left - 8.0) / groups).max(narrowest).floor();
        let level = self.groups.iter().map(|group| measure.wrap(&group.label, pitch - 8.0, MOST_LINES));
        let level: Vec<Wrapped> = level.collect();
        let bar = ((pitch - BETWEEN_GROUPS) / bars - BETWEEN_BARS).clamp(NARROWEST_BAR, WIDEST_BAR).floor();
        if level.iter().all(|name| !name.is_shortened) {
            let lines = level.iter().map(|name| name.lines.len()).max().unwrap_or(0);
            let names_height = TO_NAMES + real(lines) * LINE_STEP;
            return Ok(Layout { left, pitch, bar, names: level, turn: 0.0, names_height });
        }
        let (sine, cosine) = (-TURN).to_radians().sin_cos();
        let most = if pitch * sine > 2.0 * LINE_STEP { 2 } else { 1 };
        let turned = self.groups.iter().map(|group| measure.wrap(&group.label, LONGEST_TURNED, most));
        let turned: Vec<Wrapped> = turned.collect();
        let reach = |name: &Wrapped| measure.widest(name.lines.iter().map(String::as_str));
        // Turned names end below their group, so the first ones need room to their left.
        let over = turned
            .iter()
            .enumerate()
            .map(|(at, name)| reach(name) * cosine + LINE_STEP / 2.0 - (real(at) + 0.5) * pitch);
        let left = over.fold(left, f64::max).ceil();
        let names_height = TO_NAMES + turned.iter().map(reach).fold(0.0, f64::max) * sine + LINE_STEP;
        Ok(Layout { left, pitch, bar, names: turned, turn: TURN, names_height })
    }

    /// Left edge of a bar.
    fn bar_left(&self, layout: &Layout, group: usize, bar: usize) -> f64 {
        let middle = layout.left + (real(group) + 0.5) * layout.pitch;
        let all = real(self.series.len()) * (layout.bar + BETWEEN_BARS) - BETWEEN_BARS;
        (middle - all / 2.0 + real(bar) * (layout.bar + BETWEEN_BARS)).round()
    }

    fn draw_bars(&self, canvas: &Canvas, panel: &Panel, layout: &Layout, index: usize) -> Result<(), Error> {
        let group = &self.groups[index];
        let zero = panel.at(0.0, 0.0).1;
        for (at, (series, value)) in self.series.iter().zip(&group.bars).enumerate() {
            let x = self.bar_left(layout, index, at);
            let centre = x + layout.bar / 2.0;
            let reach = value.map_or([zero - 16.0, zero], |estimate| estimate.reach().map(|v| panel.at(0.0, v).1));
            let (top, bottom) = (reach[0].min(reach[1]).min(zero), reach[0].max(reach[1]).max(zero));
            let area = Area::new(x, top.min(zero - 6.0), layout.bar, bottom - top.min(zero - 6.0));
            let hit = HitArea::new(area, series.label.as_str(), group.label.as_str(), words_of(value.as_ref()));
            canvas.mark(hit, |canvas| {
                let Some(estimate) = value else {
                    if let Some(middle) = self.undefined_words(canvas, layout, index, at) {
                        axis::draw_undefined(canvas, (middle, zero));
                    }
                    return Ok(());
                };
                let height = panel.at(0.0, estimate.value).1;
                let bar = Area::new(x, height.min(zero), layout.bar, (zero - height).abs());
                draw_bar(canvas, bar, series.hue, series.arm)?;
                match estimate.interval {
                    Some(_) => canvas.whisker_on_bar((centre, reach[0]), (centre, reach[1])),
                    None => Ok(()),
                }
            })?;
        }
        Ok(())
    }

    /// Where "n/a" of an undefined bar stands: in its middle, or, where bars are narrower than the words, once in the middle of all undefined
    /// ones beside each other, by the first of them.
    fn undefined_words(&self, canvas: &Canvas, layout: &Layout, group: usize, bar: usize) -> Option<f64> {
        let pitch = layout.bar + BETWEEN_BARS;
        let width = canvas.width_of(UNDEFINED, Letters::small(canvas.palette.ink_3));
        let left = self.bar_left(layout, group, bar);
        if width + 1.0 < pitch {
            return Some(left + layout.bar / 2.0);
        }
        let bars = &self.groups[group].bars;
        let is_first = bar.checked_sub(1).is_none_or(|before| bars[before].is_some());
        let others = bars[bar..].iter().take_while(|bar| bar.is_none()).count().saturating_sub(1);
        is_first.then(|| left + (real(others) * pitch + layout.bar) / 2.0)
    }

    /// The values above the bars, if they are wide enough; in front of everything.
    fn draw_values(&self, canvas: &Canvas, panel: &Panel, layout: &Layout, index: usize) {
        let letters = Letters::small(canvas.palette.ink).middle().halo(canvas.palette.surface);
        if canvas.width_of("0.00", letters.bold()) > layout.bar + BETWEEN_BARS {
            return;
        }
        for (at, (series, value)) in self.series.iter().zip(&self.groups[index].bars).enumerate() {
            let Some(estimate) = value else { continue };
            let top = panel.at(0.0, estimate.reach()[1].max(0.0)).1;
            let letters = if series.arm == Arm::Tuned { letters.bold() } else { letters };
            let centre = self.bar_left(layout, index, at) + layout.bar / 2.0;
            canvas.text(&fixed(estimate.value, 2), (centre, top - 5.0), letters);
        }
    }

    fn draw_reference(&self, canvas: &Canvas, panel: &Panel, layout: &Layout, index: usize) -> Result<(), Error> {
        let Some(reference) = &self.groups[index].reference else { return Ok(()) };
        let left = layout.left + real(index) * layout.pitch;
        let height = panel.at(0.0, reference.value).1.round();
        let area = Area::new(left, height - 3.0, layout.pitch, 6.0);
        let label = self.groups[index].label.as_str();
        let hit = HitArea::new(area, reference.label.as_str(), label, fixed(reference.value, 3));
        let ends = [(left + 4.0, height), (left + layout.pitch - 4.0, height)];
        canvas.mark(hit, |canvas| canvas.line(&ends, Stroke::dashed(canvas.palette.ink_2, 1.0)))
    }

    fn draw_name(&self, canvas: &Canvas, layout: &Layout, index: usize, axis: f64) {
        let (name, group) = (&layout.names[index], &self.groups[index]);
        let middle = layout.left + (real(index) + 0.5) * layout.pitch;
        let full = name.is_shortened.then_some(group.label.as_str());
        let letters = Letters::small(canvas.palette.ink);
        if layout.turn == 0.0 {
            let centre = axis + TO_NAMES - 3.0 + (real(name.lines.len()) - 1.0) * LINE_STEP / 2.0;
            canvas.lines(&name.lines, full, (middle, centre), LINE_STEP, letters.middle());
        } else {
            // Lines stand below each other along the turn; the first keeps off the axis.
            let down = (real(name.lines.len()) - 1.0) * LINE_STEP / 2.0;
            let (sine, cosine) = layout.turn.to_radians().sin_cos();
            let at = (middle - sine * down, axis + 8.0 + cosine * down);
            canvas.lines(&name.lines, full, at, LINE_STEP, letters.end().turned(layout.turn));
        }
    }

    /// What the signs mean; references of the same name are one entry.
    fn legend(&self, palette: &Palette) -> Legend<'_> {
        let bars = self.series.iter().map(|series| (Sign::Bar(series.hue, series.arm), series.label.as_str()));
        let mut entries: Vec<(Sign, &str)> = bars.collect();
        for reference in self.groups.iter().filter_map(|group| group.reference.as_ref()) {
            if !entries.iter().any(|(_, label)| *label == reference.label) {
                entries.push((Sign::Dashed(palette.ink_2), &reference.label));
            }
        }
        Legend { entries }
    }
}

impl Figure for Comparison {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.series.is_empty() || self.groups.is_empty() {
            return nothing(name, theme);
        }
        let scale = self.scale();
        let layout = self.layout(&scale)?;
        let plot_width = layout.pitch * real(self.groups.len());
        let width = (layout.left + plot_width + 8.0).max(WIDTH);
        let legend = self.legend(Palette::of(theme));
        let legend_height = legend.height(Fonts::load()?, width);
        let plot = Area::new(layout.left, legend_height + ABOVE, plot_width, PLOT_HEIGHT);
        let canvas = Canvas::new(width, plot.bottom() + layout.names_height, theme)?;
        legend.draw(&canvas, (0.0, 0.0), width)?;
        axis::draw_name_upwards(&canvas, &self.metric, plot.y - 20.0);
        let panel = Panel::new(plot, 0.0, 0.0..1.0, scale.range());
        panel.draw_rows(&canvas, &scale, TickLabels::Shown)?;
        for index in 0..self.groups.len() {
            self.draw_bars(&canvas, &panel, &layout, index)?;
            self.draw_reference(&canvas, &panel, &layout, index)?;
            self.draw_values(&canvas, &panel, &layout, index);
            self.draw_name(&canvas, &layout, index, plot.bottom());
        }
        Ok(canvas.finish(name))
    }
}
