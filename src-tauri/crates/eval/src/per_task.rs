//! One value for each task that has one. Knows nothing of what the value means.

use isocenter_domain::Task;
use serde::{Deserialize, Serialize};

/// A value for each of the three tasks, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerTask<T> {
    /// Of the regimen task.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub regimen: Option<T>,
    /// Of the modality task.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub modality: Option<T>,
    /// Of the ICD-10 task.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub icd10: Option<T>,
}

impl<T> Default for PerTask<T> {
    fn default() -> Self {
        Self { regimen: None, modality: None, icd10: None }
    }
}

impl<T> PerTask<T> {
    /// The value of `task`, if there is one.
    #[must_use]
    pub const fn get(&self, task: Task) -> Option<&T> {
        match task {
            Task::Regimen => self.regimen.as_ref(),
            Task::Modality => self.modality.as_ref(),
            Task::Icd10 => self.icd10.as_ref(),
        }
    }

    /// Gives `task` the value.
    pub fn set(&mut self, task: Task, value: T) {
        match task {
            Task::Regimen => self.regimen = Some(value),
            Task::Modality => self.modality = Some(value),
            Task::Icd10 => self.icd10 = Some(value),
        }
    }

    /// The tasks that have a value, in the order of [`Task::ALL`].
    pub fn tasks(&self) -> impl Iterator<Item = Task> + '_ {
        Task::ALL.into_iter().filter(|task| self.get(*task).is_some())
    }
}
