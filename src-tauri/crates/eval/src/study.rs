//! The study file: which models answer which tasks for which cases, how answers are drawn and read, and how numbers are made of them.
//! It is the whole record of what determines the numbers; opening folders and files is the caller's.

use isocenter_domain::Task;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::answer::ParserVersion;
use crate::digest::hex;
use crate::{CaseList, Error, ModelId, PerTask, Temperature};

/// A study as its file states it; only [`Study::from_toml`] and [`StudyDraft::freeze`] make one, so it is always valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// What people call it.
    pub name: String,
    /// What its results may be taken for.
    #[serde(default)]
    pub purpose: Purpose,
    /// How answers are read.
    #[serde(default)]
    pub answer_parser: ParserVersion,
    /// The frozen case list.
    pub cases: CaseListRef,
    /// The models, in the order tables show them.
    pub models: Vec<StudyModel>,
    /// What is asked.
    pub tasks: PerTask<TaskSettings>,
    /// How answers are drawn.
    #[serde(default)]
    pub sampling: Sampling,
    /// How numbers are made.
    #[serde(default)]
    pub statistics: Statistics,
}

/// What results may be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The department's own cases.
    #[default]
    Department,
    /// Synthetic cases or demonstration models: every page says so.
    Demonstration,
}

/// Which cases, held by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseListRef {
    /// Where the caller finds them; not part of the study's identity, for the hash is.
    pub file: String,
    /// [`CaseList::sha256`](crate::CaseList::sha256) of them: over what the list says, not over the bytes of its file. Blank in a [`StudyDraft`] only.
    #[serde(default)]
    pub sha256: String,
}

/// A model of the study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyModel {
    /// Names it in samples and exports.
    pub id: ModelId,
    /// Names it in tables; a base and its tuned model usually share it.
    pub label: String,
    /// Its architecture's family, `llama` or `mistral`: models of different families are compared.
    pub family: String,
    /// Base or tuned.
    pub role: Role,
    /// The base's folder. A tuned model is compared with the base of the same folder.
    pub folder: String,
    /// The adapter folder for each task; a base has none.
    #[serde(default)]
    pub adapters: PerTask<String>,
}

/// Without or with its adapter ("vanilla" and "fine-tuned" in Wang et al.).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Without an adapter.
    Base,
    /// With its adapter.
    Tuned,
}

/// How one task is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSettings {
    /// The longest answer, tokens.
    pub max_tokens: usize,
    /// Version of the prompt template.
    pub prompt_version: u32,
    /// Hypotheses of the search over the ICD-10 table; without meaning for other tasks.
    #[serde(default = "default_beams")]
    pub beams: usize,
}

const fn default_beams() -> usize {
    8
}

/// How answers are drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sampling {
    /// The scan, ascending; by default 0.1 to 1.0 in tenths, as Wang et al.
    pub temperatures: Vec<Temperature>,
    /// Samples of a case at each temperature.
    pub samples_per_temperature: u32,
    /// Draw only among the likeliest tokens that hold this share; none draws among all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// The seed of every draw.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        let tenths = (1..=10_u8).map(|tenth| Temperature::new(f64::from(tenth) / 10.0));
        Self { temperatures: tenths.collect(), samples_per_temperature: 1, top_p: None, seed: 42 }
    }
}

/// How numbers are made. Intervals hold 95 %. None of these values is stated by Wang et al. but the level of significance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Statistics {
    /// The seed of the bootstrap.
    pub bootstrap_seed: u64,
    /// Resamples of the bootstrap.
    pub bootstrap_resamples: usize,
    /// Level of significance.
    pub significance: f64,
    /// A subgroup of fewer cases is marked as small.
    pub small_subgroup_cases: usize,
    /// α/β at which EQD2 of answer and reference are compared, gray.
    pub alpha_beta_gray: f64,
    /// EQD2 may differ by this share of the reference.
    pub eqd2_tolerance: f64,
    /// Bins of the reliability curve, of equal width.
    pub calibration_bins: usize,
}

impl Default for Statistics {
    fn default() -> Self {
        Self {
            bootstrap_seed: 42,
            bootstrap_resamples: 1000,
            significance: 0.05,
            small_subgroup_cases: 20,
            alpha_beta_gray: 10.0,
            eqd2_tolerance: 0.05,
            calibration_bins: 10,
        }
    }
}

/// A study file as somebody wrote it: it may leave the hash of its cases out, which is computed when it is frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyDraft(Study);

impl StudyDraft {
    /// Reads a study file and checks it whole, but for the hash of the cases.
    ///
    /// # Errors
    /// As [`Study::from_toml`].
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let mut study: Study = toml::from_str(text).map_err(|source| {
            let before = source.span().and_then(|span| text.get(..span.start));
            Error::StudyFile {
                line: before.map_or(0, |before| before.matches('\n').count() + 1),
                source: Box::new(source),
            }
        })?;
        study.sampling.temperatures.sort();
        crate::study_check::check(&study)?;
        Ok(Self(study))
    }

    /// Where its cases lie.
    #[must_use]
    pub fn cases_file(&self) -> &str {
        &self.0.cases.file
    }

    /// The study of these cases.
    ///
    /// # Errors
    /// [`Error::OtherCases`] when the file names the hash of others.
    pub fn freeze(self, cases: &CaseList) -> Result<Study, Error> {
        let Self(mut study) = self;
        let found = cases.sha256();
        if study.cases.sha256.is_empty() {
            study.cases.sha256 = found;
        } else if study.cases.sha256 != found {
            return Err(Error::OtherCases { expected: study.cases.sha256, found });
        }
        Ok(study)
    }
}

impl Study {
    /// Reads the file of a frozen study and checks it whole.
    ///
    /// # Errors
    /// [`Error::StudyFile`] for what is no TOML, unknown keys and missing ones; else the first thing that does not hold together;
    /// [`Error::NotASha256`] where the hash of the cases is left out.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let StudyDraft(study) = StudyDraft::from_toml(text)?;
        if study.cases.sha256.is_empty() { Err(Error::NotASha256) } else { Ok(study) }
    }

    /// The study as a file, every default written out.
    ///
    /// # Errors
    /// [`Error::StudyText`] when a number does not fit into TOML (a seed above 2⁶³ − 1).
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(self).map_err(|source| Error::StudyText { source: Box::new(source) })
    }

    /// SHA-256 over everything that determines the numbers, in hexadecimal: all of the study but where the case list lies.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut identity = self.clone();
        identity.cases.file.clear();
        // OK because strings, numbers and lists always have a JSON form.
        let text = serde_json::to_string(&identity).unwrap_or_default();
        hex(&Sha256::new().chain_update("isocenter study 1\n").chain_update(text).finalize())
    }

    /// Whether results must be marked as a demonstration.
    #[must_use]
    pub fn is_demonstration(&self) -> bool {
        self.purpose == Purpose::Demonstration
    }

    /// The tasks of the study, in the order of [`Task::ALL`].
    pub fn tasks(&self) -> impl Iterator<Item = Task> + '_ {
        self.tasks.tasks()
    }

    /// Free answers of each case, all temperatures together.
    #[must_use]
    pub fn answers_per_case(&self) -> usize {
        self.sampling.temperatures.len() * self.sampling.samples_per_temperature as usize
    }

    /// The place of a model in the list.
    #[must_use]
    pub fn model_index(&self, id: &ModelId) -> Option<usize> {
        self.models.iter().position(|model| model.id == *id)
    }

    /// Each tuned model with the base of its folder: places in the list.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        let base_of = |tuned: &StudyModel| {
            self.models.iter().position(|base| base.role == Role::Base && base.folder == tuned.folder)
        };
        self.models
            .iter()
            .enumerate()
            .filter(|(_, model)| model.role == Role::Tuned)
            .filter_map(move |(tuned, model)| Some(Pair { tuned, base: base_of(model)? }))
    }
}

/// A tuned model and its base, by their places in the study's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The tuned model.
    pub tuned: usize,
    /// Its base.
    pub base: usize,
}
