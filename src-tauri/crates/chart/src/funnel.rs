//! The funnel of a selection: bars for those who are kept, streams to scale for those who left, each with its count and reason.

use plotters::prelude::DrawingBackend;
use plotters::style::FontStyle;

use crate::error::Error;
use crate::picture::{Anchor, Canvas, Drawing, Letters, PictureFormat, render};
use crate::theme::{ACCENT, ACCENT_WASH, INK, INK_2, INK_3, LINE, THINNEST};

/// Those who left at a stage for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelDrop {
    /// The reason in words.
    pub reason: String,
    /// How many.
    pub cases: u32,
}

/// One stage: those who came in are kept or dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelStage {
    /// What those who are kept have in common.
    pub label: String,
    /// How many are kept.
    pub kept: u32,
    /// Why the others left.
    pub drops: Vec<FunnelDrop>,
}

/// A funnel whose parts add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    label: String,
    entered: u32,
    stages: Vec<FunnelStage>,
}

const WIDTH: f64 = 1236.0;
const MARGIN: f64 = 24.0;
/// Top of the bars.
const TOP: f64 = 64.0;
/// Height of the first bar.
const FULL: f64 = 124.0;
const BAR: f64 = 10.0;
/// From a bar to the ends of the streams that leave it, as a share of the way to the next bar.
const STREAM_REACH: f64 = 0.36;
/// From the middle of one label to the next.
const LABEL_STEP: f64 = 21.0;
/// Points on half an S-curve.
const CURVE_POINTS: u32 = 24;

impl Funnel {
    /// `entered` cases, called `label`, through `stages`.
    ///
    /// # Errors
    /// [`Error::DoesNotAddUp`] when the kept and the dropped of a stage are not those who came in.
    pub fn new(label: impl Into<String>, entered: u32, stages: Vec<FunnelStage>) -> Result<Self, Error> {
        let mut came_in = entered;
        for (index, stage) in stages.iter().enumerate() {
            let dropped: u32 = stage.drops.iter().map(|drop| drop.cases).sum();
            if stage.kept.checked_add(dropped) != Some(came_in) {
                return Err(Error::DoesNotAddUp { step: index + 1, entered: came_in, kept: stage.kept, dropped });
            }
            came_in = stage.kept;
        }
        Ok(Self { label: label.into(), entered, stages })
    }

    /// The figure as the bytes of a file.
    ///
    /// # Errors
    /// When the drawing library refuses.
    pub fn render(&self, format: PictureFormat) -> Result<Vec<u8>, Error> {
        render(self, format)
    }

    fn height_of(&self, cases: u32) -> f64 {
        f64::from(cases) / f64::from(self.entered.max(1)) * FULL
    }

    /// Left edge of the bar of a stage; 0 is the bar of those who came in.
    fn bar_left(&self, index: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a funnel has a handful of stages")]
        let (index, columns) = (index as f64, self.stages.len() as f64);
        // The last label needs room to its right.
        MARGIN + index * (WIDTH - 2.0 * MARGIN - 240.0) / columns.max(1.0)
    }

    fn draw_heading<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<'_, DB>,
        at: usize,
        n: u32,
        label: &str,
    ) -> Result<(), Error> {
        let count = Letters { size: 20.0, weight: FontStyle::Bold, ink: INK };
        let words = Letters { size: 12.0, weight: FontStyle::Normal, ink: INK_2 };
        canvas.text(&thousands(n), self.bar_left(at), TOP - 34.0, count, Anchor::Start)?;
        canvas.text(label, self.bar_left(at), TOP - 14.0, words, Anchor::Start)
    }

    fn draw_stage<DB: DrawingBackend>(&self, canvas: &Canvas<'_, DB>, index: usize) -> Result<(), Error> {
        let stage = &self.stages[index];
        let (left, right) = (self.bar_left(index) + BAR, self.bar_left(index + 1));
        let kept = self.height_of(stage.kept);
        let words = Letters { size: 11.0, weight: FontStyle::Normal, ink: INK_2 };
        canvas.fill(&stream((left, TOP), (right, TOP), kept), ACCENT_WASH)?;
        if let Some(share) = percent(stage.kept, stage.kept + stage.drops.iter().map(|d| d.cases).sum::<u32>()) {
            canvas.text(&format!("{share}\u{a0}% kept"), right - 10.0, TOP + kept / 2.0, words, Anchor::End)?;
        }
        let end = left + (right - left) * STREAM_REACH;
        let mut from = TOP + kept;
        let mut free = from + 16.0;
        for drop in stage.drops.iter().filter(|drop| drop.cases > 0) {
            let height = self.height_of(drop.cases).max(THINNEST);
            canvas.fill(&stream((left, from), (end, free), height), LINE)?;
            let middle = free + height / 2.0;
            let tick = height.max(6.0);
            canvas.fill(&bar(end, middle - tick / 2.0, 3.0, tick), INK_3)?;
            let count = Letters { size: 11.0, weight: FontStyle::Bold, ink: INK };
            canvas.text(&thousands(drop.cases), end + 44.0, middle, count, Anchor::End)?;
            canvas.text(&drop.reason, end + 52.0, middle, words, Anchor::Start)?;
            from += self.height_of(drop.cases);
            free += (height + 9.0).max(height / 2.0 + LABEL_STEP);
        }
        canvas.fill(&bar(right, TOP, BAR, kept.max(THINNEST)), ACCENT)
    }

    /// Lowest edge of the streams of a stage.
    fn depth(&self, stage: &FunnelStage) -> f64 {
        let heights =
            stage.drops.iter().filter(|drop| drop.cases > 0).map(|drop| self.height_of(drop.cases).max(THINNEST));
        let streams: f64 = heights.map(|height| (height + 9.0).max(height / 2.0 + LABEL_STEP)).sum();
        self.height_of(stage.kept) + 16.0 + streams
    }
}

impl Drawing for Funnel {
    fn size(&self) -> (u32, u32) {
        let deepest = self.stages.iter().map(|stage| self.depth(stage)).fold(FULL, f64::max);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred units, above 0")]
        let height = (TOP + deepest + MARGIN).ceil() as u32;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a constant")]
        let width = WIDTH as u32;
        (width, height)
    }

    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<'_, DB>) -> Result<(), Error> {
        self.draw_heading(canvas, 0, self.entered, &self.label)?;
        for (index, stage) in self.stages.iter().enumerate() {
            self.draw_stage(canvas, index)?;
            self.draw_heading(canvas, index + 1, stage.kept, &stage.label)?;
        }
        canvas.fill(&bar(self.bar_left(0), TOP, BAR, FULL), INK_2)
    }
}

fn bar(left: f64, top: f64, width: f64, height: f64) -> Vec<(f64, f64)> {
    vec![(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
}

/// A stream of even height from the left point to the right one, its edges S-curves (cubic, both handles at half way).
fn stream(from: (f64, f64), to: (f64, f64), height: f64) -> Vec<(f64, f64)> {
    let edge = |t: f64| {
        let s = 1.0 - t;
        let middle = f64::midpoint(from.0, to.0);
        let x = s.powi(3) * from.0 + 3.0 * s * t * middle + t.powi(3) * to.0;
        let y = (s.powi(3) + 3.0 * s * s * t) * from.1 + (3.0 * s * t * t + t.powi(3)) * to.1;
        (x, y)
    };
    let upper: Vec<(f64, f64)> = (0..=CURVE_POINTS).map(|i| edge(f64::from(i) / f64::from(CURVE_POINTS))).collect();
    let lower = upper.iter().rev().map(|(x, y)| (*x, y + height));
    upper.iter().copied().chain(lower).collect()
}

fn percent(part: u32, whole: u32) -> Option<u32> {
    let share = (u64::from(part) * 200 + u64::from(whole)).checked_div(u64::from(whole) * 2)?;
    u32::try_from(share).ok()
}

/// `15724` as `15,724`.
fn thousands(n: u32) -> String {
    let digits = n.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn stage(label: &str, kept: u32, drops: &[(&str, u32)]) -> FunnelStage {
        let drops = drops.iter().map(|(reason, cases)| FunnelDrop { reason: (*reason).to_owned(), cases: *cases });
        FunnelStage { label: label.to_owned(), kept, drops: drops.collect() }
    }

    fn figure_1() -> Funnel {
        let stages = vec![
            stage("clear primary plan", 7_903, &[("more than one diagnosis", 4_000), ("no clear primary plan", 3_821)]),
            stage("with ICD-10 code", 7_177, &[("ICD-9 only", 726), ("none for this reason", 0)]),
        ];
        Funnel::new("extracted", 15_724, stages).unwrap()
    }

    #[test]
    fn counts_stand_in_the_picture_with_their_reasons() {
        let svg = String::from_utf8(figure_1().render(PictureFormat::Svg).unwrap()).unwrap();
        for words in
            ["15,724", "7,903", "7,177", "4,000", "3,821", "726", "ICD-9 only", "50\u{a0}% kept", "91\u{a0}% kept"]
        {
            assert!(svg.contains(words), "{words} is not in the figure");
        }
        assert!(!svg.contains("none for this reason"), "a reason without cases is not drawn");
        assert!(svg.contains("font-family=\"Inter, Arial, sans-serif\""), "a font for machines without Inter");
    }

    #[test]
    fn a_funnel_that_does_not_add_up_is_refused() {
        let refused = Funnel::new("extracted", 100, vec![stage("kept", 60, &[("left", 39)])]);
        assert!(matches!(refused, Err(Error::DoesNotAddUp { step: 1, entered: 100, kept: 60, dropped: 39 })));
    }

    #[test]
    fn the_pixel_picture_is_a_whole_png_with_letters_in_it() {
        let file = figure_1().render(PictureFormat::Png).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let (width, height) = figure_1().size();
        assert_eq!((info.width, info.height), (width * 2, height * 2));
        // Above the bars there is nothing but headings: dark pixels there are letters.
        let heading = &pixels[..info.line_size * 100];
        assert!(heading.iter().filter(|value| **value < 0x60).count() > 500, "the counts are drawn");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [0, 12, 999, 1_000, 15_724, 1_000_000].map(thousands),
            ["0", "12", "999", "1,000", "15,724", "1,000,000"]
        );
    }

    #[test]
    fn an_empty_funnel_is_drawn_as_nothing() {
        let empty = Funnel::new("extracted", 0, vec![stage("kept", 0, &[])]).unwrap();
        assert!(empty.render(PictureFormat::Svg).is_ok());
    }
}
