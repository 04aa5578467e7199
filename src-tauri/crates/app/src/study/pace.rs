//! How far a study is, how fast it goes and how long it will take. What an earlier session did counts as done, never as speed.

use std::collections::HashSet;
use std::time::Duration;

use isocenter_domain::{Modality, Task};
use isocenter_eval::{PerTask, Plan, Study, TaskSettings, Unit, Way};

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

/// Counts answers. An answer weighs as many tokens as may be looked at for it, because a regimen takes longer than a modality and a search
/// looks at several codes.
pub(crate) struct Pace {
    tasks: PerTask<TaskSettings>,
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
        let tasks = study.tasks.clone();
        let mut pace = Self { tasks, total: 0, done: 0, drawn: 0, weight_drawn: 0, weight_left: 0, began };
        for unit in plan.units() {
            pace.total += 1;
            if stored.contains(&unit) {
                pace.done += 1;
            } else {
                pace.weight_left += pace.weight(unit.task, unit.way);
            }
        }
        pace
    }

    fn weight(&self, task: Task, way: Way) -> usize {
        let Some(settings) = self.tasks.get(task) else { return 0 };
        match way {
            Way::Free { .. } => settings.max_tokens,
            Way::Labels => Modality::ALL.len() * settings.max_tokens,
            Way::Codes => settings.beams * settings.max_tokens,
        }
    }

    /// One more answer.
    pub(crate) fn count(&mut self, unit: &Unit) {
        let weight = self.weight(unit.task, unit.way);
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
    use isocenter_eval::{CaseId, ModelId, Temperature};

    /// A run with so many answers done before and so many regimens, modalities and codes left, that began at 100 s.
    fn pace(done: usize, left: [usize; 3]) -> Pace {
        let task = |max_tokens| Some(TaskSettings { max_tokens, prompt_version: 1, beams: 8 });
        let tasks = PerTask { regimen: task(90), modality: task(10), icd10: task(5) };
        let weight_left = 90 * left[0] + 10 * left[1] + 40 * left[2];
        let total = done + left.iter().sum::<usize>();
        Pace { tasks, total, done, drawn: 0, weight_drawn: 0, weight_left, began: Duration::from_secs(100) }
    }

    fn unit(task: Task, way: Way) -> Unit {
        Unit { model: ModelId::new("m"), task, case: CaseId::new("c"), way }
    }

    fn free(task: Task) -> Unit {
        unit(task, Way::Free { temperature: Temperature::new(0.1), sample: 0 })
    }

    #[test]
    fn what_an_earlier_session_did_is_done_but_is_no_speed() {
        let mut pace = pace(1000, [0, 30, 0]);
        assert_eq!(pace.progress(Duration::from_secs(105)).seconds_left, None, "nothing is known yet");
        (0..10).for_each(|_| pace.count(&free(Task::Modality)));
        let progress = pace.progress(Duration::from_secs(105));
        assert_eq!((progress.done, progress.total), (1010, 1030));
        assert_eq!((progress.samples_per_second, progress.seconds_left), (Some(2.0), Some(10.0)));
    }

    #[test]
    fn an_answer_weighs_by_the_tokens_that_are_looked_at() {
        let mut pace = pace(0, [10, 50, 10]);
        (0..10).for_each(|_| pace.count(&free(Task::Regimen)));
        let left = pace.progress(Duration::from_secs(109)).seconds_left;
        assert_eq!(left, Some(9.0), "as many tokens are left as were drawn");
        (0..10).for_each(|_| pace.count(&unit(Task::Icd10, Way::Codes)));
        assert_eq!(pace.progress(Duration::from_secs(113)).seconds_left, Some(5.0));
    }
}
