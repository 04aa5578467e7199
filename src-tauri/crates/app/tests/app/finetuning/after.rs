//! After a run: comparison, base against tuned, release and the way back, an adapter that was tampered with, exports.

use isocenter_app::commands;
use isocenter_app::wire::{
    Arm, ArmChoice, ErrorCode, EvaluationEvent, RunEvaluation, RunExportFormat, RunRow, RunState, SuggestEvent,
    SuggestRequest, Task,
};

use super::clinic::Clinic;
use crate::fixture::{edit, edit_bytes, listing};

/// A run that learned enough to answer otherwise than the base.
fn tuned(clinic: &Clinic) -> RunRow {
    let row = clinic.finished(&clinic.request(&[("steps", "30"), ("lr", "0.01"), ("validation_fraction", "0")]));
    assert_eq!(row.state, RunState::Finished, "{:?}", row.failure);
    row
}

fn evaluated(clinic: &Clinic, run: u32) -> RunEvaluation {
    let mut done = None;
    commands::evaluate_run(clinic.app(), run, Some(4), &mut |event| {
        if let EvaluationEvent::Done { evaluation } = event {
            done = Some(*evaluation);
        }
    })
    .unwrap();
    done.unwrap()
}

fn modality(clinic: &Clinic, arm: ArmChoice) -> Result<Vec<f64>, isocenter_app::Error> {
    let request = SuggestRequest { model: "demo".into(), ..crate::fixture::request(arm) };
    let mut found = Vec::new();
    commands::suggest(clinic.app(), &request, &mut |event| {
        if let SuggestEvent::Modality { probabilities, .. } = event {
            found.extend(probabilities.iter().map(|entry| entry.probability));
        }
    })?;
    Ok(found)
}

/// What the list of models says of released runs.
fn released(clinic: &Clinic) -> Vec<(Task, u32)> {
    let models = commands::list_models(clinic.app());
    let demo = models.into_iter().find(|model| model.id == "demo").unwrap();
    demo.released.into_iter().map(|released| (released.task, released.run)).collect()
}

#[test]
fn two_runs_are_overlaid_with_the_settings_in_which_they_differ() {
    let clinic = Clinic::open();
    let one = clinic.finished(&clinic.request(&[])).run;
    let other = clinic.finished(&clinic.request(&[("rank", "8"), ("seed", "7")])).run;
    let comparison = commands::compare_runs(clinic.app(), one, other).unwrap();
    let labels: Vec<&str> = comparison.differences.iter().map(|difference| difference.label.as_str()).collect();
    assert!(labels.contains(&"Rank") && labels.contains(&"Seed"), "{labels:?}");
    assert!(!labels.contains(&"Base model") && !labels.contains(&"Alpha"), "{labels:?}");
    assert_eq!((comparison.one.points.len(), comparison.other.points.len()), (6, 6));
    assert_eq!(comparison.first_difference, Some(1));
}

#[test]
fn base_against_tuned_names_both_by_hash_and_proves_that_each_is_what_it_is_said_to_be() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    let evaluation = evaluated(&clinic, run);
    assert_eq!((evaluation.task, evaluation.cases, evaluation.of), (Task::Modality, 4, 6));
    assert_eq!(evaluation.base.base_sha256, evaluation.tuned.base_sha256);
    assert_eq!(evaluation.base.base_sha256.len(), 64);
    assert_eq!(evaluation.base.adapter_sha256, None);
    let detail = commands::run_detail(clinic.app(), run).unwrap();
    let adapter = detail.hashes.iter().find(|hash| hash.of == "adapter").unwrap();
    assert_eq!(evaluation.tuned.adapter_sha256.as_ref(), Some(&adapter.sha256));
    assert!(evaluation.probe.tuned_against_base > 0.0, "the adapter does something");
    assert_eq!(evaluation.probe.base_against_base, 0.0, "the base is the base");
    let near = |one: Option<f64>, other: Option<f64>| (one.unwrap() - other.unwrap()).abs() < 1e-12;
    let shown = clinic.row(run).held_out.unwrap();
    assert!(shown.name == "accuracy" && near(shown.value, evaluation.tuned.headline.value), "{shown:?}");
    let kept = detail.evaluation.unwrap();
    assert_eq!((kept.made, kept.cases, kept.probe.base_against_base), (evaluation.made, 4, 0.0));
    let evaluations = |clinic: &Clinic| {
        let log = commands::audit_log(clinic.app(), 0, 50).unwrap();
        log.iter().filter(|entry| entry.action == "run evaluated").count()
    };
    assert_eq!(evaluations(&clinic), 1, "however often the list is looked at");
    let log = commands::audit_log(clinic.app(), 0, 5).unwrap();
    assert!(log.iter().any(|entry| entry.action == "run evaluated"));
}

#[test]
fn a_base_that_was_changed_is_not_measured_as_the_base() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    edit_bytes(&clinic.base().join("model.safetensors"), |bytes| {
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
    });
    let refused = commands::evaluate_run(clinic.app(), run, Some(1), &mut |_| ()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AdapterMismatch, "{refused}");
}

#[test]
fn a_released_adapter_answers_in_suggest_until_it_is_withdrawn_and_both_are_in_the_audit() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    let before = modality(&clinic, ArmChoice::Tuned).unwrap();
    let of_modality = || {
        let views = commands::releases(clinic.app()).unwrap();
        views.into_iter().find(|view| view.task == Task::Modality).unwrap()
    };
    assert_eq!(of_modality().run, None, "the adapter that came with the model");
    commands::release_run(clinic.app(), run).unwrap();
    let view = of_modality();
    assert_eq!((view.run, view.released_by.as_str(), &view.problem), (Some(run), "S. Tanaka", &None));
    assert!(clinic.row(run).is_released);
    assert_eq!(released(&clinic), [(Task::Modality, run)], "Suggest can name the run");
    let after = modality(&clinic, ArmChoice::Tuned).unwrap();
    assert_ne!(before, after, "another adapter answers");
    assert!(commands::release_run(clinic.app(), run).is_err(), "it is released already");
    commands::withdraw_release(clinic.app(), "demo", Task::Modality).unwrap();
    assert_eq!(of_modality().run, None);
    assert!(released(&clinic).is_empty());
    assert_eq!(modality(&clinic, ArmChoice::Tuned).unwrap(), before, "the way back");
    assert!(commands::withdraw_release(clinic.app(), "demo", Task::Modality).is_err());
    let history = commands::release_history(clinic.app()).unwrap();
    assert_eq!(history.iter().map(|row| row.is_release).collect::<Vec<_>>(), [false, true]);
    let log = commands::audit_log(clinic.app(), 0, 20).unwrap();
    for action in ["adapter released", "adapter withdrawn"] {
        assert!(log.iter().any(|entry| entry.action == action && entry.person == "S. Tanaka"), "{action}");
    }
}

#[test]
fn a_second_release_stands_upon_the_first_and_its_withdrawal_goes_back_to_it() {
    let clinic = Clinic::open();
    let (one, other) = (tuned(&clinic).run, clinic.finished(&clinic.request(&[])).run);
    commands::release_run(clinic.app(), one).unwrap();
    let views = commands::release_run(clinic.app(), other).unwrap();
    let view = views.iter().find(|view| view.task == Task::Modality).unwrap();
    assert_eq!((view.run, view.before), (Some(other), Some(one)));
    let views = commands::withdraw_release(clinic.app(), "demo", Task::Modality).unwrap();
    assert_eq!(views.iter().find(|view| view.task == Task::Modality).unwrap().run, Some(one));
}

#[test]
fn a_released_adapter_whose_files_changed_is_never_used_and_says_so() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    commands::release_run(clinic.app(), run).unwrap();
    edit(&clinic.run_folder(run).join("adapter/adapter_config.json"), |text| {
        text.replace("\"lora_alpha\": 32", "\"lora_alpha\": 33")
    });
    let refused = modality(&clinic, ArmChoice::Tuned).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AdapterMismatch);
    assert!(refused.what().contains(&format!("run {run}")), "{refused}");
    let views = commands::releases(clinic.app()).unwrap();
    assert!(views.iter().any(|view| view.run == Some(run) && view.problem.is_some()));
    let again = commands::release_run(clinic.app(), run).unwrap_err();
    assert_ne!(again.code(), ErrorCode::Internal);
}

#[test]
fn an_adapter_is_bound_to_its_question_and_refused_for_another() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    let adapter = clinic.run_folder(run).join("adapter");
    let binding = std::fs::read_to_string(adapter.join("isocenter_binding.json")).unwrap();
    assert!(binding.contains("radiation modality") || binding.contains("modality"), "{binding}");
    let own = clinic.base().join("adapters").join("regimen");
    std::fs::remove_dir_all(&own).unwrap();
    crate::fixture::copy(&adapter, &own);
    let refused = modality(&clinic, ArmChoice::Tuned).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AdapterMismatch, "{refused}");
}

#[test]
fn a_run_is_exported_as_adapter_as_folder_and_as_gguf_each_read_again_before_it_stays() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    let out = tempfile::tempdir().unwrap();
    let export = |format, name: &str| commands::export_run(clinic.app(), run, format, &out.path().join(name));
    let peft = export(RunExportFormat::Peft, "adapter").unwrap();
    assert!(peft.answers_compared > 0 && peft.bytes > 0 && peft.sha256.len() == 64);
    let written = listing(&out.path().join("adapter"));
    assert!(written.contains(&"adapter_model.safetensors".to_owned()), "{written:?}");
    let folder = export(RunExportFormat::Safetensors, "merged").unwrap();
    assert_eq!((folder.answers_compared, folder.answers_changed_by_rounding), (peft.answers_compared, 0));
    let file = export(RunExportFormat::Gguf, "merged.gguf").unwrap();
    assert!(file.bytes > 0 && out.path().join("merged.gguf").is_file());
    assert!(export(RunExportFormat::Peft, "adapter").is_err(), "nothing is overwritten");
    let log = commands::audit_log(clinic.app(), 0, 20).unwrap();
    assert_eq!(log.iter().filter(|entry| entry.action == "exported").count(), 4, "also the one that was refused");
}

#[test]
fn a_merged_gguf_file_is_a_frozen_base_to_train_on_and_its_adapter_answers() {
    let clinic = Clinic::open();
    let run = tuned(&clinic).run;
    let file = clinic.folder().join("merged.gguf");
    commands::export_run(clinic.app(), run, RunExportFormat::Gguf, &file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let request = isocenter_app::wire::RunRequest { model: "merged.gguf".into(), ..clinic.request(&[]) };
    let row = clinic.finished(&request);
    assert_eq!((row.state, row.steps_done), (RunState::Finished, 6), "{:?}", row.failure);
    assert!(std::fs::read(&file).unwrap() == bytes, "the base stays as it is");
    let first = commands::run_detail(clinic.app(), row.run).unwrap().points[0].loss;
    let from_the_start = clinic.finished(&clinic.request(&[])).run;
    let unmerged = commands::run_detail(clinic.app(), from_the_start).unwrap().points[0].loss;
    assert!(first < unmerged, "it begins with what was merged into it: {first} and {unmerged}");
    let evaluation = evaluated(&clinic, row.run);
    assert!(evaluation.probe.tuned_against_base > 0.0 && evaluation.probe.base_against_base == 0.0);
}

#[test]
fn only_a_finished_run_of_a_task_is_released_or_measured() {
    let clinic = Clinic::open();
    let path = clinic.folder().join("lines.jsonl");
    let lines: Vec<String> = (0..8)
        .map(|n| serde_json::json!({"prompt": format!("question {n}"), "answer": "photon"}).to_string())
        .collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let set = commands::choose_data_file(clinic.app(), &path).unwrap();
    let request = isocenter_app::wire::RunRequest { data_set: set.id, ..clinic.request(&[]) };
    let row = clinic.finished(&request);
    assert_eq!((row.state, row.task), (RunState::Finished, None));
    assert!(commands::release_run(clinic.app(), row.run).is_err());
    assert!(commands::evaluate_run(clinic.app(), row.run, None, &mut |_| ()).is_err());
    assert!(commands::release_run(clinic.app(), 99).is_err());
    let base = modality(&clinic, ArmChoice::Base).unwrap();
    assert_eq!(base.len(), 4, "one arm, {:?}", Arm::Base);
}
