//! The list of models.

use crate::application::Application;
use crate::finetuning::release;
use crate::model_catalogue::{self, Located};
use crate::wire::{ModelSummary, ReleasedRun};

/// Every model on this machine; broken ones carry their problem. A task counts as tuned by the model's own adapter or by a released one.
pub fn list_models(application: &Application) -> Vec<ModelSummary> {
    let mut session = application.session();
    let summary = |located: &Located| {
        let mut summary = model_catalogue::describe(located);
        // OK if it cannot be told now: the suggestion says why.
        let released = release::released_for(&mut session, &located.id).unwrap_or_default();
        summary.released =
            released.iter().map(|adapter| ReleasedRun { task: adapter.task.into(), run: adapter.run }).collect();
        summary.tasks.extend(summary.released.iter().map(|released| released.task));
        summary.tasks.sort_unstable();
        summary.tasks.dedup();
        summary
    };
    model_catalogue::located(application).iter().map(summary).collect()
}
