//! The list of models.

use crate::application::Application;
use crate::model_catalogue;
use crate::wire::ModelSummary;

/// Every model on this machine; broken ones carry their problem.
pub fn list_models(application: &Application) -> Vec<ModelSummary> {
    model_catalogue::located(application).iter().map(model_catalogue::describe).collect()
}
