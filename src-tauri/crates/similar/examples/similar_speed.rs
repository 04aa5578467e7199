//! How long building, storing and searching an index takes, on one thread, over texts of the synthetic cohort (seed 1).
//! `cargo run --release -p isocenter-similar --example similar_speed -- assets/regimens/regimens.csv [CASES] [VALUES]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example, run by hand")]

use std::time::Instant;

use isocenter_domain::Task;
use isocenter_similar::{CaseKey, Document, GroupKey, Index, IndexBuilder, Query, tokens};
use isocenter_synthetic::{RegimenLibrary, SynthesisOptions, synthesise, training_split};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let table = std::fs::read_to_string(arguments.next().expect("the table of regimens")).expect("a text");
    let cases: usize = arguments.next().map_or(7_500, |n| n.parse().expect("a number of cases"));
    let values: usize = arguments.next().map_or(4_096, |n| n.parse().expect("a number of values of each vector"));

    let library = RegimenLibrary::from_csv(&table).expect("a library");
    let truth = synthesise(SynthesisOptions { cases: 15_724, seed: 1 }, &library).expect("a cohort").truth;
    let split = training_split(&truth, Task::Regimen, 1);
    let texts: Vec<&str> = split.train.iter().map(|case| case.diagnosis.as_str()).cycle().take(cases).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut vector = || (0..values).map(|_| rng.random_range(-1.0..1.0)).collect::<Vec<f32>>();
    let vectors: Vec<Vec<f32>> = (0..cases).map(|_| vector()).collect();
    let asked: Vec<(&str, Vec<f32>)> = split.held_out.iter().map(|case| (case.diagnosis.as_str(), vector())).collect();

    let start = Instant::now();
    let words: usize = texts.iter().map(|text| tokens(text).len()).sum();
    println!("{cases} texts of {words} words read in {:.3} s", start.elapsed().as_secs_f64());
    for (name, has_vectors) in [("words alone", false), ("words and vectors", true)] {
        let start = Instant::now();
        let mut builder = IndexBuilder::new();
        for (key, text) in texts.iter().enumerate() {
            let vector = has_vectors.then_some(vectors[key].as_slice());
            let key = key as u64;
            builder.add(&Document { key: CaseKey(key), group: GroupKey(key), text, vector }).expect("a case");
        }
        let index = builder.build();
        println!("{name}: {index:?} built in {:.3} s", start.elapsed().as_secs_f64());

        let start = Instant::now();
        let bytes = index.to_bytes();
        let wrote = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let index = Index::from_bytes(&bytes).expect("the same index");
        println!("  {} bytes, written in {wrote:.3} s, read in {:.3} s", bytes.len(), start.elapsed().as_secs_f64());

        let mut milliseconds: Vec<f64> = asked
            .iter()
            .map(|(text, vector)| {
                let vector = has_vectors.then_some(vector.as_slice());
                let start = Instant::now();
                let hits = index.search(&Query { text, vector, exclude: &|key, _| key.0 % 50 == 0, limit: 5 });
                assert_eq!(hits.expect("hits").len(), 5);
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        milliseconds.sort_by(f64::total_cmp);
        let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
        println!("  {} searches: median {:.2} ms, p99 {:.2}, slowest {:.2}", asked.len(), at(0.5), at(0.99), at(1.0));
    }
}
