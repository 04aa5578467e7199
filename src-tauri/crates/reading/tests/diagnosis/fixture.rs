//! The official code table, the library's site labels, one synthetic cohort, and a reading in one line a fact.

use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use isocenter_domain::Icd10Catalog;
use isocenter_reading::diagnosis::Standing;
use isocenter_reading::{DiagnosisReading, Site};
use isocenter_synthetic::{RegimenLibrary, SynthesisOptions, TruthRow, synthesise};

fn asset(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets").join(path)
}

pub static CATALOG: LazyLock<Icd10Catalog> = LazyLock::new(|| {
    let mut text = String::new();
    let file = std::fs::File::open(asset("icd10/icd10cm.tsv.gz")).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    Icd10Catalog::from_tsv(&text).unwrap()
});

/// Truth rows of the whole cohort that hold a diagnosis.
pub static TRUTH: LazyLock<Vec<TruthRow>> = LazyLock::new(|| {
    let library = RegimenLibrary::from_csv(&library_text()).unwrap();
    let cohort = synthesise(SynthesisOptions { cases: 15_724, seed: 1 }, &library).unwrap();
    cohort.truth.into_iter().filter(|row| !row.diagnosis.is_empty()).collect()
});

pub fn library_text() -> String {
    std::fs::read_to_string(asset("regimens/regimens.csv")).unwrap()
}

/// Each fact as `kind: words [standing] «span»`; a fact that is present says no standing.
pub fn lines(text: &str) -> Vec<String> {
    let line = |fact: &isocenter_reading::diagnosis::Fact| {
        let standing = match fact.standing {
            Standing::Present => String::new(),
            other => format!(" [{other:?}]"),
        };
        format!("{}: {}{standing} «{}»", fact.value.kind(), fact.value.words(), fact.span.of(text))
    };
    DiagnosisReading::read(text).facts().iter().map(line).collect()
}

pub fn ids(sites: &[Site]) -> Vec<&'static str> {
    sites.iter().map(|site| site.id()).collect()
}
