//! Where the parts of a confusion matrix stand: cells grow until the names of the classes and the widest count fit.

use crate::confusion::{ClassLabel, Confusion, LEGEND, LEGEND_LEFT};
use crate::error::Error;
use crate::font::{Fonts, Weight};
use crate::number::{real, thousands};
use crate::scene::Area;
use crate::theme::{LINE_STEP, SMALL, WIDTH};
use crate::wrap::{Measure, Wrapped};

/// Smallest cell with its gap.
const SMALLEST: f64 = 23.0;
/// Largest cell with its gap, for few classes.
const LARGEST: f64 = 47.0;
/// Cells from this size on show their share of the row below their count.
pub(crate) const SHARE_CELL: f64 = 40.0;
const CELL_GAP: f64 = 1.0;
/// What a matrix of few classes is stretched to.
const PREFERRED: f64 = 280.0;
const WIDEST_SHORT: f64 = 90.0;
const WIDEST_NAME: f64 = 190.0;
/// Longest line of a turned name.
const LONGEST_TURNED: f64 = 172.0;
/// Names of columns rise to the right.
const TURN: f64 = -52.0;
/// Between the classes and the answers that are none.
const OTHER_GAP: f64 = 6.0;
/// Widths of precision, recall, F1 and n.
const SCORES: [f64; 4] = [46.0, 33.0, 32.0, 36.0];

/// The places.
pub(crate) struct Layout {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) pitch: f64,
    pub(crate) turn: f64,
    pub(crate) matrix: Area,
    pub(crate) name_left: f64,
    pub(crate) row_shorts: Vec<Wrapped>,
    pub(crate) row_names: Vec<Wrapped>,
    pub(crate) column_names: Vec<Wrapped>,
    pub(crate) score_rights: [f64; 4],
    pub(crate) legend_middle: f64,
    pub(crate) summary_middle: f64,
    classes: usize,
}

fn widest(measure: Measure, names: &[Wrapped]) -> f64 {
    measure.widest(names.iter().flat_map(|name| &name.lines).map(String::as_str)).ceil()
}

impl Layout {
    pub(crate) fn of(confusion: &Confusion) -> Result<Self, Error> {
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        let (sine, cosine) = TURN.to_radians().abs().sin_cos();
        let short = |class: &ClassLabel| measure.wrap(class.short.as_deref().unwrap_or_default(), WIDEST_SHORT, 1);
        let row_shorts: Vec<Wrapped> = confusion.classes.iter().map(short).collect();
        let row_names: Vec<Wrapped> = confusion.classes.iter().map(|c| measure.wrap(&c.name, WIDEST_NAME, 2)).collect();
        let column = |class: &ClassLabel| measure.wrap(class.short.as_ref().unwrap_or(&class.name), LONGEST_TURNED, 2);
        let column_names: Vec<Wrapped> = confusion.columns().map(column).collect();
        let pitch = pitch(confusion, measure, &row_names, &column_names, sine);

        let short_width = widest(measure, &row_shorts);
        let name_left = if short_width > 0.0 { short_width + 10.0 } else { 0.0 };
        let words = format!("↓ {}    {} →", confusion.row_word, confusion.column_word);
        let names_right = (name_left + widest(measure, &row_names) + 8.0).max(measure.width(&words) + 8.0).ceil();
        let columns = confusion.columns().count();
        let others = if confusion.other_columns.is_empty() { 0.0 } else { OTHER_GAP };
        let longest = widest(measure, &column_names);
        let above = (longest * sine + LINE_STEP * 2.0 * cosine).ceil() + 14.0;
        let rows = real(confusion.classes.len());
        let matrix = Area::new(names_right, above, pitch * real(columns) + others, pitch * rows);

        let bold = Measure { weight: Weight::SemiBold, ..measure };
        let total = bold.width(&thousands(confusion.counts.iter().flatten().sum())) + 10.0;
        let mut right = matrix.right() - CELL_GAP;
        let [precision, recall, f1, n] = SCORES;
        let score_rights = [precision, recall, f1, n.max(total)].map(|width| {
            right += width;
            right
        });
        let turned_reach = matrix.right() + longest * cosine + LINE_STEP;
        let scores_right = if confusion.scores.is_some() { score_rights[3] } else { matrix.right() };
        let legend_width = LEGEND_LEFT + measure.width(LEGEND);
        let summary = confusion.summary.as_ref().map_or(0.0, |summary| bold.width(&summary.label));
        let summary_middle = matrix.bottom() + 16.0;
        // The legend goes below the means when both do not fit in one line.
        let fits = legend_width + 16.0 + summary <= score_rights[0] - 37.0;
        let legend_middle = if fits { summary_middle } else { summary_middle + 20.0 };
        let width = turned_reach.max(scores_right).max(legend_width).max(WIDTH * 0.5);
        Ok(Self {
            width,
            height: legend_middle + 14.0,
            pitch,
            turn: TURN,
            matrix,
            name_left,
            row_shorts,
            row_names,
            column_names,
            score_rights,
            legend_middle,
            summary_middle,
            classes: confusion.classes.len(),
        })
    }

    pub(crate) fn cell(&self) -> f64 {
        self.pitch - CELL_GAP
    }

    pub(crate) fn column_left(&self, column: usize) -> f64 {
        let gap = if column >= self.classes { OTHER_GAP } else { 0.0 };
        self.matrix.x + real(column) * self.pitch + gap
    }
}

/// Side of a cell with its gap.
fn pitch(confusion: &Confusion, measure: Measure, rows: &[Wrapped], columns: &[Wrapped], sine: f64) -> f64 {
    let lines = |names: &[Wrapped]| real(names.iter().map(|name| name.lines.len()).max().unwrap_or(1).max(1));
    let for_rows = lines(rows) * LINE_STEP + 3.0;
    // Turned lines come closer by the sine of their turn.
    let for_columns = lines(columns) * LINE_STEP / sine + 1.0;
    let counts = confusion.counts.iter().flatten().map(|count| measure.width(&thousands(*count)));
    let for_counts = counts.fold(0.0, f64::max) + 7.0;
    let preferred = (PREFERRED / real(columns.len())).min(LARGEST);
    [for_rows, for_columns, for_counts, preferred].into_iter().fold(SMALLEST, f64::max).ceil()
}
