//! The recipe of a demonstration model: one TOML file holds every number from the cohort to the evaluation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_lm::{Architecture, DecoderConfig, RopeScaling};
use isocenter_train::{PretrainConfig, RecipeConfig, TokenizerKind};
use serde::Deserialize;

use crate::error::Error;
use crate::held_out::AskSettings;
use crate::wire::ErrorCode;
use crate::{assets, files};

/// One recipe file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemonstrationRecipe {
    /// Folder name of the model, e.g. `demo-llama`.
    pub(super) id: String,
    /// Name for people.
    pub(super) name: String,
    /// Family that `config.json` names.
    pub(super) architecture: Family,
    pub(super) cohort: CohortRecipe,
    pub(super) prose: ProseRecipe,
    pub(super) tokenizer: TokenizerRecipe,
    pub(super) shape: Shape,
    /// Training of the base from scratch.
    pub(super) pretraining: PretrainConfig,
    /// One fine-tune for each task, under the task's name.
    pub(super) adapters: BTreeMap<String, RecipeConfig>,
    pub(super) agreement: AgreementRecipe,
    pub(super) evaluation: EvaluationRecipe,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Family {
    Llama,
    Mistral,
}

impl Family {
    pub(super) fn architecture(self) -> Architecture {
        match self {
            Self::Llama => Architecture::Llama,
            Self::Mistral => Architecture::Mistral,
        }
    }
}

/// Whose cases the adapters learn from and are measured on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CohortRecipe {
    pub(super) cases: usize,
    pub(super) seed: u64,
    /// Seed of the split into training and held-out cases.
    pub(super) split_seed: u64,
}

/// What the base reads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProseRecipe {
    pub(super) documents: usize,
    pub(super) seed: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenizerRecipe {
    pub(super) kind: TokenizerFamily,
    pub(super) vocabulary: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TokenizerFamily {
    /// As LLaMA-3 ships it.
    ByteLevel,
    /// As LLaMA-2 and Mistral ship it.
    Metaspace,
}

impl TokenizerRecipe {
    pub(super) fn kind(&self) -> TokenizerKind {
        match self.kind {
            TokenizerFamily::ByteLevel => TokenizerKind::ByteLevelBpe,
            TokenizerFamily::Metaspace => TokenizerKind::Metaspace,
        }
    }
}

/// Shape of the decoder in the words of `config.json`; the vocabulary is the tokenizer's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    num_key_value_heads: usize,
    head_dim: usize,
    rms_norm_eps: f64,
    rope_theta: f64,
    sliding_window: Option<usize>,
    tie_word_embeddings: bool,
    max_position_embeddings: usize,
}

impl Shape {
    /// The decoder for a tokenizer of `vocab_size` tokens.
    pub(super) fn decoder(&self, vocab_size: usize) -> DecoderConfig {
        DecoderConfig {
            vocab_size,
            hidden_size: self.hidden_size,
            intermediate_size: self.intermediate_size,
            num_layers: self.num_hidden_layers,
            num_heads: self.num_attention_heads,
            num_kv_heads: self.num_key_value_heads,
            head_dim: self.head_dim,
            rms_norm_eps: self.rms_norm_eps,
            rope_theta: self.rope_theta,
            rope_scaling: RopeScaling::None,
            sliding_window: self.sliding_window,
            tie_word_embeddings: self.tie_word_embeddings,
            max_position_embeddings: self.max_position_embeddings,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvaluationRecipe {
    pub(super) temperature: f64,
    pub(super) seed: u64,
    /// Hypotheses of the search over the ICD-10-CM table.
    pub(super) beams: usize,
}

/// How the agreement of samples is measured.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreementRecipe {
    /// Samples of each case.
    pub(super) samples: usize,
    pub(super) temperature: f64,
    pub(super) seed: u64,
    /// Seed of the cohort on which the threshold is chosen; another than the cohort's own.
    pub(super) cohort_seed: u64,
}

impl EvaluationRecipe {
    /// How held-out questions are asked.
    pub(super) fn settings(&self) -> AskSettings {
        AskSettings { temperature: self.temperature, seed: self.seed, beams: self.beams }
    }
}

impl DemonstrationRecipe {
    /// Every recipe of a folder by file name, of those built into the program where no folder is named; or the one named `only`.
    pub(super) fn read_all(folder: Option<&Path>, only: Option<&str>) -> Result<Vec<Self>, Error> {
        let all = match folder {
            Some(folder) => {
                let files = toml_files(folder)?.into_iter();
                files.map(|path| Self::parse(&path, &files::read_text(&path)?)).collect::<Result<Vec<_>, _>>()?
            }
            None => {
                let built_in = assets::DEMONSTRATION_RECIPES.iter();
                built_in.map(|(name, text)| Self::parse(Path::new(name), text)).collect::<Result<_, _>>()?
            }
        };
        let recipes: Vec<Self> =
            all.into_iter().filter(|recipe: &Self| only.is_none_or(|id| recipe.id == id)).collect();
        if recipes.is_empty() {
            let place = folder.map_or_else(|| "this program".to_owned(), |folder| folder.display().to_string());
            return Err(Error::new(
                ErrorCode::BadInput,
                format!("{place} holds no recipe{}", only.map(|id| format!(" of {id}")).unwrap_or_default()),
                "name the folder with the recipes of the demonstration models with --recipes, or leave it out",
            ));
        }
        Ok(recipes)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let recipe: Self = toml::from_str(text).map_err(|error| {
            Error::new(
                ErrorCode::BadInput,
                format!("{} is not a recipe", path.display()),
                "correct the place named in the details",
            )
            .with_detail(error.message().to_owned())
        })?;
        for task in Task::ALL {
            recipe.adapter(task)?;
        }
        Ok(recipe)
    }

    /// The fine-tune of a task.
    pub(super) fn adapter(&self, task: Task) -> Result<&RecipeConfig, Error> {
        self.adapters.get(task.name()).ok_or_else(|| {
            Error::new(
                ErrorCode::BadInput,
                format!("the recipe of {} has no [adapters.{task}]", self.id),
                "add the numbers of that fine-tune",
            )
        })
    }

    pub(super) fn architecture(&self) -> Architecture {
        self.architecture.architecture()
    }
}

pub(super) fn toml_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths: Vec<PathBuf> = files::entries(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_shipped_recipe_can_be_read_and_its_numbers_are_in_range() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/recipes");
        let recipes = DemonstrationRecipe::read_all(Some(&folder), None).unwrap();
        let ids: Vec<&str> = recipes.iter().map(|recipe| recipe.id.as_str()).collect();
        assert_eq!(ids, ["demo-llama", "demo-mistral"]);
        for recipe in &recipes {
            recipe.pretraining.validate().unwrap();
            for task in Task::ALL {
                recipe.adapter(task).unwrap().validate().unwrap();
            }
        }
        assert!(DemonstrationRecipe::read_all(Some(&folder), Some("demo-gpt")).is_err());
    }

    #[test]
    fn the_recipes_of_the_folder_are_those_that_are_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/recipes");
        let shipped = toml_files(&folder).unwrap();
        let shipped: Vec<_> = shipped
            .iter()
            .map(|path| {
                (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
            })
            .collect();
        let built_in = assets::DEMONSTRATION_RECIPES.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert!(shipped == built_in, "a recipe of the folder is not built in");
        assert_eq!(DemonstrationRecipe::read_all(None, Some("demo-llama")).unwrap().len(), 1);
    }
}
