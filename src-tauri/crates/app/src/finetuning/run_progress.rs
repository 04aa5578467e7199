//! A run as it goes: its curve, its pace, what is left. Numbers only; who watches is in `run_hall`.

use std::time::Duration;

use isocenter_train::LogLine;

use crate::wire::{RunPhase, RunPoint, ValidationPoint};

/// Weight of a new loss in the smoothed one; the mean is corrected for its start, so the first point is the first loss.
const SMOOTHING: f64 = 0.05;
/// Steps of this sitting before a pace is told.
const STEPS_FOR_PACE: u32 = 2;
/// Points of a curve that is shown; a longer one is thinned.
const SHOWN_POINTS: usize = 1_500;

/// The exponential mean of a loss.
#[derive(Debug, Clone, Default)]
pub(crate) struct Smoothed {
    mean: f64,
    weight: f64,
}

impl Smoothed {
    /// Takes one more loss.
    pub(crate) fn add(&mut self, loss: f64) -> f64 {
        self.mean += SMOOTHING * (loss - self.mean);
        self.weight += SMOOTHING * (1.0 - self.weight);
        self.mean / self.weight
    }
}

/// The curve and the validations of a log.
pub(crate) fn curve_of(lines: &[LogLine]) -> (Vec<RunPoint>, Vec<ValidationPoint>) {
    let mut smoothed = Smoothed::default();
    let points = lines.iter().map(|line| point_of(line, &mut smoothed)).collect();
    let mut best: Option<f64> = None;
    let measured = lines.iter().filter_map(|line| Some((line.step, line.validation_loss?)));
    let validations = measured
        .map(|(step, loss)| {
            let is_best = best.is_none_or(|best| loss < best);
            if is_best {
                best = Some(loss);
            }
            ValidationPoint { step: number(step), loss, is_best }
        })
        .collect();
    (points, validations)
}

/// The curve with at most [`SHOWN_POINTS`] points, the first and the last among them.
pub(crate) fn thinned(points: &[RunPoint]) -> Vec<RunPoint> {
    let every = points.len().div_ceil(SHOWN_POINTS).max(1);
    let last = points.len().saturating_sub(1);
    let kept = points.iter().enumerate().filter(|(index, _)| index % every == 0 || *index == last);
    kept.map(|(_, point)| *point).collect()
}

/// A step of a log as a point of the curve.
pub(crate) fn point_of(line: &LogLine, smoothed: &mut Smoothed) -> RunPoint {
    RunPoint {
        step: number(line.step),
        loss: line.loss,
        smoothed_loss: smoothed.add(line.loss),
        grad_norm: line.grad_norm,
        lr: line.lr,
        tokens_per_s: line.tokens_per_s,
    }
}

/// A count for the window.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What changes while a run has the machine.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) phase: RunPhase,
    pub(crate) step: u32,
    pub(crate) points: Vec<RunPoint>,
    pub(crate) validations: Vec<ValidationPoint>,
    pub(crate) resident_bytes: u64,
    /// Time of earlier sittings, s.
    pub(crate) seconds_before: f64,
    smoothed: Smoothed,
    /// When the first step of this sitting began, and after which step of the run that was.
    sitting: Option<(Duration, u32)>,
    now: Duration,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            phase: RunPhase::Waiting,
            step: 0,
            points: Vec::new(),
            validations: Vec::new(),
            resident_bytes: 0,
            seconds_before: 0.0,
            smoothed: Smoothed::default(),
            sitting: None,
            now: Duration::ZERO,
        }
    }

    /// The first step is about to begin, after what earlier sittings did.
    pub(crate) fn begin_steps(&mut self, earlier: &[LogLine], seconds_before: f64, now: Duration) {
        let (points, validations) = curve_of(earlier);
        self.smoothed = Smoothed::default();
        for line in earlier {
            self.smoothed.add(line.loss);
        }
        self.step = points.last().map_or(0, |point| point.step);
        (self.points, self.validations) = (points, validations);
        self.seconds_before = seconds_before;
        self.sitting = Some((now, self.step));
        self.now = now;
    }

    /// One more step.
    pub(crate) fn add(&mut self, line: &LogLine, now: Duration) -> RunPoint {
        let point = point_of(line, &mut self.smoothed);
        self.points.push(point);
        self.step = point.step;
        self.now = now;
        point
    }

    /// One more validation.
    pub(crate) fn add_validation(&mut self, step: usize, loss: f64) -> ValidationPoint {
        let is_best = self.validations.iter().all(|earlier| loss < earlier.loss);
        let point = ValidationPoint { step: number(step), loss, is_best };
        self.validations.push(point);
        point
    }

    /// Time over all sittings, s.
    pub(crate) fn elapsed_s(&self) -> f64 {
        self.seconds_before + self.sitting.map_or(0.0, |(began, _)| self.now.saturating_sub(began).as_secs_f64())
    }

    /// Time of one step in this sitting, s: what earlier sittings took says nothing about this machine now.
    pub(crate) fn seconds_per_step(&self) -> Option<f64> {
        let (began, first) = self.sitting?;
        let done = self.step.saturating_sub(first);
        (done >= STEPS_FOR_PACE).then(|| self.now.saturating_sub(began).as_secs_f64() / f64::from(done))
    }

    /// Time left, s.
    pub(crate) fn left_s(&self, steps: u32) -> Option<f64> {
        Some(self.seconds_per_step()? * f64::from(steps.saturating_sub(self.step)))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn line(step: usize, loss: f64, validation_loss: Option<f64>) -> LogLine {
        LogLine { step, loss, grad_norm: 1.0, lr: 1e-4, tokens_per_s: 10.0, validation_loss }
    }

    #[test]
    fn the_time_left_after_a_resume_rests_on_this_sitting_alone() {
        let earlier: Vec<LogLine> = (1..=100).map(|step| line(step, 1.0, None)).collect();
        let mut progress = Progress::new();
        progress.begin_steps(&earlier, 5_000.0, Duration::from_secs(10));
        assert_eq!(progress.left_s(200), None, "no pace before a few steps");
        progress.add(&line(101, 1.0, None), Duration::from_secs(12));
        progress.add(&line(102, 1.0, None), Duration::from_secs(14));
        assert_eq!(progress.seconds_per_step(), Some(2.0));
        assert_eq!(progress.left_s(202), Some(200.0));
        assert_eq!(progress.elapsed_s(), 5_004.0);
    }

    #[test]
    fn a_resumed_curve_is_smoothed_as_if_it_had_never_stopped() {
        let lines: Vec<LogLine> = (1..=50).map(|step| line(step, 1.0 / step as f64, None)).collect();
        let (whole, _) = curve_of(&lines);
        let mut progress = Progress::new();
        progress.begin_steps(&lines[..20], 0.0, Duration::ZERO);
        for line in &lines[20..] {
            progress.add(line, Duration::ZERO);
        }
        assert_eq!(progress.points, whole);
        assert_eq!(whole[0].smoothed_loss, whole[0].loss, "the mean is corrected for its start");
    }

    #[test]
    fn only_a_lower_validation_loss_is_a_new_best() {
        let lines = [line(1, 1.0, Some(0.9)), line(2, 1.0, None), line(3, 1.0, Some(0.8)), line(4, 1.0, Some(0.8))];
        let (_, validations) = curve_of(&lines);
        assert_eq!(validations.iter().map(|point| point.is_best).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_long_curve_is_thinned_and_keeps_both_ends() {
        let lines: Vec<LogLine> = (1..=10_001).map(|step| line(step, 1.0, None)).collect();
        let (points, _) = curve_of(&lines);
        let shown = thinned(&points);
        assert!(shown.len() <= SHOWN_POINTS + 1);
        assert_eq!((shown.first().unwrap().step, shown.last().unwrap().step), (1, 10_001));
    }
}
