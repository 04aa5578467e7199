//! The whole build of a demonstration model, as small as it can be: every stage, going on, and a model that suggests.

use std::path::Path;

use isocenter_app::commands::demonstration::{BuildEvent, DemonstrationRequest, Stage, build_demonstration};
use isocenter_app::commands::{TrainingEvent, list_models};
use isocenter_app::wire::{ArmChoice, SuggestRequest};
use isocenter_app::{CancelToken, Error, ErrorCode};
use isocenter_testkit::golden;
use serde_json::Value;

use crate::fixture::{House, edit, request};

/// The shipped recipe of the Mistral-shaped model with every number made small.
fn small_recipe(folder: &Path) {
    shrink("demo-mistral.toml", &folder.join("demo.toml"));
}

/// A shipped recipe with every number made small.
fn shrink(shipped: &str, to: &Path) {
    let shipped = golden::pack().join("../../../models/recipes").join(shipped);
    let small = [
        ("cases", "400"),
        ("patients", "40"),
        ("train", "0.5"),
        ("max_tokens", "6"),
        ("documents", "80"),
        ("vocabulary", "700"),
        ("hidden_size", "32"),
        ("intermediate_size", "48"),
        ("num_hidden_layers", "1"),
        ("num_attention_heads", "2"),
        ("num_key_value_heads", "1"),
        ("head_dim", "16"),
        ("steps", "3"),
        ("warmup_steps", "0"),
        ("batch", "4"),
        ("context_tokens", "48"),
        ("rank", "2"),
        ("beams", "5"),
        ("samples", "2"),
    ];
    let shrink = |line: &str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        match small.iter().find(|(name, _)| *name == key) {
            Some((name, value)) => format!("{name} = {value}\n"),
            None if key == "epochs" => "steps = 3\n".to_owned(),
            None => format!("{line}\n"),
        }
    };
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    let text: String = std::fs::read_to_string(shipped).unwrap().lines().map(shrink).collect();
    std::fs::write(to, text).unwrap();
}

fn build(house: &House, stage: Option<Stage>) -> Result<Vec<String>, Error> {
    let request = DemonstrationRequest {
        recipes: Some(house.models.path().join("recipes")),
        out: house.models.path().to_owned(),
        only: None,
        stage,
    };
    let mut told = Vec::new();
    build_demonstration(&house.application, &request, &CancelToken::new(), &mut |event| match event {
        BuildEvent::Stage { stage, .. } => told.push(stage.name().to_owned()),
        BuildEvent::Skipped { stage, .. } => told.push(format!("{} skipped", stage.name())),
        BuildEvent::Training(TrainingEvent::Stepped(step)) => assert!(step.loss.is_finite()),
        BuildEvent::Training(_) | BuildEvent::Evaluated { .. } => {}
    })?;
    Ok(told)
}

#[test]
fn a_recipe_becomes_a_model_that_says_what_it_is_and_suggests() {
    let house = House::empty();
    small_recipe(&house.models.path().join("recipes"));
    assert_eq!(build(&house, Some(Stage::Base)).unwrap(), ["base"]);
    let stages = [
        "base skipped",
        "adapter-regimen",
        "adapter-modality",
        "adapter-icd10",
        "similar-cases",
        "agreement",
        "evaluate",
    ];
    assert_eq!(build(&house, None).unwrap(), stages, "a build goes on where it stopped");
    assert!(build(&house, None).unwrap().iter().all(|stage| stage.ends_with("skipped")));

    let models = list_models(&house.application);
    assert_eq!(models.len(), 1, "the recipes are no model");
    assert!(models[0].is_demonstration && models[0].problem.is_none() && models[0].tasks.len() == 3, "{:?}", models[0]);

    let folder = house.models.path().join("demo-mistral");
    let evaluation: Value = golden::json(&folder.join("evaluation.json"));
    for task in ["regimen", "modality", "icd10"] {
        let result = &evaluation["tasks"][task];
        assert!(result["n"].as_u64().unwrap() > 0 && result["trained_on"].as_u64() > result["n"].as_u64());
        for arm in ["tuned", "base", "majority"] {
            let [low, value, high] = ["low", "value", "high"].map(|field| result[arm][field].as_f64().unwrap());
            assert!(low <= value && value <= high, "{task} {arm}");
        }
        let parts = result["subgroups"].as_array().unwrap();
        let of_sex = parts.iter().filter(|part| part["by"] == "sex").map(|part| part["n"].as_u64().unwrap());
        assert_eq!(of_sex.sum::<u64>(), result["n"].as_u64().unwrap(), "each case is in one part of a division");
    }
    let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for part in ["synthetic", "Research use only", "majority", "Adapter `icd10`", "steps from random weights"] {
        assert!(card.contains(part), "the model card says: {part}");
    }
    let suggestion = SuggestRequest { model: "demo-mistral".into(), ..request(ArmChoice::Both) };
    house.suggest(&suggestion).1.unwrap();
}

#[test]
fn a_recipe_with_an_unknown_key_or_without_a_task_is_refused_by_name() {
    let house = House::empty();
    let recipes = house.models.path().join("recipes");
    small_recipe(&recipes);
    edit(&recipes.join("demo.toml"), |text| text.replace("[adapters.icd10]", "[adapters.icd11]"));
    let error = build(&house, None).unwrap_err();
    assert_eq!(error.code(), ErrorCode::BadInput);
    assert!(error.what().contains("icd10"), "{error}");
    edit(&recipes.join("demo.toml"), |text| text.replace("[cohort]", "[cohort]\nsize = 3"));
    assert!(build(&house, None).unwrap_err().detail().unwrap().contains("size"));
}

#[test]
fn a_recipe_for_letters_becomes_a_model_that_drafts_letters_and_answers_no_task() {
    let house = House::empty();
    let recipes = house.models.path().join("recipes");
    shrink("letters/demo-letters.toml", &recipes.join("letters/demo.toml"));
    let request = DemonstrationRequest {
        recipes: Some(recipes),
        out: house.models.path().to_owned(),
        only: Some("demo-letters".into()),
        stage: None,
    };
    let build = || {
        let mut told = Vec::new();
        let built = build_demonstration(&house.application, &request, &CancelToken::new(), &mut |event| match event {
            BuildEvent::Stage { stage, .. } => told.push(stage.name()),
            BuildEvent::Skipped { .. } => told.push("skipped"),
            BuildEvent::Training(_) | BuildEvent::Evaluated { .. } => {}
        });
        built.unwrap();
        told
    };
    assert_eq!(build(), ["base", "adapter-letter", "evaluate"]);
    assert_eq!(build(), ["skipped"; 3]);

    let models = list_models(&house.application);
    assert_eq!(models.len(), 1, "the recipes are no model");
    assert!(models[0].drafts_letters && models[0].tasks.is_empty() && models[0].problem.is_none(), "{:?}", models[0]);

    let folder = house.models.path().join("demo-letters");
    let record: Value = golden::json(&folder.join("adapters/letter/letter.json"));
    assert_eq!(record["form"], "plain");
    let evaluation: Value = golden::json(&folder.join("evaluation.json"));
    assert_eq!(evaluation["held_out_patients"], 20);
    assert!(evaluation["training_letters"].as_u64().unwrap() >= 20);
    for arm in ["tuned", "base", "tuned_german", "base_english"] {
        let arm = &evaluation[arm];
        assert!(arm["letters"].as_u64().unwrap() > 0 && arm["missing_per_letter"].as_f64().unwrap() > 0.0, "{arm}");
        // A share of no claims is undefined, never 0.
        assert_eq!(arm["claims"] == 0, arm["unsupported_share"].is_null(), "{arm}");
    }
    let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for part in
        ["invented", "Research use only", "Adapter `letter`", "steps from random weights", "ROUGE-L F1", "German"]
    {
        assert!(card.contains(part), "the model card says: {part}");
    }
}
