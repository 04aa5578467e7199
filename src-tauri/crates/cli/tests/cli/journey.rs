//! Synthesise → fine-tune → generate → score → suggest; and the shipped models on the published example.

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::program::{checkout, model_with_adapters, names, pack_model, program, run, run_with_input, text};

/// The diagnosis of Wang et al. (arXiv 2501.17286), figure 4.
const PUBLISHED_EXAMPLE: &str = "AJCC 8th edition prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, \
    estrogen receptor positive, progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos";

/// Kept cases of a cohort as lines of prompt and answer.
fn pairs(cohort: &Path, count: usize) -> String {
    let mut lines = String::new();
    let mut reader = csv::Reader::from_path(cohort.join("truth.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (diagnosis, answer, kept) = (column("diagnosis"), column("modality"), column("kept"));
    for row in reader.records().map(Result::unwrap).filter(|row| ["1", "true"].contains(&&row[kept])).take(count) {
        let prompt = format!("What is the radiation modality for this: {}", &row[diagnosis]);
        writeln!(lines, "{}", json!({ "prompt": prompt, "answer": &row[answer] })).unwrap();
    }
    lines
}

#[test]
fn from_a_synthetic_cohort_to_an_adapter_that_answers() {
    let home = tempfile::tempdir().unwrap();
    let (cohort, data, adapter) =
        (home.path().join("cohort"), home.path().join("data.jsonl"), home.path().join("adapter"));
    let model = pack_model("llama2");

    let counts =
        run(&["cohort", "synthesise", "--cases", "200", "--seed", "3", "--out", text(&cohort), "--json"]).json();
    assert_eq!(counts["cases"], 200);
    assert_eq!(names(&cohort), ["diagnoses.csv", "plans.csv", "truth.csv"]);

    std::fs::write(&data, pairs(&cohort, 24)).unwrap();
    let finetune = [
        "finetune",
        "--json",
        "--model",
        text(&model),
        "--data",
        text(&data),
        "--out",
        text(&adapter),
        "--set",
        "rank=4",
        "--set",
        "steps=5",
        "--set",
        "micro_batch=4",
        "--set",
        "lr=0.01",
        "--set",
        "max_length=512",
    ];
    let last = run(&finetune).json();
    assert_eq!((&last["step"], &last["adapter"]), (&json!(5), &json!(text(&adapter))));
    let written =
        ["adapter_config.json", "adapter_model.safetensors", "isocenter_binding.json", "log.jsonl", "run.json"];
    assert_eq!(names(&adapter), written);
    let log = std::fs::read_to_string(adapter.join("log.jsonl")).unwrap();
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(log.len(), 5);
    assert_eq!(log[4]["loss"], last["loss"], "the document is the last line of the log");

    let input = home.path().join("prompts.jsonl");
    std::fs::write(&input, "{\"prompt\": \"DCIS of the left breast\\n\"}\n{\"ids\": [1, 40, 41]}\n").unwrap();
    let generate = |extra: &[&str]| {
        let mut arguments =
            vec!["generate", "--json", "--model", text(&model), "--input", text(&input), "--max-tokens", "6"];
        arguments.extend(extra);
        run(&arguments).json_lines()
    };
    let (tuned, base) = (generate(&["--adapter", text(&adapter)]), generate(&[]));
    assert_eq!((tuned.len(), base.len()), (2, 2));
    for line in tuned.iter().chain(&base) {
        let ids = line["ids"].as_array().unwrap().len();
        assert!(
            line["text"].is_string() && (line["finish"] == "eos" || (line["finish"] == "length" && ids == 6)),
            "{line}"
        );
    }

    let texts = home.path().join("texts.jsonl");
    std::fs::write(&texts, "{\"text\": \"DCIS of the left breast\"}\n").unwrap();
    let scored =
        run(&["score", "--json", "--model", text(&model), "--adapter", text(&adapter), "--input", text(&texts)]).json();
    let logprobs = scored["logprobs"].as_array().unwrap();
    assert_eq!(logprobs.len(), scored["ids"].as_array().unwrap().len());
    assert!(logprobs[0].is_null() && logprobs[1].as_f64().unwrap() < 0.0);
}

fn assert_is_the_document_of_the_contract(document: &Value) {
    assert!(document["model"].is_string());
    for field in ["text", "modality", "total_dose_gy", "fractions", "dose_per_fraction_gy"] {
        assert!(document["regimen"].get(field).is_some(), "{field}: {document}");
    }
    let probabilities = document["modality"]["probabilities"].as_object().unwrap();
    let labels: Vec<&str> = probabilities.keys().map(String::as_str).collect();
    assert_eq!(labels, ["photon", "proton", "electron", "brachytherapy"]);
    let sum: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    assert!(labels.contains(&document["modality"]["label"].as_str().unwrap()));
    let code = document["icd10"]["code"].as_str().unwrap();
    assert_eq!(document["icd10"]["category"], code[..3]);
    assert!(document["icd10"]["title"].as_str().is_some_and(|title| !title.is_empty()));
}

#[test]
fn any_model_folder_with_adapters_suggests_and_the_base_needs_none() {
    let home = tempfile::tempdir().unwrap();
    let model = home.path().join("model");
    model_with_adapters("llama2", &model);
    let tuned = run(&["suggest", "--json", "--model", text(&model), PUBLISHED_EXAMPLE]).json();
    assert_is_the_document_of_the_contract(&tuned);
    let again =
        run_with_input(&["suggest", "--json", "--model", text(&model), "-"], PUBLISHED_EXAMPLE.as_bytes()).json();
    assert_eq!(tuned, again, "from standard input, the same");
    let packed = run(&["suggest", "--json", "--quantize", "q8_0", "--model", text(&model), PUBLISHED_EXAMPLE]).json();
    assert_is_the_document_of_the_contract(&packed);
    assert_ne!(packed["modality"], tuned["modality"], "eight bits round the probabilities");
    std::fs::remove_dir_all(model.join("adapters")).unwrap();
    let base = run(&["suggest", "--json", "--base", "--model", text(&model), PUBLISHED_EXAMPLE]).json();
    assert_is_the_document_of_the_contract(&base);
    let words = run(&["suggest", "--base", "--model", text(&model), PUBLISHED_EXAMPLE]);
    assert!(words.stdout.contains("Research use only."));
}

#[test]
fn the_shipped_models_read_the_published_example() {
    for id in ["demo-llama", "demo-mistral"] {
        let model = checkout().join("models").join(id);
        // A checkout in which no model was built yet has nothing to try.
        if !model.join("adapters/icd10/adapter_model.safetensors").is_file() {
            continue;
        }
        let document = run(&["suggest", "--json", "--model", text(&model), PUBLISHED_EXAMPLE]).json();
        assert_is_the_document_of_the_contract(&document);
        assert_eq!(document["modality"]["label"], "photon", "{document}");
        assert_eq!(document["icd10"]["category"], "C50", "{document}");
        let regimen = &document["regimen"];
        assert_eq!(regimen["modality"], "photon", "{document}");
        assert!(regimen["total_dose_gy"].as_f64().is_some_and(|dose| (20.0..=70.0).contains(&dose)), "{document}");
        assert!(regimen["fractions"].as_u64().is_some_and(|fractions| (1..=35).contains(&fractions)), "{document}");
    }
}

#[test]
fn doctor_names_the_machine_its_models_and_what_fits() {
    let home = tempfile::tempdir().unwrap();
    model_with_adapters("llama2", &home.path().join("small"));
    let output = program().args(["doctor", "--json"]).env("ISOCENTER_MODELS", home.path()).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["threads"], 2);
    assert_eq!(report["models"][0]["id"], "small");
    assert_eq!(report["models"][0]["tasks"], json!(["regimen", "modality", "icd10"]));
    assert_eq!(report["models"][0]["finetuning"]["fits"], true);
    let formats = report["models"][0]["formats"].as_array().unwrap();
    let names: Vec<&str> = formats.iter().map(|format| format["quantize"].as_str().unwrap()).collect();
    assert_eq!(names, ["none", "q8_0", "q4_k", "nf4"]);
    for format in formats {
        assert!(format["generation"]["needed_gb"].as_f64().unwrap() > 0.0, "{format}");
        assert!(format["finetuning"]["needed_gb"].as_f64().unwrap() > 0.0, "{format}");
    }
    let cuda = report["devices"].as_array().unwrap().iter().find(|device| device["name"] == "cuda").unwrap();
    assert!(cuda["problem"].as_str().is_some_and(|words| words.contains("cuda") && words.contains(" — ")), "{cuda}");
    assert!(
        report["devices"]
            .as_array()
            .unwrap()
            .iter()
            .any(|device| device["name"] == "cpu" && device["is_available"] == true)
    );
}
