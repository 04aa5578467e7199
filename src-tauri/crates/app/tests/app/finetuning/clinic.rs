//! A physicist with a frozen cohort and a base model, and the means to wait for a run without sleeping.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use isocenter_app::commands::{self, CohortRequest, Existing};
use isocenter_app::wire::{
    CreateVault, DataSetView, ImportEvent, LockReason, Role, RunEvent, RunRequest, RunRow, SessionView, Setting,
    SplitRequest, Task,
};
use isocenter_app::{Application, Error};
use isocenter_testkit::golden;
use tempfile::TempDir;

use crate::fixture::{House, copy};
use crate::permissions::PASSWORD;

/// Longer than any run of these tests takes on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);
const PATIENTS: usize = 90;
const HELD_OUT: u32 = 6;

/// A folder as it is right after the freeze, made once and copied for each test.
fn template() -> &'static TempDir {
    static TEMPLATE: OnceLock<TempDir> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let house = House::empty();
        prepare(&house);
        let House { models, application } = house;
        commands::end_session(&application).unwrap();
        drop(application);
        models
    })
}

fn prepare(house: &House) {
    let exports = tempfile::tempdir().unwrap();
    let request = CohortRequest { cases: PATIENTS, seed: 3, out: exports.path().to_owned(), existing: Existing::Keep };
    commands::synthesise_cohort(&request).unwrap();
    let first = CreateVault { name: "S. Tanaka".into(), role: Role::Physicist, password: PASSWORD.into() };
    commands::create_vault(&house.application, &first).unwrap();
    let files = ["plans.csv", "diagnoses.csv"].map(|name| exports.path().join(name));
    commands::inspect_exports(&house.application, &files).unwrap();
    let mut cohort = None;
    commands::import_exports(&house.application, None, &mut |event| {
        if let ImportEvent::Finished { cohort: finished } = event {
            cohort = Some(finished);
        }
    })
    .unwrap();
    let split = SplitRequest { seed: 1, test_regimen: HELD_OUT, test_icd10: HELD_OUT, is_stratified: false };
    commands::freeze(&house.application, &cohort.unwrap(), &split).unwrap();
    let base = golden::pack().join("../../../models/demo-llama");
    copy(&base, &house.models.path().join("demo"));
}

/// A physicist is signed in; the cohort is frozen; one base is on the list.
pub struct Clinic {
    pub house: House,
}

impl Clinic {
    pub fn open() -> Self {
        let house = House::empty();
        copy(template().path(), house.models.path());
        let clinic = Self { house };
        clinic.sign_in();
        clinic
    }

    pub fn app(&self) -> &Arc<Application> {
        &self.house.application
    }

    pub fn folder(&self) -> &Path {
        self.house.models.path()
    }

    pub fn base(&self) -> PathBuf {
        self.folder().join("demo")
    }

    pub fn run_folder(&self, run: u32) -> PathBuf {
        self.folder().join("vault-runs").join(format!("{run:04}"))
    }

    pub fn sign_in(&self) {
        sign_in(self.app()).unwrap();
    }

    pub fn lock(&self) {
        commands::lock(self.app(), LockReason::Requested).unwrap();
    }

    /// The program was ended without being asked, and started again; somebody signs in.
    pub fn restarted(self) -> Self {
        let clinic = Self { house: self.house.restarted() };
        clinic.sign_in();
        clinic
    }

    pub fn data_set(&self, task: Task) -> DataSetView {
        let sets = commands::data_sets(self.app()).unwrap();
        sets.into_iter().find(|set| set.task == Some(task)).unwrap()
    }

    /// A short run on the modalities, the shortest answers.
    pub fn request(&self, settings: &[(&str, &str)]) -> RunRequest {
        self.request_for(Task::Modality, settings)
    }

    pub fn request_for(&self, task: Task, settings: &[(&str, &str)]) -> RunRequest {
        let short =
            [("rank", "4"), ("steps", "6"), ("micro_batch", "2"), ("gradient_accumulation", "1"), ("lr", "0.003")];
        let of_short = short.iter().filter(|(key, _)| !settings.iter().any(|(other, _)| other == key));
        let set = |(key, value): &(&str, &str)| Setting { key: (*key).into(), value: (*value).into() };
        let mut request = RunRequest {
            model: "demo".into(),
            data_set: self.data_set(task).id,
            settings: of_short.chain(settings).map(set).collect(),
            left_out: Vec::new(),
        };
        // What is named about the cases is solved as a person would, with the first way out.
        for problem in commands::prepare_run(self.app(), &request).unwrap().problems {
            if let Some(remedy) = problem.remedies.first().filter(|_| problem.is_blocking) {
                request.left_out.extend(remedy.left_out.iter().cloned());
                request.settings.extend(remedy.settings.iter().cloned());
            }
        }
        request
    }

    /// Every event from now on.
    pub fn watch(&self) -> Receiver<RunEvent> {
        let (tell, heard) = channel();
        let tell = move |event| {
            let _ = tell.send(event);
        };
        commands::watch_runs(self.app(), tell).unwrap();
        heard
    }

    /// Starts a run and waits until it has come to rest.
    pub fn finished(&self, request: &RunRequest) -> RunRow {
        let heard = self.watch();
        let started = commands::start_run(self.app(), request).unwrap();
        ended(&heard, started.run)
    }

    pub fn losses(&self, run: u32) -> Vec<u64> {
        let detail = commands::run_detail(self.app(), run).unwrap();
        detail.points.iter().map(|point| point.loss.to_bits()).collect()
    }

    pub fn row(&self, run: u32) -> RunRow {
        commands::runs(self.app()).unwrap().into_iter().find(|row| row.run == run).unwrap()
    }
}

pub fn sign_in(application: &Application) -> Result<SessionView, Error> {
    let SessionView::Locked { people, .. } = commands::session(application)? else { panic!("there is a vault") };
    commands::sign_in(application, &people[0].account, PASSWORD.into())
}

/// Waits for the first event for which `is` holds.
pub fn wait_for(heard: &Receiver<RunEvent>, mut is: impl FnMut(&RunEvent) -> bool) -> RunEvent {
    loop {
        let event = heard.recv_timeout(LONGEST).expect("the run goes on");
        if is(&event) {
            return event;
        }
    }
}

/// Waits until a run has come to rest.
pub fn ended(heard: &Receiver<RunEvent>, run: u32) -> RunRow {
    match wait_for(heard, |event| matches!(event, RunEvent::Ended { row } if row.run == run)) {
        RunEvent::Ended { row } => row,
        _ => unreachable!("only ends are waited for"),
    }
}

/// Waits until a run has done a step.
pub fn stepped(heard: &Receiver<RunEvent>, run: u32, step: u32) {
    wait_for(
        heard,
        |event| matches!(event, RunEvent::Stepped { run: of, point, .. } if *of == run && point.step >= step),
    );
}
