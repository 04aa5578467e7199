//! The cohort all tests look at, drawn once.

use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use isocenter_domain::Icd10Catalog;
use isocenter_synthetic::{Baselines, RegimenLibrary, SynthesisOptions, SyntheticCohort, TruthRow, synthesise};

pub const CASES: usize = 15_724;

pub fn assets() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets")
}

pub static LIBRARY: LazyLock<RegimenLibrary> = LazyLock::new(|| {
    RegimenLibrary::from_csv(&std::fs::read_to_string(assets().join("regimens/regimens.csv")).unwrap()).unwrap()
});

pub static CATALOG: LazyLock<Icd10Catalog> = LazyLock::new(|| {
    let packed = std::fs::File::open(assets().join("icd10/icd10cm.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Icd10Catalog::from_tsv(&text).unwrap()
});

pub static COHORT: LazyLock<SyntheticCohort> =
    LazyLock::new(|| synthesise(SynthesisOptions { cases: CASES, seed: 1 }, &LIBRARY).unwrap());

pub fn kept() -> impl Iterator<Item = (&'static TruthRow, &'static Baselines)> {
    COHORT.truth.iter().zip(&COHORT.baselines).filter(|(row, _)| row.kept)
}

pub fn baselines_by_patient() -> HashMap<&'static str, &'static Baselines> {
    COHORT.truth.iter().zip(&COHORT.baselines).map(|(row, baselines)| (row.patient_id.as_str(), baselines)).collect()
}

pub fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
