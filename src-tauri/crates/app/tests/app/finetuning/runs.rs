//! While a run goes on: events, pause and resume, stop and keep, cancel, the queue, the lock, a closed program, failures.

use isocenter_app::commands;
use isocenter_app::wire::{ErrorCode, QuantizeFormat, RunEvent, RunState, SuggestRequest, Task};

use super::clinic::{Clinic, ended, stepped, wait_for};
use crate::fixture::listing;

#[test]
fn a_run_tells_its_steps_validations_and_checkpoints_and_ends_in_the_history_with_every_number() {
    let clinic = Clinic::open();
    let request = clinic.request(&[("checkpoint_every", "2"), ("validation_every", "3")]);
    let heard = clinic.watch();
    let started = commands::start_run(clinic.app(), &request).unwrap();
    let (mut steps, mut validations, mut checkpoints) = (Vec::new(), 0, 0);
    let row = loop {
        match wait_for(&heard, |_| true) {
            RunEvent::Stepped { run, point, resident_gb, .. } => {
                assert!(run == started.run && resident_gb >= 0.0);
                steps.push(point.step);
            }
            RunEvent::Validated { .. } => validations += 1,
            RunEvent::Checkpoint { .. } => checkpoints += 1,
            RunEvent::Ended { row } => break row,
            _ => {}
        }
    };
    assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
    assert!(validations >= 2 && checkpoints >= 2, "{validations} {checkpoints}");
    assert_eq!((row.state, row.steps, row.has_adapter), (RunState::Finished, 6, true));
    let detail = commands::run_detail(clinic.app(), row.run).unwrap();
    assert_eq!(detail.points.len(), 6);
    assert!(detail.measured_peak_gb.is_some_and(|gb| gb > 0.0) && detail.row.validation_loss.is_some());
    for of in ["base model", "data set", "data", "configuration", "adapter", "prompt"] {
        assert!(detail.hashes.iter().any(|hash| hash.of == of && hash.sha256.len() == 64), "{of}");
    }
    assert_eq!(detail.started_by, "S. Tanaka");
    assert!(detail.settings.iter().any(|setting| setting.key == "rank" && setting.value == "4"));
}

#[test]
fn a_run_on_a_four_bit_base_needs_less_and_finishes() {
    let clinic = Clinic::open();
    let dense = commands::prepare_run(clinic.app(), &clinic.request(&[])).unwrap().memory.unwrap();
    let request = clinic.request(&[("quantize", "nf4"), ("checkpointing", "true"), ("steps", "2")]);
    let packed = commands::prepare_run(clinic.app(), &request).unwrap().memory.unwrap();
    assert!(packed.total_gb < dense.total_gb);
    let row = clinic.finished(&request);
    assert_eq!((row.state, row.quantize), (RunState::Finished, QuantizeFormat::Nf4), "{:?}", row.failure);
}

#[test]
fn a_paused_run_resumes_with_the_losses_of_one_that_was_never_paused() {
    let clinic = Clinic::open();
    // So many that it is not at its end before the pause comes, however busy the machine.
    let request = clinic.request(&[("steps", "40"), ("early_stopping_patience", "0")]);
    let whole = clinic.finished(&request);
    let heard = clinic.watch();
    let paused = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, paused, 2);
    commands::pause_run(clinic.app(), paused).unwrap();
    let row = ended(&heard, paused);
    assert_eq!((row.state, row.can_resume, row.has_adapter), (RunState::Paused, true, false));
    commands::resume_run(clinic.app(), paused).unwrap();
    assert_eq!(ended(&heard, paused).state, RunState::Finished);
    assert_eq!(clinic.losses(paused), clinic.losses(whole.run));
    assert_eq!(adapter_hash(&clinic, paused), adapter_hash(&clinic, whole.run));
}

#[test]
fn the_curve_before_a_pause_is_told_before_the_steps_after_it() {
    let clinic = Clinic::open();
    let request = clinic.request(&[("steps", "40"), ("early_stopping_patience", "0")]);
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, run, 2);
    commands::pause_run(clinic.app(), run).unwrap();
    ended(&heard, run);
    commands::resume_run(clinic.app(), run).unwrap();
    let mut told: Vec<u32> = Vec::new();
    let first = loop {
        match wait_for(&heard, |_| true) {
            RunEvent::Snapshot { progress } => {
                told = progress.iter().flat_map(|progress| &progress.points).map(|point| point.step).collect();
            }
            RunEvent::Stepped { point, .. } => break point.step,
            _ => {}
        }
    };
    assert!(first > 2, "it goes on");
    assert_eq!(told, (1..first).collect::<Vec<_>>());
    commands::cancel_run(clinic.app(), run).unwrap();
    ended(&heard, run);
}

fn adapter_hash(clinic: &Clinic, run: u32) -> String {
    let detail = commands::run_detail(clinic.app(), run).unwrap();
    detail.hashes.into_iter().find(|hash| hash.of == "adapter").unwrap().sha256
}

#[test]
fn a_repeated_run_gives_the_same_loss_to_the_last_bit_and_says_so() {
    let clinic = Clinic::open();
    let first = clinic.finished(&clinic.request(&[]));
    let heard = clinic.watch();
    let again = commands::repeat_run(clinic.app(), first.run).unwrap();
    assert_eq!(again.repeats, Some(first.run));
    ended(&heard, again.run);
    let outcome = commands::run_detail(clinic.app(), again.run).unwrap().repeat.unwrap();
    assert_eq!((outcome.run, outcome.steps_compared, outcome.first_difference), (first.run, 6, None));
}

#[test]
fn a_run_that_is_stopped_and_kept_has_an_adapter_and_one_that_is_cancelled_has_nothing() {
    let clinic = Clinic::open();
    let long = clinic.request(&[("steps", "2000"), ("checkpoint_every", "1")]);
    let heard = clinic.watch();
    let kept = commands::start_run(clinic.app(), &long).unwrap().run;
    stepped(&heard, kept, 2);
    commands::stop_run(clinic.app(), kept).unwrap();
    let row = ended(&heard, kept);
    assert_eq!((row.state, row.has_adapter), (RunState::Kept, true));
    let cancelled = commands::start_run(clinic.app(), &long).unwrap().run;
    stepped(&heard, cancelled, 2);
    commands::cancel_run(clinic.app(), cancelled).unwrap();
    let row = ended(&heard, cancelled);
    assert_eq!((row.state, row.has_adapter, row.can_resume), (RunState::Cancelled, false, false));
    let left = listing(&clinic.run_folder(cancelled));
    assert!(!left.iter().any(|name| name.contains("safetensors")), "{left:?}");
    assert!(commands::resume_run(clinic.app(), cancelled).is_err());
}

#[test]
fn runs_wait_for_each_other_in_their_order_and_one_that_waits_can_be_paused_and_cancelled() {
    let clinic = Clinic::open();
    let long = clinic.request(&[("steps", "2000")]);
    let heard = clinic.watch();
    let first = commands::start_run(clinic.app(), &long).unwrap().run;
    stepped(&heard, first, 1);
    let preparation = commands::prepare_run(clinic.app(), &long).unwrap();
    assert_eq!(preparation.starts_after, Some(first));
    let [second, third] = [(); 2].map(|()| commands::start_run(clinic.app(), &clinic.request(&[])).unwrap().run);
    assert_eq!(clinic.row(second).state, RunState::Queued);
    commands::pause_run(clinic.app(), second).unwrap();
    assert_eq!(ended(&heard, second).state, RunState::Paused);
    commands::cancel_run(clinic.app(), second).unwrap();
    assert_eq!(clinic.row(second).state, RunState::Cancelled);
    commands::cancel_run(clinic.app(), first).unwrap();
    assert_eq!(ended(&heard, first).state, RunState::Cancelled);
    assert_eq!(ended(&heard, third).state, RunState::Finished, "the next in line goes on by itself");
}

#[test]
fn while_a_run_trains_a_suggestion_is_refused_with_the_run_named() {
    let clinic = Clinic::open();
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &clinic.request(&[("steps", "2000")])).unwrap().run;
    stepped(&heard, run, 3);
    let request =
        SuggestRequest { model: "demo".into(), ..crate::fixture::request(isocenter_app::wire::ArmChoice::Base) };
    let refused = commands::suggest(clinic.app(), &request, &mut |_| ()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Busy);
    assert!(refused.what().contains(&format!("run {run} is training")) && refused.what().contains("left"), "{refused}");
    commands::cancel_suggestion(clinic.app());
    stepped(&heard, run, 5);
    commands::cancel_run(clinic.app(), run).unwrap();
    ended(&heard, run);
    commands::suggest(clinic.app(), &request, &mut |_| ()).unwrap();
}

#[test]
fn a_run_goes_on_while_the_vault_is_locked_and_the_vault_learns_its_end_at_the_next_sign_in() {
    let clinic = Clinic::open();
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &clinic.request(&[("steps", "40")])).unwrap().run;
    stepped(&heard, run, 1);
    clinic.lock();
    assert_eq!(commands::runs(clinic.app()).unwrap_err().code(), ErrorCode::Locked);
    assert_eq!(ended(&heard, run).state, RunState::Finished);
    clinic.sign_in();
    assert_eq!(clinic.row(run).state, RunState::Finished);
    let log = commands::audit_log(clinic.app(), 0, 20).unwrap();
    let finished = log.iter().find(|entry| entry.action == "run finished").unwrap();
    assert_eq!((finished.person.as_str(), finished.subject.as_str()), ("Isocenter", &*format!("run {run}")));
    assert!(log.iter().any(|entry| entry.action == "run started" && entry.person == "S. Tanaka"));
}

#[test]
fn a_program_that_closes_pauses_its_runs_and_they_go_on_the_next_time() {
    let clinic = Clinic::open();
    let request = clinic.request(&[("steps", "30")]);
    let whole = clinic.finished(&request);
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &request).unwrap().run;
    let behind = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, run, 2);
    assert!(commands::runs_at_work(clinic.app()));
    assert!(commands::pause_all_runs(clinic.app(), std::time::Duration::from_secs(300)));
    assert!(!commands::runs_at_work(clinic.app()));
    commands::end_session(clinic.app()).unwrap();
    let clinic = clinic.restarted();
    assert_eq!((clinic.row(run).state, clinic.row(behind).state), (RunState::Paused, RunState::Paused));
    let heard = clinic.watch();
    commands::resume_run(clinic.app(), run).unwrap();
    assert_eq!(ended(&heard, run).state, RunState::Finished);
    assert_eq!(clinic.losses(run), clinic.losses(whole.run));
    commands::resume_run(clinic.app(), behind).unwrap();
    assert_eq!(ended(&heard, behind).state, RunState::Finished, "one that never began begins");
}

#[test]
fn a_run_whose_base_vanished_fails_in_words_and_can_go_on_when_it_is_back() {
    let clinic = Clinic::open();
    let request = clinic.request(&[("steps", "30")]);
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, run, 1);
    commands::pause_run(clinic.app(), run).unwrap();
    ended(&heard, run);
    let away = clinic.folder().join("away");
    std::fs::rename(clinic.base(), &away).unwrap();
    let refused = commands::resume_run(clinic.app(), run).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ModelMissing, "{refused}");
    std::fs::rename(&away, clinic.base()).unwrap();
    commands::resume_run(clinic.app(), run).unwrap();
    assert_eq!(ended(&heard, run).state, RunState::Finished);
}

#[test]
fn a_checkpoint_of_another_base_is_refused_by_the_run() {
    let clinic = Clinic::open();
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &clinic.request(&[("steps", "30")])).unwrap().run;
    stepped(&heard, run, 1);
    commands::pause_run(clinic.app(), run).unwrap();
    ended(&heard, run);
    crate::fixture::edit_bytes(&clinic.base().join("model.safetensors"), |bytes| {
        let last = bytes.len() - 2;
        bytes[last] ^= 1;
    });
    commands::resume_run(clinic.app(), run).unwrap();
    let row = ended(&heard, run);
    assert_eq!(row.state, RunState::Failed);
    assert!(row.failure.unwrap().message.contains("base model"));
}

#[test]
fn no_text_of_a_patient_is_in_any_file_of_a_run_and_only_its_owner_may_read_them() {
    let clinic = Clinic::open();
    let request = clinic.request_for(Task::Regimen, &[("checkpoint_every", "2"), ("steps", "4")]);
    let preview =
        commands::preview_example(clinic.app(), &request, &isocenter_app::wire::PreviewChoice::Place { place: 0 })
            .unwrap();
    let text: String = preview.spans.iter().filter(|span| !span.is_special).map(|span| span.text.as_str()).collect();
    let needle = text.split(": ").nth(1).unwrap().chars().take(24).collect::<String>();
    let row = clinic.finished(&request);
    let folder = clinic.run_folder(row.run);
    for name in listing(&folder) {
        let path = folder.join(&name);
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "{name} holds a diagnosis");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077;
        assert_eq!((mode(&folder), mode(folder.parent().unwrap())), (0, 0));
        assert_eq!(mode(&folder.join("record.json")), 0);
    }
}
