//! A text's vector is the mean of its hidden states, whatever stands beside it.

use candle_core::Tensor;
use isocenter_lm::{CancelToken, Error};
use isocenter_nn::DecoderInput;

use crate::fixture::{engine, error_of, pack};

#[test]
fn a_vector_is_the_mean_of_the_hidden_states_and_does_not_depend_on_other_texts() {
    for family in ["llama2", "llama3", "mistral"] {
        let engine = engine(&pack(family));
        let texts: Vec<Vec<u32>> =
            (1..40).map(|n| (0..n * 3).map(|at| 5 + (at * 31 + n * 7) % 400).collect()).collect();
        let together = engine.text_vectors(&texts, &CancelToken::new(), &mut |_| {}).unwrap();
        for (text, vector) in texts.iter().zip(&together) {
            let alone = engine.text_vectors(std::slice::from_ref(text), &CancelToken::new(), &mut |_| {}).unwrap();
            assert_eq!(&alone[0], vector, "{family}, {} tokens", text.len());
        }
        let text = &texts[10];
        let input = DecoderInput::from_rows(std::slice::from_ref(text), 0, engine.device()).unwrap();
        let plain: Tensor = engine.decoder().hidden(&input, None).unwrap().squeeze(0).unwrap().mean(0).unwrap();
        for (ours, expected) in together[10].iter().zip(plain.to_vec1::<f32>().unwrap()) {
            assert!((ours - expected).abs() < 1e-4, "{family}: {ours} against {expected}");
        }
    }
}

#[test]
fn a_text_longer_than_the_context_is_read_as_far_as_that() {
    let engine = engine(&pack("llama2"));
    let limit = engine.config().max_position_embeddings;
    let long: Vec<u32> = (0..limit + 9).map(|at| 5 + u32::try_from(at).unwrap() % 300).collect();
    let vectors = engine.text_vectors(&[long[..limit].to_vec(), long], &CancelToken::new(), &mut |_| {}).unwrap();
    assert_eq!(vectors[0], vectors[1]);
}

#[test]
fn reading_counts_what_is_read_and_stops_when_told_to() {
    let engine = engine(&pack("llama2"));
    let texts = vec![vec![5, 6, 7]; 3];
    let mut seen = Vec::new();
    engine.text_vectors(&texts, &CancelToken::new(), &mut |read| seen.push(read)).unwrap();
    assert_eq!(seen.last(), Some(&3));
    let cancel = CancelToken::new();
    cancel.cancel();
    assert!(matches!(error_of(engine.text_vectors(&texts, &cancel, &mut |_| {})), Error::Cancelled));
    assert!(matches!(
        error_of(engine.text_vectors(&[vec![]], &CancelToken::new(), &mut |_| {})),
        Error::EmptyPrompt { row: 0 }
    ));
}
