//! The demonstration models, from recipe to model card: prose, tokenizer, base, three adapters, evaluation.
//!
//! Each stage leaves finished files behind and is skipped when they are there, so a build goes on where it stopped.

mod evaluate;
mod model_card;
mod recipe;
mod stages;
mod study;
mod training_text;

use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_lm::CancelToken;

use crate::application::Application;
use crate::error::Error;
use recipe::DemonstrationRecipe;

pub use crate::commands::finetune::{FinetuneStep, TrainingEvent};
pub use study::{DemonstrationStudy, DemonstrationStudyRequest, demonstration_study};

/// A part of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Prose, tokenizer and the base.
    Base,
    /// One adapter.
    Adapter(Task),
    /// Held-out results and the model card.
    Evaluate,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 5] = [
        Self::Base,
        Self::Adapter(Task::Regimen),
        Self::Adapter(Task::Modality),
        Self::Adapter(Task::Icd10),
        Self::Evaluate,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Adapter(Task::Regimen) => "adapter-regimen",
            Self::Adapter(Task::Modality) => "adapter-modality",
            Self::Adapter(Task::Icd10) => "adapter-icd10",
            Self::Evaluate => "evaluate",
        }
    }
}

/// What to build.
#[derive(Debug, Clone)]
pub struct DemonstrationRequest {
    /// Folder with the recipes; those built into the program if none.
    pub recipes: Option<PathBuf>,
    /// Folder in which each model gets its own.
    pub out: PathBuf,
    /// One model by its id; all if none.
    pub only: Option<String>,
    /// One stage; all that are not finished if none. A stage asked for by name is done again.
    pub stage: Option<Stage>,
}

/// What a build reports.
#[derive(Debug, Clone)]
pub enum BuildEvent<'a> {
    /// A stage begins.
    Stage {
        /// Id of the model.
        model: &'a str,
        /// Which stage.
        stage: Stage,
    },
    /// A stage is finished already and is left as it is.
    Skipped {
        /// Id of the model.
        model: &'a str,
        /// Which stage.
        stage: Stage,
    },
    /// Training goes on.
    Training(TrainingEvent),
    /// Cases evaluated so far in one part of the evaluation.
    Evaluated {
        /// What is being measured, e.g. `regimen, tuned`.
        part: &'a str,
        /// Cases done.
        done: usize,
        /// Cases in all.
        total: usize,
    },
}

/// Where a model was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltModel {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub folder: PathBuf,
}

/// Builds the demonstration models, or one stage of one of them.
///
/// # Errors
/// A recipe that cannot be used; whatever training or evaluation refuses; `busy` while another job runs.
pub fn build_demonstration(
    application: &Application,
    request: &DemonstrationRequest,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<Vec<BuiltModel>, Error> {
    let recipes = DemonstrationRecipe::read_all(request.recipes.as_deref(), request.only.as_deref())?;
    let permit = application.begin_job(cancel.clone())?;
    let mut built = Vec::new();
    for recipe in &recipes {
        let folder = request.out.join(&recipe.id);
        let stages: &[Stage] = request.stage.as_ref().map_or(&Stage::ALL, std::slice::from_ref);
        for &stage in stages {
            if request.stage.is_none() && is_finished(&folder, stage) {
                observe(BuildEvent::Skipped { model: &recipe.id, stage });
                continue;
            }
            observe(BuildEvent::Stage { model: &recipe.id, stage });
            match stage {
                Stage::Base => stages::build_base(recipe, &folder, &permit.cancel, observe)?,
                Stage::Adapter(task) => stages::build_adapter(recipe, task, &folder, &permit.cancel, observe)?,
                Stage::Evaluate => stages::evaluate_and_describe(recipe, &folder, &permit.cancel, observe)?,
            }
        }
        built.push(BuiltModel { id: recipe.id.clone(), folder });
    }
    Ok(built)
}

fn is_finished(folder: &Path, stage: Stage) -> bool {
    match stage {
        Stage::Base => folder.join("model.safetensors").is_file() && folder.join("run.json").is_file(),
        Stage::Adapter(task) => folder.join("adapters").join(task.name()).join("run.json").is_file(),
        Stage::Evaluate => folder.join("evaluation.json").is_file(),
    }
}
