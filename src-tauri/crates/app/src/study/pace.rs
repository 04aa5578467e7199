//! How far a study is, how fast it goes and how long it will take. What an earlier session did counts as done, never as speed.

use std::collections::HashSet;
use std::time::Duration;

use isocenter_domain::Task;
use isocenter_eval::{PerTask, Plan, Study, Unit};

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyProgress {
    /// Answers that are stored, those of earlier sessions included.
    pub done: usize,
    /// Answers that the study asks for.
    pub total: usize,
    /// Answers a second in this session; nothing before the first.
    pub samples_per_second: Option<f64>,
    /// What is left at this session's speed; nothing before the first answer.
    pub seconds_left: Option<f64>,
}

/// Counts answers. An answer to a task weighs as many tokens as it may have, because a regimen takes longer than a code.
pub(crate) struct Pace {
    weights: PerTask<usize>,
    total: usize,
    done: usize,
    drawn: usize,
    weight_drawn: usize,
    weight_left: usize,
    began: Duration,
}

impl Pace {
    /// At `began`, with what is stored already.
    pub(crate) fn new(study: &Study, plan: &Plan<'_>, stored: &HashSet<Unit>, began: Duration) -> Self {
        let mut weights = PerTask::default();
        for task in study.tasks() {
            weights.set(task, study.tasks.get(task).map_or(1, |settings| settings.max_tokens));
        }
        let mut pace = Self { weights, total: 0, done: 0, drawn: 0, weight_drawn: 0, weight_left: 0, began };
        for unit in plan.units() {
            pace.total += 1;
            if stored.contains(&unit) {
                pace.done += 1;
            } else {
                pace.weight_left += pace.weight(unit.task);
            }
        }
        pace
    }

    fn weight(&self, task: Task) -> usize {
        self.weights.get(task).copied().unwrap_or(1)
    }

    /// One more answer to `task`.
    pub(crate) fn count(&mut self, task: Task) {
        let weight = self.weight(task);
        self.done += 1;
        self.drawn += 1;
        self.weight_drawn += weight;
        self.weight_left = self.weight_left.saturating_sub(weight);
    }

    /// At `now`, on the clock of `began`.
    pub(crate) fn progress(&self, now: Duration) -> StudyProgress {
        let seconds = now.saturating_sub(self.began).as_secs_f64();
        let is_known = self.drawn > 0 && seconds > 0.0;
        StudyProgress {
            done: self.done,
            total: self.total,
            samples_per_second: is_known.then(|| self.drawn as f64 / seconds),
            seconds_left: is_known.then(|| self.weight_left as f64 * seconds / self.weight_drawn as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(done: usize, left: [usize; 2]) -> Pace {
        let weights = PerTask { regimen: Some(90), modality: Some(10), icd10: None };
        let weight_left = 90 * left[0] + 10 * left[1];
        let total = done + left[0] + left[1];
        Pace { weights, total, done, drawn: 0, weight_drawn: 0, weight_left, began: Duration::from_secs(100) }
    }

    #[test]
    fn what_an_earlier_session_did_is_done_but_is_no_speed() {
        let mut pace = pace(1000, [0, 30]);
        assert_eq!(pace.progress(Duration::from_secs(105)).seconds_left, None, "nothing is known yet");
        (0..10).for_each(|_| pace.count(Task::Modality));
        let progress = pace.progress(Duration::from_secs(105));
        assert_eq!((progress.done, progress.total), (1010, 1030));
        assert_eq!((progress.samples_per_second, progress.seconds_left), (Some(2.0), Some(10.0)));
    }

    #[test]
    fn an_answer_weighs_by_its_longest_length() {
        let mut pace = pace(0, [10, 90]);
        (0..10).for_each(|_| pace.count(Task::Regimen));
        let left = pace.progress(Duration::from_secs(109)).seconds_left;
        assert_eq!(left, Some(9.0), "as many tokens are left as were drawn");
    }
}
