//! A disk that fills up in the middle of a run: the test goes on with the run in a process of its own, which may not write large files.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use isocenter_app::commands;
use isocenter_app::wire::{ErrorCode, RunState};

use super::clinic::{Clinic, ended, sign_in, stepped};
use crate::fixture::{House, application_in, listing};

const FOLDER: &str = "ISOCENTER_APP_TEST_FULL_DISK_FOLDER";
const RUN: &str = "ISOCENTER_APP_TEST_FULL_DISK_RUN";
const TEST: &str =
    "finetuning::full_disk::a_full_disk_stops_a_run_cleanly_and_it_goes_on_from_its_last_good_checkpoint";
/// The vault and every record are smaller than this, a checkpoint at rank 32 is larger; blocks of 512 bytes.
const LARGEST_FILE: &str = "8192";

fn resume_until_ended(folder: &Path) {
    let application = application_in(folder);
    sign_in(&application).unwrap();
    let run = std::env::var(RUN).unwrap().parse().unwrap();
    let (tell, heard) = std::sync::mpsc::channel();
    commands::watch_runs(&application, move |event| drop(tell.send(event))).unwrap();
    commands::resume_run(&application, run).unwrap();
    let row = ended(&heard, run);
    assert_eq!((row.state, row.failure.map(|failure| failure.code)), (RunState::Failed, Some(ErrorCode::DiskFull)));
    commands::end_session(&application).unwrap();
}

#[test]
fn a_full_disk_stops_a_run_cleanly_and_it_goes_on_from_its_last_good_checkpoint() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return resume_until_ended(Path::new(&folder));
    }
    let clinic = Clinic::open();
    let settings = [("rank", "32"), ("steps", "40"), ("checkpoint_every", "5"), ("early_stopping_patience", "0")];
    let request = clinic.request(&settings);
    let whole = clinic.finished(&request).run;
    let heard = clinic.watch();
    let run = commands::start_run(clinic.app(), &request).unwrap().run;
    stepped(&heard, run, 3);
    commands::pause_run(clinic.app(), run).unwrap();
    assert_eq!(ended(&heard, run).state, RunState::Paused);
    let folder = clinic.run_folder(run);
    let (files, checkpoint) = (listing(&folder), folder.join("adapter.checkpoint.safetensors"));
    let kept = std::fs::read(&checkpoint).unwrap();
    assert!(kept.len() > 8192 * 512, "{} bytes must not fit", kept.len());
    commands::end_session(clinic.app()).unwrap();
    let House { models, application } = clinic.house;
    drop(application);

    // The signal that comes with the limit is ignored, so that writing fails as on a full disk.
    let limited = format!("trap '' XFSZ; ulimit -f {LARGEST_FILE}; exec \"$0\" --exact {TEST} --nocapture");
    let child = Command::new("sh")
        .args(["-c", &limited])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, models.path())
        .env(RUN, run.to_string())
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    assert!(std::fs::read(&checkpoint).unwrap() == kept, "the checkpoint is the last good one");
    assert_eq!(listing(&folder), files, "nothing half-written");

    let clinic = Clinic { house: House { application: application_in(models.path()), models } };
    clinic.sign_in();
    let row = clinic.row(run);
    assert_eq!((row.state, row.can_resume), (RunState::Failed, true));
    let failure = row.failure.unwrap();
    assert!(failure.code == ErrorCode::DiskFull && failure.message.contains("disk is full"), "{}", failure.message);
    let heard = clinic.watch();
    commands::resume_run(clinic.app(), run).unwrap();
    let row = ended(&heard, run);
    assert!(row.state == RunState::Finished && row.failure.is_none(), "{:?}", row.failure);
    assert_eq!(clinic.losses(run), clinic.losses(whole), "as if the disk had never been full");
}
