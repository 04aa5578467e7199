//! The funnel of a selection: bars for those who are kept, streams to scale for those who left, each with its count and reason.

use crate::canvas::{Canvas, Letters};
use crate::error::Error;
use crate::figure::{Figure, Picture, PictureFormat};
use crate::number::{percent, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{TITLE, Theme};

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
/// Thinnest stream that is still seen.
const THINNEST: f64 = 1.2;
/// Size of the counts over the bars.
const COUNT: f64 = 20.0;
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

    /// The figure on white as the bytes of a file, named by its counts.
    ///
    /// # Errors
    /// When the drawing library refuses.
    pub fn render(&self, format: PictureFormat) -> Result<Vec<u8>, Error> {
        let stages = self.stages.iter().map(|stage| format!(", {} {}", thousands(stage.kept.into()), stage.label));
        let name = format!("{} {}", thousands(self.entered.into()), self.label) + &stages.collect::<String>();
        self.draw(&name, Theme::Light)?.file(format)
    }

    fn height_of(&self, cases: u32) -> f64 {
        f64::from(cases) / f64::from(self.entered.max(1)) * FULL
    }

    /// Left edge of the bar of a stage; 0 is the bar of those who came in.
    fn bar_left(&self, index: usize) -> f64 {
        // The last label needs room to its right.
        MARGIN + real(index) * (WIDTH - 2.0 * MARGIN - 240.0) / real(self.stages.len()).max(1.0)
    }

    fn draw_heading(&self, canvas: &Canvas, at: usize, n: u32, label: &str) {
        let count = Letters { size: COUNT, ..Letters::small(canvas.palette.ink).bold() };
        let words = Letters { size: TITLE, ..Letters::small(canvas.palette.ink_2) };
        canvas.text_at_middle(&thousands(n.into()), (self.bar_left(at), TOP - 34.0), count);
        let right = if at < self.stages.len() { self.bar_left(at + 1) - 12.0 } else { WIDTH };
        canvas.shortened(label, (self.bar_left(at), TOP - 14.0), right - self.bar_left(at), words);
    }

    fn draw_stage(&self, canvas: &Canvas, index: usize) -> Result<(), Error> {
        let stage = &self.stages[index];
        let (left, right) = (self.bar_left(index) + BAR, self.bar_left(index + 1));
        let kept = self.height_of(stage.kept);
        let came_in = u64::from(stage.kept) + stage.drops.iter().map(|drop| u64::from(drop.cases)).sum::<u64>();
        let words = Letters::small(canvas.palette.ink_2);
        let area = Area::new(left, TOP, right + BAR - left, kept.max(THINNEST));
        let share = percent(stage.kept.into(), came_in);
        let value = share
            .as_ref()
            .map_or_else(|| "none came in".to_owned(), |share| format!("{} ({share})", thousands(stage.kept.into())));
        canvas.mark(HitArea::new(area, stage.label.as_str(), "kept", value), |canvas| {
            canvas.fill(&stream((left, TOP), (right, TOP), kept), canvas.palette.accent_wash)?;
            if let Some(share) = &share {
                canvas.text_at_middle(&format!("{share} kept"), (right - 10.0, TOP + kept / 2.0), words.end());
            }
            canvas.rectangle(Area::new(right, TOP, BAR, kept.max(THINNEST)), canvas.palette.accent)
        })?;
        let end = left + (right - left) * STREAM_REACH;
        let mut from = TOP + kept;
        let mut free = from + 16.0;
        for drop in stage.drops.iter().filter(|drop| drop.cases > 0) {
            let height = self.height_of(drop.cases).max(THINNEST);
            let middle = free + height / 2.0;
            let tick = height.max(6.0);
            let area = Area::new(end, middle - tick.max(LABEL_STEP) / 2.0, right - end, tick.max(LABEL_STEP));
            let value = thousands(drop.cases.into());
            canvas.mark(HitArea::new(area, stage.label.as_str(), drop.reason.as_str(), value.clone()), |canvas| {
                canvas.fill(&stream((left, from), (end, free), height), canvas.palette.line)?;
                canvas.rectangle(Area::new(end, middle - tick / 2.0, 3.0, tick), canvas.palette.ink_3)?;
                let count = Letters::small(canvas.palette.ink).bold().end();
                canvas.text_at_middle(&value, (end + 44.0, middle), count);
                canvas.shortened(&drop.reason, (end + 52.0, middle), right - end - 64.0, words);
                Ok(())
            })?;
            from += self.height_of(drop.cases);
            free += (height + 9.0).max(height / 2.0 + LABEL_STEP);
        }
        Ok(())
    }

    /// Lowest edge of the streams of a stage.
    fn depth(&self, stage: &FunnelStage) -> f64 {
        let heights =
            stage.drops.iter().filter(|drop| drop.cases > 0).map(|drop| self.height_of(drop.cases).max(THINNEST));
        let streams: f64 = heights.map(|height| (height + 9.0).max(height / 2.0 + LABEL_STEP)).sum();
        self.height_of(stage.kept) + 16.0 + streams
    }
}

impl Figure for Funnel {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        let deepest = self.stages.iter().map(|stage| self.depth(stage)).fold(FULL, f64::max);
        let canvas = Canvas::new(WIDTH, TOP + deepest + MARGIN, theme)?;
        self.draw_heading(&canvas, 0, self.entered, &self.label);
        for (index, stage) in self.stages.iter().enumerate() {
            self.draw_stage(&canvas, index)?;
            self.draw_heading(&canvas, index + 1, stage.kept, &stage.label);
        }
        canvas.rectangle(Area::new(self.bar_left(0), TOP, BAR, FULL), canvas.palette.ink_2)?;
        Ok(canvas.finish(name))
    }
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
        assert!(!svg.contains("<text"), "letters are outlined, so that machines without Inter show the same");
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
        let picture = figure_1().draw("selection", Theme::Light).unwrap();
        assert_eq!(
            (f64::from(info.width), f64::from(info.height)),
            (picture.width() * 2.0 + 64.0, picture.height() * 2.0 + 64.0),
            "two pixels a unit, and a margin"
        );
        // Above the bars there is nothing but headings: dark pixels there are letters.
        let heading = &pixels[..info.line_size * 100];
        assert!(heading.iter().filter(|value| **value < 0x60).count() > 500, "the counts are drawn");
    }

    #[test]
    fn an_empty_funnel_is_drawn_as_nothing() {
        let empty = Funnel::new("extracted", 0, vec![stage("kept", 0, &[])]).unwrap();
        assert!(empty.render(PictureFormat::Svg).is_ok());
    }
}
