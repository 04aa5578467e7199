//! A clinic with a finished study of regimens and an open study of grades, the people who work on it, and a clock that a test sets.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use isocenter_app::commands;
use isocenter_app::wire::{
    AdapterChoice, ExampleGradeRequest, GradeCase, GradeEntryRequest, GradeRecorded, GradingRequest, GradingRow,
    GradingStage, LockReason, MyGrading, NewAccount, Role, SessionView, StudyEvent, StudyModelChoice, StudyRequest,
    StudyState, Task,
};
use isocenter_app::{Application, Error, Host, KeyCost, Station};
use tempfile::TempDir;

use crate::finetuning::clinic::Clinic;
use crate::fixture::{House, copy};
use crate::permissions::PASSWORD;

/// Longer than the study of these tests takes on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);
pub const EXAMPLES: u32 = 2;
pub const CASES: u32 = 3;
/// Of 6 regimens: two are seen twice.
pub const REPEAT_PERCENT: u32 = 30;
/// Number of the study and of the study of grades that every desk house has.
pub const STUDY: u32 = 1;
pub const GRADING: u32 = 1;

pub const PHYSICIST: &str = "S. Tanaka";
pub const SENIOR: &str = "M. Oduya";
/// Grader A: an oncologist, who may read results elsewhere.
pub const A: &str = "J. Keller";
/// Grader B.
pub const B: &str = "R. Bekanaria";
/// A third who may grade.
pub const C: &str = "L. Third";
pub const ADMINISTRATOR: &str = "V. Admin";

/// A clock in minutes that goes on only when a test says so.
struct DeskHost {
    root: PathBuf,
    looks: AtomicU64,
    minutes: Arc<AtomicI64>,
}

impl Host for DeskHost {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.looks.fetch_add(1, Ordering::Relaxed))
    }

    fn now(&self) -> jiff::Zoned {
        let start = jiff::civil::date(2026, 11, 21).at(9, 30, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        start + jiff::SignedDuration::from_mins(self.minutes.load(Ordering::Relaxed))
    }

    fn vault_folder(&self) -> PathBuf {
        self.root.join("vault")
    }

    fn station(&self) -> Station {
        Station { user: "keller".into(), host: "planning-3".into() }
    }

    fn key_cost(&self) -> KeyCost {
        KeyCost::LowestAllowed
    }

    fn model_roots(&self) -> Vec<PathBuf> {
        vec![self.root.clone()]
    }
}

/// A workstation of the clinic; nobody is signed in until somebody does.
pub struct DeskHouse {
    folder: TempDir,
    application: Arc<Application>,
    minutes: Arc<AtomicI64>,
}

/// A folder with an open study of grades, its examples given, made once and copied for each test.
fn template() -> &'static TempDir {
    static TEMPLATE: OnceLock<TempDir> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let House { models, application } = prepared_clinic();
        drop(application);
        let house = DeskHouse::in_folder(models);
        house.sign_in(PHYSICIST);
        commands::make_grading(house.app(), &house.request()).unwrap();
        house.give_examples(GRADING);
        house.sign_in(PHYSICIST);
        commands::open_grading(house.app(), GRADING).unwrap();
        house.lock();
        commands::end_session(house.app()).unwrap();
        house.folder
    })
}

/// A clinic with its people and a finished study, nobody signed in.
fn prepared_clinic() -> House {
    let clinic = Clinic::open();
    let people = [
        (SENIOR, Role::SeniorOncologist),
        (A, Role::Oncologist),
        (B, Role::Resident),
        (C, Role::Resident),
        (ADMINISTRATOR, Role::Administrator),
    ];
    for (name, role) in people {
        let account = NewAccount { name: name.into(), role, password: PASSWORD.into() };
        commands::add_account(clinic.app(), &account).unwrap();
    }
    let study = run_study(clinic.app());
    assert_eq!(study, STUDY);
    clinic.lock();
    commands::end_session(clinic.app()).unwrap();
    clinic.house
}

/// Asks the base and its adapters for regimens, once at one temperature. A physicist is signed in.
pub fn run_study(application: &Arc<Application>) -> u32 {
    let options = commands::study_options(application).unwrap();
    let adapters = vec![AdapterChoice { task: Task::Regimen, adapter: "shipped".into() }];
    let request = StudyRequest {
        name: "Held out".into(),
        cohort: options.cohorts[0].id.clone(),
        models: vec![StudyModelChoice { model: "demo".into(), adapters }],
        tasks: options.usual.tasks.into_iter().filter(|limit| limit.task == Task::Regimen).collect(),
        temperatures: vec![0.1],
        samples_per_temperature: 1,
        ..options.usual
    };
    let (tell, heard) = channel();
    commands::watch_studies(application, move |event| drop(tell.send(event))).unwrap();
    let study = commands::make_study(application, &request).unwrap().study;
    commands::start_study(application, study).unwrap();
    loop {
        if let StudyEvent::Ended { state, failure, .. } = heard.recv_timeout(LONGEST).expect("the study goes on") {
            assert_eq!((state, failure), (StudyState::Finished, None));
            return study;
        }
    }
}

impl DeskHouse {
    /// With an open study of grades; nobody is signed in.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(template().path(), folder.path());
        Self::in_folder(folder)
    }

    /// Another workstation: a vault of its own in which `name` grades, and nothing else.
    pub fn elsewhere(name: &str) -> Self {
        let house = Self::in_folder(tempfile::tempdir().unwrap());
        let first = isocenter_app::wire::CreateVault {
            name: "P. Elsewhere".into(),
            role: Role::Physicist,
            password: PASSWORD.into(),
        };
        commands::create_vault(house.app(), &first).unwrap();
        let account = NewAccount { name: name.into(), role: Role::Resident, password: PASSWORD.into() };
        commands::add_account(house.app(), &account).unwrap();
        house.sign_in(name);
        house
    }

    fn in_folder(folder: TempDir) -> Self {
        let minutes = Arc::new(AtomicI64::new(0));
        let application = Self::application(folder.path(), &minutes);
        Self { folder, application, minutes }
    }

    fn application(root: &Path, minutes: &Arc<AtomicI64>) -> Arc<Application> {
        let host = DeskHost { root: root.to_owned(), looks: AtomicU64::new(0), minutes: Arc::clone(minutes) };
        Arc::new(Application::new(host))
    }

    /// The process ended without being asked and was started again.
    pub fn restarted(self) -> Self {
        let Self { folder, application, minutes } = self;
        while Arc::strong_count(&application) > 1 {
            std::thread::yield_now();
        }
        drop(application);
        let application = Self::application(folder.path(), &minutes);
        Self { folder, application, minutes }
    }

    pub fn app(&self) -> &Arc<Application> {
        &self.application
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::Relaxed);
    }

    pub fn lock(&self) {
        commands::lock(self.app(), LockReason::SignedOut).unwrap();
    }

    /// The account that a name has; nobody may be signed in.
    fn account_at_sign_in(&self, name: &str) -> String {
        let SessionView::Locked { people, .. } = commands::session(self.app()).unwrap() else {
            panic!("the vault must be locked")
        };
        people.iter().find(|person| person.name == name).unwrap().account.clone()
    }

    /// Whoever was there leaves, and somebody else signs in.
    pub fn sign_in(&self, name: &str) {
        self.lock();
        let account = self.account_at_sign_in(name);
        commands::sign_in(self.app(), &account, PASSWORD.into()).unwrap();
    }

    /// The account that a name has. Whoever was signed in leaves.
    pub fn account(&self, name: &str) -> String {
        self.lock();
        self.account_at_sign_in(name)
    }

    /// Both models over three cases, two examples. A physicist is signed in.
    pub fn request(&self) -> GradingRequest {
        let options = commands::grading_options(self.app()).unwrap();
        let study = &options.studies[0];
        let account = |name: &str| options.graders.iter().find(|person| person.name == name).unwrap().account.clone();
        GradingRequest {
            name: "Regimens".into(),
            study: study.study,
            models: study.models.iter().map(|model| model.model.clone()).collect(),
            temperature: 0.1,
            cases: CASES,
            examples: EXAMPLES,
            repeat_percent: REPEAT_PERCENT,
            seed: 5,
            graders: vec![account(A), account(B)],
            scale: options.scale,
            analysis: "Shares of grades 1 and 2.".into(),
        }
    }

    /// The senior oncologist signs in and gives every example a grade.
    pub fn give_examples(&self, grading: u32) {
        self.sign_in(SENIOR);
        let all = commands::reference_examples(self.app()).unwrap();
        for example in &all.iter().find(|of| of.grading == grading).unwrap().examples {
            let request =
                ExampleGradeRequest { grading, number: example.number, grade: 2, note: "A minor deviation.".into() };
            commands::grade_example(self.app(), &request).unwrap();
        }
    }

    pub fn my_row(&self, grading: u32) -> MyGrading {
        let rows = commands::my_gradings(self.app()).unwrap();
        rows.into_iter().find(|row| row.grading == grading).unwrap()
    }

    /// A study of grades in the list of the physicist who is signed in.
    pub fn row(&self, grading: u32) -> GradingRow {
        let rows = commands::gradings(self.app()).unwrap();
        rows.into_iter().find(|row| row.grading == grading).unwrap()
    }

    pub fn case(&self, position: u32) -> GradeCase {
        commands::grade_case(self.app(), GRADING, GradingStage::Grading, position).unwrap()
    }

    /// Whoever is signed in goes through the calibration round.
    pub fn calibrate(&self, grading: u32) {
        let row = self.my_row(grading);
        for position in row.calibrated..row.examples {
            let request = GradeEntryRequest { grading, stage: GradingStage::Calibration, ..entry(position, 2) };
            commands::record_grade(self.app(), &request).unwrap();
        }
    }

    /// Whoever is signed in records everything that waits, each grade by what the case shows.
    pub fn grade_all(&self, grading: u32, grade: impl Fn(&GradeCase) -> u8) {
        self.calibrate(grading);
        let mut next = commands::grading_desk(self.app(), grading).unwrap().next;
        while let Some(position) = next {
            let case = commands::grade_case(self.app(), grading, GradingStage::Grading, position).unwrap();
            let request = GradeEntryRequest { grading, ..entry(position, grade(&case)) };
            next = commands::record_grade(self.app(), &request).unwrap().next;
        }
    }

    /// A grades everything with 2; B too, but for the regimens that `differ` names: 2 + so much.
    pub fn grade_both(&self, differ: impl Fn(&GradeCase) -> u8) {
        self.sign_in(A);
        self.grade_all(GRADING, |_| 2);
        self.sign_in(B);
        self.grade_all(GRADING, |case| 2 + differ(case));
    }

    /// One grade of whoever is signed in, in the first study of grades.
    pub fn record(&self, request: &GradeEntryRequest) -> Result<GradeRecorded, Error> {
        commands::record_grade(self.app(), request)
    }
}

/// What identifies a regimen for whoever sees only its texts.
pub fn regimen_of(case: &GradeCase) -> (String, String) {
    (case.case.clone(), case.generated.text.clone())
}

/// A grade for a position of the grading stage of the first study of grades.
pub fn entry(position: u32, grade: u8) -> GradeEntryRequest {
    GradeEntryRequest {
        grading: GRADING,
        stage: GradingStage::Grading,
        position,
        grade: Some(grade),
        skip_reason: String::new(),
        comment: String::new(),
        is_flagged: false,
        focus_ms: 4_000,
        replaces: None,
    }
}

/// A skip of a position of the first study of grades.
pub fn skip(position: u32, reason: &str) -> GradeEntryRequest {
    GradeEntryRequest { grade: None, skip_reason: reason.into(), ..entry(position, 1) }
}
