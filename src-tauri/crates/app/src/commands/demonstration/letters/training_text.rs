//! What the letter model learns from: prose for the base, sections of letters for the adapter.

use std::collections::BTreeSet;

use isocenter_letter::{Facts, LetterPart, PromptForm, SectionPair, split_by_patient, training_pairs};
use isocenter_synthetic::{LetterProseOptions, SyntheticLetter, letter_prose, letters};
use isocenter_train::Example;

use super::recipe::LetterRecipe;
use crate::error::Error;
use crate::{assets, failure};

/// In what form the model is asked.
pub(super) const FORM: PromptForm = PromptForm::Plain;

/// A letter with its facts, read.
pub(super) struct PastLetter {
    pub(super) facts: Facts,
    pub(super) letter: SyntheticLetter,
}

/// Letters to learn from, and those of other patients.
pub(super) struct Letters {
    pub(super) train: Vec<PastLetter>,
    pub(super) held_out: Vec<PastLetter>,
}

/// The letters of the recipe, split by patient; of the held-out ones so many patients as are written about.
pub(super) fn past_letters(recipe: &LetterRecipe) -> Result<Letters, Error> {
    let drawn = letters(recipe.letters.options(), assets::regimen_library()?).map_err(failure::synthetic)?;
    let patients: Vec<&str> = drawn.iter().map(|letter| letter.pseudonym.as_str()).collect();
    let parts = split_by_patient(&patients, recipe.letters.split_seed, recipe.letters.fractions());
    let mut split = Letters { train: Vec::new(), held_out: Vec::new() };
    let mut measured: BTreeSet<String> = BTreeSet::new();
    for (letter, part) in drawn.into_iter().zip(parts) {
        let facts = Facts::read_json(&letter.facts_json).map_err(|error| failure::internal(&error))?;
        match part {
            LetterPart::Train | LetterPart::Validation => split.train.push(PastLetter { facts, letter }),
            LetterPart::HeldOut => {
                let is_known = measured.contains(&letter.pseudonym);
                if is_known || measured.len() < recipe.evaluation.patients {
                    measured.insert(letter.pseudonym.clone());
                    split.held_out.push(PastLetter { facts, letter });
                }
            }
        }
    }
    Ok(split)
}

/// The documents of the base.
pub(super) fn prose(recipe: &LetterRecipe) -> Result<Vec<String>, Error> {
    let options = LetterProseOptions { documents: recipe.prose.documents, seed: recipe.prose.seed };
    letter_prose(options, assets::regimen_library()?).map_err(failure::synthetic)
}

fn pairs(letters: &[PastLetter]) -> impl Iterator<Item = SectionPair> {
    letters.iter().flat_map(|past| training_pairs(&past.facts, &past.letter.letter))
}

/// What the tokenizer learns its pieces from: the prose, and questions and sections of training letters each as a text of its own.
pub(super) fn tokenizer_texts(prose: &[String], letters: &Letters) -> Vec<String> {
    prose.iter().cloned().chain(pairs(&letters.train).flat_map(|pair| [pair.prompt, pair.answer])).collect()
}

/// Every section of the training letters as the trainer reads it.
pub(super) fn examples(letters: &Letters) -> Vec<Example> {
    pairs(&letters.train).map(|pair| Example { prompt: FORM.render(&pair.prompt), answer: pair.answer }).collect()
}
