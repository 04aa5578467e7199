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
    let shipped = golden::pack().join("../../../models/recipes/demo-mistral.toml");
    let small = [
        ("cases", "400"),
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
    ];
    let shrink = |line: &str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        match small.iter().find(|(name, _)| *name == key) {
            Some((name, value)) => format!("{name} = {value}\n"),
            None if key == "epochs" => "steps = 3\n".to_owned(),
            None => format!("{line}\n"),
        }
    };
    std::fs::create_dir_all(folder).unwrap();
    let text: String = std::fs::read_to_string(shipped).unwrap().lines().map(shrink).collect();
    std::fs::write(folder.join("demo.toml"), text).unwrap();
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
    let stages = ["base skipped", "adapter-regimen", "adapter-modality", "adapter-icd10", "evaluate"];
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
