//! The official code table, read once.

use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;

use isocenter_domain::Icd10Catalog;

pub static CATALOG: LazyLock<Icd10Catalog> = LazyLock::new(|| {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets/icd10/icd10cm.tsv.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    Icd10Catalog::from_tsv(&text).unwrap()
});
