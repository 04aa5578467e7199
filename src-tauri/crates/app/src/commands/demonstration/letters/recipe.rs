//! The recipe of the letter model: one TOML file holds every number from the letters to the evaluation.

use std::path::Path;

use isocenter_letter::SplitFractions;
use isocenter_synthetic::{Institution, LetterOptions};
use isocenter_train::{PretrainConfig, RecipeConfig};
use serde::Deserialize;

use super::super::recipe::{Family, ProseRecipe, Shape, TokenizerRecipe, toml_files};
use crate::error::Error;
use crate::wire::ErrorCode;
use crate::{assets, files};

/// The folder of these recipes among the others.
const FOLDER: &str = "letters";

/// One recipe file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LetterRecipe {
    /// Folder name of the model.
    pub(crate) id: String,
    /// Name for people.
    pub(super) name: String,
    /// Family that `config.json` names.
    pub(super) architecture: Family,
    pub(super) letters: LettersRecipe,
    /// What the base reads.
    pub(super) prose: ProseRecipe,
    pub(super) tokenizer: TokenizerRecipe,
    pub(super) shape: Shape,
    /// Training of the base from scratch.
    pub(super) pretraining: PretrainConfig,
    /// The fine-tune.
    pub(super) adapter: RecipeConfig,
    pub(super) evaluation: EvaluationRecipe,
}

/// Whose letters the adapter learns from and is measured on: those of one institution, in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LettersRecipe {
    pub(super) patients: usize,
    pub(super) seed: u64,
    /// Seed of the split into training and held-out patients.
    pub(super) split_seed: u64,
    /// Share of patients to learn from; the rest is held out.
    pub(super) train: f64,
}

impl LettersRecipe {
    /// The institution whose style is learnt.
    pub(super) const INSTITUTION: Institution = Institution::North;

    pub(super) fn options(&self) -> LetterOptions {
        let institution = Some(Self::INSTITUTION);
        LetterOptions { patients: self.patients, seed: self.seed, institution, language: None }
    }

    pub(super) fn fractions(&self) -> SplitFractions {
        SplitFractions { train: self.train, validation: 0.0 }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvaluationRecipe {
    pub(super) temperature: f64,
    pub(super) seed: u64,
    /// The longest section, tokens.
    pub(super) max_tokens: usize,
    /// Held-out patients who are written about.
    pub(super) patients: usize,
}

impl LetterRecipe {
    /// Every recipe below a folder by file name, of those built into the program where no folder is named; or the one named `only`. A folder without
    /// any is none.
    pub(crate) fn read_all(folder: Option<&Path>, only: Option<&str>) -> Result<Vec<Self>, Error> {
        let all = match folder.map(|folder| folder.join(FOLDER)) {
            Some(folder) if !folder.is_dir() => Vec::new(),
            Some(folder) => {
                let files = toml_files(&folder)?.into_iter();
                files.map(|path| Self::parse(&path, &files::read_text(&path)?)).collect::<Result<Vec<_>, _>>()?
            }
            None => {
                let built_in = assets::LETTER_RECIPES.iter();
                built_in.map(|(name, text)| Self::parse(Path::new(name), text)).collect::<Result<_, _>>()?
            }
        };
        Ok(all.into_iter().filter(|recipe: &Self| only.is_none_or(|id| recipe.id == id)).collect())
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| {
            let what = format!("{} is not a recipe of a letter model", path.display());
            Error::new(ErrorCode::BadInput, what, "correct the place named in the details")
                .with_detail(error.message().to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_shipped_recipe_can_be_read_is_built_in_and_its_numbers_are_in_range() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/recipes");
        let recipes = LetterRecipe::read_all(Some(&folder), None).unwrap();
        let ids: Vec<&str> = recipes.iter().map(|recipe| recipe.id.as_str()).collect();
        assert_eq!(ids, ["demo-letters"]);
        for recipe in &recipes {
            recipe.pretraining.validate().unwrap();
            recipe.adapter.validate().unwrap();
        }
        for (name, text) in assets::LETTER_RECIPES {
            assert!(std::fs::read_to_string(folder.join(FOLDER).join(name)).unwrap() == text, "{name} is not built in");
        }
        assert_eq!(LetterRecipe::read_all(None, None).unwrap().len(), recipes.len());
        assert!(LetterRecipe::read_all(None, Some("demo-llama")).unwrap().is_empty());
    }
}
