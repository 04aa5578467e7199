//! The demonstration models, from recipe to model card: prose, tokenizer, base, adapters, evaluation. Most are for the three tasks, one drafts
//! letters.
//!
//! Each stage leaves finished files behind and is skipped when they are there, so a build goes on where it stopped.

mod evaluate;
mod letters;
mod model_card;
mod recipe;
mod stages;
mod study;
mod training;
mod training_text;

use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_lm::CancelToken;

use crate::application::Application;
use crate::error::Error;
use crate::letters::adapter::{LETTER_FILE, letter_adapter_folder};
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion::past_cases::INDEX_FILE;
use crate::suggestion_model::adapter_folder;
use letters::LetterRecipe;
use recipe::DemonstrationRecipe;

pub use crate::commands::finetune::{FinetuneStep, TrainingEvent};
pub use study::{DemonstrationStudy, DemonstrationStudyRequest, demonstration_study};

/// A part of the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Prose, tokenizer and the base.
    Base,
    /// The adapter of one task.
    Adapter(Task),
    /// The adapter for letters.
    Letters,
    /// The index of the training cases, read by the model.
    SimilarCases,
    /// Agreement of samples against plans.
    Agreement,
    /// Held-out results and the model card.
    Evaluate,
}

impl Stage {
    /// Every stage in order. A model has those of its kind.
    pub const ALL: [Self; 8] = [
        Self::Base,
        Self::Adapter(Task::Regimen),
        Self::Adapter(Task::Modality),
        Self::Adapter(Task::Icd10),
        Self::Letters,
        Self::SimilarCases,
        Self::Agreement,
        Self::Evaluate,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Adapter(Task::Regimen) => "adapter-regimen",
            Self::Adapter(Task::Modality) => "adapter-modality",
            Self::Adapter(Task::Icd10) => "adapter-icd10",
            Self::Letters => "adapter-letter",
            Self::SimilarCases => "similar-cases",
            Self::Agreement => "agreement",
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
    let (folder, only) = (request.recipes.as_deref(), request.only.as_deref());
    let for_letters = LetterRecipe::read_all(folder, only)?;
    let for_tasks = match only.is_some() && !for_letters.is_empty() {
        true => Vec::new(),
        false => DemonstrationRecipe::read_all(folder, only)?,
    };
    let permit = application.begin_job(cancel.clone())?;
    let mut built = Vec::new();
    for recipe in for_tasks
        .into_iter()
        .map(Box::new)
        .map(Recipe::Tasks)
        .chain(for_letters.into_iter().map(Box::new).map(Recipe::Letters))
    {
        let folder = request.out.join(recipe.id());
        let stages = Stage::ALL.into_iter().filter(|stage| recipe.has(*stage));
        for stage in stages.filter(|stage| request.stage.is_none_or(|asked| asked == *stage)) {
            if request.stage.is_none() && is_finished(&folder, stage) {
                observe(BuildEvent::Skipped { model: recipe.id(), stage });
                continue;
            }
            observe(BuildEvent::Stage { model: recipe.id(), stage });
            recipe.build(stage, &folder, &permit.cancel, observe)?;
        }
        built.push(BuiltModel { id: recipe.id().to_owned(), folder });
    }
    Ok(built)
}

/// A recipe of either kind.
enum Recipe {
    Tasks(Box<DemonstrationRecipe>),
    Letters(Box<LetterRecipe>),
}

impl Recipe {
    fn id(&self) -> &str {
        match self {
            Self::Tasks(recipe) => &recipe.id,
            Self::Letters(recipe) => &recipe.id,
        }
    }

    /// Whether such a model has the stage.
    fn has(&self, stage: Stage) -> bool {
        match stage {
            Stage::Base | Stage::Evaluate => true,
            Stage::Adapter(_) | Stage::SimilarCases | Stage::Agreement => matches!(self, Self::Tasks(_)),
            Stage::Letters => matches!(self, Self::Letters(_)),
        }
    }

    fn build(
        &self,
        stage: Stage,
        folder: &Path,
        cancel: &CancelToken,
        observe: &mut dyn FnMut(BuildEvent<'_>),
    ) -> Result<(), Error> {
        match (self, stage) {
            (Self::Tasks(recipe), Stage::Base) => stages::build_base(recipe, folder, cancel, observe),
            (Self::Tasks(recipe), Stage::Adapter(task)) => stages::build_adapter(recipe, task, folder, cancel, observe),
            (Self::Tasks(recipe), Stage::SimilarCases) => stages::index_cases(recipe, folder, cancel, observe),
            (Self::Tasks(recipe), Stage::Agreement) => stages::measure_agreement(recipe, folder, cancel, observe),
            (Self::Tasks(recipe), Stage::Evaluate) => stages::evaluate_and_describe(recipe, folder, cancel, observe),
            (Self::Letters(recipe), Stage::Base) => letters::build_base(recipe, folder, cancel, observe),
            (Self::Letters(recipe), Stage::Letters) => letters::build_adapter(recipe, folder, cancel, observe),
            (Self::Letters(recipe), Stage::Evaluate) => letters::evaluate_and_describe(recipe, folder, cancel, observe),
            (Self::Tasks(_), Stage::Letters)
            | (Self::Letters(_), Stage::Adapter(_) | Stage::SimilarCases | Stage::Agreement) => Ok(()),
        }
    }
}

fn is_finished(folder: &Path, stage: Stage) -> bool {
    match stage {
        Stage::Base => folder.join("model.safetensors").is_file() && folder.join("run.json").is_file(),
        Stage::Adapter(task) => folder.join("adapters").join(task.name()).join("run.json").is_file(),
        Stage::Letters => letter_adapter_folder(folder).join(LETTER_FILE).is_file(),
        Stage::SimilarCases => folder.join(INDEX_FILE).is_file(),
        Stage::Agreement => AgreementRecord::beside(&adapter_folder(folder, Task::Regimen)).is_some(),
        Stage::Evaluate => folder.join("evaluation.json").is_file(),
    }
}

/// The truth of a demonstration model's training cases and of its held-out cases; nothing for a model of another kind.
///
/// # Errors
/// A recipe of this program that cannot be read.
pub(crate) fn truth_of_demonstration(model: &str) -> Result<Option<[Vec<isocenter_synthetic::TruthRow>; 2]>, Error> {
    let recipes = DemonstrationRecipe::read_all(None, None)?;
    recipes.iter().find(|recipe| recipe.id == model).map(training_text::truth_rows).transpose()
}
