//! A word that stands only in the patient's text must not stand in any error, nor in the debug form of a request.

use isocenter_app::commands::{
    Existing, FinetuneRequest, GenerateRequest, PromptSource, ScoreRequest, finetune, generate, score,
};
use isocenter_app::wire::{ArmChoice, SuggestRequest};
use isocenter_app::{CancelToken, DeviceChoice, Error, Quantize};
use isocenter_testkit::golden;

use crate::fixture::{House, edit, request};

const CANARY: &str = "Zyxwvutkanarie";

fn assert_silent(error: &Error) {
    let view = serde_json::to_string(&error.view()).unwrap();
    for shown in [error.to_string(), format!("{error:?}"), view] {
        assert!(!shown.to_lowercase().contains(&CANARY.to_lowercase()), "{shown}");
    }
}

#[test]
fn refused_diagnoses_are_not_repeated() {
    let house = House::with_model();
    let long = format!("{CANARY} ").repeat(100);
    let endless = format!("{CANARY} ").repeat(5_000);
    for diagnosis in [long, endless] {
        let request = SuggestRequest { diagnosis, ..request(ArmChoice::Base) };
        assert!(!format!("{request:?}").contains(CANARY));
        assert_silent(&house.suggest(&request).1.unwrap_err());
    }
}

#[test]
fn a_broken_model_does_not_repeat_the_diagnosis() {
    let house = House::with_model();
    edit(&house.model().join("config.json"), |text| text.replace("LlamaForCausalLM", "Other"));
    let request = SuggestRequest { diagnosis: format!("DCIS {CANARY}"), ..request(ArmChoice::Tuned) };
    assert_silent(&house.suggest(&request).1.unwrap_err());
}

#[test]
fn bad_lines_of_data_are_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.jsonl");
    let application = House::empty().application;
    let long = format!("{CANARY} ").repeat(400);
    let lines = [
        format!("{{\"prompt\": \"{CANARY}\"}}"),
        format!("{{\"prompt\": [\"{CANARY}\"], \"answer\": \"{CANARY}\", \"text\": 7, \"ids\": \"{CANARY}\"}}"),
        CANARY.to_string(),
        format!("{{\"{CANARY}\": 1}}"),
        format!("{{\"prompt\": \"{long}\", \"answer\": \"{long}\", \"text\": \"{long}\"}}"),
        format!("{{\"messages\": [{{\"role\": \"{CANARY}\"}}]}}"),
    ];
    for line in lines {
        std::fs::write(&path, &line).unwrap();
        let model = golden::model_folder("llama2");
        let errors = [
            finetune(&application, &finetune_request(&path, folder.path()), &CancelToken::new(), &mut |_| {}).err(),
            score(
                &application,
                &ScoreRequest {
                    model: model.clone(),
                    adapter: None,
                    input: path.clone(),
                    device: DeviceChoice::Cpu,
                    quantize: Quantize::None,
                },
                &CancelToken::new(),
                &mut |_| {},
            )
            .err(),
            generate(
                &application,
                &GenerateRequest {
                    model,
                    adapter: None,
                    source: PromptSource::File(path.clone()),
                    temperature: 0.0,
                    top_p: None,
                    seed: 1,
                    max_tokens: 1,
                    device: DeviceChoice::Cpu,
                    quantize: Quantize::None,
                },
                &CancelToken::new(),
                &mut |_| {},
            )
            .err(),
        ];
        assert!(errors.iter().any(Option::is_some), "at least one command refuses each of these lines");
        errors.iter().flatten().for_each(assert_silent);
    }
}

fn finetune_request(data: &std::path::Path, folder: &std::path::Path) -> FinetuneRequest {
    FinetuneRequest {
        model: golden::model_folder("llama2"),
        data: data.to_owned(),
        out: folder.join("adapter"),
        config: None,
        assignments: vec!["steps=1".into(), "max_length=100".into()],
        init: None,
        resume: false,
        existing: Existing::Keep,
        device: DeviceChoice::Cpu,
    }
}
