//! How often the five nearest cases by words share category, code and modality with a held-out case of the synthetic cohort (seed 1), beside five
//! drawn at random.
//! `cargo run --release -p isocenter-similar --example similar_quality -- assets/regimens/regimens.csv`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example, run by hand")]

use isocenter_domain::Task;
use isocenter_similar::{CaseKey, Document, GroupKey, Index, IndexBuilder, Query};
use isocenter_synthetic::{PairedCase, RegimenLibrary, SynthesisOptions, synthesise, training_split};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Cases shown on the screen.
const SHOWN: usize = 5;

fn main() {
    let table = std::env::args().nth(1).expect("the table of regimens");
    let library = RegimenLibrary::from_csv(&std::fs::read_to_string(table).expect("a text")).expect("a library");
    let truth = synthesise(SynthesisOptions { cases: 15_724, seed: 1 }, &library).expect("a cohort").truth;
    let category = |answer: &str| answer.chars().take(3).collect::<String>();
    let plan = |answer: &str| answer.split_once(". primary, ").map_or(answer, |(_, plan)| plan).to_owned();
    report("ICD-10 category", &training(&truth, Task::Icd10), category);
    report("ICD-10 code", &training(&truth, Task::Icd10), str::to_owned);
    report("modality", &training(&truth, Task::Modality), str::to_owned);
    report("plan (all phases)", &training(&truth, Task::Regimen), plan);
}

fn training(truth: &[isocenter_synthetic::TruthRow], task: Task) -> isocenter_synthetic::Split {
    training_split(truth, task, 1)
}

fn report(name: &str, split: &isocenter_synthetic::Split, label: impl Fn(&str) -> String) {
    let index = index(&split.train);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (mut nearest, mut drawn, mut first, mut scores) = (0, 0, 0, (0.0, 0.0));
    for case in &split.held_out {
        let own = label(&case.answer);
        let is_same = |place: usize| label(&split.train[place].answer) == own;
        let query = Query { text: &case.diagnosis, vector: None, exclude: &|_, _| false, limit: SHOWN };
        let hits = index.search(&query).expect("hits");
        nearest += hits.iter().filter(|hit| is_same(hit.key.0 as usize)).count();
        first += usize::from(hits.first().is_some_and(|hit| is_same(hit.key.0 as usize)));
        drawn += (0..SHOWN).filter(|_| is_same(rng.random_range(0..split.train.len()))).count();
        scores.0 += hits.first().map_or(0.0, |hit| hit.score);
        scores.1 += hits.last().map_or(0.0, |hit| hit.score);
    }
    let asked = split.held_out.len() as f64;
    let of_shown = |count: usize| count as f64 / (asked * SHOWN as f64);
    println!(
        "{name}: {} held-out of {}: precision@{SHOWN} {:.3}, first {:.3}, at random {:.3}; mean similarity of the first {:.2}, of the fifth {:.2}",
        split.held_out.len(),
        split.train.len(),
        of_shown(nearest),
        first as f64 / asked,
        of_shown(drawn),
        scores.0 / asked,
        scores.1 / asked,
    );
}

fn index(cases: &[PairedCase]) -> Index {
    let mut builder = IndexBuilder::new();
    for (key, case) in (0..).zip(cases) {
        let document = Document { key: CaseKey(key), group: GroupKey(key), text: &case.diagnosis, vector: None };
        builder.add(&document).expect("a case");
    }
    builder.build()
}
