//! Clean suggestions: delivered plans of the synthetic cohort, and what its training part holds.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use isocenter_check::Rulebook;
use isocenter_domain::{Icd10Catalog, Icd10Category, Icd10Code, Task};
use isocenter_regimens::RegimenLibrary;
use isocenter_synthetic::{SynthesisOptions, synthesise, training_split};

pub const CATALOG_NAME: &str = "ICD-10-CM 2026";
/// Seed of the split of the demonstration models.
const SPLIT_SEED: u64 = 1;
const CASES: usize = 15_724;

fn asset(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets").join(name)
}

pub static RULES: LazyLock<Rulebook> =
    LazyLock::new(|| Rulebook::read(&std::fs::read_to_string(asset("checks/rules.toml")).unwrap()).unwrap());
pub static LIBRARY: LazyLock<RegimenLibrary> = LazyLock::new(|| {
    RegimenLibrary::from_csv(&std::fs::read_to_string(asset("regimens/regimens.csv")).unwrap()).unwrap()
});
pub static CATALOG: LazyLock<Icd10Catalog> = LazyLock::new(|| {
    let packed = std::fs::File::open(asset("icd10/icd10cm.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Icd10Catalog::from_tsv(&text).unwrap()
});

/// A suggestion beside its diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub diagnosis: String,
    pub plan: String,
    pub modality: String,
    pub code: Option<String>,
}

impl Case {
    /// The category of its code.
    pub fn category(&self) -> Option<Icd10Category> {
        Icd10Code::parse(self.code.as_deref()?).ok().map(|code| code.category())
    }
}

/// A synthetic cohort, split as the models' was.
pub struct Cohort {
    pub training: Vec<Case>,
    pub held_out: Vec<Case>,
    words: HashSet<String>,
    categories: HashMap<Icd10Category, usize>,
}

impl Cohort {
    pub fn draw(seed: u64) -> Self {
        let truth = synthesise(SynthesisOptions { cases: CASES, seed }, &LIBRARY).unwrap().truth;
        let held_out: HashSet<String> = training_split(&truth, Task::Regimen, SPLIT_SEED)
            .held_out
            .into_iter()
            .map(|pair| pair.patient_id)
            .collect();
        let (mut of_training, mut of_held_out) = (Vec::new(), Vec::new());
        for row in truth.into_iter().filter(|row| row.kept) {
            let part = if held_out.contains(&row.patient_id) { &mut of_held_out } else { &mut of_training };
            let code = (!row.icd10.is_empty()).then_some(row.icd10);
            part.push(Case { diagnosis: row.diagnosis, plan: row.regimen, modality: row.modality, code });
        }
        let is_letter = |letter: char| letter.is_alphanumeric() || letter == '\'';
        let words = of_training
            .iter()
            .flat_map(|case: &Case| case.diagnosis.split(move |letter| !is_letter(letter)))
            .map(str::to_lowercase)
            .collect();
        let mut categories = HashMap::new();
        for category in of_training.iter().filter_map(Case::category) {
            *categories.entry(category).or_default() += 1;
        }
        Self { training: of_training, held_out: of_held_out, words, categories }
    }

    pub fn knows_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    pub fn of_category(&self, category: Icd10Category) -> usize {
        self.categories.get(&category).copied().unwrap_or_default()
    }
}
