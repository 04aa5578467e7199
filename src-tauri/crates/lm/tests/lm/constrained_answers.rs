//! Constrained answers against every allowed answer, written out and scored one by one.

use std::collections::BTreeMap;

use isocenter_lm::{CancelToken, Engine, Error, TextConstraint};

use crate::fixture::{engine, error_of, pack, random_model};

/// Codes may be spelled by several token sequences, with or without a space in front.
const PIECES: [&str; 12] = ["C", "5", "0", ".", "9", "1", "C5", "50", "0.", "ĠC", "Ġ", "x"];
const CODES: [&str; 6] = ["C50", "C50.9", "C51.9", "C5", "C10.1", "C90"];
const MAX_TOKENS: usize = 7;
const PROMPT: [u32; 3] = [0, 13, 4];

struct Listed<'a>(&'a [&'a str]);

impl TextConstraint for Listed<'_> {
    fn may_continue(&self, text: &str) -> bool {
        self.0.iter().any(|code| code.starts_with(text))
    }

    fn is_complete(&self, text: &str) -> bool {
        self.0.contains(&text)
    }
}

/// Every token sequence that spells a code, by brute force over pieces; no part of the engine's search is used.
fn spellings(engine: &Engine) -> Vec<(String, Vec<u32>)> {
    let pieces: Vec<(u32, String)> =
        (2..u32::try_from(PIECES.len()).unwrap() + 2).map(|id| (id, engine.tokenizer().piece(id))).collect();
    let mut found = Vec::new();
    let mut open: Vec<(String, Vec<u32>)> = vec![(String::new(), vec![])];
    while let Some((text, ids)) = open.pop() {
        let visible = text.strip_prefix(' ').unwrap_or(&text);
        if CODES.contains(&visible) {
            found.push((visible.to_owned(), ids.clone()));
        }
        if ids.len() == MAX_TOKENS || !CODES.iter().any(|code| code.starts_with(visible)) {
            continue;
        }
        for (id, piece) in &pieces {
            open.push((format!("{text}{piece}"), ids.iter().copied().chain([*id]).collect()));
        }
    }
    found
}

/// Log-probability of each code by its best spelling, the end included.
fn exhaustive(engine: &Engine) -> BTreeMap<String, f64> {
    let spellings = spellings(engine);
    assert!(spellings.len() > 2 * CODES.len(), "several spellings a code");
    let ended: Vec<Vec<u32>> = spellings.iter().map(|(_, ids)| ids.iter().copied().chain([1]).collect()).collect();
    let scores = engine.score_continuations(&PROMPT, &ended, None, &CancelToken::new()).unwrap();
    let mut best = BTreeMap::new();
    for ((text, _), score) in spellings.into_iter().zip(scores) {
        let entry = best.entry(text).or_insert(f64::NEG_INFINITY);
        *entry = score.max(*entry);
    }
    best
}

#[test]
fn a_wide_beam_finds_every_allowed_answer_in_order_with_its_probability() {
    for seed in 0..5 {
        let folder = random_model(&PIECES, seed);
        let engine = engine(folder.path());
        let found =
            engine.constrained_beam(&PROMPT, None, &Listed(&CODES), 200, MAX_TOKENS, &CancelToken::new()).unwrap();
        let expected = exhaustive(&engine);
        assert_eq!(found.len(), expected.len(), "seed {seed}");
        for answer in &found {
            assert!((answer.log_probability - expected[&answer.text]).abs() < 1e-4, "seed {seed}, {}", answer.text);
        }
        assert!(found.is_sorted_by(|left, right| left.log_probability >= right.log_probability), "best first");
    }
}

#[test]
fn a_narrow_beam_gives_only_allowed_answers_and_the_best_of_them_first() {
    for seed in 0..5 {
        let folder = random_model(&PIECES, seed);
        let engine = engine(folder.path());
        let found =
            engine.constrained_beam(&PROMPT, None, &Listed(&CODES), 8, MAX_TOKENS, &CancelToken::new()).unwrap();
        let expected = exhaustive(&engine);
        let best = expected.values().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(found.iter().all(|answer| CODES.contains(&answer.text.as_str())), "seed {seed}");
        assert!(
            (found[0].log_probability - best).abs() < 1e-4,
            "seed {seed}: {} against {best}",
            found[0].log_probability
        );
    }
}

#[test]
fn answers_of_a_metaspace_tokenizer_lose_the_space_in_front() {
    for family in ["llama2", "llama3"] {
        let engine = engine(&pack(family));
        let prompt = engine.tokenizer().encode("What is it?\n").unwrap();
        let words = ["photon", "proton", "electron"];
        let found = engine.constrained_beam(&prompt, None, &Listed(&words), 64, 16, &CancelToken::new()).unwrap();
        let mut texts: Vec<&str> = found.iter().map(|answer| answer.text.as_str()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["electron", "photon", "proton"], "{family}");
    }
}

#[test]
fn the_natural_spelling_is_among_those_searched() {
    let engine = engine(&pack("llama2"));
    let prompt = engine.tokenizer().encode("What is it?\n").unwrap();
    let mut natural = engine.tokenizer().encode_without_special("photon").unwrap();
    natural.push(engine.tokenizer().eos_id());
    let score = engine.score_continuations(&prompt, &[natural], None, &CancelToken::new()).unwrap()[0];
    let found = engine.constrained_beam(&prompt, None, &Listed(&["photon"]), 256, 16, &CancelToken::new()).unwrap();
    assert!(found[0].log_probability >= score - 1e-4, "{} against {score}", found[0].log_probability);
}

#[test]
fn nothing_allowed_gives_nothing_and_too_few_tokens_give_only_what_fits() {
    let folder = random_model(&PIECES, 1);
    let engine = engine(folder.path());
    let search = |codes: &[&str], max_tokens: usize| {
        engine.constrained_beam(&PROMPT, None, &Listed(codes), 50, max_tokens, &CancelToken::new()).unwrap()
    };
    assert!(search(&["zzz"], 5).is_empty());
    assert!(search(&[], 5).is_empty());
    assert_eq!(search(&["C5", "C50.9"], 1).iter().map(|answer| answer.text.as_str()).collect::<Vec<_>>(), ["C5"]);
}

#[test]
fn a_search_can_be_cancelled() {
    let engine = engine(&pack("llama2"));
    let cancel = CancelToken::new();
    cancel.cancel();
    assert!(matches!(
        error_of(engine.constrained_beam(&[1], None, &Listed(&["photon"]), 4, 8, &cancel)),
        Error::Cancelled
    ));
}
