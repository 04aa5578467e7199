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
use crate::theme::{Arm, Hue, LINE_STEP, SMALL, Theme, WIDTH};
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
const NARROWEST_BAR: f64 = 6.0;
/// Names of groups in more lines than this are turned.
const MOST_LINES: usize = 3;
const TURN: f64 = -40.0;
const LONGEST_TURNED: f64 = 210.0;
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
        let turned = self.groups.iter().map(|group| measure.wrap(&group.label, LONGEST_TURNED, 1));
        let turned: Vec<Wrapped> = turned.collect();
        let (sine, cosine) = (-TURN).to_radians().sin_cos();
        let reach = |name: &Wrapped| name.lines.first().map_or(0.0, |line| measure.width(line));
        // Turned names end below their group, so the first ones need room to their left.
        let over = turned.iter().enumerate().map(|(at, name)| reach(name) * cosine - (real(at) + 0.5) * pitch);
        let left = over.fold(left, f64::max).ceil();
        let names_height = TO_NAMES + turned.iter().map(reach).fold(0.0, f64::max) * sine + LINE_STEP;
        Ok(Layout { left, pitch, bar, names: turned, turn: TURN, names_height })
    }

    fn draw_group(&self, canvas: &Canvas, panel: &Panel, layout: &Layout, index: usize) -> Result<(), Error> {
        let group = &self.groups[index];
        let middle = layout.left + (real(index) + 0.5) * layout.pitch;
        let count = real(self.series.len());
        let first = middle - (count * (layout.bar + BETWEEN_BARS) - BETWEEN_BARS) / 2.0;
        let zero = panel.at(0.0, 0.0).1;
        let value_letters = Letters::small(canvas.palette.ink).middle().halo(canvas.palette.surface);
        let has_room = canvas.width_of("0.00", value_letters) <= layout.bar + BETWEEN_BARS;
        for (at, (series, value)) in self.series.iter().zip(&group.bars).enumerate() {
            let x = (real(at) * (layout.bar + BETWEEN_BARS) + first).round();
            let centre = x + layout.bar / 2.0;
            let Some(estimate) = value else {
                let area = Area::new(x, zero - 16.0, layout.bar, 16.0);
                let hit = HitArea::new(area, series.label.as_str(), group.label.as_str(), words_of(None));
                canvas.mark(hit, |canvas| {
                    axis::draw_undefined(canvas, (centre, zero));
                    Ok(())
                })?;
                continue;
            };
            let height = panel.at(0.0, estimate.value).1;
            let bar = Area::new(x, height.min(zero), layout.bar, (zero - height).abs());
            let ends = estimate.reach().map(|value| panel.at(0.0, value).1);
            let top = ends[1].min(zero);
            let area = Area::new(x, top.min(bar.y), bar.width, (ends[0].max(bar.bottom()) - top).max(6.0));
            let hit = HitArea::new(area, series.label.as_str(), group.label.as_str(), words_of(Some(estimate)));
            canvas.mark(hit, |canvas| {
                draw_bar(canvas, bar, series.hue, series.arm)?;
                match estimate.interval {
                    Some(_) => canvas.whisker((centre, ends[0]), (centre, ends[1]), canvas.palette.ink),
                    None => Ok(()),
                }
            })?;
            if has_room {
                let letters = if series.arm == Arm::Tuned { value_letters.bold() } else { value_letters };
                canvas.text(&fixed(estimate.value, 2), (centre, top - 5.0), letters);
            }
        }
        Ok(())
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
            canvas.lines(
                &name.lines,
                full,
                (middle + 4.0, axis + TO_NAMES - 6.0),
                0.0,
                letters.end().turned(layout.turn),
            );
        }
    }

    /// What the signs mean; references of the same name are one entry.
    fn legend<'a>(&'a self, canvas: &Canvas) -> Legend<'a> {
        let bars = self.series.iter().map(|series| (Sign::Bar(series.hue, series.arm), series.label.as_str()));
        let mut entries: Vec<(Sign, &str)> = bars.collect();
        for reference in self.groups.iter().filter_map(|group| group.reference.as_ref()) {
            if !entries.iter().any(|(_, label)| *label == reference.label) {
                entries.push((Sign::Dashed(canvas.palette.ink_2), &reference.label));
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
        // Measured on a canvas of no height, because the height follows from it.
        let legend_height =
            self.legend(&Canvas::new(width, 1.0, theme)?).height(&Canvas::new(width, 1.0, theme)?, width);
        let plot = Area::new(layout.left, legend_height + ABOVE, plot_width, PLOT_HEIGHT);
        let canvas = Canvas::new(width, plot.bottom() + layout.names_height, theme)?;
        self.legend(&canvas).draw(&canvas, (0.0, 0.0), width)?;
        axis::draw_name_upwards(&canvas, &self.metric, plot.y - 20.0);
        let panel = Panel::new(plot, 0.0, 0.0..1.0, scale.range());
        panel.draw_rows(&canvas, &scale, TickLabels::Shown)?;
        for index in 0..self.groups.len() {
            self.draw_reference(&canvas, &panel, &layout, index)?;
            self.draw_group(&canvas, &panel, &layout, index)?;
            self.draw_name(&canvas, &layout, index, plot.bottom());
        }
        Ok(canvas.finish(name))
    }
}
