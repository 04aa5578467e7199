//! The index over the synthetic cohort: texts of one category lie near each other.

use std::collections::HashMap;
use std::path::PathBuf;

use isocenter_domain::Task;
use isocenter_similar::{CaseKey, Document, GroupKey, Index, IndexBuilder, Query};
use isocenter_synthetic::{PairedCase, RegimenLibrary, SynthesisOptions, synthesise, training_split};

use crate::fixture::NOBODY;

fn index(cases: &[PairedCase]) -> Index {
    let mut builder = IndexBuilder::new();
    for (key, case) in (0..).zip(cases) {
        let document = Document { key: CaseKey(key), group: GroupKey(key), text: &case.diagnosis, vector: None };
        builder.add(&document).unwrap();
    }
    builder.build()
}

#[test]
fn the_five_nearest_mostly_share_the_category_and_others_seldom_do() {
    let table = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets/regimens/regimens.csv");
    let library = RegimenLibrary::from_csv(&std::fs::read_to_string(table).unwrap()).unwrap();
    let truth = synthesise(SynthesisOptions { cases: 4_000, seed: 3 }, &library).unwrap().truth;
    let split = training_split(&truth, Task::Icd10, 3);
    let index = index(&split.train);
    let category = |case: &PairedCase| case.answer[..3].to_owned();
    let mut shares = HashMap::new();
    for case in &split.held_out {
        let hits = index.search(&Query { text: &case.diagnosis, vector: None, exclude: NOBODY, limit: 5 }).unwrap();
        assert_eq!(hits.len(), 5);
        let same = hits.iter().filter(|hit| category(&split.train[hit.key.0 as usize]) == category(case)).count();
        *shares.entry("nearest").or_insert(0) += same;
        let any = split.train.iter().take(5).filter(|other| category(other) == category(case)).count();
        *shares.entry("any").or_insert(0) += any;
    }
    let share = |of: &str| f64::from(u32::try_from(shares[of]).unwrap()) / (5 * split.held_out.len()) as f64;
    assert!(share("nearest") > 0.8, "{}", share("nearest"));
    assert!(share("any") < 0.2, "{}", share("any"));
}
