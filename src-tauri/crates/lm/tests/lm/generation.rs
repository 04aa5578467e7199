//! Answers: seeds, neighbours in the batch, ends, cancelling, streaming.

use isocenter_lm::{CancelToken, Engine, Error, Finish, Generated, GenerationOptions};

use crate::fixture::{engine, error_of, pack, reciting_model};

const WARM: GenerationOptions = GenerationOptions { temperature: 1.0, top_p: Some(0.95), seed: 11, max_tokens: 16 };
const GREEDY: GenerationOptions = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: 16 };

fn answers(engine: &Engine, prompts: &[Vec<u32>], options: &GenerationOptions) -> Vec<Generated> {
    engine.generate(prompts, None, options, &CancelToken::new(), &mut |_| ()).unwrap()
}

fn prompts(engine: &Engine) -> Vec<Vec<u32>> {
    ["adenocarcinoma of the prostate, grade 2", "DCIS", "glioblastoma of the left frontal lobe"]
        .map(|text| engine.tokenizer().encode(text).unwrap())
        .to_vec()
}

#[test]
fn the_same_seed_gives_the_same_answers_and_another_seed_others() {
    let engine = engine(&pack("llama3"));
    let prompts = prompts(&engine);
    let first = answers(&engine, &prompts, &WARM);
    assert_eq!(first, answers(&engine, &prompts, &WARM));
    assert_ne!(first, answers(&engine, &prompts, &GenerationOptions { seed: 12, ..WARM }));
}

#[test]
fn an_answer_does_not_depend_on_its_neighbours_in_the_batch() {
    for family in ["llama2", "llama3", "mistral"] {
        let engine = engine(&pack(family));
        let prompts = prompts(&engine);
        let together = answers(&engine, &prompts, &WARM);
        assert_eq!(answers(&engine, &prompts[..1], &WARM)[0], together[0], "{family}: alone");
        let others = vec![prompts[2].clone(), prompts[1].clone(), prompts[0].clone()];
        assert_eq!(
            answers(&engine, &others, &WARM)[1],
            together[1],
            "{family}: between others, some of which end earlier"
        );
    }
}

#[test]
fn the_same_prompt_in_two_rows_is_answered_in_two_ways() {
    let engine = engine(&pack("llama2"));
    let prompt = prompts(&engine).remove(0);
    let twice = answers(&engine, &[prompt.clone(), prompt], &WARM);
    assert_ne!(twice[0].ids, twice[1].ids);
}

#[test]
fn an_answer_ends_with_the_end_token_which_is_among_its_ids_but_not_in_its_text() {
    let folder = reciting_model(&["p", "l", "a", "n"]);
    let engine = engine(folder.path());
    let answer = answers(&engine, &[vec![0]], &GREEDY).remove(0);
    assert_eq!(answer, Generated { ids: vec![2, 3, 4, 5, 1], text: "plan".to_owned(), finish: Finish::Eos });
}

#[test]
fn finished_answers_leave_the_batch_and_the_others_go_on() {
    let folder = reciting_model(&["p", "l", "a", "n"]);
    let engine = engine(folder.path());
    let texts: Vec<(String, Finish)> = answers(
        &engine,
        &[vec![4], vec![0], vec![2, 3, 4, 5], vec![2]],
        &GenerationOptions { max_tokens: 4, ..GREEDY },
    )
    .into_iter()
    .map(|answer| (answer.text, answer.finish))
    .collect();
    let expected = [("n", Finish::Eos), ("plan", Finish::Length), ("", Finish::Eos), ("lan", Finish::Eos)];
    assert_eq!(texts, expected.map(|(text, finish)| (text.to_owned(), finish)));
}

#[test]
fn an_answer_stops_where_the_models_context_ends() {
    let engine = engine(&pack("llama2"));
    let limit = engine.config().max_position_embeddings;
    let options = GenerationOptions { max_tokens: 100, ..GREEDY };
    let answer = answers(&engine, &[vec![5; limit - 3]], &options).remove(0);
    assert!(answer.finish == Finish::Eos || answer.ids.len() == 3, "three positions were left");
    let error = error_of(engine.generate(&[vec![5; limit]], None, &options, &CancelToken::new(), &mut |_| ()));
    assert!(matches!(error, Error::ContextTooLong { limit: named, .. } if named == limit), "{error}");
}

#[test]
fn cancelling_stops_after_the_token_in_hand_and_keeps_what_was_said() {
    let folder = reciting_model(&["a", "b", "c", "d", "e", "f"]);
    let engine = engine(folder.path());
    let cancel = CancelToken::new();
    let mut heard = 0;
    let mut stop_at_three = |_: isocenter_lm::TokenEvent<'_>| {
        heard += 1;
        if heard == 3 {
            cancel.cancel();
        }
    };
    let answer = engine.generate(&[vec![0]], None, &GREEDY, &cancel, &mut stop_at_three).unwrap().remove(0);
    assert_eq!(answer, Generated { ids: vec![2, 3, 4], text: "abc".to_owned(), finish: Finish::Cancelled });
    let before = engine.generate(&[vec![0]], None, &GREEDY, &cancel, &mut |_| panic!("no token may come")).unwrap();
    assert_eq!(before[0].finish, Finish::Cancelled);
}

#[test]
fn streaming_never_shows_half_a_character() {
    // C3 A9 is é and E2 98 A2 is ☢ in UTF-8, each byte a token of its own in the byte-level alphabet.
    let folder = reciting_model(&["x", "Ã", "©", "y", "â", "ĺ", "¢"]);
    let engine = engine(folder.path());
    let mut streamed = Vec::new();
    let answer = engine
        .generate(&[vec![0]], None, &GREEDY, &CancelToken::new(), &mut |event| streamed.push(event.text_so_far()))
        .unwrap();
    assert_eq!(answer[0].text, "xéy☢");
    assert_eq!(streamed, ["x", "x", "xé", "xéy", "xéy", "xéy", "xéy☢", "xéy☢"]);
}

#[test]
fn streamed_text_only_grows_even_for_nonsense() {
    for family in ["llama2", "llama3"] {
        let engine = engine(&pack(family));
        let prompts = prompts(&engine);
        let mut latest = vec![String::new(); prompts.len()];
        let options = GenerationOptions { temperature: 3.0, top_p: None, max_tokens: 40, ..WARM };
        let mut grows = |event: isocenter_lm::TokenEvent<'_>| {
            let text = event.text_so_far();
            assert!(text.starts_with(&latest[event.row]), "{family}: what was shown is never taken back");
            assert!(!text.ends_with(char::REPLACEMENT_CHARACTER), "{family}");
            latest[event.row] = text;
        };
        let answers = engine.generate(&prompts, None, &options, &CancelToken::new(), &mut grows).unwrap();
        for (answer, latest) in answers.iter().zip(&latest) {
            assert_eq!(answer.text.trim_end_matches(char::REPLACEMENT_CHARACTER), latest);
        }
    }
}

#[test]
fn no_prompts_and_no_tokens_are_answered_by_nothing() {
    let engine = engine(&pack("llama2"));
    assert!(answers(&engine, &[], &GREEDY).is_empty());
    let nothing = answers(&engine, &[vec![5]], &GenerationOptions { max_tokens: 0, ..GREEDY });
    assert_eq!(nothing, [Generated { ids: vec![], text: String::new(), finish: Finish::Length }]);
}

#[test]
fn what_cannot_be_asked_is_named() {
    let engine = engine(&pack("llama2"));
    let refused = |prompt: Vec<u32>, options: GenerationOptions| {
        error_of(engine.generate(&[vec![5], prompt], None, &options, &CancelToken::new(), &mut |_| ()))
    };
    assert!(matches!(refused(vec![], GREEDY), Error::EmptyPrompt { row: 1 }));
    assert!(matches!(refused(vec![9999], GREEDY), Error::TokenOutsideVocabulary { id: 9999, .. }));
    for temperature in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            refused(vec![5], GenerationOptions { temperature, ..GREEDY }),
            Error::OptionOutOfRange { option: "temperature", .. }
        ));
    }
    for top_p in [0.0, 1.5, f64::NAN] {
        assert!(matches!(
            refused(vec![5], GenerationOptions { top_p: Some(top_p), ..GREEDY }),
            Error::OptionOutOfRange { option: "top_p", .. }
        ));
    }
}

#[test]
fn an_engine_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
}
