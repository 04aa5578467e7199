//! Suggest: the order of its events, its numbers, cancel, busy.

use isocenter_app::wire::{Arm, ArmChoice, NoticeCode, SuggestEvent, SuggestRequest};
use isocenter_app::{ErrorCode, commands};

use crate::fixture::{House, edit, request};

/// The kinds of events, a run of streamed text counted once.
fn kinds(events: &[SuggestEvent]) -> Vec<String> {
    let mut kinds: Vec<String> = events.iter().map(kind).collect();
    kinds.dedup();
    kinds
}

fn kind(event: &SuggestEvent) -> String {
    let value = serde_json::to_value(event).unwrap();
    let arm = value.get("arm").and_then(|arm| arm.as_str()).map(|arm| format!(" {arm}")).unwrap_or_default();
    format!("{}{arm}", value["kind"].as_str().unwrap())
}

#[test]
fn tuned_answers_come_first_and_each_arm_in_the_order_of_the_tasks() {
    let house = House::with_model();
    let (events, ended) = house.suggest(&request(ArmChoice::Both));
    ended.unwrap();
    let expected = [
        "started",
        "loading",
        "regimenText tuned",
        "regimenDone tuned",
        "agreement tuned",
        "modality tuned",
        "icd10 tuned",
        "evidence tuned",
        "regimenText base",
        "regimenDone base",
        "agreement base",
        "modality base",
        "icd10 base",
        "evidence base",
        "finished",
    ];
    assert_eq!(kinds(&events), expected);
}

#[test]
fn a_model_in_memory_is_not_loaded_again_until_its_files_change() {
    let house = House::with_model();
    let loads = |house: &House| {
        let (events, ended) = house.suggest(&request(ArmChoice::Base));
        ended.unwrap();
        events.iter().filter(|event| matches!(event, SuggestEvent::Loading { .. })).count()
    };
    assert_eq!((loads(&house), loads(&house)), (1, 0));
    edit(&house.model().join("config.json"), |text| format!("{text}\n"));
    assert_eq!(loads(&house), 1, "a changed model is read anew");
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let house = House::with_model();
    let answers = |seed| {
        let (events, ended) = house.suggest(&SuggestRequest { seed, temperature: 1.0, ..request(ArmChoice::Tuned) });
        ended.unwrap();
        events.into_iter().filter(|event| matches!(event, SuggestEvent::RegimenDone { .. })).collect::<Vec<_>>()
    };
    assert_eq!(answers(3), answers(3));
    assert_ne!(answers(3), answers(4), "another seed draws other tokens");
}

#[test]
fn modalities_are_probabilities_and_codes_are_codes_of_the_table_best_first() {
    let house = House::with_model();
    let (events, ended) = house.suggest(&request(ArmChoice::Tuned));
    ended.unwrap();
    let mut seen = 0;
    for event in &events {
        match event {
            SuggestEvent::Modality { label, probabilities, .. } => {
                seen += 1;
                assert_eq!(probabilities.len(), 4);
                assert!((probabilities.iter().map(|entry| entry.probability).sum::<f64>() - 1.0).abs() < 1e-9);
                let best = probabilities.iter().max_by(|a, b| a.probability.total_cmp(&b.probability)).unwrap();
                assert_eq!(best.modality, *label);
            }
            SuggestEvent::Icd10 { candidates, alpha_beta_gy, alpha_beta_source, .. } => {
                seen += 1;
                assert_eq!(candidates.len(), 5);
                assert!(candidates.is_sorted_by(|a, b| a.probability >= b.probability));
                assert!(candidates.iter().all(|candidate| !candidate.title.is_empty() && candidate.probability <= 1.0));
                assert!(*alpha_beta_gy > 0.0 && !alpha_beta_source.is_empty());
            }
            _ => {}
        }
    }
    assert_eq!(seen, 2);
}

#[test]
fn a_cancel_between_tokens_ends_the_run_at_once() {
    let house = House::with_model();
    let mut events = Vec::new();
    let ended = commands::suggest(&house.application, &request(ArmChoice::Both), &mut |event| {
        if matches!(event, SuggestEvent::RegimenText { .. }) {
            commands::cancel_suggestion(&house.application);
        }
        events.push(event);
    });
    ended.unwrap();
    assert_eq!(kinds(&events), ["started", "loading", "regimenText tuned", "cancelled"]);
    assert_eq!(events.iter().filter(|event| matches!(event, SuggestEvent::RegimenText { .. })).count(), 1);
}

#[test]
fn a_cancel_between_tasks_keeps_what_was_answered() {
    let house = House::with_model();
    let mut events = Vec::new();
    let ended = commands::suggest(&house.application, &request(ArmChoice::Both), &mut |event| {
        if matches!(event, SuggestEvent::RegimenDone { arm: Arm::Tuned, .. }) {
            commands::cancel_suggestion(&house.application);
        }
        events.push(event);
    });
    ended.unwrap();
    let expected = ["started", "loading", "regimenText tuned", "regimenDone tuned", "agreement tuned", "cancelled"];
    assert_eq!(kinds(&events), expected);
}

#[test]
fn after_a_cancel_the_machine_is_free_again() {
    let house = House::with_model();
    let cancel_at_once = |event| {
        if matches!(event, SuggestEvent::Started { .. }) {
            commands::cancel_suggestion(&house.application);
        }
    };
    commands::suggest(&house.application, &request(ArmChoice::Base), &mut { cancel_at_once }).unwrap();
    let (events, ended) = house.suggest(&request(ArmChoice::Base));
    ended.unwrap();
    assert!(matches!(events.first(), Some(SuggestEvent::Started { job: 2 })), "{:?}", events.first());
    assert!(matches!(events.last(), Some(SuggestEvent::Finished { .. })));
}

#[test]
fn a_second_run_meanwhile_is_refused_as_busy_and_the_first_goes_on() {
    let house = House::with_model();
    let mut second = None;
    let mut last = None;
    commands::suggest(&house.application, &request(ArmChoice::Base), &mut |event| {
        if second.is_none() {
            second = Some(commands::suggest(&house.application, &request(ArmChoice::Base), &mut |_| {}));
        }
        last = Some(event);
    })
    .unwrap();
    assert_eq!(second.unwrap().unwrap_err().code(), ErrorCode::Busy);
    assert!(matches!(last, Some(SuggestEvent::Finished { .. })));
}

#[test]
fn an_empty_diagnosis_and_one_of_a_hundred_kilobytes_are_refused() {
    let house = House::with_model();
    let code = |diagnosis: String| {
        let (events, ended) = house.suggest(&SuggestRequest { diagnosis, ..request(ArmChoice::Base) });
        assert_eq!(events, []);
        ended.unwrap_err().code()
    };
    assert_eq!(code(" \n ".into()), ErrorCode::EmptyDiagnosis);
    assert_eq!(code("x".repeat(100_000)), ErrorCode::DiagnosisTooLong);
}

#[test]
fn a_diagnosis_beyond_the_models_context_is_refused_with_its_limit() {
    let house = House::with_model();
    let diagnosis = "adenocarcinoma of the prostate ".repeat(60);
    let (_, ended) = house.suggest(&SuggestRequest { diagnosis, ..request(ArmChoice::Base) });
    let error = ended.unwrap_err();
    assert_eq!(error.code(), ErrorCode::DiagnosisTooLong);
    assert!(error.what().contains("at most 352"), "512 positions less 160 for the answer: {}", error.what());
}

#[test]
fn control_characters_and_another_language_are_remarks_before_the_answer() {
    let house = House::with_model();
    let diagnosis = "Invasives\u{0} duktales Mammakarzinom links, Zustand nach brusterhaltender Operation, pT2 pN1 M0";
    let (events, ended) = house.suggest(&SuggestRequest { diagnosis: diagnosis.into(), ..request(ArmChoice::Base) });
    ended.unwrap();
    let codes: Vec<NoticeCode> = events
        .iter()
        .filter_map(|event| match event {
            SuggestEvent::Notice { code, .. } => Some(*code),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [NoticeCode::ControlCharacters, NoticeCode::NotEnglish]);
    assert_eq!(kinds(&events)[..3], ["started", "loading", "notice"]);
}

#[test]
fn the_base_arm_needs_no_adapter_but_the_tuned_arm_names_the_missing_one() {
    let house = House::with_model();
    std::fs::remove_dir_all(house.model().join("adapters/modality")).unwrap();
    house.suggest(&request(ArmChoice::Base)).1.unwrap();
    for arms in [ArmChoice::Tuned, ArmChoice::Both] {
        let error = house.suggest(&request(arms)).1.unwrap_err();
        assert_eq!(error.code(), ErrorCode::ModelIncomplete);
        assert!(error.what().contains("modality"), "{}", error.what());
    }
}
