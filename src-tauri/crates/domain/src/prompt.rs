//! The versioned text that turns a diagnosis into a question. Reading the file it came from is the caller's.

use crate::{Error, Task};

const PLACEHOLDER: &str = "{diagnosis}";

/// A task's question, with the placeholder `{diagnosis}` exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptTemplate {
    task: Task,
    version: u32,
    template: String,
}

impl PromptTemplate {
    /// A template for `task`.
    ///
    /// # Errors
    /// [`Error::TemplatePlaceholder`] unless `{diagnosis}` stands in it exactly once.
    pub fn new(task: Task, version: u32, template: &str) -> Result<Self, Error> {
        match template.matches(PLACEHOLDER).count() {
            1 => Ok(Self { task, version, template: template.to_owned() }),
            found => Err(Error::TemplatePlaceholder { task: task.name(), found }),
        }
    }

    /// The task it asks.
    #[must_use]
    pub const fn task(&self) -> Task {
        self.task
    }

    /// The version stored with each run.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The text with its placeholder.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// What stands before the diagnosis, and what behind it.
    #[must_use]
    pub fn around(&self) -> [&str; 2] {
        // OK because the placeholder stands in it exactly once.
        self.template.split_once(PLACEHOLDER).map_or([self.template.as_str(), ""], |(before, behind)| [before, behind])
    }

    /// The question about `diagnosis`; what the diagnosis holds is never taken for a placeholder.
    #[must_use]
    pub fn render(&self, diagnosis: &str) -> String {
        self.template.replacen(PLACEHOLDER, diagnosis, 1)
    }
}
