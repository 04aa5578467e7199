//! The study of the demonstration models: the recipes' held-out cases frozen as a case list, and a study file of every base and tuned model.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use isocenter_eval::{
    CaseId, CaseList, CaseListRef, CaseTraits, Intent, ModelId, PerTask, Purpose, Role, Sampling, Sex, Statistics,
    Study, StudyCase, StudyModel, TaskSettings,
};
use isocenter_synthetic::{Baselines, SynthesisOptions, TruthRow, synthesise, training_split};
use serde::Serialize;

use super::recipe::DemonstrationRecipe;
use crate::application::Application;
use crate::error::Error;
use crate::held_out::predictions::answer_tokens;
use crate::study::STUDY;
use crate::wire::ErrorCode;
use crate::{assets, failure, files};

const CASES: &str = "cases.jsonl";
const NAME: &str = "Demonstration models on held-out synthetic cases";

/// Where the models are and where the study goes.
#[derive(Debug, Clone)]
pub struct DemonstrationStudyRequest {
    /// Folder with the recipes; those built into the program if none.
    pub recipes: Option<PathBuf>,
    /// Folder in which each model has its own; where models are looked for if none.
    pub models: Option<PathBuf>,
    /// Folder for `study.toml` and `cases.jsonl`.
    pub out: PathBuf,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemonstrationStudy {
    /// The study file.
    pub study: PathBuf,
    /// Held-out cases of each task.
    pub cases: BTreeMap<&'static str, usize>,
    /// Models, bases and tuned ones.
    pub models: usize,
}

/// Writes the study file and its frozen cases.
///
/// # Errors
/// Recipes that cannot be used or that hold out different cases; a model that is not there; a folder that cannot be written.
pub fn demonstration_study(
    application: &Application,
    request: &DemonstrationStudyRequest,
) -> Result<DemonstrationStudy, Error> {
    let recipes = DemonstrationRecipe::read_all(request.recipes.as_deref(), None)?;
    let models = match &request.models {
        Some(models) => models.clone(),
        None => models_of(&recipes, application)?,
    };
    let cases = held_out(&recipes)?;
    std::fs::create_dir_all(&request.out).map_err(|source| files::cannot_write(&request.out, &source))?;
    let study = study(&recipes, &request.out, &models, &cases)?;
    let mut lines = Vec::new();
    cases.write(&mut lines).map_err(failure::eval)?;
    files::write_whole(&request.out.join(CASES), &lines)?;
    let path = request.out.join(STUDY);
    files::write_whole(&path, study.to_toml().map_err(failure::eval)?.as_bytes())?;
    let count = |task: Task| (task.name(), cases.serving(task).count());
    Ok(DemonstrationStudy { study: path, cases: Task::ALL.map(count).into(), models: study.models.len() })
}

/// The first folder that models are looked for in that holds every model of the recipes.
fn models_of(recipes: &[DemonstrationRecipe], application: &Application) -> Result<PathBuf, Error> {
    let roots = application.model_roots().into_iter().chain([PathBuf::from("models")]);
    let holds_all = |root: &PathBuf| recipes.iter().all(|recipe| root.join(&recipe.id).join("config.json").is_file());
    roots.into_iter().find(holds_all).ok_or_else(|| {
        let ids: Vec<&str> = recipes.iter().map(|recipe| recipe.id.as_str()).collect();
        Error::new(
            ErrorCode::ModelMissing,
            format!("no folder with {} was found", ids.join(" and ")),
            "name the folder that holds them with --models or in ISOCENTER_MODELS",
        )
    })
}

/// The cases that no adapter of any recipe learnt from, each for the tasks it was held out of.
fn held_out(recipes: &[DemonstrationRecipe]) -> Result<CaseList, Error> {
    let cohort = |recipe: &DemonstrationRecipe| (recipe.cohort.cases, recipe.cohort.seed, recipe.cohort.split_seed);
    let (cases, seed, split_seed) = cohort(&recipes[0]);
    if let Some(other) = recipes.iter().find(|recipe| cohort(recipe) != cohort(&recipes[0])) {
        return Err(Error::new(
            ErrorCode::BadInput,
            format!("{} and {} hold out different cases", recipes[0].id, other.id),
            "give both recipes the same [cohort]",
        ));
    }
    let cohort =
        synthesise(SynthesisOptions { cases, seed }, assets::regimen_library()?).map_err(failure::synthetic)?;
    let mut tasks_of: BTreeMap<String, Vec<Task>> = BTreeMap::new();
    for task in Task::ALL {
        for pair in training_split(&cohort.truth, task, split_seed).held_out {
            tasks_of.entry(pair.patient_id).or_default().push(task);
        }
    }
    let rows = cohort.truth.iter().zip(&cohort.baselines);
    let cases = rows.filter_map(|(truth, known)| Some((truth, known, tasks_of.get(&truth.patient_id)?)));
    let cases = cases.map(|(truth, known, tasks)| case(truth, known, tasks)).collect::<Result<Vec<_>, Error>>()?;
    CaseList::new(cases).map_err(failure::eval)
}

fn case(truth: &TruthRow, known: &Baselines, tasks: &[Task]) -> Result<StudyCase, Error> {
    let radiation = Modality::ALL.into_iter().find(|modality| modality.label() == truth.modality);
    let icd10 = match tasks.contains(&Task::Icd10) {
        true => Some(Icd10Code::parse(&truth.icd10).map_err(|error| failure::internal(&error))?),
        false => None,
    };
    Ok(StudyCase {
        id: CaseId::new(truth.patient_id.clone()),
        diagnosis: Redacted::new(truth.diagnosis.clone()),
        regimen: tasks.contains(&Task::Regimen).then(|| Redacted::new(truth.regimen.clone())),
        modality: radiation.filter(|_| tasks.contains(&Task::Modality)),
        icd10,
        traits: CaseTraits {
            site: Some(known.site.clone()),
            radiation,
            intent: Some(if known.is_palliative { Intent::Palliative } else { Intent::Curative }),
            sex: Some(match known.person.sex {
                isocenter_synthetic::Sex::Female => Sex::Female,
                isocenter_synthetic::Sex::Male => Sex::Male,
            }),
            age_years: u16::try_from(known.person.age_years).ok(),
        },
    })
}

/// The study: defaults of Wang et al.'s design, every model of the recipes as base and tuned.
fn study(recipes: &[DemonstrationRecipe], out: &Path, models_folder: &Path, cases: &CaseList) -> Result<Study, Error> {
    let mut models = Vec::new();
    for recipe in recipes {
        let folder = way(out, &models_folder.join(&recipe.id))?;
        let mut adapters = PerTask::default();
        for task in Task::ALL {
            adapters.set(task, format!("{folder}/adapters/{task}"));
        }
        let family = recipe.architecture().model_type().to_owned();
        for (role, suffix, adapters) in [(Role::Base, "base", PerTask::default()), (Role::Tuned, "tuned", adapters)] {
            models.push(StudyModel {
                id: ModelId::new(format!("{}-{suffix}", recipe.id)),
                label: recipe.name.clone(),
                family: family.clone(),
                role,
                folder: folder.clone(),
                adapters,
            });
        }
    }
    let mut tasks = PerTask::default();
    for task in Task::ALL {
        let prompt_version = assets::prompt_template(task)?.version();
        let beams = recipes[0].evaluation.beams;
        tasks.set(task, TaskSettings { max_tokens: answer_tokens(task), prompt_version, beams });
    }
    let study = Study {
        name: NAME.into(),
        purpose: Purpose::Demonstration,
        answer_parser: Default::default(),
        cases: CaseListRef { file: CASES.into(), sha256: cases.sha256() },
        models,
        tasks,
        sampling: Sampling::default(),
        statistics: Statistics::default(),
    };
    // What is written must also be read: the same checks as for any study file.
    Study::from_toml(&study.to_toml().map_err(failure::eval)?).map_err(failure::eval)
}

/// The way from one folder to another in steps, so that the study moves with its models.
fn way(from: &Path, to: &Path) -> Result<String, Error> {
    let whole = |path: &Path| path.canonicalize().map_err(|source| files::cannot_read(path, &source));
    let (from, to) = (whole(from)?, whole(to)?);
    let shared = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let steps: PathBuf = up.chain(to.components().skip(shared)).collect();
    Ok(steps.to_string_lossy().replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_way_between_two_folders_climbs_and_descends() {
        let home = tempfile::tempdir().unwrap();
        let (study, model) = (home.path().join("models/study"), home.path().join("models/demo"));
        std::fs::create_dir_all(&study).unwrap();
        std::fs::create_dir_all(&model).unwrap();
        assert_eq!(way(&study, &model).unwrap(), "../demo");
        assert_eq!(way(home.path(), &model).unwrap(), "models/demo");
    }
}
