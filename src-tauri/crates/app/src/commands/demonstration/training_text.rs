//! What a demonstration model learns from: prose for the base, pairs of question and answer for the adapters.

use std::collections::HashMap;

use isocenter_domain::Task;
use isocenter_synthetic::{
    PairedCase, ProseOptions, Split, SynthesisOptions, TruthRow, prose_documents, synthesise, training_split,
};
use isocenter_train::Example;

use super::recipe::DemonstrationRecipe;
use crate::assets;
use crate::error::Error;
use crate::failure;

/// The prose of the recipe; it never pairs a diagnosis with its answer.
pub(super) fn prose(recipe: &DemonstrationRecipe) -> Result<Vec<String>, Error> {
    let options = ProseOptions { documents: recipe.prose.documents, seed: recipe.prose.seed };
    prose_documents(options, assets::regimen_library()?, assets::icd10_catalog()?).map_err(failure::synthetic)
}

/// What the tokenizer learns its pieces from: the prose, and training diagnoses and answers each as a text of its own,
/// so that both are cut into few tokens and nothing tells which answer belongs to which diagnosis.
pub(super) fn tokenizer_texts(recipe: &DemonstrationRecipe, prose: &[String]) -> Result<Vec<String>, Error> {
    let mut texts = prose.to_vec();
    for task in Task::ALL {
        for case in split(recipe, task)?.train {
            if task == Task::Regimen {
                texts.push(case.diagnosis);
            }
            texts.push(case.answer);
        }
    }
    Ok(texts)
}

/// Training and held-out cases of a task.
pub(super) fn split(recipe: &DemonstrationRecipe, task: Task) -> Result<Split, Error> {
    Ok(training_split(&truth(recipe, recipe.cohort.seed)?, task, recipe.cohort.split_seed))
}

/// The held-out cases that a cohort of another seed would have: nothing was ever learnt from that cohort.
pub(super) fn cases_of_another_cohort(recipe: &DemonstrationRecipe, seed: u64) -> Result<Vec<PairedCase>, Error> {
    Ok(training_split(&truth(recipe, seed)?, Task::Regimen, recipe.cohort.split_seed).held_out)
}

/// The whole truth of the training and of the held-out cases of the regimen task.
pub(super) fn truth_rows(recipe: &DemonstrationRecipe) -> Result<[Vec<TruthRow>; 2], Error> {
    let truth = truth(recipe, recipe.cohort.seed)?;
    let split = training_split(&truth, Task::Regimen, recipe.cohort.split_seed);
    let mut by_patient: HashMap<String, TruthRow> =
        truth.into_iter().map(|row| (row.patient_id.clone(), row)).collect();
    let mut rows = |cases: Vec<PairedCase>| {
        cases.into_iter().filter_map(|case| by_patient.remove(&case.patient_id)).collect::<Vec<_>>()
    };
    Ok([rows(split.train), rows(split.held_out)])
}

fn truth(recipe: &DemonstrationRecipe, seed: u64) -> Result<Vec<TruthRow>, Error> {
    let options = SynthesisOptions { cases: recipe.cohort.cases, seed };
    Ok(synthesise(options, assets::regimen_library()?).map_err(failure::synthetic)?.truth)
}

/// The question about a case.
pub(super) fn prompt(task: Task, case: &PairedCase) -> Result<String, Error> {
    Ok(assets::prompt_template(task)?.render(&case.diagnosis))
}

/// A case as the trainer reads it.
pub(super) fn example(task: Task, case: &PairedCase) -> Result<Example, Error> {
    Ok(Example { prompt: prompt(task, case)?, answer: case.answer.clone() })
}
