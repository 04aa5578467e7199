//! kill -9 in the middle of a run: the test runs itself as the process that is killed, then opens the folder and goes on.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use isocenter_app::commands;
use isocenter_app::wire::{RunEvent, RunRequest, RunState};

use super::clinic::{Clinic, ended, sign_in, wait_for};
use crate::fixture::application_in;

const FOLDER: &str = "ISOCENTER_APP_TEST_KILLED_FOLDER";
const STEPPED: &str = "stepped ";
const STEPS: &str = "24";

fn request(clinic: &Clinic) -> RunRequest {
    // Without early stopping, so that every run has all the steps at which it is killed.
    let settings =
        [("steps", STEPS), ("checkpoint_every", "3"), ("validation_every", "4"), ("early_stopping_patience", "0")];
    clinic.request(&settings)
}

/// Trains and tells each step on standard output, until it is killed.
fn train_until_killed(folder: &Path) -> ! {
    let application = application_in(folder);
    sign_in(&application).unwrap();
    let request = std::fs::read(folder.join("request.json")).unwrap();
    let request: RunRequest = serde_json::from_slice(&request).unwrap();
    let (tell, heard) = std::sync::mpsc::channel();
    commands::watch_runs(&application, move |event| drop(tell.send(event))).unwrap();
    let interrupted = commands::runs(&application).unwrap().into_iter().find(|row| row.can_resume);
    match interrupted {
        Some(row) => commands::resume_run(&application, row.run).unwrap(),
        None => commands::start_run(&application, &request).unwrap(),
    };
    loop {
        if let RunEvent::Stepped { point, .. } = wait_for(&heard, |_| true) {
            let mut out = std::io::stdout();
            writeln!(out, "{STEPPED}{}.", point.step).unwrap();
            out.flush().unwrap();
        }
    }
}

/// Starts the process and kills it as soon as it has told this step.
fn kill_at(folder: &Path, step: u32) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "finetuning::killed::a_killed_run_goes_on_with_equal_losses", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut steps = lines.filter_map(|line| line.strip_prefix(STEPPED)?.strip_suffix('.')?.parse::<u32>().ok());
    let reached = steps.find(|reached| *reached >= step);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(reached.is_some(), "the process trains up to step {step}");
}

#[test]
fn a_killed_run_goes_on_with_equal_losses() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        train_until_killed(Path::new(&folder));
    }
    let clinic = Clinic::open();
    let request = request(&clinic);
    let whole = clinic.finished(&request);
    std::fs::write(clinic.folder().join("request.json"), serde_json::to_vec(&request).unwrap()).unwrap();
    commands::end_session(clinic.app()).unwrap();
    let run = whole.run + 1;
    let models = clinic.house.models;
    drop(clinic.house.application);
    for step in [5, 11, 20] {
        kill_at(models.path(), step);
    }
    let clinic = Clinic { house: crate::fixture::House { application: application_in(models.path()), models } };
    clinic.sign_in();
    let row = clinic.row(run);
    assert_eq!((row.state, row.can_resume), (RunState::Interrupted, true));
    let detail = commands::run_detail(clinic.app(), run).unwrap();
    let measured = detail.validations.iter().map(|point| point.loss).reduce(f64::min).unwrap();
    assert!(
        (row.validation_loss.unwrap() - measured).abs() < 1e-12,
        "also what was measured after the last checkpoint"
    );
    assert!(row.interruption.is_some(), "the history says why, as far as the system tells");
    assert!(row.steps_done >= 20, "the history knows how far it came: {}", row.steps_done);
    let heard = clinic.watch();
    commands::resume_run(clinic.app(), run).unwrap();
    let row = ended(&heard, run);
    assert_eq!((row.state, row.interruption), (RunState::Finished, None));
    assert_eq!(clinic.losses(run), clinic.losses(whole.run), "equal, not near");
    let hash = |run: u32| {
        let detail = commands::run_detail(clinic.app(), run).unwrap();
        detail.hashes.into_iter().find(|hash| hash.of == "adapter").unwrap().sha256
    };
    assert_eq!(hash(run), hash(whole.run));
    let log = commands::audit_log(clinic.app(), 0, 50).unwrap();
    assert!(log.iter().filter(|entry| entry.action == "run interrupted").count() >= 1);
    assert!(commands::verify_audit(clinic.app()).unwrap().is_whole);
}
