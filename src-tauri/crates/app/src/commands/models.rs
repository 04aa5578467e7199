//! The list of models.

use isocenter_domain::Task;

use crate::application::Application;
use crate::finetuning::release;
use crate::model_catalogue::{self, Located};
use crate::suggestion::agreement_record::AgreementRecord;
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
        if let Some(adapter) = released.iter().find(|adapter| adapter.task == Task::Regimen) {
            summary.agreement = AgreementRecord::beside(&adapter.folder).and_then(|record| record.threshold());
        }
        summary.tasks.extend(summary.released.iter().map(|released| released.task));
        summary.tasks.sort_unstable();
        summary.tasks.dedup();
        summary
    };
    model_catalogue::located(application).iter().map(summary).collect()
}
