//! A confusion matrix: truth down, suggestion across, counts in blues by their share of the row, scores beside the rows. An empty cell stays
//! empty. Names of classes are never cut while they fit in two lines; where they do not, the whole name is the title.

use crate::canvas::{Canvas, Letters, Stroke};
use crate::class_scores::Scores;
use crate::confusion_layout::{Layout, SHARE_CELL};
use crate::error::Error;
use crate::estimate::check_length;
use crate::figure::{Figure, Picture, nothing};
use crate::number::{fixed, percent, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{LINE_STEP, Theme, UNDEFINED};

/// The name of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassLabel {
    /// A code or an abbreviation, for where there is little room.
    pub short: Option<String>,
    /// The whole name.
    pub name: String,
}

impl ClassLabel {
    /// A class without an abbreviation.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { short: None, name: name.into() }
    }

    /// A class with an abbreviation.
    #[must_use]
    pub fn with_short(short: impl Into<String>, name: impl Into<String>) -> Self {
        Self { short: Some(short.into()), name: name.into() }
    }

    /// Both, as one text.
    #[must_use]
    pub fn full(&self) -> String {
        self.short.as_ref().map_or_else(|| self.name.clone(), |short| format!("{short} {}", self.name))
    }
}

/// The row below all classes.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionSummary {
    /// How the mean was made, such as "weighted".
    pub label: String,
    /// The means.
    pub scores: Scores,
}

/// Counts of each class by what it was called.
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    pub(crate) classes: Vec<ClassLabel>,
    pub(crate) other_columns: Vec<ClassLabel>,
    pub(crate) counts: Vec<Vec<u64>>,
    pub(crate) scores: Option<Vec<Scores>>,
    pub(crate) summary: Option<ConfusionSummary>,
    pub(crate) row_word: String,
    pub(crate) column_word: String,
}

/// Upper ends of the shares of a row, in per cent, of the blues after the first, which is for none.
const SHADES: [u64; 5] = [3, 8, 20, 60, 85];

/// Which blue a cell has.
fn shade(count: u64, row: u64) -> usize {
    if count == 0 {
        return 0;
    }
    let reaches = |per_cent: &&u64| u128::from(count) * 100 >= u128::from(row) * u128::from(**per_cent);
    1 + SHADES.iter().filter(reaches).count()
}

impl Confusion {
    /// `counts[truth][suggestion]`. `other_columns` are answers that are no class, such as none at all; they have no row.
    ///
    /// # Errors
    /// [`Error::LengthsDiffer`] when a class has no row, or a row not one count for each class and other column.
    pub fn new(classes: Vec<ClassLabel>, other_columns: Vec<ClassLabel>, counts: Vec<Vec<u64>>) -> Result<Self, Error> {
        check_length("rows of the matrix", classes.len(), counts.len())?;
        for (class, row) in classes.iter().zip(&counts) {
            check_length(&class.name, classes.len() + other_columns.len(), row.len())?;
        }
        let (row_word, column_word) = ("truth".to_owned(), "suggestion".to_owned());
        Ok(Self { classes, other_columns, counts, scores: None, summary: None, row_word, column_word })
    }

    /// With precision, recall and F1 beside the rows, and their means below.
    ///
    /// # Errors
    /// [`Error::LengthsDiffer`], [`Error::NotFinite`] or [`Error::IntervalReversed`].
    pub fn with_scores(mut self, scores: Vec<Scores>, summary: Option<ConfusionSummary>) -> Result<Self, Error> {
        check_length("scores of the matrix", self.classes.len(), scores.len())?;
        self.classes.iter().zip(&scores).try_for_each(|(class, scores)| scores.check(&class.name))?;
        summary.iter().try_for_each(|summary| summary.scores.check(&summary.label))?;
        (self.scores, self.summary) = (Some(scores), summary);
        Ok(self)
    }

    /// With other words than "truth" and "suggestion" for what runs down and across.
    #[must_use]
    pub fn with_words(mut self, down: impl Into<String>, across: impl Into<String>) -> Self {
        (self.row_word, self.column_word) = (down.into(), across.into());
        self
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &ClassLabel> {
        self.classes.iter().chain(&self.other_columns)
    }

    fn draw_row(&self, canvas: &Canvas, layout: &Layout, at: usize) -> Result<(), Error> {
        let (class, counts) = (&self.classes[at], &self.counts[at]);
        let total: u64 = counts.iter().sum();
        let top = layout.matrix.y + real(at) * layout.pitch;
        let middle = top + layout.cell() / 2.0;
        if let Some(short) = &class.short {
            let words = &layout.row_shorts[at];
            let full = words.is_shortened.then_some(short.as_str());
            canvas.lines(&words.lines, full, (0.0, middle), LINE_STEP, Letters::small(canvas.palette.ink));
        }
        let name_ink = if class.short.is_some() { canvas.palette.ink_3 } else { canvas.palette.ink };
        let name = &layout.row_names[at];
        let full = name.is_shortened.then_some(class.name.as_str());
        canvas.lines(&name.lines, full, (layout.name_left, middle), LINE_STEP, Letters::small(name_ink));
        for (column, (label, count)) in self.columns().zip(counts).enumerate() {
            let area = Area::new(layout.column_left(column), top, layout.cell(), layout.cell());
            let share = percent(*count, total);
            let of_row = share.as_ref().map_or_else(String::new, |share| format!(" ({share} of the row)"));
            let value = format!("{} of {}{of_row}", thousands(*count), thousands(total));
            canvas.mark(HitArea::new(area, class.full(), label.full(), value), |canvas| {
                let shade = shade(*count, total);
                canvas.rectangle(area, canvas.palette.blues[shade])?;
                let (centre, letters) =
                    (area.x + area.width / 2.0, Letters::small(canvas.palette.on_blues[shade]).middle());
                match share.filter(|_| layout.cell() >= SHARE_CELL) {
                    _ if *count == 0 => {}
                    Some(share) => {
                        canvas.text_at_middle(&thousands(*count), (centre, middle - LINE_STEP / 2.0), letters.bold());
                        canvas.text_at_middle(&share, (centre, middle + LINE_STEP / 2.0), letters);
                    }
                    None => canvas.text_at_middle(&thousands(*count), (centre, middle), letters),
                }
                Ok(())
            })?;
        }
        if let Some(scores) = &self.scores {
            draw_scores(canvas, layout, &scores[at], total, middle, Letters::small(canvas.palette.ink_2));
        }
        Ok(())
    }

    fn draw_column_names(&self, canvas: &Canvas, layout: &Layout) {
        for (column, (label, name)) in self.columns().zip(&layout.column_names).enumerate() {
            let full = name.is_shortened.then(|| label.full());
            let letters = Letters::small(canvas.palette.ink_3).turned(layout.turn);
            // The lowest of several lines keeps off the cells.
            let up = 8.0 + (real(name.lines.len()) - 1.0) * 4.0;
            let at = (layout.column_left(column) + layout.cell() / 2.0, layout.matrix.y - up);
            canvas.lines(&name.lines, full.as_deref(), at, LINE_STEP, letters);
        }
        let small = Letters::small(canvas.palette.ink_2);
        canvas.text(&format!("↓ {}", self.row_word), (0.0, layout.matrix.y - 8.0), small);
        canvas.text(&format!("{} →", self.column_word), (layout.matrix.x - 8.0, layout.matrix.y - 8.0), small.end());
    }

    fn draw_foot(&self, canvas: &Canvas, layout: &Layout) -> Result<(), Error> {
        const SWATCH: (f64, f64) = (14.0, 10.0);
        let words = Letters::small(canvas.palette.ink_3);
        for (at, ink) in canvas.palette.blues.iter().enumerate() {
            let left = real(at) * (SWATCH.0 + 1.0);
            canvas.rectangle(Area::new(left, layout.legend_middle - SWATCH.1 / 2.0, SWATCH.0, SWATCH.1), *ink)?;
        }
        canvas.text_at_middle(LEGEND, (LEGEND_LEFT, layout.legend_middle), words);
        let Some(summary) = self.summary.as_ref().filter(|_| self.scores.is_some()) else { return Ok(()) };
        let line = layout.matrix.bottom() + 4.0;
        let ends = [(layout.score_rights[0] - 30.0, line), (layout.score_rights[3], line)];
        canvas.line(&ends, Stroke::solid(canvas.palette.line_2, 1.0))?;
        let total = self.counts.iter().flatten().sum();
        let bold = Letters::small(canvas.palette.ink).bold();
        let middle = layout.summary_middle;
        canvas.text_at_middle(&summary.label, (layout.score_rights[0] - 37.0, middle), bold.end());
        draw_scores(canvas, layout, &summary.scores, total, middle, bold);
        Ok(())
    }
}

/// Beside the swatches.
pub(crate) const LEGEND: &str = "0 to 100\u{a0}% of row";
/// Where those words begin.
pub(crate) const LEGEND_LEFT: f64 = 112.0;

fn draw_scores(canvas: &Canvas, layout: &Layout, scores: &Scores, n: u64, middle: f64, letters: Letters) {
    let values = scores.all().map(|score| score.map_or_else(|| UNDEFINED.to_owned(), |score| fixed(score.value, 2)));
    for (words, right) in values.iter().chain([&thousands(n)]).zip(layout.score_rights) {
        canvas.text_at_middle(words, (right, middle), letters.end());
    }
}

impl Figure for Confusion {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.classes.is_empty() {
            return nothing(name, theme);
        }
        let layout = Layout::of(self)?;
        let canvas = Canvas::new(layout.width, layout.height, theme)?;
        self.draw_column_names(&canvas, &layout);
        if self.scores.is_some() {
            let heads = ["Prec.", "Rec.", "F1", "n"];
            for (head, right) in heads.into_iter().zip(layout.score_rights) {
                let letters = Letters::small(canvas.palette.ink_3).end();
                canvas.text(head, (right, layout.matrix.y - 8.0), letters);
            }
        }
        (0..self.classes.len()).try_for_each(|at| self.draw_row(&canvas, &layout, at))?;
        self.draw_foot(&canvas, &layout)?;
        Ok(canvas.finish(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_row_picks_the_blue() {
        assert_eq!(
            [(0, 62), (1, 62), (2, 62), (1, 9), (2, 9), (14, 19), (53, 62)].map(|(count, row)| shade(count, row)),
            [0, 1, 2, 3, 4, 5, 6]
        );
    }
}
