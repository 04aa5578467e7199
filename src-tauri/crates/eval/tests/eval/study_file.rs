//! The study file: what it may say, its hash, and the plan that follows from it.

use isocenter_domain::Task;
use isocenter_eval::{CaseList, Error, ParserVersion, Plan, Setting, Study, StudyDraft, Way};

use crate::fixture::{cases, study, study_text};

#[test]
fn what_is_not_said_is_the_default() {
    let text = study_text();
    let start = text.find("[sampling]").unwrap();
    let end = text.find("[tasks.regimen]").unwrap();
    let study = Study::from_toml(&format!("{}{}", &text[..start], &text[end..])).unwrap();
    let temperatures: Vec<String> = study.sampling.temperatures.iter().map(ToString::to_string).collect();
    assert_eq!(temperatures, ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]);
    assert_eq!((study.sampling.samples_per_temperature, study.answer_parser), (1, ParserVersion::V1));
    assert_eq!((study.statistics.bootstrap_resamples, study.statistics.small_subgroup_cases), (1000, 20));
}

#[test]
fn a_study_written_out_is_the_same_study() {
    let study = study();
    let again = Study::from_toml(&study.to_toml().unwrap()).unwrap();
    assert_eq!(again, study);
    assert_eq!(again.sha256(), study.sha256());
}

#[test]
fn the_hash_follows_what_determines_the_numbers_and_nothing_else() {
    let hash = |from: &str, to: &str| Study::from_toml(&study_text().replace(from, to)).unwrap().sha256();
    let before = study().sha256();
    assert_eq!(hash("[0.2, 0.1]", "[0.1, 0.2]"), before, "order of the temperatures");
    assert_eq!(hash("cases.jsonl", "elsewhere.jsonl"), before, "where the cases lie");
    for (from, to) in [("seed = 7", "seed = 8"), ("[0.2, 0.1]", "[0.2, 0.3]"), ("max_tokens = 24", "max_tokens = 25")] {
        assert_ne!(hash(from, to), before, "{to}");
    }
}

fn refusal(from: &str, to: &str) -> Error {
    let text = study_text();
    assert!(text.contains(from), "{from}");
    Study::from_toml(&text.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn what_does_not_hold_together_is_refused_by_name() {
    assert!(matches!(refusal("seed = 7", "sead = 7"), Error::StudyFile { .. }));
    let refused = refusal("seed = 7", "sead = 7").to_string();
    assert!(refused.contains("sead") && refused.contains("line 10 "), "key and line are named: {refused}");
    assert!(matches!(refusal("name =", "#name ="), Error::StudyFile { .. }));
    assert!(matches!(refusal("id = \"mistral-base\"", "id = \"llama-base\""), Error::ModelTwice { .. }));
    assert!(
        matches!(refusal("label = \"mistral\"", "label = \"llama\""), Error::ModelTwice { .. }),
        "by label and role"
    );
    assert!(matches!(refusal("folder = \"mistral\"", "folder = \"llama\""), Error::BaseTwice { .. }));
    assert!(matches!(refusal("role = \"base\"", "role = \"tuned\""), Error::AdapterMissing { .. }));
    let adapters = "folder = \"llama\"\nadapters = { regimen = \"r\" }\n\n";
    assert!(matches!(refusal("folder = \"llama\"\n\n", adapters), Error::BaseWithAdapter { .. }));
    assert!(matches!(refusal("modality = \"m\", ", ""), Error::AdapterMissing { task: Task::Modality, .. }));
    assert!(matches!(refusal("folder = \"llama\"", "folder = \"other\""), Error::BaseMissing { .. }));
    assert!(matches!(refusal("[0.2, 0.1]", "[0.1, 0.1]"), Error::TemperatureTwice { .. }));
    assert!(matches!(refusal("[0.2, 0.1]", "[]"), Error::SettingOutOfRange { setting: Setting::Temperatures, .. }));
    assert!(matches!(refusal("[0.2, 0.1]", "[nan]"), Error::SettingOutOfRange { .. }));
    assert!(matches!(refusal("[0.2, 0.1]", "[-0.1]"), Error::SettingOutOfRange { .. }));
    assert!(matches!(refusal("= 50", "= 0"), Error::SettingOutOfRange { setting: Setting::BootstrapResamples, .. }));
    assert!(matches!(refusal("max_tokens = 96", "max_tokens = 0"), Error::SettingOutOfRange { .. }));
    assert!(matches!(refusal("purpose = \"demonstration\"", "answer_parser = 2"), Error::StudyFile { .. }));
    assert!(matches!(refusal("sha256 = \"", "sha256 = \"x"), Error::NotASha256));
}

#[test]
fn the_plan_asks_each_case_that_serves_the_task_at_each_temperature() {
    let (study, cases) = (study(), cases());
    let plan = Plan::new(&study, &cases).unwrap();
    let units: Vec<_> = plan.units().collect();
    // Four models: 4 × 2 regimens, 4 × (2 + 1) modalities, 3 × (2 + 1) codes.
    assert_eq!(units.len(), 4 * (8 + 12 + 9));
    let distinct: std::collections::HashSet<_> = units.iter().collect();
    assert_eq!(distinct.len(), units.len());
    assert!(units.windows(2).filter(|pair| pair[0].model == pair[1].model).all(|pair| pair[0] < pair[1]));
    let scans: Vec<_> = plan.scans().collect();
    assert_eq!(scans.len(), 12);
    let seeds: std::collections::HashSet<u64> = scans.iter().map(|scan| scan.seed).collect();
    assert_eq!(seeds.len(), 12, "scans do not share their draws");
    assert_eq!(scans[0].adapter, None);
    assert_eq!(scans[3].adapter, Some("r"));
    assert!(scans[2].cases.iter().all(|case| case.icd10.is_some()));
    assert!(!units.iter().any(|unit| unit.task == Task::Regimen && unit.way == Way::Labels));
}

#[test]
fn another_case_list_is_not_the_studys() {
    let study = Study::from_toml(&study_text().replace(&cases().sha256(), &"0".repeat(64))).unwrap();
    let Err(Error::OtherCases { found, .. }) = Plan::new(&study, &cases()).map(|_| ()) else { panic!("it was taken") };
    assert_eq!(found, cases().sha256(), "the hash to write into the study file");
}

#[test]
fn a_file_of_ones_own_may_leave_the_hash_to_the_program() {
    let line = format!("sha256 = \"{}\"\n", cases().sha256());
    let without = study_text().replace(&line, "");
    assert!(matches!(Study::from_toml(&without), Err(Error::NotASha256)), "a frozen study names its cases");
    let draft = StudyDraft::from_toml(&without).unwrap();
    assert_eq!(draft.cases_file(), "cases.jsonl");
    let frozen = draft.freeze(&cases()).unwrap();
    assert_eq!(frozen, study(), "the same study as by the file that names it");
    assert!(frozen.to_toml().unwrap().contains(&cases().sha256()));
    let other = CaseList::new(cases().cases()[..3].to_vec()).unwrap();
    let refused = StudyDraft::from_toml(&study_text()).unwrap().freeze(&other).unwrap_err();
    assert!(matches!(&refused, Error::OtherCases { found, .. } if *found == other.sha256()));
    assert!(refused.to_string().contains(&other.sha256()), "{refused}");
    assert!(refused.to_string().contains("not over the bytes of its file as sha256sum does"), "{refused}");
}
