//! What lives as long as the process: the model in memory, the one job that may use the machine, the runs that wait for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use isocenter_lm::{CancelToken, Quantize};

use crate::error::Error;
use crate::finetuning::release::ReleasedAdapter;
use crate::finetuning::{FoundBases, PreparedData, RunHall};
use crate::grading::PanelPresence;
use crate::host::Host;
use crate::pending_import::PendingImport;
use crate::session::Session;
use crate::suggestion::past_cases::PastCases;
use crate::suggestion::shown::Unkept;
use crate::suggestion_model::SuggestionModel;
use crate::vault_study::{OpenStudies, StudyHall};
use crate::wire::{ErrorCode, RunRow};

/// How often somebody who waits for the machine looks whether they were told to stop.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The application; one for each process, shared between threads.
pub struct Application {
    host: Arc<dyn Host>,
    session: Mutex<Session>,
    import: Mutex<Option<PendingImport>>,
    loaded: Mutex<Option<Arc<SuggestionModel>>>,
    job: Mutex<JobSlot>,
    machine_is_free: Condvar,
    runs: RunHall,
    bases: FoundBases,
    data: PreparedData,
    measuring: Mutex<Option<CancelToken>>,
    studies: StudyHall,
    open_studies: OpenStudies,
    panel: PanelPresence,
    unkept: Mutex<Unkept>,
    past_cases: Mutex<Option<Arc<PastCases>>>,
    locks: AtomicU64,
}

/// What the machine is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MachineUse {
    /// Somebody waits at the screen or at the command line.
    Answering,
    /// Base against tuned.
    Measuring,
    /// A merged model is written and read again.
    Exporting,
    /// A study.
    Studying {
        /// Its number.
        study: u32,
    },
    /// A fine-tune.
    Training {
        /// Number of the run.
        run: u32,
    },
}

#[derive(Default)]
struct JobSlot {
    started: u32,
    running: Option<RunningJob>,
}

struct RunningJob {
    what: MachineUse,
    cancel: CancelToken,
}

/// The right to use the machine; given back when dropped.
pub(crate) struct JobPermit<'a> {
    application: &'a Application,
    /// Number of the job, counted from 1.
    pub(crate) number: u32,
    /// Set when the user stops the job.
    pub(crate) cancel: CancelToken,
}

impl Drop for JobPermit<'_> {
    fn drop(&mut self) {
        lock(&self.application.job).running = None;
        self.application.machine_is_free.notify_all();
    }
}

/// A panic elsewhere leaves plain values behind, so a poisoned lock is still good to use.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Application {
    /// An application in `host`, with no model in memory.
    pub fn new(host: impl Host) -> Self {
        let host: Arc<dyn Host> = Arc::new(host);
        Self {
            session: Mutex::new(Session::new(Arc::clone(&host))),
            host,
            import: Mutex::new(None),
            loaded: Mutex::new(None),
            job: Mutex::new(JobSlot::default()),
            machine_is_free: Condvar::new(),
            runs: RunHall::default(),
            bases: FoundBases::default(),
            data: PreparedData::default(),
            measuring: Mutex::new(None),
            studies: StudyHall::default(),
            open_studies: OpenStudies::default(),
            panel: PanelPresence::default(),
            unkept: Mutex::new(Unkept::default()),
            past_cases: Mutex::new(None),
            locks: AtomicU64::new(0),
        }
    }

    /// Takes the machine for a job that somebody waits for; `cancel` is what stops it. It is refused rather than made to wait: a
    /// physician wants to know now that a fine-tune has the machine, and for how long.
    ///
    /// # Errors
    /// `busy` while another job runs.
    pub(crate) fn begin_job(&self, cancel: CancelToken) -> Result<JobPermit<'_>, Error> {
        let mut slot = lock(&self.job);
        if let Some(running) = &slot.running {
            let what = running.what;
            drop(slot);
            return Err(self.busy(what));
        }
        Ok(self.take(&mut slot, MachineUse::Answering, cancel))
    }

    /// Waits for the machine; nothing when `cancel` is set meanwhile.
    pub(crate) fn wait_for_machine(&self, what: MachineUse, cancel: &CancelToken) -> Option<JobPermit<'_>> {
        let mut slot = lock(&self.job);
        loop {
            if cancel.is_cancelled() {
                return None;
            }
            if slot.running.is_none() {
                return Some(self.take(&mut slot, what, cancel.clone()));
            }
            let waited = self.machine_is_free.wait_timeout(slot, LOOK_AGAIN);
            slot = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn take(&self, slot: &mut JobSlot, what: MachineUse, cancel: CancelToken) -> JobPermit<'_> {
        slot.started = slot.started.wrapping_add(1);
        slot.running = Some(RunningJob { what, cancel: cancel.clone() });
        JobPermit { application: self, number: slot.started, cancel }
    }

    fn busy(&self, what: MachineUse) -> Error {
        let busy = |what: String, remedy: &str| Error::new(ErrorCode::Busy, what, remedy);
        match what {
            MachineUse::Answering => {
                busy("another run is using the machine".into(), "wait until it has finished, or cancel it")
            }
            MachineUse::Measuring => busy(
                "a tuned model is being measured against its base".into(),
                "wait until it has finished, or stop it",
            ),
            MachineUse::Exporting => busy("a tuned model is being exported".into(), "wait until it has finished"),
            MachineUse::Studying { study } => {
                let left = self.studies.current().and_then(|progress| progress.left_s);
                let left = left.map_or_else(String::new, |seconds| format!(", {}", left_words(seconds)));
                busy(format!("study {study} is running{left}"), "wait for it, or ask the physicist to pause it")
            }
            MachineUse::Training { run } => {
                let left = self.runs.current().filter(|(current, _)| *current == run).and_then(|(_, left)| left);
                let left = left.map_or_else(String::new, |seconds| format!(", {}", left_words(seconds)));
                busy(format!("run {run} is training{left}"), "wait for it, or ask the physicist to pause it")
            }
        }
    }

    /// Asks the job that somebody waits for, if there is one, to stop; it stops after the token it is at. A fine-tune goes on.
    pub fn cancel_running_job(&self) {
        if let Some(running) = lock(&self.job).running.as_ref().filter(|job| job.what == MachineUse::Answering) {
            running.cancel.cancel();
        }
    }

    /// Keeps what stops the measurement that waits for the machine or has it.
    ///
    /// # Errors
    /// `busy` while there is another one.
    pub(crate) fn begin_measuring(&self, cancel: &CancelToken) -> Result<(), Error> {
        let mut measuring = lock(&self.measuring);
        if measuring.is_some() {
            return Err(self.busy(MachineUse::Measuring));
        }
        *measuring = Some(cancel.clone());
        Ok(())
    }

    /// The measurement has ended.
    pub(crate) fn end_measuring(&self) {
        *lock(&self.measuring) = None;
    }

    /// Asks the measurement to stop, if there is one.
    pub(crate) fn cancel_measuring(&self) {
        if let Some(cancel) = &*lock(&self.measuring) {
            cancel.cancel();
        }
    }

    /// Bytes that would be free if the model in memory were put away.
    pub(crate) fn bytes_of_model_in_memory(&self) -> u64 {
        lock(&self.loaded).as_ref().map_or(0, |model| model.bytes_in_memory())
    }

    /// Time since some fixed moment of this process.
    pub(crate) fn elapsed(&self) -> Duration {
        self.host.elapsed()
    }

    /// Now, as people at this machine read it.
    pub(crate) fn local_time(&self) -> String {
        self.host.now().strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// A stored moment as it is read at this machine.
    pub(crate) fn local_time_of(&self, at_us: i64) -> String {
        let at = jiff::Timestamp::from_microsecond(at_us).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.to_zoned(self.time_zone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Now, in microseconds since 1970 UTC.
    pub(crate) fn now_us(&self) -> i64 {
        self.host.now().timestamp().as_microsecond()
    }

    /// The vault of this process. Held while a command works with it, so commands on it come one after the other.
    pub(crate) fn session(&self) -> MutexGuard<'_, Session> {
        lock(&self.session)
    }

    /// The fine-tunes of this process.
    pub(crate) fn runs(&self) -> &RunHall {
        &self.runs
    }

    /// The study of this process that runs.
    pub(crate) fn studies(&self) -> &StudyHall {
        &self.studies
    }

    /// Studies that are read now; they hold patients' texts.
    pub(crate) fn open_studies(&self) -> &OpenStudies {
        &self.open_studies
    }

    /// Who has signed in to the panel of a study of grades.
    pub(crate) fn panel(&self) -> &PanelPresence {
        &self.panel
    }

    /// Base models that were looked at.
    pub(crate) fn bases(&self) -> &FoundBases {
        &self.bases
    }

    /// Data sets that were read; they hold patients' texts.
    pub(crate) fn data(&self) -> &PreparedData {
        &self.data
    }

    /// Tells `listener` of each fine-tune that comes to rest, also while nobody watches.
    pub fn on_run_end(&self, listener: impl Fn(&RunRow) + Send + Sync + 'static) {
        self.runs.listen(Box::new(listener));
    }

    /// The time zone of this machine.
    pub(crate) fn time_zone(&self) -> jiff::tz::TimeZone {
        self.host.now().time_zone().clone()
    }

    /// The exports that were chosen and not yet imported.
    pub(crate) fn import(&self) -> MutexGuard<'_, Option<PendingImport>> {
        lock(&self.import)
    }

    /// Stops and forgets a chosen import.
    pub(crate) fn forget_import(&self) {
        if let Some(pending) = self.import().take() {
            pending.cancel.cancel();
        }
    }

    /// When the day began where this machine stands, in microseconds since 1970 UTC.
    pub(crate) fn today_began_us(&self) -> i64 {
        let now = self.host.now();
        // OK: a day that has no beginning in its time zone began a day ago at most.
        now.start_of_day().map_or_else(|_| now.timestamp().as_microsecond(), |began| began.timestamp().as_microsecond())
    }

    /// Suggestions made without a vault; they hold patients' texts.
    pub(crate) fn unkept(&self) -> MutexGuard<'_, Unkept> {
        lock(&self.unkept)
    }

    /// The cases that were searched last; they hold patients' texts.
    pub(crate) fn past_cases(&self) -> MutexGuard<'_, Option<Arc<PastCases>>> {
        lock(&self.past_cases)
    }

    /// How often what belongs to patients was forgotten: what was read from a vault before is not of the one that is open now.
    pub(crate) fn locks(&self) -> u64 {
        self.locks.load(Ordering::SeqCst)
    }

    /// Forgets the suggestions and past cases in memory.
    pub(crate) fn forget_suggestions(&self) {
        let mut held = self.past_cases();
        self.locks.fetch_add(1, Ordering::SeqCst);
        *held = None;
        drop(held);
        self.unkept().forget();
    }

    /// The day, where this machine stands.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        self.host.now().date()
    }

    /// Folders whose sub-folders are models.
    pub(crate) fn model_roots(&self) -> Vec<PathBuf> {
        self.host.model_roots()
    }

    /// The model of `folder` if it is the one in memory, with these released adapters, and its files have not changed since.
    pub(crate) fn model_in_memory(
        &self,
        folder: &Path,
        released: &[ReleasedAdapter],
        quantize: Quantize,
    ) -> Option<Arc<SuggestionModel>> {
        lock(&self.loaded).as_ref().filter(|model| model.is_current(folder, released, quantize)).cloned()
    }

    /// Lets go of the model in memory, so that its room is free before another is read.
    pub(crate) fn forget_model(&self) {
        *lock(&self.loaded) = None;
    }

    /// Keeps `model` as the one in memory.
    pub(crate) fn keep_model(&self, model: &Arc<SuggestionModel>) {
        *lock(&self.loaded) = Some(Arc::clone(model));
    }
}

/// `about 54 min are left`, `about 2 h 10 min are left`, `less than a minute is left`.
fn left_words(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round().max(0.0) as u64;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute is left".to_owned(),
        (0, minutes) => format!("about {minutes} min are left"),
        (hours, minutes) => format!("about {hours} h {minutes:02} min are left"),
    }
}

#[cfg(test)]
mod tests {
    use super::left_words;

    #[test]
    fn a_time_left_is_told_in_hours_and_minutes() {
        assert_eq!(left_words(12.0), "less than a minute is left");
        assert_eq!(left_words(54.0 * 60.0), "about 54 min are left");
        assert_eq!(left_words(7_800.0), "about 2 h 10 min are left");
    }
}
