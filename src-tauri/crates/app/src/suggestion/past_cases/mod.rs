//! The cases that a model learnt from, with an index over them: which are like a diagnosis, which words and codes were among them. In
//! memory while the model is, and no longer than the vault is open; test cases are never among them.

mod demonstration;
mod stored;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use isocenter_domain::{Icd10Category, Icd10Code, Regimen};
use isocenter_lm::{CancelToken, Engine};
use isocenter_similar::{CaseKey, Document, GroupKey, Index, IndexBuilder, Query};
use isocenter_store::SplitId;

pub(crate) use demonstration::{INDEX_FILE, index_of_demonstration};
pub(crate) use stored::keep_read_index;

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::suggestion_model::SuggestionModel;
use crate::wire::{PhaseView, SimilarCase, SimilarCases, SimilarityBasis};

/// Similar cases that are shown.
const SHOWN: usize = 5;
/// Past this length, a diagnosis that holds a case's whole text, or the other way round, is that case.
const TELLING_CHARS: usize = 60;

/// Which cases these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CaseSource {
    /// The synthetic cohort of a demonstration model, by the model's id.
    Demonstration(String),
    /// The training cases of a frozen split, with the index of a model.
    Split(SplitId, String),
}

/// A case that was learnt from; no `Debug`, for it may be a patient's.
#[derive(Clone)]
pub(crate) struct LearntCase {
    /// The patient, as the cohort names them.
    pub(crate) patient: String,
    pub(crate) diagnosis: String,
    pub(crate) regimen: Regimen,
    pub(crate) icd10: Option<Icd10Code>,
}

/// Cases with their index.
pub(crate) struct PastCases {
    pub(crate) source: CaseSource,
    /// In words.
    origin: String,
    cases: Vec<LearntCase>,
    index: Index,
    words: HashSet<String>,
    categories: HashMap<Icd10Category, usize>,
}

impl PastCases {
    /// Takes an index if it is one of these cases, else makes one of their words alone.
    fn new(source: CaseSource, origin: String, cases: Vec<LearntCase>, index: Option<Index>) -> Result<Self, Error> {
        let of_these = |index: &Index| index.len() == cases.len() && index.contains(CaseKey(cases.len() as u64 - 1));
        let index = match index.filter(|index| !cases.is_empty() && of_these(index)) {
            Some(index) => index,
            None => build_index(&cases, None)?,
        };
        let words = cases.iter().flat_map(|case| words_of(&case.diagnosis).collect::<Vec<_>>()).collect();
        let mut categories = HashMap::new();
        for code in cases.iter().filter_map(|case| case.icd10.as_ref()) {
            *categories.entry(code.category()).or_default() += 1;
        }
        Ok(Self { source, origin, cases, index, words, categories })
    }

    /// Whether the model's hidden states are in the index.
    pub(crate) fn is_read_by_model(&self) -> bool {
        self.index.vector_length().is_some()
    }

    /// Whether the word occurs in a diagnosis that was learnt from.
    pub(crate) fn knows_word(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }

    /// Cases of a category that were learnt from.
    pub(crate) fn of_category(&self, category: Icd10Category) -> usize {
        self.categories.get(&category).copied().unwrap_or(0)
    }

    /// The nearest cases, without the patient's own.
    ///
    /// # Errors
    /// A vector of another model.
    pub(crate) fn similar(
        &self,
        diagnosis: &str,
        vector: Option<&[f32]>,
        plan: &Regimen,
    ) -> Result<SimilarCases, Error> {
        let own = self.own_groups(diagnosis);
        let query = Query {
            text: diagnosis,
            vector: vector.filter(|vector| self.index.vector_length() == Some(vector.len())),
            exclude: &|_, group| own.contains(&group),
            limit: SHOWN,
        };
        let hits = self.index.search(&query).map_err(failure::similar)?;
        let basis = if query.vector.is_some() { SimilarityBasis::WordsAndModel } else { SimilarityBasis::Words };
        let case = |hit: &isocenter_similar::Hit| {
            let case = self.cases.get(usize::try_from(hit.key.0).ok()?)?;
            Some(SimilarCase {
                similarity: hit.score,
                diagnosis: case.diagnosis.clone(),
                delivered: case.regimen.phases.iter().map(PhaseView::from).collect(),
                delivered_text: case.regimen.text.clone(),
                code: case.icd10.as_ref().map(ToString::to_string),
                equals_suggestion: case.regimen.is_clinically_equal(plan),
            })
        };
        let cases: Vec<SimilarCase> = hits.iter().filter_map(case).collect();
        let equal = cases.iter().filter(|case| case.equals_suggestion).count();
        let remark = match basis {
            SimilarityBasis::WordsAndModel => None,
            SimilarityBasis::Words => {
                Some("The model has not read these cases, so they are compared by their words; a measurement of its run on held-out cases lets it.".to_owned())
            }
        };
        Ok(SimilarCases {
            equal: count(equal),
            searched: count(self.cases.len()),
            origin: self.origin.clone(),
            basis,
            remark: remark.filter(|_| !cases.is_empty()),
            cases,
        })
    }

    /// Groups of the patients whose own text this is.
    fn own_groups(&self, diagnosis: &str) -> HashSet<GroupKey> {
        let asked = letters_of(diagnosis);
        let is_own = |case: &LearntCase| {
            let held = letters_of(&case.diagnosis);
            let holds = |one: &str, other: &str| other.len() >= TELLING_CHARS && one.contains(other);
            held == asked || holds(&asked, &held) || holds(&held, &asked)
        };
        self.cases.iter().filter(|case| is_own(case)).map(group_of).collect()
    }
}

/// What stands beside a suggestion where there is no case to compare with.
pub(crate) fn no_cases(why: &str) -> SimilarCases {
    SimilarCases {
        cases: Vec::new(),
        equal: 0,
        searched: 0,
        origin: String::new(),
        basis: SimilarityBasis::Words,
        remark: Some(why.to_owned()),
    }
}

/// Letters and figures of a text in small letters: what stays of it however it was typed or pasted.
fn letters_of(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A number for a patient, the same wherever it is made (FNV-1a).
fn group_of(case: &LearntCase) -> GroupKey {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    GroupKey(case.patient.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

fn build_index(cases: &[LearntCase], vectors: Option<&[Vec<f32>]>) -> Result<Index, Error> {
    let mut builder = IndexBuilder::new();
    for (place, case) in cases.iter().enumerate() {
        let vector = vectors.and_then(|vectors| vectors.get(place)).map(Vec::as_slice);
        let document = Document { key: CaseKey(place as u64), group: group_of(case), text: &case.diagnosis, vector };
        builder.add(&document).map_err(failure::similar)?;
    }
    Ok(builder.build())
}

/// The cases as a model reads them: a vector of its hidden states for each.
///
/// # Errors
/// A failing model; being cancelled.
pub(crate) fn read_by_model(
    engine: &Engine,
    cases: &[LearntCase],
    cancel: &CancelToken,
    tick: &mut dyn FnMut(usize),
) -> Result<Index, Error> {
    let tokens = cases.iter().map(|case| engine.tokenizer().encode(&case.diagnosis).map_err(failure::lm));
    let tokens = tokens.collect::<Result<Vec<_>, Error>>()?;
    let vectors = engine.text_vectors(&tokens, cancel, tick).map_err(failure::lm)?;
    build_index(cases, Some(&vectors))
}

/// The vector of one text.
///
/// # Errors
/// A failing model.
pub(crate) fn vector_of(engine: &Engine, text: &str, cancel: &CancelToken) -> Result<Vec<f32>, Error> {
    let tokens = engine.tokenizer().encode(text).map_err(failure::lm)?;
    let vectors = engine.text_vectors(&[tokens], cancel, &mut |_| {}).map_err(failure::lm)?;
    Ok(vectors.into_iter().next().unwrap_or_default())
}

/// The cases that a model learnt its regimens from, from memory where they are the ones asked for last.
///
/// # Errors
/// A damaged vault or asset.
pub(crate) fn of_model(application: &Application, model: &SuggestionModel) -> Result<Option<Arc<PastCases>>, Error> {
    let locks = application.locks();
    let Some(source) = stored::source_of(application, model)? else { return Ok(None) };
    if let Some(held) = application.past_cases().as_ref().filter(|held| held.source == source) {
        return Ok(Some(Arc::clone(held)));
    }
    let read = match &source {
        CaseSource::Demonstration(id) => demonstration::read(id, model.folder())?,
        CaseSource::Split(split, model) => stored::read(application, *split, model)?,
    };
    let read = read.map(Arc::new);
    let mut held = application.past_cases();
    // Whoever locked meanwhile must not find the cases in memory again, nor must the next vault.
    if application.locks() == locks {
        held.clone_from(&read);
    }
    drop(held);
    Ok(read)
}

/// Cases that nothing was learnt from, with those that something was.
pub(crate) struct HeldOutCases {
    /// In words.
    pub(crate) origin: String,
    pub(crate) cases: Vec<LearntCase>,
    pub(crate) learnt: PastCases,
}

/// The held-out cases of the latest frozen split; where the vault has none, or there is no vault, the synthetic ones of the demonstration.
///
/// # Errors
/// A damaged vault or asset.
pub(crate) fn held_out(application: &Application) -> Result<Option<HeldOutCases>, Error> {
    match stored::held_out(application)? {
        Some(cases) => Ok(Some(cases)),
        None => demonstration::held_out(),
    }
}
