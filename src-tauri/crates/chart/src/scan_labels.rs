//! Words inside the panels of a scan: the best value of each tuned curve, the names of the curves where they fit, and "n/a" where a value is
//! not defined.

use crate::axis::Panel;
use crate::canvas::{Canvas, Letters};
use crate::legend::{Legend, Sign};
use crate::number::fixed;
use crate::room::Room;
use crate::scan::{Scan, ScanCurve, runs};
use crate::scene::Area;
use crate::theme::{Arm, LINE_STEP, SMALL, UNDEFINED};

/// Whether the names of the curves have been told in an earlier panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Told,
    Wanted,
}

/// From a point, or the end of its interval, to the words above or below it.
const AWAY: f64 = 5.0;
/// The same for further tries.
const FURTHER: [f64; 4] = [AWAY, AWAY + 4.0, AWAY + 8.0, AWAY + 14.0];
/// Above the plot, for the value of a point at its top.
const HEADROOM: f64 = 20.0;

/// Draws the words; tells whether the curves have their names now.
pub(crate) fn draw(
    canvas: &Canvas,
    panel: &Panel,
    scan: &Scan,
    curves: &[ScanCurve],
    taken: Option<Area>,
    names: Names,
) -> Names {
    let plot = panel.plot;
    let mut room = Room::new(Area::new(plot.x, plot.y - HEADROOM, plot.width, plot.height + HEADROOM));
    room.taken_by(taken, panel, scan, curves);
    for curve in curves {
        draw_undefined(canvas, panel, scan, curve, &mut room);
    }
    for curve in curves.iter().filter(|curve| curve.arm == Arm::Tuned) {
        draw_best(canvas, panel, scan, curve, &mut room);
    }
    if names == Names::Told {
        return Names::Told;
    }
    let letters = Letters::small(canvas.palette.ink_2).halo(canvas.palette.surface);
    let place = |curve: &ScanCurve| {
        let width = canvas.width_of(&curve.label, letters);
        let points = reaches_of(panel, scan, curve);
        let beside = |(x, [upper, lower]): (f64, [f64; 2])| {
            let below = FURTHER.into_iter().map(move |away| Area::new(x, lower + away, width, SMALL));
            below.chain([Area::new(x, upper - AWAY - SMALL, width, SMALL)])
        };
        room.first_free(points.into_iter().flat_map(beside))
    };
    let places: Vec<Option<Area>> = curves.iter().map(place).collect();
    if places.iter().any(Option::is_none) || curves.is_empty() {
        return Names::Wanted;
    }
    for (curve, area) in curves.iter().zip(places.into_iter().flatten()) {
        canvas.text(&curve.label, (area.x, area.y + SMALL * 0.8), letters);
    }
    Names::Told
}

/// The signs of the scan, for when the names fit in no panel.
pub(crate) fn legend(scan: &Scan) -> Legend<'_> {
    let mut entries: Vec<(Sign, &str)> = Vec::new();
    let panels = scan.rows.iter().flat_map(|row| scan.columns.iter().zip(&row.panels));
    for (column, curve) in panels.flat_map(|(column, curves)| curves.iter().map(move |curve| (column, curve))) {
        if !entries.iter().any(|(_, label)| *label == curve.label) {
            entries.push((Sign::Curve(column.hue, curve.arm), &curve.label));
        }
    }
    Legend { entries }
}

/// Where each point stands, and from where to where it reaches with its interval and its mark.
fn reaches_of(panel: &Panel, scan: &Scan, curve: &ScanCurve) -> Vec<(f64, [f64; 2])> {
    let values = scan.settings.iter().zip(&curve.values).filter_map(|(x, value)| value.map(|value| (*x, value)));
    let reach = |(x, value): (f64, crate::Estimate)| {
        let (at, [low, high]) = (panel.at(x, value.value), value.reach().map(|value| panel.at(x, value).1));
        (at.0, [high.min(at.1 - 3.0), low.max(at.1 + 3.0)])
    };
    values.map(reach).collect()
}

impl Room {
    fn taken_by(&mut self, taken: Option<Area>, panel: &Panel, scan: &Scan, curves: &[ScanCurve]) {
        if let Some(area) = taken {
            self.take(area);
        }
        for curve in curves {
            for run in runs(&scan.settings, &curve.values) {
                let line: Vec<(f64, f64)> = run.iter().map(|(x, estimate)| panel.at(*x, estimate.value)).collect();
                self.take_line(&line, 3.0);
                for at in line {
                    self.take(Area::about(at, 8.0, 8.0));
                }
            }
            for (x, [upper, lower]) in reaches_of(panel, scan, curve) {
                self.take(Area::new(x - 6.0, upper, 12.0, lower - upper));
            }
        }
    }
}

/// The highest value of a curve, above its point.
fn draw_best(canvas: &Canvas, panel: &Panel, scan: &Scan, curve: &ScanCurve, room: &mut Room) {
    let values = curve.values.iter().flatten().map(|value| value.value).zip(reaches_of(panel, scan, curve));
    let Some((value, (x, [upper, _]))) = values.reduce(|best, next| if next.0 > best.0 { next } else { best }) else {
        return;
    };
    let words = fixed(value, 2);
    let letters = Letters::small(canvas.palette.ink).bold().halo(canvas.palette.surface);
    let width = canvas.width_of(&words, letters);
    let lefts = [x - width / 2.0, x - 3.0, x - width + 3.0];
    let above = |away: f64| lefts.map(|left| Area::new(left, upper - away - SMALL, width, SMALL));
    let candidates = FURTHER.into_iter().flat_map(above);
    if let Some(area) = room.first_free(candidates) {
        canvas.text(&words, (area.x, area.y + SMALL * 0.8), letters);
    }
}

/// One "n/a" for each stretch of undefined values.
fn draw_undefined(canvas: &Canvas, panel: &Panel, scan: &Scan, curve: &ScanCurve, room: &mut Room) {
    let letters = Letters::small(canvas.palette.ink_3).halo(canvas.palette.surface);
    let width = canvas.width_of(UNDEFINED, letters);
    let bottom = panel.plot.bottom();
    let paired: Vec<(f64, bool)> =
        scan.settings.iter().copied().zip(curve.values.iter().map(Option::is_some)).collect();
    for run in paired.split(|(_, is_defined)| *is_defined).filter(|run| !run.is_empty()) {
        let middle = panel.at(f64::midpoint(run[0].0, run[run.len() - 1].0), 0.0).0;
        let left = (middle - width / 2.0).clamp(panel.plot.x, panel.plot.right() - width);
        let levels = [1.0, 2.0, 3.0, 4.0].map(|level| Area::new(left, bottom - 12.0 - level * LINE_STEP, width, SMALL));
        if let Some(area) = room.first_free(levels) {
            canvas.text(UNDEFINED, (area.x, area.y + SMALL * 0.8), letters);
        }
    }
}
