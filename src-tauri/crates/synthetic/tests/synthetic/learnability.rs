//! The texts carry the answers, and no shortcut does.

use std::collections::HashMap;

use isocenter_domain::Task;
use isocenter_synthetic::{Baselines, PairedCase, training_split};

use crate::fixture::{COHORT, baselines_by_patient};

/// What S1's better model reached; a tuned model must reach it too.
const REQUIRED: [(Task, f64); 3] = [(Task::Regimen, 0.545), (Task::Modality, 0.722), (Task::Icd10, 0.737)];

struct Reached {
    majority: f64,
    site: f64,
    oracle: f64,
}

/// ROUGE-1 recall; the metrics crate does not lie below this one.
fn share_of_words_told(reference: &str, answer: &str) -> f64 {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (wanted, mut told) = (words(reference), words(answer));
    let found = wanted.iter().filter(|word| {
        let place = told.iter().position(|other| other == *word);
        place.map(|place| told.swap_remove(place)).is_some()
    });
    found.count() as f64 / wanted.len() as f64
}

fn score(task: Task, reference: &str, answer: &str) -> f64 {
    match task {
        Task::Regimen => share_of_words_told(reference, answer),
        Task::Modality => f64::from(u8::from(reference == answer)),
        Task::Icd10 => f64::from(u8::from(reference.get(..3) == answer.get(..3))),
    }
}

fn most_frequent<'a>(answers: impl Iterator<Item = &'a str>) -> &'a str {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for answer in answers {
        *counts.entry(answer).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(answer, count)| (*count, *answer)).map_or("", |(answer, _)| answer)
}

fn measure(task: Task) -> Reached {
    let split = training_split(&COHORT.truth, task, 1);
    let by_patient = baselines_by_patient();
    let known = |pair: &PairedCase| -> &Baselines { by_patient[pair.patient_id.as_str()] };
    let key = |pair: &'static PairedCase| -> &'static str {
        if task == Task::Icd10 { &pair.answer[..3] } else { &pair.answer }
    };
    let train: &'static [PairedCase] = Vec::leak(split.train);
    let majority = most_frequent(train.iter().map(key));
    let mut sites: HashMap<&str, Vec<&str>> = HashMap::new();
    for pair in train {
        sites.entry(known(pair).site.as_str()).or_default().push(key(pair));
    }
    let sites: HashMap<&str, &str> =
        sites.into_iter().map(|(site, answers)| (site, most_frequent(answers.into_iter()))).collect();
    // Over the training pairs, where the look-up is at its best and chance is small.
    let mean = |answer: &dyn Fn(&PairedCase) -> String| -> f64 {
        train.iter().map(|pair| score(task, &pair.answer, &answer(pair))).sum::<f64>() / train.len() as f64
    };
    Reached {
        majority: mean(&|_| majority.to_owned()),
        site: mean(&|pair| sites[known(pair).site.as_str()].to_owned()),
        oracle: mean(&|pair| match task {
            Task::Regimen => known(pair).oracle_regimen.clone(),
            Task::Modality => known(pair).oracle_modality.label().to_owned(),
            Task::Icd10 => known(pair).oracle_icd10.clone(),
        }),
    }
}

#[test]
fn a_perfect_reader_passes_every_requirement_with_margin() {
    for (task, required) in REQUIRED {
        let reached = measure(task);
        assert!(reached.oracle > required + 0.15, "{task}: {}", reached.oracle);
        assert!(reached.oracle < 0.99, "{task} is not a foregone conclusion: {}", reached.oracle);
    }
}

#[test]
fn neither_the_majority_nor_a_look_up_by_site_solves_regimen_or_modality() {
    for (task, required) in &REQUIRED[..2] {
        let reached = measure(*task);
        assert!(reached.majority < *required, "{task}: {}", reached.majority);
        assert!(reached.site < *required, "{task}: {}", reached.site);
    }
    let modality = measure(Task::Modality);
    assert!((modality.majority - 0.64).abs() < 0.02, "{}", modality.majority);
    assert!(modality.site < 0.70, "{}", modality.site);
}

#[test]
fn the_majority_does_not_solve_the_code_task() {
    assert!(measure(Task::Icd10).majority < 0.25);
}
