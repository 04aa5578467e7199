//! A scan: metrics over one setting, such as the temperature, base beside tuned, one panel for each model and one row for each metric.
//! Measured points are joined by straight lines and never smoothed.

use crate::axis::{self, Panel, STEPS, Scale, TickLabels, decimals_of, tick_stride};
use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::{Estimate, check, check_length, check_number, words_of};
use crate::figure::{Figure, Picture, nothing};
use crate::legend::{LEGEND_STEP, curve_stroke};
use crate::multiples::Multiples;
use crate::number::{fixed, real};
use crate::scan_labels;
use crate::scene::{Area, HitArea};
use crate::theme::{Arm, BAND, Hue, SMALL, Theme, WIDTH};
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
                canvas.wash(&edge, ink, BAND)?;
            } else if let (Some(from), Some(to)) = (upper.first(), lower.first()) {
                canvas.whisker(*from, *to, ink)?;
            }
        }
        Ok(())
    }
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
        let measure = Measure { fonts: crate::font::Fonts::load()?, size: SMALL, weight: crate::font::Weight::Regular };
        let scales: Vec<Scale> = self.rows.iter().map(Self::scale_of).collect();
        let left = scales.iter().map(|scale| scale.label_width(measure)).fold(32.0, f64::max).ceil();
        let multiples = Multiples::new(self.columns.len(), left);
        let shelves = self.columns.len().div_ceil(multiples.per_row);
        let shelf_height = ABOVE + PLOT_HEIGHT + PITCH * (real(self.rows.len()) - 1.0) + BELOW;
        let legend = scan_labels::legend(self);
        let canvas = Canvas::new(WIDTH, shelf_height * real(shelves), theme)?;
        let ticks = self.ticks(multiples.panel_width);
        let mut is_told = false;
        for shelf in 0..shelves {
            let top = shelf_height * real(shelf);
            let shown = (shelf * multiples.per_row..self.columns.len()).take(multiples.per_row);
            for (row_index, (row, scale)) in self.rows.iter().zip(&scales).enumerate() {
                let plot_top = top + ABOVE + PITCH * real(row_index);
                let metric = axis::draw_name_upwards(&canvas, &row.metric, plot_top - 14.0);
                for (place, index) in shown.clone().enumerate() {
                    let (column, curves) = (&self.columns[index], &row.panels[index]);
                    let plot = Area::new(multiples.left_of(place), plot_top, multiples.panel_width, PLOT_HEIGHT);
                    let panel = Panel::new(plot, INSET, self.across(), scale.range());
                    if row_index == 0 {
                        let title =
                            Measure { size: crate::theme::TITLE, weight: crate::font::Weight::SemiBold, ..measure }
                                .wrap(&column.label, plot.width, 1);
                        let full = title.is_shortened.then_some(column.label.as_str());
                        canvas.lines(&title.lines, full, (plot.x, top + 8.0), 0.0, Letters::title(canvas.palette.ink));
                    }
                    for curve in curves {
                        self.draw_bands(&canvas, &panel, column, curve)?;
                    }
                    let labels = |is_shown| if is_shown { TickLabels::Shown } else { TickLabels::Hidden };
                    panel.draw_rows(&canvas, scale, labels(place == 0))?;
                    panel.draw_ticks(&canvas, &ticks, labels(row_index + 1 == self.rows.len()))?;
                    for arm in [Arm::Base, Arm::Tuned] {
                        for curve in curves.iter().filter(|curve| curve.arm == arm) {
                            self.draw_curve(&canvas, &panel, column, curve)?;
                        }
                    }
                    let wants = if is_told { scan_labels::Names::Told } else { scan_labels::Names::Wanted };
                    let taken = (place == 0).then_some(metric);
                    is_told = scan_labels::draw(&canvas, &panel, self, curves, taken, wants) || is_told;
                }
            }
            let foot = top + shelf_height - BELOW;
            let right = multiples.left_of(shown.len() - 1) + multiples.panel_width;
            axis::draw_name_across(&canvas, &self.setting, (right, foot + 38.0));
        }
        if !is_told {
            legend.draw(&canvas, (0.0, shelf_height - BELOW + 34.0 - LEGEND_STEP / 2.0), WIDTH - 180.0)?;
        }
        Ok(canvas.finish(name))
    }
}
