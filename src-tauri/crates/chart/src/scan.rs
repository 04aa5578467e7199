//! A scan: metrics over one setting, such as the temperature, base beside tuned, one panel for each model and one row for each metric.
//! Measured points are joined by straight lines and never smoothed.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels, decimals_of, tick_stride};
use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::{Estimate, check, check_length, check_number, words_of};
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{LEGEND_STEP, curve_stroke};
use crate::multiples::Multiples;
use crate::number::{fixed, real};
use crate::scan_labels::{self, Names};
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, Hue, SMALL, Theme, WIDTH};
use crate::wrap::Measure;

/// One panel of each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanColumn {
    /// Its title.
    pub label: String,
    /// Its colour and points.
    pub hue: Hue,
}

/// One curve of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanCurve {
    /// What it is called in the panel.
    pub label: String,
    /// How it is drawn.
    pub arm: Arm,
    /// One value for each setting; `None` is not defined.
    pub values: Vec<Option<Estimate>>,
}

/// One metric over all columns, on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanRow {
    /// Its name.
    pub metric: String,
    /// The curves of each column.
    pub panels: Vec<Vec<ScanCurve>>,
}

/// A scan whose lists fit together.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    pub(crate) setting: String,
    pub(crate) settings: Vec<f64>,
    pub(crate) columns: Vec<ScanColumn>,
    pub(crate) rows: Vec<ScanRow>,
}

const PLOT_HEIGHT: f64 = 142.0;
/// From the top of a row of panels to its plots: title and name of the metric.
const ABOVE: f64 = 42.0;
/// From one row of plots to the next.
const PITCH: f64 = 182.0;
/// Points stay off the sides of their plot.
const INSET: f64 = 6.0;
/// From the last plot to the lower edge.
const BELOW: f64 = 50.0;

impl Scan {
    /// `rows` over `settings` of what `setting` names, in ascending order.
    ///
    /// # Errors
    /// [`Error::LengthsDiffer`], [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn new(
        setting: impl Into<String>,
        settings: Vec<f64>,
        columns: Vec<ScanColumn>,
        rows: Vec<ScanRow>,
    ) -> Result<Self, Error> {
        let setting = setting.into();
        for value in &settings {
            check_number(&setting, &value.to_string(), *value)?;
        }
        for row in &rows {
            check_length(&row.metric, columns.len(), row.panels.len())?;
            for (column, curves) in columns.iter().zip(&row.panels) {
                for curve in curves {
                    let series = format!("{} {}", column.label, curve.label);
                    check_length(&series, settings.len(), curve.values.len())?;
                    for (at, value) in settings.iter().zip(&curve.values) {
                        check(&series, &at.to_string(), value.as_ref())?;
                    }
                }
            }
        }
        Ok(Self { setting, settings, columns, rows })
    }

    fn is_empty(&self) -> bool {
        self.settings.is_empty() || self.rows.iter().all(|row| row.panels.iter().all(Vec::is_empty))
    }

    fn scale_of(row: &ScanRow) -> Scale {
        let values = row.panels.iter().flatten().flat_map(|curve| curve.values.iter().flatten());
        let (low, high) = values.map(Estimate::reach).fold((0.0_f64, 0.0_f64), |(l, h), [a, b]| (l.min(a), h.max(b)));
        Scale::covering(low, high, STEPS)
    }

    /// First and last setting.
    fn across(&self) -> std::ops::Range<f64> {
        let (first, last) = (self.settings[0], self.settings[self.settings.len() - 1]);
        if first < last { first..last } else { first - 0.5..first + 0.5 }
    }

    fn ticks(&self, panel_width: f64) -> Vec<(f64, String)> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few ticks")]
        let most = (panel_width / 40.0) as usize;
        let decimals = decimals_of(&self.settings);
        let stride = tick_stride(self.settings.len(), most.clamp(2, 10));
        self.settings.iter().step_by(stride).map(|value| (*value, fixed(*value, decimals))).collect()
    }

    fn draw_curve(&self, canvas: &Canvas, panel: &Panel, column: &ScanColumn, curve: &ScanCurve) -> Result<(), Error> {
        let runs = runs(&self.settings, &curve.values);
        let stroke = curve_stroke(canvas, column.hue, curve.arm);
        for run in &runs {
            let points: Vec<(f64, f64)> = run.iter().map(|(x, estimate)| panel.at(*x, estimate.value)).collect();
            match points.as_slice() {
                [_] => {}
                points => canvas.line(points, stroke)?,
            }
        }
        let width = (panel.plot.width - 2.0 * INSET) / (real(self.settings.len()) - 1.0).max(1.0);
        let series = format!("{} {}", column.label, curve.label);
        let decimals = decimals_of(&self.settings);
        for (x, value) in self.settings.iter().zip(&curve.values) {
            let at = value.map_or_else(|| (panel.at(*x, 0.0).0, panel.plot.bottom() - 6.0), |e| panel.at(*x, e.value));
            let area = Area::about(at, width.clamp(10.0, 40.0), 14.0);
            let hit = HitArea::new(
                area,
                series.as_str(),
                format!("{} {}", self.setting, fixed(*x, decimals)),
                words_of(value.as_ref()),
            );
            canvas.mark(hit, |canvas| match value {
                Some(_) => canvas.marker(at, column.hue, curve.arm),
                None => draw_cross(canvas, at),
            })?;
        }
        Ok(())
    }

    fn draw_bands(&self, canvas: &Canvas, panel: &Panel, column: &ScanColumn, curve: &ScanCurve) -> Result<(), Error> {
        for run in runs(&self.settings, &curve.values) {
            let both = run.iter().filter_map(|(x, estimate)| estimate.interval.map(|i| (*x, i)));
            let (upper, lower): (Vec<_>, Vec<_>) = both.map(|(x, i)| (panel.at(x, i.high), panel.at(x, i.low))).unzip();
            let ink = canvas.palette.arm(column.hue, curve.arm);
            if upper.len() > 1 {
                let edge: Vec<(f64, f64)> = upper.into_iter().chain(lower.into_iter().rev()).collect();
                canvas.wash(&edge, ink)?;
            } else if let (Some(from), Some(to)) = (upper.first(), lower.first()) {
                canvas.whisker(*from, *to, ink)?;
            }
        }
        Ok(())
    }

    /// Bands lie behind the grid, the grid behind the curves, the base behind the tuned.
    fn draw_panel(&self, canvas: &Canvas, panel: &Panel, at: Place<'_>) -> Result<(), Error> {
        let (column, row) = (&self.columns[at.column], &self.rows[at.row]);
        let curves = &row.panels[at.column];
        if at.row == 0 {
            let title = (panel.plot.x, panel.plot.y - ABOVE + 8.0);
            canvas.shortened(&column.label, title, panel.plot.width, Letters::title(canvas.palette.ink));
        }
        curves.iter().try_for_each(|curve| self.draw_bands(canvas, panel, column, curve))?;
        panel.draw_rows(canvas, at.scale, TickLabels::when(at.is_first))?;
        panel.draw_ticks(canvas, at.ticks, TickLabels::when(at.row + 1 == self.rows.len()))?;
        for arm in [Arm::Base, Arm::Tuned] {
            let of_arm = curves.iter().filter(|curve| curve.arm == arm);
            of_arm.into_iter().try_for_each(|curve| self.draw_curve(canvas, panel, column, curve))?;
        }
        Ok(())
    }
}

/// A panel's place among the others.
#[derive(Clone, Copy)]
struct Place<'a> {
    row: usize,
    column: usize,
    /// Whether it stands at the left edge.
    is_first: bool,
    scale: &'a Scale,
    ticks: &'a [(f64, String)],
}

/// Stretches without an undefined value.
pub(crate) fn runs(settings: &[f64], values: &[Option<Estimate>]) -> Vec<Vec<(f64, Estimate)>> {
    let paired: Vec<(f64, Option<Estimate>)> = settings.iter().copied().zip(values.iter().copied()).collect();
    let stretches = paired.split(|(_, value)| value.is_none());
    let defined = stretches.map(|run| run.iter().filter_map(|(x, value)| value.map(|value| (*x, value))).collect());
    defined.filter(|run: &Vec<_>| !run.is_empty()).collect()
}

fn draw_cross(canvas: &Canvas, (x, y): (f64, f64)) -> Result<(), Error> {
    const REACH: f64 = 2.5;
    let stroke = Stroke::solid(canvas.palette.ink_3, 1.0);
    canvas.line(&[(x - REACH, y - REACH), (x + REACH, y + REACH)], stroke)?;
    canvas.line(&[(x - REACH, y + REACH), (x + REACH, y - REACH)], stroke)
}

impl Figure for Scan {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.is_empty() {
            return nothing(name, theme);
        }
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let scales: Vec<Scale> = self.rows.iter().map(Self::scale_of).collect();
        let left = scales.iter().map(|scale| scale.label_width(measure)).fold(32.0, f64::max).ceil();
        let multiples = Multiples::new(self.columns.len(), left);
        let shelves = self.columns.len().div_ceil(multiples.per_row);
        let shelf_height = ABOVE + PLOT_HEIGHT + PITCH * (real(self.rows.len()) - 1.0) + BELOW;
        let canvas = Canvas::new(WIDTH, shelf_height * real(shelves), theme)?;
        let ticks = self.ticks(multiples.panel_width);
        let mut names = Names::Wanted;
        for shelf in 0..shelves {
            let top = shelf_height * real(shelf);
            let shown = (shelf * multiples.per_row..self.columns.len()).take(multiples.per_row);
            for (row, scale) in scales.iter().enumerate() {
                let plot_top = top + ABOVE + PITCH * real(row);
                let metric = axis::draw_name_upwards(&canvas, &self.rows[row].metric, plot_top - 14.0);
                for (place, column) in shown.clone().enumerate() {
                    let plot = Area::new(multiples.left_of(place), plot_top, multiples.panel_width, PLOT_HEIGHT);
                    let panel = Panel::new(plot, INSET, self.across(), scale.range());
                    let is_first = place == 0;
                    self.draw_panel(&canvas, &panel, Place { row, column, is_first, scale, ticks: &ticks })?;
                    let curves = &self.rows[row].panels[column];
                    names = scan_labels::draw(&canvas, &panel, self, curves, is_first.then_some(metric), names);
                }
            }
            let right = multiples.left_of(shown.len() - 1) + multiples.panel_width;
            axis::draw_name_across(&canvas, &self.setting, (right, top + shelf_height - BELOW + 38.0));
        }
        if names == Names::Wanted {
            let top = shelf_height - BELOW + 34.0 - LEGEND_STEP / 2.0;
            scan_labels::legend(self).draw(&canvas, (0.0, top), WIDTH - 180.0)?;
        }
        Ok(canvas.finish(name))
    }
}
