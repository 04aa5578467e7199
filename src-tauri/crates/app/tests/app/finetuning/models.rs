//! The list of base models: found, hashed, added by a person, taken off.

use isocenter_app::commands;
use isocenter_app::wire::{BaseModelKind, ErrorCode};
use isocenter_testkit::golden;

use super::clinic::{Clinic, ended, stepped};
use crate::fixture::copy;

#[test]
fn a_base_says_its_size_licence_needs_and_after_one_reading_its_hash() {
    let clinic = Clinic::open();
    let list = commands::base_models(clinic.app()).unwrap();
    let base = list.iter().find(|base| base.id == "demo").unwrap();
    assert_eq!((base.kind, base.is_demonstration, base.runs), (BaseModelKind::Folder, true, 0));
    assert!(base.parameters > 0 && base.weights_mb > 1.0 && base.context_tokens == 1024 && base.needs.len() == 4);
    assert!(base.sha256.is_none() && !base.can_be_removed && base.problem.is_none() && !base.licence.words.is_empty());
    let hashed = commands::hash_base_model(clinic.app(), "demo").unwrap();
    let again = commands::base_models(clinic.app()).unwrap().into_iter().find(|base| base.id == "demo").unwrap();
    assert_eq!((again.sha256.as_ref().map(String::len), &again.sha256), (Some(64), &hashed.sha256));
    let run = clinic.finished(&clinic.request(&[])).run;
    let detail = commands::run_detail(clinic.app(), run).unwrap();
    let of_run = detail.hashes.iter().find(|hash| hash.of == "base model").unwrap();
    assert_eq!(Some(&of_run.sha256), hashed.sha256.as_ref(), "the list and the run mean the same hash");
    assert_eq!(commands::base_models(clinic.app()).unwrap().iter().find(|base| base.id == "demo").unwrap().runs, 1);
    crate::fixture::edit(&clinic.base().join("config.json"), |text| text.replace("0.00001", "0.00002"));
    let changed = commands::base_models(clinic.app()).unwrap().into_iter().find(|base| base.id == "demo").unwrap();
    assert_eq!(changed.sha256, None, "a hash of other files is not shown");
}

#[test]
fn a_model_from_elsewhere_is_added_outlives_a_restart_and_is_taken_off_without_touching_its_files() {
    let clinic = Clinic::open();
    let elsewhere = tempfile::tempdir().unwrap();
    let place = elsewhere.path().join("other");
    copy(&golden::model_folder("llama2"), &place);
    let added = commands::add_base_model(clinic.app(), &place).unwrap();
    assert!(added.can_be_removed);
    assert!(commands::add_base_model(clinic.app(), &place).is_err(), "it is on the list already");
    assert!(commands::list_models(clinic.app()).iter().any(|model| model.id == added.id), "Suggest lists it too");
    commands::end_session(clinic.app()).unwrap();
    let clinic = clinic.restarted();
    assert!(commands::base_models(clinic.app()).unwrap().iter().any(|base| base.id == added.id));
    clinic.lock();
    assert!(!commands::list_models(clinic.app()).iter().any(|model| model.id == added.id), "the list is in the vault");
    clinic.sign_in();
    let left = commands::remove_base_model(clinic.app(), &added.id).unwrap();
    assert!(!left.iter().any(|base| base.id == added.id) && place.join("config.json").is_file());
    let log = commands::audit_log(clinic.app(), 0, 20).unwrap();
    for action in ["model added", "model removed"] {
        assert!(log.iter().any(|entry| entry.action == action), "{action}");
    }
}

#[test]
fn a_place_without_a_usable_model_is_refused_in_words() {
    let clinic = Clinic::open();
    let empty = tempfile::tempdir().unwrap();
    let refused = commands::add_base_model(clinic.app(), empty.path()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ModelIncomplete, "{refused}");
    let cut = empty.path().join("cut.gguf");
    std::fs::write(&cut, b"GGUF").unwrap();
    let refused = commands::add_base_model(clinic.app(), &cut).unwrap_err();
    assert_ne!(refused.code(), ErrorCode::Internal, "{refused}");
}

#[test]
fn a_model_is_not_taken_off_the_list_while_a_run_on_it_goes_on() {
    let clinic = Clinic::open();
    let elsewhere = tempfile::tempdir().unwrap();
    let place = elsewhere.path().join("demo-copy");
    copy(&clinic.base(), &place);
    let added = commands::add_base_model(clinic.app(), &place).unwrap();
    let request = isocenter_app::wire::RunRequest { model: added.id.clone(), ..clinic.request(&[("steps", "2000")]) };
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, run, 1);
    let refused = commands::remove_base_model(clinic.app(), &added.id).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Busy);
    commands::cancel_run(clinic.app(), run).unwrap();
    ended(&heard, run);
    commands::remove_base_model(clinic.app(), &added.id).unwrap();
}
