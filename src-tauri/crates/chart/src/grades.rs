//! Grades 1 to 5 as bars that diverge at the boundary between 2 and 3, one bar for each grader of each arm. Lengths are shares, numbers
//! inside are counts.

use crate::canvas::{Canvas, Letters, Stroke};
use crate::error::Error;
use crate::estimate::words_of;
use crate::figure::{Figure, Picture, nothing};
use crate::font::{Fonts, Weight};
use crate::legend::{LEGEND_STEP, Legend, Sign};
use crate::number::{percent, real, thousands};
use crate::scene::{Area, HitArea};
use crate::theme::{LINE_STEP, SMALL, Theme, UNDEFINED, WIDTH};
use crate::wrap::{Measure, Wrapped};

/// The grades of one grader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeBar {
    /// Who graded.
    pub label: String,
    /// How many of grade 1 to 5; `None` when this grader has not graded this arm.
    pub counts: Option<[u32; 5]>,
}

/// What was graded, by all its graders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeArm {
    /// Its name.
    pub label: String,
    /// One bar for each grader.
    pub bars: Vec<GradeBar>,
}

/// Grades of several arms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grades {
    better: String,
    worse: String,
    arms: Vec<GradeArm>,
}

const BAR: f64 = 18.0;
const BAR_PITCH: f64 = 20.0;
const BETWEEN_ARMS: f64 = 7.0;
/// From the upper edge to the bars: legend and the words beside the boundary.
const ABOVE: f64 = LEGEND_STEP + 26.0;
const WIDEST_ARM: f64 = 130.0;
const WIDEST_GRADER: f64 = 110.0;
/// Between two parts of a bar.
const SEAM: f64 = 1.0;
/// Space for the share left of a bar.
const SHARE: f64 = 46.0;
/// Space for the number of grades right of all bars.
const TOTAL: f64 = 44.0;

/// Widths of the columns and names in their lines.
struct Layout {
    arms: Vec<Wrapped>,
    graders: Vec<Vec<Wrapped>>,
    grader_right: f64,
    /// Where grades 2 and 3 meet.
    boundary: f64,
    /// Length of a share of 1.
    whole: f64,
}

fn shares(counts: [u32; 5]) -> Option<[f64; 5]> {
    let total: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    (total > 0.0).then(|| counts.map(|count| f64::from(count) / total))
}

impl Grades {
    /// `better` names grades 1 and 2, `worse` grades 3 to 5.
    #[must_use]
    pub fn new(better: impl Into<String>, worse: impl Into<String>, arms: Vec<GradeArm>) -> Self {
        Self { better: better.into(), worse: worse.into(), arms }
    }

    fn layout(&self) -> Result<Layout, Error> {
        let measure = Measure { fonts: Fonts::load()?, size: SMALL, weight: Weight::Regular };
        // An arm's name may be as high as its bars.
        let most = |bars: usize| if bars > 1 { 3 } else { 1 };
        let arms: Vec<Wrapped> =
            self.arms.iter().map(|a| measure.wrap(&a.label, WIDEST_ARM, most(a.bars.len()))).collect();
        let grader = |bar: &GradeBar| measure.wrap(&bar.label, WIDEST_GRADER, 1);
        let graders: Vec<Vec<Wrapped>> = self.arms.iter().map(|arm| arm.bars.iter().map(grader).collect()).collect();
        let widest = |names: &mut dyn Iterator<Item = &Wrapped>| {
            names.flat_map(|name| &name.lines).map(|line| measure.width(line)).fold(0.0, f64::max)
        };
        let arm_width = widest(&mut arms.iter());
        let grader_right = (arm_width + 20.0 + widest(&mut graders.iter().flatten())).ceil();
        let all = self.arms.iter().flat_map(|arm| &arm.bars).filter_map(|bar| shares(bar.counts?));
        let (better, worse) =
            all.fold((0.0_f64, 0.0_f64), |(better, worse), s| (better.max(s[0] + s[1]), worse.max(s[2] + s[3] + s[4])));
        let start = grader_right + SHARE;
        let whole = (WIDTH - TOTAL - start) / (better + worse).max(0.01);
        // Neither word beside the boundary may leave the picture.
        let boundary = (start + better * whole)
            .clamp(start + measure.width(&self.better), WIDTH - measure.width(&self.worse) - 6.0);
        Ok(Layout { arms, graders, grader_right, boundary: boundary.round(), whole })
    }

    fn draw_bar(
        &self,
        canvas: &Canvas,
        layout: &Layout,
        arm: &GradeArm,
        bar: &GradeBar,
        top: f64,
    ) -> Result<(), Error> {
        let series = format!("{}, {}", arm.label, bar.label);
        let middle = top + BAR / 2.0;
        let Some((counts, shares)) = bar.counts.and_then(|counts| Some((counts, shares(counts)?))) else {
            let area = Area::new(layout.boundary + 4.0, top, 30.0, BAR);
            let words = if bar.counts.is_none() { UNDEFINED } else { "no grades" };
            return canvas.mark(HitArea::new(area, series, "", words_of(None)), |canvas| {
                canvas.text_at_middle(words, (layout.boundary + 6.0, middle), Letters::small(canvas.palette.ink_3));
                Ok(())
            });
        };
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let left = layout.boundary - (shares[0] + shares[1]) * layout.whole;
        let mut x = left;
        for (at, (count, share)) in counts.into_iter().zip(shares).enumerate() {
            let area = Area::new(x, top, (share * layout.whole - SEAM).max(0.0), BAR);
            x += share * layout.whole;
            if count == 0 {
                continue;
            }
            let words = thousands(count.into());
            let of_all = percent(count.into(), total).unwrap_or_default();
            let value = format!("{words} of {} ({of_all})", thousands(total));
            canvas.mark(HitArea::new(area, series.as_str(), format!("grade {}", at + 1), value), |canvas| {
                canvas.rectangle(area, canvas.palette.grades[at])?;
                let letters = Letters::small(canvas.palette.on_grades[at]).middle();
                if area.width >= (canvas.width_of(&words, letters) + 4.0).max(13.0) {
                    canvas.text_at_middle(&words, (area.x + area.width / 2.0, middle), letters);
                }
                Ok(())
            })?;
        }
        let better = percent(u64::from(counts[0]) + u64::from(counts[1]), total).unwrap_or_default();
        canvas.text_at_middle(&better, (left - 6.0, middle), Letters::small(canvas.palette.ink).bold().end());
        canvas.text_at_middle(&thousands(total), (WIDTH, middle), Letters::small(canvas.palette.ink_2).end());
        Ok(())
    }
}

impl Figure for Grades {
    fn draw(&self, name: &str, theme: Theme) -> Result<Picture, Error> {
        if self.arms.iter().all(|arm| arm.bars.is_empty()) {
            return nothing(name, theme);
        }
        let layout = self.layout()?;
        let height_of = |at: usize| {
            (real(self.arms[at].bars.len()) * BAR_PITCH).max(real(layout.arms[at].lines.len()) * LINE_STEP)
                + BETWEEN_ARMS
        };
        let bottom = ABOVE + (0..self.arms.len()).map(height_of).sum::<f64>();
        let canvas = Canvas::new(WIDTH, bottom + 4.0, theme)?;
        let small = Letters::small(canvas.palette.ink_3);
        let grades = ["1", "2", "3", "4", "5"];
        let legend =
            Legend { entries: canvas.palette.grades.iter().map(|ink| Sign::Filled(*ink)).zip(grades).collect() };
        legend.draw(&canvas, (WIDTH - 5.0 * 42.0 + 16.0, 0.0), WIDTH)?;
        canvas.text(&self.better, (layout.boundary - 6.0, ABOVE - 9.0), small.end());
        canvas.text(&self.worse, (layout.boundary + 6.0, ABOVE - 9.0), small);
        canvas.text("n", (WIDTH, ABOVE - 9.0), small.end());
        let mut top = ABOVE;
        for (at, (arm, arm_name)) in self.arms.iter().zip(&layout.arms).enumerate() {
            let middle = top + (height_of(at) - BETWEEN_ARMS - 2.0) / 2.0;
            let full = arm_name.is_shortened.then_some(arm.label.as_str());
            canvas.lines(&arm_name.lines, full, (0.0, middle), LINE_STEP, Letters::small(canvas.palette.ink));
            for (index, (bar, grader)) in arm.bars.iter().zip(&layout.graders[at]).enumerate() {
                let bar_top = top + real(index) * BAR_PITCH;
                let full = grader.is_shortened.then_some(bar.label.as_str());
                canvas.lines(&grader.lines, full, (layout.grader_right, bar_top + BAR / 2.0), LINE_STEP, small.end());
                self.draw_bar(&canvas, &layout, arm, bar, bar_top)?;
            }
            top += height_of(at);
        }
        let boundary = [(layout.boundary, LEGEND_STEP + 6.0), (layout.boundary, bottom)];
        canvas.line(&boundary, Stroke::solid(canvas.palette.ink, 1.0))?;
        Ok(canvas.finish(name))
    }
}
