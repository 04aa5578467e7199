//! Small indexes and the questions put to them.

use isocenter_similar::{CaseKey, Document, GroupKey, Hit, Index, IndexBuilder, Query};

pub const TEXTS: [&str; 6] = [
    "IDC left breast, pT1c pN0, G2, ER+, lumpectomy",
    "ILC left breast UOQ, pT1b pN0 (sn), G1, ER Pos, s/p lumpectomy",
    "Adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2)",
    "SCC Rt base of tongue cT2N1M0 p16 positive",
    "GBM Lt temporal, IDH-wt, MGMT unmeth, s/p STR",
    "NSCLC adeno RUL cT1bN0M0, medically inoperable",
];

pub const NOBODY: &dyn Fn(CaseKey, GroupKey) -> bool = &|_, _| false;

/// Each text a case of its own patient, with its place as key.
pub fn index(texts: &[&str]) -> Index {
    with_vectors(texts, &[])
}

/// The same, the first vectors of `vectors` to the first texts.
pub fn with_vectors(texts: &[&str], vectors: &[Vec<f32>]) -> Index {
    let mut builder = IndexBuilder::new();
    for (i, text) in texts.iter().enumerate() {
        let vector = vectors.get(i).map(Vec::as_slice);
        builder.add(&document(i as u64, text, vector)).unwrap();
    }
    builder.build()
}

pub fn document<'a>(key: u64, text: &'a str, vector: Option<&'a [f32]>) -> Document<'a> {
    Document { key: CaseKey(key), group: GroupKey(key), text, vector }
}

/// By words, nobody excluded.
pub fn search(index: &Index, text: &str) -> Vec<Hit> {
    index.search(&Query { text, vector: None, exclude: NOBODY, limit: usize::MAX }).unwrap()
}

pub fn keys(hits: &[Hit]) -> Vec<u64> {
    hits.iter().map(|hit| hit.key.0).collect()
}
