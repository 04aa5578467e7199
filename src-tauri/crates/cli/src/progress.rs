//! Progress on standard error: a bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use isocenter_app::commands::TrainingEvent;

const TEMPLATE: &str = "{msg:24} {wide_bar} {pos}/{len} {eta}";
/// The same with an estimate of the caller.
const TEMPLATE_OF_ANSWERS: &str = "{msg:32} {wide_bar} {pos}/{len} {prefix}";

/// A bar whose length may become known later.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of unknown length; indicatif hides it where standard error is no terminal.
    pub(crate) fn new(message: &str) -> Self {
        Self::with_template(message, TEMPLATE)
    }

    /// A bar of answers: [`Progress::answers`] says what is left.
    pub(crate) fn of_answers(message: &str) -> Self {
        Self::with_template(message, TEMPLATE_OF_ANSWERS)
    }

    fn with_template(message: &str, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(message.to_owned());
        Self { bar }
    }

    /// Where the work stands.
    pub(crate) fn set(&self, done: usize, total: usize) {
        self.bar.set_length(total as u64);
        self.bar.set_position(done as u64);
    }

    /// Where a run of answers stands; its own estimate of what is left knows what an earlier session did.
    pub(crate) fn answers(&self, done: usize, total: usize, left: &str) {
        self.set(done, total);
        self.bar.set_prefix(left.to_owned());
    }

    /// What is being done.
    pub(crate) fn message(&self, message: String) {
        self.bar.set_message(message);
    }

    /// Whether there is no terminal to show the bar on.
    pub(crate) fn is_hidden(&self) -> bool {
        self.bar.is_hidden()
    }

    /// A step of a training.
    pub(crate) fn training(&self, event: &TrainingEvent) {
        match event {
            TrainingEvent::Started { steps, steps_done, .. } => self.set(*steps_done, *steps),
            TrainingEvent::Stepped(step) => {
                self.bar.set_position(step.step as u64);
                self.bar.set_message(format!("loss {:.4}", step.loss));
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
