//! Scores of continuations against scores of whole texts.

use isocenter_lm::{CancelToken, Error};

use crate::fixture::{engine, error_of, pack};

/// The same sums of products in another order.
const TOLERANCE: f64 = 1e-4;

#[test]
fn continuations_of_different_lengths_score_as_the_whole_text_does() {
    for family in ["llama2", "llama3", "mistral"] {
        let mut engine = engine(&pack(family));
        engine.add_adapter("tuned", &pack(family).join("adapter")).unwrap();
        let prompt = engine
            .tokenizer()
            .encode("DCIS of the left breast, grade 2, cT1N0M0, PSA 1.0 squamous cell carcinoma\n")
            .unwrap();
        let continuations: Vec<Vec<u32>> =
            (0..40).map(|index| (0..index % 7).map(|step| 5 + (index * 13 + step * 29) % 400).collect()).collect();
        for adapter in [None, Some("tuned")] {
            let scores = engine.score_continuations(&prompt, &continuations, adapter, &CancelToken::new()).unwrap();
            for (continuation, score) in continuations.iter().zip(scores) {
                let whole: Vec<u32> = prompt.iter().chain(continuation).copied().collect();
                let expected: f64 = engine.score(&whole, adapter).unwrap()[prompt.len()..]
                    .iter()
                    .map(|score| f64::from(score.unwrap()))
                    .sum();
                assert!(
                    (score - expected).abs() < TOLERANCE * (1.0 + expected.abs()),
                    "{family}, {} tokens: {score} against {expected}",
                    continuation.len()
                );
            }
        }
    }
}

#[test]
fn all_single_tokens_together_have_probability_one() {
    let engine = engine(&pack("llama2"));
    let continuations: Vec<Vec<u32>> =
        (0..u32::try_from(engine.config().vocab_size).unwrap()).map(|id| vec![id]).collect();
    let total: f64 = engine
        .score_continuations(&[1, 300], &continuations, None, &CancelToken::new())
        .unwrap()
        .into_iter()
        .map(f64::exp)
        .sum();
    assert!((total - 1.0).abs() < 1e-6, "{total}");
}

#[test]
fn scoring_can_be_cancelled_and_refuses_what_it_cannot_read() {
    let engine = engine(&pack("llama2"));
    let cancelled = CancelToken::new();
    cancelled.cancel();
    assert!(matches!(error_of(engine.score_continuations(&[1], &[vec![5]], None, &cancelled)), Error::Cancelled));
    assert!(matches!(error_of(engine.score(&[], None)), Error::EmptyPrompt { .. }));
    assert!(matches!(
        error_of(engine.score_continuations(&[], &[vec![5]], None, &CancelToken::new())),
        Error::EmptyPrompt { .. }
    ));
    assert!(matches!(error_of(engine.score(&[1, 70_000], None)), Error::TokenOutsideVocabulary { id: 70_000, .. }));
    assert!(matches!(error_of(engine.score(&vec![5; 100_000], None)), Error::ContextTooLong { tokens: 100_000, .. }));
}
